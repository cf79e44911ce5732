#include "program.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* In tests the session's streams are not the process's. */
static void add_stream(posix_spawn_file_actions_t *actions, FILE *stream, int wanted)
{
	int file = fileno(stream);

	if (file >= 0 && file != wanted)
		posix_spawn_file_actions_adddup2(actions, file, wanted);
}

/* Keys that stop the program must not stop us: it has a file of ours open. */
static void ignore_keys(struct sigaction old[2])
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigaction(SIGINT, &ignore, &old[0]);
	sigaction(SIGQUIT, &ignore, &old[1]);
}

static void restore_keys(const struct sigaction old[2])
{
	sigaction(SIGINT, &old[0], NULL);
	sigaction(SIGQUIT, &old[1], NULL);
}

static int spawn(struct session *session, char *const *argv, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t keys;
	int problem;

	sigemptyset(&keys);
	sigaddset(&keys, SIGINT);
	sigaddset(&keys, SIGQUIT);
	posix_spawn_file_actions_init(&actions);
	add_stream(&actions, session->in, STDIN_FILENO);
	add_stream(&actions, session->out, STDOUT_FILENO);
	add_stream(&actions, session->err, STDERR_FILENO);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &keys);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	problem = posix_spawnp(ret_pid, argv[0], &actions, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return problem;
}

enum program_end program_run(struct session *session, char *const *argv, int *ret_status)
{
	struct sigaction keys[2];
	int status = 0, problem;
	pid_t pid;

	fflush(session->out);
	fflush(session->err);
	ignore_keys(keys);
	problem = spawn(session, argv, &pid);
	while (problem == 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	restore_keys(keys);
	if (problem != 0)
		return strchr(argv[0], '/') == NULL ? PROGRAM_NOT_FOUND : PROGRAM_BROKEN;
	*ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return PROGRAM_ENDED;
}
