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
	bool json;     /* the next document is tried as JSON text first */
	size_t n_json; /* JSON documents so far */
	void *map;     /* mapped; NULL: */
	size_t map_length;
	struct strbuf bytes; /* read */
};

/* ---- text ---- */

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

/* True when the file is large and could be mapped. */
static bool try_map(struct document_stream *stream, const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	bool mapped;

	if (file < 0)
		return false;
	mapped = fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
		 (size_t)status.st_size >= MAP_MIN_SIZE &&
		 map_file(stream, file, (size_t)status.st_size);
	close(file);
	return mapped;
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

/* What begins with a brace is tried as JSON. */
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
	if (path == NULL)
		ok = read_stream(in, &stream->bytes, err);
	else
		ok = try_map(stream, path) || read_file(path, &stream->bytes, err);
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

struct document_stream *document_stream_of_text(const char *text, size_t length)
{
	struct document_stream *stream = xcalloc(1, sizeof(*stream));

	stream->bytes = (struct strbuf)STRBUF_INIT;
	stream->text = text;
	stream->length = length;
	skip_byte_order_mark(stream);
	stream->json = looks_like_json(stream);
	return stream;
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

enum separator { NO_SEPARATOR, SEPARATOR, BAD_SEPARATOR };

/* Only a comment may follow the dashes; *ret_rest is what does. */
static enum separator is_separator(const char *line, size_t length, const char **ret_rest)
{
	size_t at = 3;

	if (length < 3 || memcmp(line, "---", 3) != 0)
		return NO_SEPARATOR;
	while (at < length && is_space(line[at]))
		at++;
	*ret_rest = line + at;
	return at == length || line[at] == '#' ? SEPARATOR : BAD_SEPARATOR;
}

static bool separator_error(const char *rest, const char *end, struct error *err)
{
	while (end > rest && is_space(end[-1]))
		end--;
	return error_set(err, REASON_CLIENT, "invalid Yaml document separator: %.*s",
			 (int)(end - rest), rest);
}

/* Takes the next YAML document: up to a separator line, which belongs to neither side. One that
 * begins the document belongs to it, and counts among its lines. */
static bool next_yaml(struct document_stream *stream, const char **ret_text, size_t *ret_length,
		      struct error *err)
{
	size_t start = stream->at;

	while (stream->at < stream->length) {
		const char *line = stream->text + stream->at;
		const char *end = memchr(line, '\n', stream->length - stream->at);
		size_t length = end != NULL ? (size_t)(end - line) : stream->length - stream->at;
		size_t before = stream->at;
		const char *rest;
		enum separator separator = is_separator(line, length, &rest);

		stream->at += length + (end != NULL);
		if (separator == BAD_SEPARATOR)
			return separator_error(rest, line + length, err);
		if (separator == SEPARATOR && before > start) {
			*ret_text = stream->text + start;
			*ret_length = before - start;
			return true;
		}
	}
	*ret_text = stream->text + start;
	*ret_length = stream->at - start;
	return true;
}

static enum document_answer next_of_yaml(struct document_stream *stream, cJSON **ret_tree,
					 struct error *err)
{
	while (stream->at < stream->length) {
		CLEANUP(json) cJSON *tree = NULL;
		const char *text = NULL;
		size_t length = 0;

		if (!next_yaml(stream, &text, &length, err) ||
		    !yaml_parse(text, length, &tree, err))
			return DOCUMENT_FAILED;
		if (tree == NULL || cJSON_IsNull(tree))
			continue;
		*ret_tree = TAKE(tree);
		return DOCUMENT_FOUND;
	}
	return DOCUMENT_END;
}

/* Behind the document that ends there: white space up to the end of its line. False: there is
 * nothing else. */
static bool skip_rest_of_line(struct document_stream *stream)
{
	while (stream->at < stream->length && is_space(stream->text[stream->at]))
		if (stream->text[stream->at++] == '\n')
			return true;
	return stream->at < stream->length;
}

/* What begins with a brace and is no JSON may be YAML, whose error then says less than JSON's. More
 * than one JSON document makes the file a JSON file; so does its size, which YAML cannot be read at
 * piece by piece. */
static enum document_answer fall_back(struct document_stream *stream, cJSON **ret_tree,
				      struct error *json_error, struct error *err)
{
	CLEANUP(error) struct error yaml_error = ERROR_INIT;
	enum document_answer answer;

	if (stream->n_json > 1 && text_starts_with(json_error->message, "json: offset ")) {
		const char *text = json_error->message + strlen("json: offset ");

		error_set(err, REASON_CLIENT, "%s", strstr(text, ": ") + 2);
		return DOCUMENT_FAILED;
	}
	stream->json = false;
	if (stream->n_json <= 1 && stream->map == NULL && skip_rest_of_line(stream)) {
		answer = next_of_yaml(stream, ret_tree, &yaml_error);
		if (answer != DOCUMENT_FAILED)
			return answer;
	}
	error_move(err, json_error);
	return DOCUMENT_FAILED;
}

static enum document_answer next_of_json(struct document_stream *stream, cJSON **ret_tree,
					 struct json_list **ret_list, struct error *err)
{
	CLEANUP(error) struct error problem = ERROR_INIT;
	size_t start = stream->at;

	*ret_tree = NULL;
	if (json_list_open(stream->text, stream->length, &stream->at, ret_list, ret_tree,
			   &problem)) {
		stream->n_json++;
		return *ret_tree != NULL ? DOCUMENT_FOUND : DOCUMENT_END;
	}
	stream->at = start;
	return fall_back(stream, ret_tree, &problem, err);
}

enum document_answer document_stream_next(struct document_stream *stream, cJSON **ret_tree,
					  struct json_list **ret_list, struct error *err)
{
	enum document_answer answer;

	*ret_list = NULL;
	answer = stream->json ? next_of_json(stream, ret_tree, ret_list, err)
			      : next_of_yaml(stream, ret_tree, err);
	if (answer == DOCUMENT_FAILED)
		stream->at = stream->length;
	return answer;
}
