/* Any text as a Go template over an object: it parses or fails, and what parses prints the same
 * twice. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/gotemplate.h"
#include "cidrctl/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char object_text[] =
	"{\"kind\":\"Service\",\"n\":8,\"f\":1.5,\"b\":true,\"x\":null,\"s\":\"h\\u00e9 "
	"<a&b>\\u0000\","
	"\"m\":{\"a\":1,\"c\":{\"d\":[1,\"two\",null,2.5,true]}},\"l\":[\"x\",\"y\",[3,{}]]}";

static void require(bool condition)
{
	if (!condition)
		abort();
}

static size_t count(const char *text, const char *word)
{
	size_t n = 0;

	for (; (text = strstr(text, word)) != NULL; text++)
		n++;
	return n;
}

/* Whether the template may run for too long: it counts far, or calls itself again and again. */
static bool runs_long(const char *text)
{
	if (count(text, "range") > 3 || count(text, "template") + count(text, "block") > 3)
		return true;
	if (count(text, "range") == 0)
		return false;
	for (const char *c = text; *c != '\0'; c++)
		if (*c == '\'' || (strchr("123456789", *c) != NULL &&
				   strchr("0123456789abcdefopxABCDEFOPX_", c[1]) != NULL))
			return true;
	return false;
}

/* What the template prints, owned. */
static char *print(const struct gotemplate *template, const cJSON *object, bool allow)
{
	CLEANUP(error) struct error err = ERROR_INIT;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!gotemplate_print(template, object, allow, out, &err))
		require(err.reason == REASON_CLIENT);
	fclose(out);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(str) char *text = xstrndup((const char *)data, size), *once = NULL, *twice = NULL;
	CLEANUP(gotemplate) struct gotemplate *template = NULL;
	CLEANUP(error) struct error err = ERROR_INIT;
	CLEANUP(json) cJSON *object = NULL;

	json_init();
	if (!gotemplate_parse((const char *)data, size, &template, &err)) {
		require(template == NULL && err.reason == REASON_CLIENT);
		return 0;
	}
	if (strlen(text) != size || runs_long(text))
		return 0;
	require(json_parse(object_text, strlen(object_text), NULL, &object, &err));
	once = print(template, object, true);
	twice = print(template, object, true);
	require(strcmp(once, twice) == 0);
	free(print(template, object, false));
	return 0;
}
