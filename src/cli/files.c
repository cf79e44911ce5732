/* Whole files, and why they could not be read in Go's words. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

bool read_stream(FILE *in, struct strbuf *out, struct error *err)
{
	char chunk[1 << 16];
	size_t n;

	errno = 0;
	while ((n = fread(chunk, 1, sizeof(chunk), in)) > 0)
		strbuf_add(out, chunk, n);
	if (!ferror(in))
		return true;
	return error_set_errno(err, errno != 0 ? errno : EIO, "read");
}

bool file_error(struct error *err, const char *what, const char *path, int error_number)
{
	CLEANUP(str) char *reason = xstrdup(strerror(error_number));

	if (reason[0] >= 'A' && reason[0] <= 'Z')
		reason[0] = (char)(reason[0] - 'A' + 'a');
	return error_set(err, REASON_CLIENT, "%s %s: %s", what, path, reason);
}

bool read_file(const char *path, struct strbuf *out, struct error *err)
{
	CLEANUP(error) struct error unused = ERROR_INIT;
	FILE *in = fopen(path, "re");
	bool ok;

	if (in == NULL)
		return file_error(err, "open", path, errno);
	ok = read_stream(in, out, &unused);
	if (!ok)
		file_error(err, "read", path, errno != 0 ? errno : EIO);
	fclose(in);
	return ok;
}
