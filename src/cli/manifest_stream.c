/* One file of manifests as a row of documents: JSON values one behind the other, or YAML split at
 * lines that begin with "---". */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cidrctl/yaml.h"
#include "manifest.h"

/* Files from this size on are mapped: a list of a million objects need not be in memory. Smaller
 * ones are read, for a mapped file must not shrink under us, as one in an editor may. */
#define MAP_MIN_SIZE ((size_t)16 << 20)

struct document_stream {
	const char *text;
	size_t length, at;
	bool json; /* the next document is JSON text */
	void *map; /* mapped; NULL: */
	size_t map_length;
	struct strbuf bytes; /* read */
};

/* ---- text ---- */

static bool read_all(FILE *in, struct strbuf *out, struct error *err)
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

/* Go's words for a failed open: "open x.yaml: permission denied". */
static bool open_error(struct error *err, const char *what, const char *path, int error_number)
{
	CLEANUP(str) char *reason = xstrdup(strerror(error_number));

	if (reason[0] >= 'A' && reason[0] <= 'Z')
		reason[0] = (char)(reason[0] - 'A' + 'a');
	return error_set(err, REASON_CLIENT, "%s %s: %s", what, path, reason);
}

static bool map_file(struct document_stream *stream, int file, size_t size)
{
	void *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);

	if (map == MAP_FAILED)
		return false;
	madvise(map, size, MADV_SEQUENTIAL);
	stream->map = map;
	stream->map_length = size;
	stream->text = map;
	stream->length = size;
	return true;
}

static bool read_file(struct document_stream *stream, const char *path, struct error *err)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	FILE *in;
	bool ok = true;

	if (file < 0)
		return open_error(err, "open", path, errno);
	if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
	    (size_t)status.st_size >= MAP_MIN_SIZE &&
	    map_file(stream, file, (size_t)status.st_size)) {
		close(file);
		return true;
	}
	in = fdopen(file, "r");
	if (in == NULL) {
		ok = open_error(err, "open", path, errno);
		close(file);
		return ok;
	}
	ok = read_all(in, &stream->bytes, err);
	if (!ok) {
		error_finish(err);
		open_error(err, "read", path, errno != 0 ? errno : EIO);
	}
	fclose(in);
	return ok;
}

static void skip_byte_order_mark(struct document_stream *stream)
{
	if (stream->length >= 3 && memcmp(stream->text, "\xef\xbb\xbf", 3) == 0) {
		stream->text += 3;
		stream->length -= 3;
	}
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* JSON is what begins with a brace. */
static bool looks_like_json(const struct document_stream *stream)
{
	size_t at = stream->at;

	while (at < stream->length && is_space(stream->text[at]))
		at++;
	return at < stream->length && stream->text[at] == '{';
}

bool document_stream_open(const char *path, FILE *in, struct document_stream **ret_stream,
			  struct error *err)
{
	struct document_stream *stream = xcalloc(1, sizeof(*stream));
	bool ok;

	stream->bytes = (struct strbuf)STRBUF_INIT;
	ok = path != NULL ? read_file(stream, path, err) : read_all(in, &stream->bytes, err);
	if (!ok) {
		document_stream_close(stream);
		return false;
	}
	if (stream->map == NULL) {
		stream->text = stream->bytes.text;
		stream->length = stream->bytes.length;
	}
	skip_byte_order_mark(stream);
	stream->json = looks_like_json(stream);
	*ret_stream = stream;
	return true;
}

void document_stream_close(struct document_stream *stream)
{
	if (stream == NULL)
		return;
	if (stream->map != NULL)
		munmap(stream->map, stream->map_length);
	strbuf_finish(&stream->bytes);
	free(stream);
}

/* ---- documents ---- */

static bool is_separator(const char *line, size_t length)
{
	if (length < 3 || memcmp(line, "---", 3) != 0)
		return false;
	for (size_t i = 3; i < length; i++)
		if (!is_space(line[i]))
			return false;
	return true;
}

/* Takes the next YAML document: up to a separator line, which belongs to neither side. One that
 * begins the document belongs to it, and counts among its lines. */
static void next_yaml(struct document_stream *stream, const char **ret_text, size_t *ret_length)
{
	size_t start = stream->at;

	while (stream->at < stream->length) {
		const char *line = stream->text + stream->at;
		const char *end = memchr(line, '\n', stream->length - stream->at);
		size_t length = end != NULL ? (size_t)(end - line) : stream->length - stream->at;
		size_t before = stream->at;

		stream->at += length + (end != NULL);
		if (is_separator(line, length) && before > start) {
			*ret_text = stream->text + start;
			*ret_length = before - start;
			return;
		}
	}
	*ret_text = stream->text + start;
	*ret_length = stream->at - start;
}

static enum document_answer next_of_yaml(struct document_stream *stream, cJSON **ret_tree,
					 struct error *err)
{
	while (stream->at < stream->length) {
		CLEANUP(json) cJSON *tree = NULL;
		const char *text;
		size_t length;

		next_yaml(stream, &text, &length);
		if (!yaml_parse(text, length, &tree, err))
			return DOCUMENT_FAILED;
		if (tree == NULL || cJSON_IsNull(tree))
			continue;
		*ret_tree = TAKE(tree);
		return DOCUMENT_FOUND;
	}
	return DOCUMENT_END;
}

enum document_answer document_stream_next(struct document_stream *stream, cJSON **ret_tree,
					  struct json_list **ret_list, struct error *err)
{
	enum document_answer answer;

	*ret_list = NULL;
	if (stream->json) {
		*ret_tree = NULL;
		if (!json_list_open(stream->text, stream->length, &stream->at, ret_list, ret_tree,
				    err)) {
			stream->at = stream->length;
			return DOCUMENT_FAILED;
		}
		/* What follows may be YAML again, a separator to begin with. */
		stream->json = looks_like_json(stream);
		return *ret_tree != NULL ? DOCUMENT_FOUND : DOCUMENT_END;
	}
	answer = next_of_yaml(stream, ret_tree, err);
	if (answer == DOCUMENT_FAILED)
		stream->at = stream->length;
	return answer;
}
