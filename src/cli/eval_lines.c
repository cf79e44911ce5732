/* eval on a pipe: one request a line, one answer a line, both JSON. What is asked is told in
 * eval.h. */
#include <stdlib.h>
#include <string.h>

#include "cidrctl/cel_kubernetes.h"
#include "eval.h"
#include "internal.h"

/* One request. */
struct question {
	struct arena arena;
	struct cel_env *env;
	struct cel_value *values; /* of the variables of env */
	const cJSON *json;
	cJSON *answer;
};

/* A string with the NULs that a tree writes otherwise. */
static void raw_string(const cJSON *json, const char *key, struct strbuf *out)
{
	const cJSON *item = json_child(json, key);

	if (cJSON_IsString(item))
		json_add_raw(out, item->valuestring);
}

static const struct cel_type *parse_type(struct question *question, const char *text)
{
	const struct cel_type *type;

	return cel_type_parse(text, cel_kubernetes_type, cel_env_arena(question->env), &type)
		       ? type
		       : NULL;
}

/* What is only declared can be checked, not run. */
static struct cel_value not_defined(struct cel_eval *eval, const struct cel_value *args, size_t n)
{
	(void)args;
	(void)n;
	return cel_no_such_overload(eval);
}

static bool add_overload(struct question *question, const char *function, const cJSON *json)
{
	struct cel_overload overload = {
		.function = function,
		.id = json_str(json, "id"),
		.is_member = cJSON_IsTrue(json_child(json, "member")),
		.result = parse_type(question, json_str(json, "result")),
		.call = not_defined,
	};
	const cJSON *param;

	cJSON_ArrayForEach (param, json_child(json, "params")) {
		if (overload.n_params == CEL_MAX_ARGS || !cJSON_IsString(param))
			return false;
		overload.params[overload.n_params] = parse_type(question, param->valuestring);
		if (overload.params[overload.n_params++] == NULL)
			return false;
	}
	if (overload.result == NULL)
		return false;
	cel_env_add_overload(question->env, &overload);
	return true;
}

/* What the checker knows: variables with their types, and functions. */
static bool declare(struct question *question)
{
	const cJSON *item, *overload;

	cJSON_ArrayForEach (item, json_child(question->json, "type_env")) {
		const char *name = json_str(item, "name"), *text = json_str(item, "type");
		const struct cel_type *type;

		cJSON_ArrayForEach (overload, json_child(item, "overloads"))
			if (!add_overload(question, name, overload))
				return false;
		if (*text == '\0')
			continue;
		type = parse_type(question, text);
		if (type == NULL)
			return false;
		cel_env_add_variable(question->env, name, type);
	}
	/* Without a check, what has a value is known. */
	if (cJSON_IsTrue(json_child(question->json, "disable_check")))
		cJSON_ArrayForEach (item, json_child(question->json, "bindings"))
			cel_env_add_variable(question->env, item->string, &cel_dyn);
	return true;
}

static bool bind(struct question *question)
{
	size_t n = cel_env_variables(question->env);
	const cJSON *bindings = json_child(question->json, "bindings");

	question->values = arena_zalloc(&question->arena, n + 1, sizeof(*question->values));
	for (size_t i = 0; i < n; i++) {
		const cJSON *value = json_child(bindings, cel_env_variable_name(question->env, i));

		if (value != NULL &&
		    !cel_from_typed_json(&question->arena, value, &question->values[i]))
			return false;
	}
	return true;
}

static void answer_error(struct question *question, const char *key, const char *message)
{
	json_set_str(question->answer, key, message);
}

static void run(struct question *question, const struct cel_program *program)
{
	const struct cel_limits limits = { .cost = 0 };
	CLEANUP(strbuf) struct strbuf type = STRBUF_INIT;
	struct cel_result result;

	cel_type_print(cel_program_type(program), &type);
	json_set_str(question->answer, "type", type.text);
	if (cJSON_IsTrue(json_child(question->json, "check_only")))
		return;
	cel_run(program, question->values, &limits, &question->arena, &result);
	if (result.value.kind == CEL_ERROR) {
		answer_error(question, "error", result.value.failure->message);
		return;
	}
	json_set(question->answer, "value", cel_to_typed_json(&result.value));
	json_set_int(question->answer, "cost", (int64_t)result.cost);
}

static void compile_and_run(struct question *question)
{
	CLEANUP(cel_issues) struct cel_issues issues = CEL_ISSUES_INIT;
	CLEANUP(cel_program) struct cel_program *program = NULL;
	CLEANUP(strbuf) struct strbuf source = STRBUF_INIT, text = STRBUF_INIT;
	unsigned flags =
		cJSON_IsTrue(json_child(question->json, "disable_check")) ? CEL_WITHOUT_CHECK : 0;
	const char *failure = NULL;

	raw_string(question->json, "expr", &source);
	if (cel_compile(question->env, source.text, source.length, flags, &issues, &failure,
			&program)) {
		run(question, program);
	} else if (failure != NULL) {
		answer_error(question, "error", failure);
	} else {
		struct cel_value shown;

		cel_issues_print(&issues, source.text, source.length, &text);
		/* The source line in it may have a NUL. */
		shown = cel_from_text(text.text, text.length);
		json_set(question->answer, "compile_error", cel_to_json(&shown));
	}
}

/* As it came: whatever tells requests apart. */
static void set_id(cJSON *answer, const cJSON *id)
{
	json_set(answer, "id", id != NULL ? json_copy(id) : cJSON_CreateString(""));
}

static cJSON *answer(const struct cel_profile *profile, const cJSON *json)
{
	struct question question = {
		.arena = ARENA_INIT,
		.env = cel_env_new(profile),
		.json = json,
		.answer = cJSON_CreateObject(),
	};

	set_id(question.answer, json_child(json, "id"));
	cel_env_set_container(question.env, json_str(json, "container"));
	if (!declare(&question) || !bind(&question))
		answer_error(&question, "error", "the request's types or values cannot be read");
	else
		compile_and_run(&question);
	cel_env_free(question.env);
	arena_finish(&question.arena);
	return question.answer;
}

static cJSON *answer_line(const struct cel_profile *profile, const char *line, size_t length)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(json) cJSON *json = NULL;
	cJSON *made;

	if (json_parse(line, length, NULL, &json, &err) &&
	    (cJSON_IsObject(json) ||
	     error_set(&err, REASON_CLIENT, "a request has to be a JSON object")))
		return answer(profile, json);
	made = cJSON_CreateObject();
	set_id(made, NULL);
	json_set_str(made, "error", err.message);
	return made;
}

bool eval_lines(const struct cel_profile *profile, FILE *in, FILE *out, struct error *err)
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;

	while ((length = getline(&line, &capacity, in)) >= 0) {
		CLEANUP(json) cJSON *made = NULL;
		CLEANUP(str) char *text = NULL;

		if (length > 0 && line[length - 1] == '\n')
			length--;
		if (length == 0)
			continue;
		made = answer_line(profile, line, (size_t)length);
		text = json_text(made);
		fprintf(out, "%s\n", text);
		fflush(out);
	}
	free(line);
	return !ferror(in) || error_set(err, REASON_CLIENT, "error reading standard input");
}
