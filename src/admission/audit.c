/* The audit log: one line of JSON for each request that a policy in force was for. Whole transactions
 * are appended in one write, so that lines of different processes never mix. */
#include "audit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cidrctl/admission.h"
#include "cidrctl/clock.h"

#define LOG_MODE 0600

/* all: of a transaction that is committed; refused: those that stay said when it is not. */
static struct {
	char *path, *failure; /* failure: NULL when every line was written */
	int file;
	struct strbuf all, refused;
} audit_log = { .file = -1, .all = STRBUF_INIT, .refused = STRBUF_INIT };

bool admission_audit_open(const char *path, struct error *err)
{
	int file;

	if (path == NULL || *path == '\0')
		return true;
	file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, LOG_MODE);
	if (file < 0)
		return error_set_errno(err, errno, "cannot write the audit log %s", path);
	if (audit_log.file >= 0)
		close(audit_log.file);
	free(audit_log.path);
	audit_log.file = file;
	audit_log.path = xstrdup(path);
	return true;
}

/* ---- noting ---- */

static const char *verb_of(const struct request *request)
{
	switch (request->verb) {
	case VERB_CREATE:
		return "create";
	case VERB_PATCH:
		return request->patch_type == PATCH_APPLY ? "apply" : "patch";
	case VERB_UPDATE:
		return "update";
	case VERB_DELETE:
	case VERB_DELETE_COLLECTION:
		return "delete";
	case VERB_GET:
	case VERB_LIST:
	case VERB_WATCH:
	case VERB_RESTORE:
		break;
	}
	return "";
}

static void set_unless_empty(cJSON *event, const char *key, const char *value)
{
	if (*value != '\0')
		json_set_str(event, key, value);
}

void audit_note(const struct operation *op, const struct policy_request *request,
		const struct policy_review *review)
{
	CLEANUP(json) cJSON *event = cJSON_CreateObject();
	CLEANUP(str) char *resource = NULL;
	bool refused = review->n_denials > 0;
	char time[TIME_TEXT_SIZE];
	cJSON *annotations;
	size_t start = audit_log.all.length;

	if (audit_log.file < 0)
		return;
	resource = resource_full_name(op->request->resource);
	time_format_micro(op->now_micro, time);
	json_set_str(event, "time", time);
	json_set_str(event, "user", request->user);
	json_set_str(event, "verb", verb_of(op->request));
	json_set_str(event, "resource", resource);
	set_unless_empty(event, "subresource", request->subresource);
	set_unless_empty(event, "namespace", request->namespace);
	set_unless_empty(event, "name", request->name);
	if (request->dry_run)
		json_set_bool(event, "dryRun", true);
	json_set_str(event, "decision", refused ? "forbid" : "allow");
	if (refused)
		json_set_str(event, "reason", review->denials[0].message);
	annotations = json_ensure_object(event, "annotations");
	for (size_t i = 0; i < review->n_notes; i++)
		json_set_str(annotations, review->notes[i].key, review->notes[i].value);
	json_print(event, JSON_COMPACT, &audit_log.all);
	strbuf_add_char(&audit_log.all, '\n');
	if (refused)
		strbuf_add(&audit_log.refused, audit_log.all.text + start,
			   audit_log.all.length - start);
}

/* ---- writing ---- */

void admission_audit_begin(void)
{
	strbuf_truncate(&audit_log.all, 0);
	strbuf_truncate(&audit_log.refused, 0);
}

void admission_audit_end(bool committed)
{
	const struct strbuf *lines = committed ? &audit_log.all : &audit_log.refused;
	const char *text = lines->text, *end = text + lines->length;

	while (text < end) {
		ssize_t n = write(audit_log.file, text, (size_t)(end - text));

		if (n >= 0) {
			text += n;
		} else if (errno != EINTR) {
			free(audit_log.failure);
			audit_log.failure = xasprintf("cannot write the audit log %s: %s",
						      audit_log.path, strerror(errno));
			break;
		}
	}
	admission_audit_begin();
}

char *admission_audit_failure(void)
{
	return TAKE(audit_log.failure);
}
