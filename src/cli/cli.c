/* One command line from its words to its exit status. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cidrctl/admission.h"
#include "cidrctl/clock.h"
#include "cidrctl/random.h"
#include "internal.h"

/* Texts of 64 KiB make one write each. */
#define OUT_BUFFER_SIZE (64U << 10)

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* A command may have another flag of that name. */
static bool check_profile(const struct command *command, const struct args *args, struct error *err)
{
	static const char *const known[] = { "none",         "cpu",   "heap", "goroutine",
					     "threadcreate", "block", "mutex" };
	const char *name = args_string(args, "profile");

	if (flag_find(command, "profile", 0) != flag_find(NULL, "profile", 0))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strcmp(name, known[i]) == 0)
			return true;
	return error_set(err, REASON_CLIENT, "unknown profile '%s'", name);
}

static bool set_seed(const struct args *args, struct error *err)
{
	const char *text = getenv("CIDRCTL_SEED");
	char *end;
	uint64_t seed;

	if (args_given(args, "seed")) {
		random_set_seed((uint64_t)args_int(args, "seed"));
		return true;
	}
	if (text == NULL || *text == '\0')
		return true;
	errno = 0;
	seed = strtoull(text, &end, 10);
	if (*end != '\0' || errno != 0)
		return error_set(err, REASON_CLIENT, "CIDRCTL_SEED: \"%s\" is not a number", text);
	random_set_seed(seed);
	return true;
}

static bool open_audit_log(const struct args *args, struct error *err)
{
	return admission_audit_open(args_given(args, "audit-log") ? args_string(args, "audit-log")
								  : getenv("CIDRCTL_AUDIT_LOG"),
				    err);
}

static bool prepare(struct session *session, const struct command *command, struct error *err)
{
	const struct args *args = session->args;
	const char *namespace = args_string(args, "namespace");

	session->namespace_given = *namespace != '\0';
	session->namespace = session->namespace_given ? namespace : "default";
	session->hints = args_bool(args, "hints") || isatty(fileno(session->err));
	return clock_init(err) && set_seed(args, err) && open_audit_log(args, err) &&
	       check_profile(command, args, err);
}

static bool run(struct session *session, const struct command *command, struct error *err)
{
	const char *path = args_command_path(session->args);

	if (command == NULL || (!command->raw_args && args_bool(session->args, "help"))) {
		help_print(session->out, command, path, session->program);
		return true;
	}
	if (!prepare(session, command, err))
		return false;
	if (command->run != NULL)
		return command->run(session, session->args, err);
	if (args_count(session->args) > 0) {
		CLEANUP(strbuf) struct strbuf words = STRBUF_INIT;

		for (size_t i = 0; i < args_count(session->args); i++)
			strbuf_addf(&words, "%s%s", i > 0 ? " " : "", args_at(session->args, i));
		CLEANUP(str) char *quoted = text_quoted(words.text);

		return usage_error(session->args, err, "unknown command %s", quoted);
	}
	help_print(session->err, command, path, session->program);
	session->exit_status = 1;
	return true;
}

static bool run_words(struct session *session, struct text_list *words, struct error *err)
{
	CLEANUP(str) char *path = NULL;
	CLEANUP(args) struct args *args = NULL;
	const struct command *command;
	bool ok;

	if (!command_resolve(session->program, words, &command, &path, err))
		return false;
	if (command != NULL && command->error_status != 0)
		session->error_status = command->error_status;
	if (!args_parse(command, path, words, &args, err))
		return false;
	session->args = args;
	args_warn_deprecated(args, session->err);
	ok = run(session, command, err);
	if (ok && session->n_warnings > 0 && !session_failed(session) &&
	    args_bool(args, "warnings-as-errors"))
		ok = error_set(err, REASON_CLIENT, "%zu %s received", session->n_warnings,
			       session->n_warnings == 1 ? "warning" : "warnings");
	session->args = NULL;
	return ok;
}

/* The errno of a write that failed long before is lost; the pipe still knows. */
static bool reader_is_gone(FILE *out)
{
	struct pollfd end = { .fd = fileno(out), .events = POLLOUT };

	return end.fd >= 0 && poll(&end, 1, 0) == 1 && (end.revents & POLLERR) != 0;
}

/* What was printed must have arrived. A reader that went away has seen enough and needs no words. */
static void flush_out(struct session *session)
{
	CLEANUP(error) struct error err = ERROR_INIT;

	errno = 0;
	if (fflush(session->out) == 0 && !ferror(session->out))
		return;
	session->exit_status = 1;
	if (errno == EPIPE || reader_is_gone(session->out))
		return;
	if (errno != 0)
		error_set_errno(&err, errno, "cannot write the output");
	else
		error_set(&err, REASON_CLIENT, "cannot write the output");
	session_collect(session, &err);
}

int cli_main(int argc, char *const *argv, FILE *in, FILE *out, FILE *err)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;
	CLEANUP(error) struct error problem = ERROR_INIT;
	struct session session = {
		.program = argc > 0 ? base_name(argv[0]) : "cidrctl",
		.in = in,
		.out = out,
		.err = err,
		.error_status = 1,
		.trace = STRBUF_INIT,
	};
	int status;

	json_init();
	setvbuf(out, NULL, _IOFBF, OUT_BUFFER_SIZE);
	for (int i = 1; i < argc; i++)
		text_list_add(&words, argv[i]);
	if (!run_words(&session, &words, &problem))
		session_collect(&session, &problem);
	flush_out(&session);
	if (session_failed(&session))
		errors_report(err, &session);
	status = session.exit_status != 0 || !session_failed(&session) ? session.exit_status
								       : session.error_status;
	session_finish(&session);
	return status;
}
