#include "values.h"

#include <criterion/criterion.h>
#include <string.h>

#include "cidrctl/text.h"

struct address address_of(const char *text)
{
	struct address address;

	cr_assert(address_parse(text, &address), "%s is no address", text);
	return address;
}

struct prefix prefix_of(const char *text)
{
	struct prefix prefix;

	cr_assert(prefix_parse_lenient(text, &prefix, NULL), "%s is no prefix", text);
	return prefix;
}

void each_word(const char *text, void (*call)(void *context, const char *word), void *context)
{
	CLEANUP(text_list) struct text_list words = TEXT_LIST_INIT;

	text_list_split(&words, text, ' ');
	for (size_t i = 0; i < words.n; i++)
		if (words.items[i][0] != '\0')
			call(context, words.items[i]);
}

static void add_cidr(void *set, const char *word)
{
	CLEANUP(str) char *name = xstrdup(word);
	CLEANUP(text_list) struct text_list prefixes = TEXT_LIST_INIT;
	char *equals = strchr(name, '=');
	bool ready, terminating;

	cr_assert(equals != NULL && equals > name, "%s is no ServiceCIDR", word);
	text_list_split(&prefixes, equals + 1, ',');
	ready = equals[-1] != '!';
	terminating = equals[-1] == '*';
	equals[ready && !terminating ? 0 : -1] = '\0';
	for (size_t i = 0; i < prefixes.n; i++) {
		struct prefix prefix = prefix_of(prefixes.items[i]);

		cidr_set_add(set, name, &prefix, terminating, ready);
	}
}

void cidr_set_add_text(struct cidr_set *set, const char *text)
{
	each_word(text, add_cidr, set);
}

struct cidr_set cidr_set_of(const char *text)
{
	struct cidr_set set = CIDR_SET_INIT;

	cidr_set_add_text(&set, text);
	return set;
}

void visit_append(void *strbuf, const char *name)
{
	struct strbuf *names = strbuf;

	strbuf_addf(names, "%s%s", names->length > 0 ? " " : "", name);
}

const char *address_text(const struct address *address)
{
	static char text[ADDRESS_TEXT_SIZE];

	address_format(address, text);
	return text;
}
