/* fmt.Fprint, Fprintln and Fprintf: a format's verbs with their flags, width and precision. */
#include <string.h>

#include "cidrctl/text.h"
#include "gotemplate_internal.h"

#define NUMBER_MAX 1000000 /* of a width, precision or argument number */
#define FLUSH_AT ((size_t)64 << 10)

/* ---- sinks ---- */

void gt_sink_flush(struct gt_sink *sink)
{
	if (sink->file == NULL)
		return;
	fwrite(sink->buffer.text, 1, sink->buffer.length, sink->file);
	strbuf_truncate(&sink->buffer, 0);
}

/* How many of the bytes there is room for. */
static size_t make_room(struct gt_sink *sink, size_t length)
{
	size_t room;

	if (sink->file != NULL) {
		if (sink->buffer.length >= FLUSH_AT)
			gt_sink_flush(sink);
		return length;
	}
	room = GT_TEXT_MAX - sink->buffer.length;
	sink->overflow |= length > room;
	return length > room ? room : length;
}

void gt_sink_add(struct gt_sink *sink, const char *bytes, size_t length)
{
	strbuf_add(&sink->buffer, bytes, make_room(sink, length));
}

void gt_sink_pad(struct gt_sink *sink, char c, size_t count)
{
	strbuf_add_repeated(&sink->buffer, c, make_room(sink, count));
}

void gt_sink_finish(struct gt_sink *sink)
{
	gt_sink_flush(sink);
	strbuf_finish(&sink->buffer);
}

void gt_sink_cleanup(struct gt_sink *sink)
{
	gt_sink_finish(sink);
}

static void add_str(struct gt_sink *sink, const char *text)
{
	gt_sink_add(sink, text, strlen(text));
}

/* ---- print and println ---- */

void gt_print(struct gt_sink *sink, struct gt_pool *pool, const struct gt_value *args, size_t n)
{
	struct gt_format format = { .sink = sink, .pool = pool };
	bool was_string = true;

	for (size_t i = 0; i < n; i++) {
		bool is_string = args[i].kind == GT_VALUE_STRING;

		if (i > 0 && !is_string && !was_string)
			add_str(sink, " ");
		gt_format_value(&format, args[i], 'v');
		was_string = is_string;
	}
}

void gt_println(struct gt_sink *sink, struct gt_pool *pool, const struct gt_value *args, size_t n)
{
	struct gt_format format = { .sink = sink, .pool = pool };

	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			add_str(sink, " ");
		gt_format_value(&format, args[i], 'v');
	}
	add_str(sink, "\n");
}

/* ---- printf ---- */

struct printf_state {
	struct gt_format format;
	struct gt_text text; /* the format */
	size_t at;           /* in the text */
	const struct gt_value *args;
	size_t n_args, next_arg;
	bool reordered;    /* an argument was asked for by number */
	bool good_number;  /* so far in this verb */
	bool behind_index; /* the last thing was an argument's number */
};

static bool at_char(const struct printf_state *state, char c)
{
	return state->at < state->text.length && state->text.text[state->at] == c;
}

/* Reads a decimal number up to `end`; false when there is none or it is too large. */
static bool read_number(struct printf_state *state, size_t end, size_t *ret_number)
{
	size_t start = state->at, number = 0;

	for (; state->at < end; state->at++) {
		char c = state->text.text[state->at];

		if (c < '0' || c > '9')
			break;
		if (number > NUMBER_MAX) {
			state->at = end;
			return false;
		}
		number = number * 10 + (size_t)(c - '0');
	}
	if (state->at == start)
		return false;
	*ret_number = number;
	return true;
}

/* "[3]" chooses the next argument. */
static void read_index(struct printf_state *state)
{
	const char *text = state->text.text, *close;
	size_t number, end, start = state->at;
	bool good;

	state->behind_index = false;
	if (!at_char(state, '['))
		return;
	state->reordered = true;
	close = state->text.length - start < 3
			? NULL
			: memchr(text + start + 1, ']', state->text.length - start - 1);
	if (close == NULL) {
		state->at++;
		state->good_number = false;
		return;
	}
	end = (size_t)(close - text);
	state->at++;
	good = read_number(state, end, &number) && state->at == end;
	state->at = end + 1;
	state->behind_index = good;
	if (good && number >= 1 && number <= state->n_args)
		state->next_arg = number - 1;
	else
		state->good_number = false;
}

/* The argument that '*' takes as a width or precision. */
static bool read_star(struct printf_state *state, int64_t *ret_number)
{
	struct gt_value arg;

	*ret_number = 0;
	if (state->next_arg >= state->n_args)
		return false;
	arg = state->args[state->next_arg++];
	if (!gt_value_is_integer(arg) || arg.integer > NUMBER_MAX || arg.integer < -NUMBER_MAX)
		return false;
	*ret_number = arg.integer;
	return true;
}

