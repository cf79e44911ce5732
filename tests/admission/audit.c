/* The audit log. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/admission.h"
#include "world.h"

static char *read_log(const char *path)
{
	struct strbuf text = STRBUF_INIT;
	FILE *file = fopen(path, "re");
	int c;

	cr_assert_not_null(file);
	while ((c = fgetc(file)) != EOF)
		strbuf_add_char(&text, (char)c);
	fclose(file);
	return strbuf_detach(&text);
}

#define LINE(decision, rest)                                                                \
	"{\"time\":\"2025-05-01T10:00:00.000000Z\",\"user\":\"kubernetes-admin\",\"verb\":" \
	"\"create\",\"resource\":\"services\",\"namespace\":\"default\",\"name\":\"web\","  \
	"\"decision\":\"" decision "\"" rest ",\"annotations\":{}}\n"

Test(audit, what_was_not_committed_was_only_refused)
{
	CLEANUP(str) char *path = NULL, *log = NULL;
	struct error err = ERROR_INIT;
	struct world world;

	world_begin(&world);
	path = xasprintf("%s/audit.log", world.folder);
	cr_assert(admission_audit_open(path, &err));
	world_put_default_namespace(&world);
	world_put_policy(&world, "p", "expression: object.spec.type == 'x', message: stop");

	admission_audit_begin();
	world_create_service(&world);
	admission_audit_begin();
	world_put_policy(&world, "p", "expression: 'true'");
	world_create_service(&world);
	world_put_policy(&world, "p", "expression: 'false', message: stop");
	world_create_service(&world);
	admission_audit_end(false);
	world_put_policy(&world, "p", "expression: 'true'");
	world_create_service(&world);
	admission_audit_end(true);
	admission_audit_end(true);
	cr_expect_null(admission_audit_failure());
	log = read_log(path);
	cr_expect_str_eq(log,
			 LINE("forbid", ",\"reason\":\"ValidatingAdmissionPolicy 'p' with binding "
					"'p' denied request: stop\"") LINE("allow", ""));
	world_end(&world);
}

Test(audit, requests_that_no_policy_is_for_are_not_in_it)
{
	CLEANUP(str) char *path = NULL, *log = NULL;
	struct error err = ERROR_INIT;
	struct world world;

	world_begin(&world);
	path = xasprintf("%s/audit.log", world.folder);
	cr_assert(admission_audit_open(path, &err));
	world_put_default_namespace(&world);
	world_create_service(&world);
	admission_audit_end(true);
	log = read_log(path);
	cr_expect_str_eq(log, "");
	world_end(&world);
}

Test(audit, a_file_that_cannot_be_written)
{
	struct error err = ERROR_INIT;

	cr_expect_not(admission_audit_open("/no/such/folder/log", &err));
	cr_expect_str_eq(err.message,
			 "cannot write the audit log /no/such/folder/log: No such file "
			 "or directory");
	error_finish(&err);
	cr_expect(admission_audit_open("", &err));
	cr_expect(admission_audit_open(NULL, &err));
}

Test(audit, says_what_it_lost)
{
	CLEANUP(str) char *failure = NULL;
	struct error err = ERROR_INIT;
	struct world world;

	cr_assert(admission_audit_open("/dev/full", &err));
	world_begin(&world);
	world_put_default_namespace(&world);
	world_put_policy(&world, "p", "expression: 'true'");
	world_create_service(&world);
	admission_audit_end(true);
	failure = admission_audit_failure();
	cr_expect_str_eq(failure, "cannot write the audit log /dev/full: No space left on device");
	cr_expect_null(admission_audit_failure());
	world_end(&world);
}
