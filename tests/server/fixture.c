#include "fixture.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cidrctl/clock.h"
#include "cidrctl/yaml.h"

/* ---- texts ---- */

static const char *keep(struct fixture *fixture, char *text)
{
	text_list_take(&fixture->texts, text);
	return text;
}

const char *fixture_text(struct fixture *fixture, const char *format, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list args;

	va_start(args, format);
	strbuf_addv(&text, format, args);
	va_end(args);
	return keep(fixture, strbuf_detach(&text));
}

cJSON *fixture_parse(const char *yaml)
{
	cJSON *tree = NULL;
	struct error err = ERROR_INIT;

	cr_assert(yaml_parse(yaml, strlen(yaml), &tree, &err), "%s: %s", yaml, err.message);
	return tree;
}

/* ---- life ---- */

struct configuration {
	const char *service_ranges;
	bool bare;
	struct text_list warnings;
};

static bool configure(struct server *server, void *context, struct error *err)
{
	struct configuration *configuration = context;

	if (configuration->bare)
		return server_configure_bare(server, configuration->service_ranges, err);
	return server_configure(server, configuration->service_ranges, NULL,
				&configuration->warnings, err);
}

void fixture_now(const char *now)
{
	struct error err = ERROR_INIT;

	setenv("CIDRCTL_NOW", now, 1);
	cr_assert(clock_init(&err));
}

static void begin(struct fixture *fixture, const char *service_ranges, bool bare)
{
	struct configuration configuration = { .service_ranges = service_ranges, .bare = bare };

	json_init();
	fixture_now(FIXTURE_NOW);
	*fixture = (struct fixture) { .folder = "/tmp/cidrctl-server-XXXXXX" };
	cr_assert_not_null(mkdtemp(fixture->folder));
	snprintf(fixture->path, sizeof(fixture->path), "%s/state.db", fixture->folder);
	fixture->server = server_create(fixture->path);
	server_expect_bare(fixture->server);
	fixture_run(fixture, STORE_WRITE, configure, &configuration);
	cr_assert_eq(configuration.warnings.n, 0U);
}

void fixture_begin(struct fixture *fixture, const char *service_ranges)
{
	begin(fixture, service_ranges, false);
}

void fixture_begin_bare(struct fixture *fixture, const char *service_ranges)
{
	begin(fixture, service_ranges, true);
}

static void remove_folder(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;

	cr_assert_not_null(folder);
	while ((entry = readdir(folder)) != NULL)
		unlinkat(dirfd(folder), entry->d_name, 0);
	closedir(folder);
	rmdir(path);
}

void fixture_end(struct fixture *fixture)
{
	response_finish(&fixture->response);
	error_finish(&fixture->error);
	text_list_finish(&fixture->texts);
	server_destroy(fixture->server);
	remove_folder(fixture->folder);
	*fixture = (struct fixture) { .server = NULL };
}

void fixture_cleanup(struct fixture *fixture)
{
	if (fixture->server != NULL)
		fixture_end(fixture);
}

void fixture_run(struct fixture *fixture, enum store_access access, server_work *work,
		 void *context)
{
	CLEANUP(error) struct error err = ERROR_INIT;

	cr_assert(server_run(fixture->server, access, work, context, NULL, &err), "%s",
		  err.message);
}

const char *fixture_restart(struct fixture *fixture, const char *service_ranges)
{
	struct configuration configuration = { .service_ranges = service_ranges };
	struct strbuf text = STRBUF_INIT;

	fixture_run(fixture, STORE_WRITE, configure, &configuration);
	for (size_t i = 0; i < configuration.warnings.n; i++)
		strbuf_addf(&text, "%s%s", i > 0 ? "; " : "", configuration.warnings.items[i]);
	text_list_finish(&configuration.warnings);
	return keep(fixture, strbuf_detach(&text));
}

/* ---- requests ---- */

static const struct resource *resource_of(const char *plural)
{
	const struct resource *const *at = resources;

	while (*at != NULL && strcmp((*at)->plural, plural) != 0)
		at++;
	cr_assert_not_null(*at, "no kind %s", plural);
	return *at;
}

struct request fixture_request(struct fixture *fixture, enum verb verb, const char *path)
{
	struct text_list parts = TEXT_LIST_INIT;
	struct request request = { .verb = verb,
				   .namespace = "",
				   .name = "",
				   .subresource = "",
				   .field_validation = FIELD_VALIDATION_STRICT };
	size_t at = 1;

