/* kubectl events: the events of a namespace, or those about one object. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "cidrctl/clock.h"
#include "events.h"

static void events_cleanup(struct events *events)
{
	free(events->selector);
	cJSON_Delete(events->items);
	output_finish(&events->output);
}

/* ---- which events ---- */

static void add_term(struct strbuf *out, const char *path, const char *value)
{
	strbuf_addf(out, "%sinvolvedObject.%s=", out->length > 0 ? "," : "", path);
	for (; *value != '\0'; value++) {
		if (strchr("\\,=", *value) != NULL)
			strbuf_add_char(out, '\\');
		strbuf_add_char(out, *value);
	}
}

/* *ret_known is false when there is no such type: that was said then. */
static bool parse_for(struct events *events, bool *ret_known, struct error *err)
{
	const char *text = args_string(events->args, "for"), *slash = strchr(text, '/');
	CLEANUP(strbuf) struct strbuf selector = STRBUF_INIT;
	CLEANUP(str) char *type = NULL;
	CLEANUP(str) char *api_version = NULL;
	const struct resource *resource;
	const char *version;

	*ret_known = true;
	if (*text != '\0' && slash == NULL)
		return error_set(err, REASON_CLIENT, "--for must be in resource/name form");
	if (*text != '\0' && strchr(slash + 1, '/') != NULL)
		return error_set(
			err, REASON_CLIENT,
			"arguments in resource/name form may not have more than one slash");
	if (*text != '\0') {
		type = xstrndup(text, (size_t)(slash - text));
		for (char *at = type; *at != '\0'; at++)
			*at = (char)tolower((unsigned char)*at);
		*ret_known = resource_for_arg(type, &resource, &version);
		if (!*ret_known) {
			session_no_type(events->session, type);
			return true;
		}
	}
	if (*text != '\0' && slash[1] != '\0') {
		api_version = resource_api_version(resource, version);
		add_term(&selector, "kind", resource->kind);
		add_term(&selector, "apiVersion", api_version);
		add_term(&selector, "name", slash + 1);
	}
	events->selector = strbuf_detach(&selector);
	return true;
}

static bool check_types(const struct text_list *types, struct error *err)
{
	for (size_t i = 0; i < types->n; i++)
		if (!text_equal_fold(types->items[i], "Normal") &&
		    !text_equal_fold(types->items[i], "Warning"))
			return error_set(err, REASON_CLIENT, "valid --types are Normal or Warning");
	return true;
}

bool events_wants(const struct events *events, const cJSON *event)
{
	const struct text_list *types = args_list(events->args, "types");

	for (size_t i = 0; i < types->n; i++)
		if (text_equal_fold(types->items[i], json_str(event, "type")))
			return true;
	return types->n == 0;
}

/* All of them, for they are to be sorted. */
static bool read_events(struct events *events, struct error *err)
{
	CLEANUP(listing)
	struct listing listing = {
		.resource = &resource_event,
		.namespace = events->all_namespaces ? "" : events->session->namespace,
		.field_selector = events->selector,
	};

	events->items = cJSON_CreateArray();
	while (!listing.done) {
		CLEANUP(json) cJSON *page = NULL;
		cJSON *event;

		if (!listing_next(events->session, &listing, &page, err))
			return false;
		while ((event = cJSON_DetachItemFromArray(page, 0)) != NULL) {
			if (events_wants(events, event))
				json_append(events->items, event);
			else
				cJSON_Delete(event);
		}
	}
	output_sort_events(events->items);
	return true;
}

/* ---- printing ---- */

/* Without -o a template alone means nothing here. */
static bool choose_format(struct events *events, struct error *err)
{
	const struct args *args = events->args;
	const char *text = args_string(args, "output");
	const struct output_request request = {
		.text = text,
		.given = args_given(args, "output"),
		.template = *text != '\0' ? args_string(args, "template") : "",
		.require_keys = !args_bool(args, "allow-missing-template-keys"),
	};

	return output_parse(&request, &events->output, err);
}

cJSON *events_make_typed(const cJSON *event, bool managed_fields)
{
	CLEANUP(error) struct error ignored = ERROR_INIT;
	cJSON *typed = NULL;

	if (!schema_decode(&schema_event, event, NULL, &typed, &ignored))
		typed = json_copy(event);
	object_make_typed(&resource_event, typed);
	if (!managed_fields)
		json_remove(json_child(typed, "metadata"), "managedFields");
	return typed;
}