static void read_width(struct printf_state *state)
{
	struct gt_format *format = &state->format;
	int64_t number;

	if (!at_char(state, '*')) {
		format->has_width = read_number(state, state->text.length, &format->width);
		if (state->behind_index && format->has_width)
			state->good_number = false; /* "%[3]2d" */
		return;
	}
	state->at++;
	format->has_width = read_star(state, &number);
	if (!format->has_width)
		add_str(format->sink, "%!(BADWIDTH)");
	if (number < 0)
		format->minus = true;
	format->width = (size_t)(number < 0 ? -number : number);
	state->behind_index = false;
}

static void read_precision(struct printf_state *state)
{
	struct gt_format *format = &state->format;
	int64_t number;

	if (!at_char(state, '.') || state->at + 1 == state->text.length)
		return;
	state->at++;
	if (state->behind_index)
		state->good_number = false; /* "%[3].2d" */
	read_index(state);
	if (at_char(state, '*')) {
		state->at++;
		format->has_precision = read_star(state, &number) && number >= 0;
		if (!format->has_precision)
			add_str(format->sink, "%!(BADPREC)");
		format->precision = format->has_precision ? (size_t)number : 0;
		state->behind_index = false;
		return;
	}
	if (!read_number(state, state->text.length, &format->precision))
		format->precision = 0;
	format->has_precision = true;
}

/* False: what comes next is no flag. */
static bool read_flag(struct printf_state *state)
{
	struct gt_format *format = &state->format;

	if (at_char(state, '#'))
		format->sharp = true;
	else if (at_char(state, '0'))
		format->zero = true;
	else if (at_char(state, '+'))
		format->plus = true;
	else if (at_char(state, '-'))
		format->minus = true;
	else if (at_char(state, ' '))
		format->space = true;
	else
		return false;
	state->at++;
	return true;
}

static void add_bad_verb(struct gt_sink *sink, unsigned verb, const char *what)
{
	CLEANUP(strbuf) struct strbuf text = STRBUF_INIT;

	strbuf_add_str(&text, "%!");
	utf8_encode(&text, verb);
	strbuf_add_str(&text, what);
	gt_sink_add(sink, text.text, text.length);
}

static void print_verb(struct printf_state *state, unsigned verb)
{
	struct gt_format *format = &state->format;

	if (verb == '%') {
		add_str(format->sink, "%");
	} else if (!state->good_number) {
		add_bad_verb(format->sink, verb, "(BADINDEX)");
	} else if (state->next_arg >= state->n_args) {
		add_bad_verb(format->sink, verb, "(MISSING)");
	} else {
		if (verb == 'v') {
			format->sharp_v = format->sharp;
			format->sharp = format->plus = false;
		}
		gt_format_value(format, state->args[state->next_arg++], verb);
	}
}

/* One verb, behind its percent sign. */
static void run_verb(struct printf_state *state)
{
	unsigned verb;

	gt_format_clear(&state->format);
	state->good_number = true;
	while (read_flag(state))
		;
	read_index(state);
	read_width(state);
	read_precision(state);
	if (!state->behind_index)
		read_index(state);
	if (state->at >= state->text.length) {
		add_str(state->format.sink, "%!(NOVERB)");
		return;
	}
	state->at +=
		utf8_decode(state->text.text + state->at, state->text.length - state->at, &verb);
	print_verb(state, verb);
}

static void print_extra(struct printf_state *state)
{
	struct gt_sink *sink = state->format.sink;

	gt_format_clear(&state->format);
	add_str(sink, "%!(EXTRA ");
	for (size_t i = state->next_arg; i < state->n_args; i++) {
		if (i > state->next_arg)
			add_str(sink, ", ");
		if (state->args[i].kind != GT_VALUE_NIL) {
			add_str(sink, gt_value_type(state->args[i]));
			add_str(sink, "=");
		}
		gt_format_value(&state->format, state->args[i], 'v');
	}
	add_str(sink, ")");
}

void gt_printf(struct gt_sink *sink, struct gt_pool *pool, struct gt_text text,
	       const struct gt_value *args, size_t n)
{
	struct printf_state state = {
		.format = { .sink = sink, .pool = pool }, .text = text, .args = args, .n_args = n
	};

	while (state.at < text.length && !sink->overflow) {
		const char *from = text.text + state.at;
		const char *percent = memchr(from, '%', text.length - state.at);
		size_t plain = percent == NULL ? text.length - state.at : (size_t)(percent - from);

		gt_sink_add(sink, from, plain);
		state.at += plain;
		if (percent != NULL) {
			state.at++;
			run_verb(&state);
		}
	}
	/* Once arguments were chosen by number, those left over are taken to be meant so. */
	if (!state.reordered && state.next_arg < n)
		print_extra(&state);
}
