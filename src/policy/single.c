/* One expression, with the names that a policy's expressions have. */
#include <string.h>

#include "internal.h"

/* "ERROR: <input>:1:5: …" with the line that it is about. */
static void print_failure(const struct cel_program *program, const struct cel_failure *failure,
			  const char *source, size_t length, struct strbuf *error)
{
	struct cel_issue issue = { .line = -1, .column = 0, .message = failure->message };
	struct cel_issues issues = { .items = &issue, .n = 1 };

	if (failure->offset >= 0)
		cel_program_place(program, failure->offset, &issue.line, &issue.column);
	cel_issues_print(&issues, source, length, error);
}

/* The names that nothing was given for are not declared, so that the checker tells. */
static struct cel_env *make_env(const struct policy_input *input, struct arena *arena,
				struct cel_value **ret_values)
{
	const struct environment *shared =
		environment_shared(ENVIRONMENT_STORED | ENVIRONMENT_AUTHORIZER |
				   (input->param != NULL ? (unsigned)ENVIRONMENT_PARAMS : 0));
	struct cel_value values[N_NAMES];
	size_t n = cel_env_variables(shared->env);

	input_values(input, arena, values);
	*ret_values = arena_zalloc(arena, n, sizeof(**ret_values));
	for (size_t i = 0; i < N_NAMES; i++)
		if (shared->at[i] != NOT_DECLARED)
			(*ret_values)[shared->at[i]] = values[i];
	return shared->env;
}

bool policy_eval(const struct policy_input *input, const char *source, size_t length,
		 struct arena *arena, struct policy_answer *ret_answer, struct strbuf *ret_error)
{
	const struct cel_limits limits = { .cost = POLICY_EXPRESSION_LIMIT };
	CLEANUP(cel_issues) struct cel_issues issues = CEL_ISSUES_INIT;
	CLEANUP(strbuf) struct strbuf type = STRBUF_INIT;
	struct cel_value *values;
	const struct cel_env *env = make_env(input, arena, &values);
	const char *failure = NULL;

	if (!cel_compile(env, source, length, 0, &issues, &failure, &ret_answer->program)) {
		if (failure != NULL)
			strbuf_addf(ret_error, "ERROR: %s", failure);
		else
			cel_issues_print(&issues, source, length, ret_error);
		return false;
	}
	cel_type_print(cel_program_type(ret_answer->program), &type);
	ret_answer->type = arena_str(arena, type.text);
	cel_run(ret_answer->program, values, &limits, arena, &ret_answer->result);
	if (ret_answer->result.value.kind != CEL_ERROR)
		return true;
	print_failure(ret_answer->program, ret_answer->result.value.failure, source, length,
		      ret_error);
	return false;
}

void policy_answer_finish(struct policy_answer *answer)
{
	cel_program_free(answer->program);
	answer->program = NULL;
}