static cJSON *make_list(const struct events *events)
{
	enum output_format format = events->output.format;
	bool managed_fields = args_bool(events->args, "show-managed-fields") ||
			      (format != OUTPUT_JSON && format != OUTPUT_YAML);
	cJSON *list = cJSON_CreateObject(), *items;
	const cJSON *event;

	json_set_str(list, "kind", "EventList");
	json_set_str(list, "apiVersion", "v1");
	json_set(list, "metadata", cJSON_CreateObject());
	items = json_ensure_array(list, "items");
	cJSON_ArrayForEach (event, events->items)
		json_append(items, events_make_typed(event, managed_fields));
	return list;
}

/* What goes wrong here kubectl does not tell. A list has no name: -o name prints nothing. */
static void print_list(struct events *events)
{
	CLEANUP(error) struct error ignored = ERROR_INIT;
	CLEANUP(json) cJSON *list = make_list(events);
	char *text = NULL;
	size_t length = 0;
	FILE *out;

	if (events->output.format == OUTPUT_NAME)
		return;
	out = open_memstream(&text, &length);
	if (out == NULL)
		abort();
	output_object(out, &events->output, &resource_event, list, true, true, &ignored);
	fclose(out);
	output_aligned(events->session->out, text, length);
	free(text);
}

static void print_events(struct events *events)
{
	struct session *session = events->session;

	if (json_size(events->items) == 0 && events->all_namespaces)
		fputs("No events found.\n", session->err);
	else if (json_size(events->items) == 0)
		fprintf(session->err, "No events found in %s namespace.\n", session->namespace);
	else if (!output_is_table(&events->output))
		print_list(events);
	else
		output_events(session->out, events->items, events->all_namespaces,
			      args_bool(events->args, "no-headers"), clock_now());
}

/* ---- the command ---- */

static bool run(struct session *session, const struct args *args, struct error *err)
{
	__attribute__((cleanup(events_cleanup))) struct events events = {
		.session = session,
		.args = args,
		.all_namespaces = args_bool(args, "all-namespaces"),
		.output = OUTPUT_INIT,
	};
	bool known;

	if (!parse_for(&events, &known, err))
		return false;
	if (!known)
		return true;
	if (!choose_format(&events, err) || !check_types(args_list(args, "types"), err))
		return false;
	if (args_bool(args, "watch"))
		return events_watch(&events, err);
	if (!read_events(&events, err))
		return false;
	print_events(&events);
	return true;
}

static const struct flag flag_for = {
	.name = "for",
	.type = FLAG_STRING,
	.help = "Only events about this object: TYPE/NAME.",
};
static const struct flag flag_no_headers = {
	.name = "no-headers",
	.type = FLAG_BOOL,
	.help = "Leave out the line of column titles.",
};
static const struct flag flag_types = {
	.name = "types",
	.type = FLAG_LIST,
	.help = "Only events of these types: Normal, Warning.",
};
static const struct flag flag_watch = {
	.name = "watch",
	.short_name = 'w',
	.type = FLAG_BOOL,
	.help = "Go on after the events have been printed: print each that comes, until "
		"interrupted.",
};

const struct command cmd_events = {
	.name = "events",
	.summary = "List events",
	.usage = "[(-o|--output=)json|yaml|name|go-template|go-template-file|template|templatefile|"
		 "jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] "
		 "[--types=Normal,Warning]",
	.description = "List events, those that were seen last at the end.\n\n"
		       " The events of a namespace are shown, or of all with -A, or those about "
		       "one object.",
	.examples = "# The events of the default namespace\nkubectl events\n\n"
		    "# Warnings of all namespaces\nkubectl events -A --types=Warning\n\n"
		    "# What happened to a range\nkubectl events --for servicecidr/newcidr1\n",
	.flags = (const struct flag *const[]) { &flag_all_namespaces,
						&flag_allow_missing_template_keys, &flag_chunk_size,
						&flag_for, &flag_no_headers, &flag_output_write,
						&flag_show_managed_fields, &flag_template,
						&flag_types, &flag_watch, NULL },
	.run = run,
};
