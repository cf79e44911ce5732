#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cidrctl/strbuf.h"

Test(strbuf, an_empty_buffer_is_a_text)
{
	CLEANUP(strbuf) struct strbuf buffer = STRBUF_INIT;
	CLEANUP(str) char *text = NULL;

	cr_expect_str_eq(buffer.text, "");
	strbuf_add(&buffer, NULL, 0);
	strbuf_add_repeated(&buffer, 'x', 0);
	strbuf_truncate(&buffer, 0);
	cr_expect_str_eq(buffer.text, "");
	text = strbuf_detach(&buffer);
	cr_expect_str_eq(text, "");
}

Test(strbuf, adding)
{
	CLEANUP(strbuf) struct strbuf buffer = STRBUF_INIT;

	strbuf_add_str(&buffer, "ab");
	strbuf_add_char(&buffer, 'c');
	strbuf_add(&buffer, "d\0e", 3);
	strbuf_add_repeated(&buffer, '-', 2);
	strbuf_addf(&buffer, "%d%s", 42, "!");
	cr_expect_eq(buffer.length, 11);
	cr_expect_arr_eq(buffer.text, "abcd\0e--42!", 12);
}

Test(strbuf, growing)
{
	CLEANUP(strbuf) struct strbuf buffer = STRBUF_INIT;

	for (size_t i = 0; i < 100000; i++) {
		strbuf_addf(&buffer, "%zu", i % 10);
		cr_assert_eq(buffer.length, i + 1);
		cr_assert_eq(buffer.text[i + 1], '\0');
	}
	cr_expect_eq(buffer.text[54321], '1');
}

Test(strbuf, truncating)
{
	CLEANUP(strbuf) struct strbuf buffer = STRBUF_INIT;

	strbuf_add_str(&buffer, "abc");
	strbuf_truncate(&buffer, 1);
	cr_expect_str_eq(buffer.text, "a");
	strbuf_add_str(&buffer, "d");
	cr_expect_str_eq(buffer.text, "ad");
}

Test(strbuf, detaching)
{
	CLEANUP(strbuf) struct strbuf buffer = STRBUF_INIT;
	CLEANUP(str) char *text = NULL;

	strbuf_add_str(&buffer, "abc");
	text = strbuf_detach(&buffer);
	cr_expect_str_eq(text, "abc");
	cr_expect_str_eq(buffer.text, "");
	strbuf_add_str(&buffer, "d");
	cr_expect_str_eq(buffer.text, "d");
	strbuf_finish(&buffer);
	cr_expect_str_eq(buffer.text, "", "usable again");
}