	text_list_split(&parts, path, '/');
	request.resource = resource_of(parts.items[0]);
	if (request.resource->namespaced && at < parts.n)
		request.namespace = fixture_text(fixture, "%s", parts.items[at++]);
	if (at < parts.n)
		request.name = fixture_text(fixture, "%s", parts.items[at++]);
	if (at < parts.n)
		request.subresource = fixture_text(fixture, "%s", parts.items[at++]);
	text_list_finish(&parts);
	return request;
}

struct handling {
	struct fixture *fixture;
	const struct request *request;
	bool ok;
};

static void handle(struct handling *handling, struct server *server)
{
	struct fixture *fixture = handling->fixture;

	response_finish(&fixture->response);
	error_finish(&fixture->error);
	handling->ok =
		server_handle(server, handling->request, &fixture->response, &fixture->error);
}

static bool handle_work(struct server *server, void *context, struct error *err)
{
	(void)err;
	handle(context, server);
	return true;
}

static const char *outcome(struct handling *handling)
{
	struct fixture *fixture = handling->fixture;

	if (handling->ok)
		return "";
	cr_assert_neq(fixture->error.reason, REASON_NONE);
	return fixture_text(fixture, "%s", fixture->error.message);
}

const char *fixture_handle(struct fixture *fixture, const struct request *request)
{
	struct handling handling = { .fixture = fixture, .request = request };
	bool reads = request->verb == VERB_GET || request->verb == VERB_LIST;

	fixture_run(fixture, reads ? STORE_READ : STORE_WRITE, handle_work, &handling);
	return outcome(&handling);
}

const char *fixture_handle_within(struct fixture *fixture, const struct request *request)
{
	struct handling handling = { .fixture = fixture, .request = request };

	handle(&handling, fixture->server);
	return outcome(&handling);
}

static const char *send_as(struct fixture *fixture, enum verb verb, enum patch_type type,
			   const char *path, const char *body)
{
	struct request request = fixture_request(fixture, verb, path);
	CLEANUP(json) cJSON *object = body != NULL ? fixture_parse(body) : NULL;

	request.object = object;
	request.patch_type = type;
	return fixture_handle(fixture, &request);
}

static const char *send(struct fixture *fixture, enum verb verb, const char *path, const char *body)
{
	return send_as(fixture, verb, PATCH_MERGE, path, body);
}

const char *fixture_patch_strategic(struct fixture *fixture, const char *path, const char *patch)
{
	return send_as(fixture, VERB_PATCH, PATCH_STRATEGIC, path, patch);
}

const char *fixture_create(struct fixture *fixture, const char *path, const char *body)
{
	return send(fixture, VERB_CREATE, path, body);
}

const char *fixture_update(struct fixture *fixture, const char *path, const char *body)
{
	return send(fixture, VERB_UPDATE, path, body);
}

const char *fixture_patch(struct fixture *fixture, const char *path, const char *merge_patch)
{
	return send(fixture, VERB_PATCH, path, merge_patch);
}

const char *fixture_delete(struct fixture *fixture, const char *path)
{
	return send(fixture, VERB_DELETE, path, NULL);
}

void fixture_restore(struct fixture *fixture, const char *path, const char *body)
{
	CLEANUP(json) cJSON *object = fixture_parse(body);
	cJSON *metadata = json_ensure_object(object, "metadata");
	struct request request = fixture_request(fixture, VERB_RESTORE, path);
	const char *refusal;

	json_set_str(metadata, "name", request.name);
	if (request.resource->namespaced)
		json_set_str(metadata, "namespace", request.namespace);
	request.object = object;
	refusal = fixture_handle(fixture, &request);
	cr_assert_str_empty(refusal, "%s: %s", path, refusal);
}

void fixture_restore_cluster(struct fixture *fixture, const char *cidrs)
{
	fixture_restore(fixture, "namespaces/default", "{status: {phase: Active}}");
	fixture_restore(
		fixture, "servicecidrs/kubernetes",
		fixture_text(fixture,
			     "{metadata: {finalizers: [" SERVICE_CIDR_FINALIZER
			     "]}, spec: {cidrs: [%s]}, status: {conditions: [{type: Ready, "
			     "status: 'True', reason: '', message: Kubernetes Service CIDR is "
			     "ready}]}}",
			     cidrs));
}
