#include "xml.h"

#include <criterion/criterion.h>
#include <string.h>

#include "unlike/base/text.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define INSTEAD "\xEF\xBF\xBD"

static struct buf out;

static void init(void) {
	buf_init(&out, BUF_UNLIMITED);
}

static void finish(void) {
	buf_finish(&out);
}

TestSuite(xml, .init = init, .fini = finish);

Test(xml, marks_of_xml_are_escaped) {
	xml_add_text(&out, "a<b>&\"c'\t\r\n猫", strlen("a<b>&\"c'\t\r\n猫"));
	cr_expect_str_eq(out.data, "a&lt;b&gt;&amp;&quot;c'\t&#13;\n猫");
	buf_reset(&out);
	xml_add_value(&out, "a<b>&\"c'\t\r\n猫");
	cr_expect_str_eq(out.data, "a&lt;b&gt;&amp;&quot;c'&#9;&#13;&#10;猫");
}

Test(xml, no_byte_that_xml_forbids_comes_through) {
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "\033[31m", INSTEAD "[31m" },
		{ "\x01\x08\x0b\x0c\x1f", INSTEAD INSTEAD INSTEAD INSTEAD INSTEAD },
		{ "a\xFF", "a" INSTEAD },
		{ "\xEF\xBF\xBE|\xEF\xBF\xBF", INSTEAD "|" INSTEAD }, /* U+FFFE, U+FFFF */
		{ "\xEF\xBF\xBD", INSTEAD },
		{ "😀", "😀" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		buf_reset(&out);
		xml_add_value(&out, cases[i].text);
		cr_expect_str_eq(out.data, cases[i].want);
	}
}

Test(xml, a_nul_and_a_surrogate_are_replaced) {
	xml_add_text(&out, "a\0b", 3);
	cr_expect_str_eq(out.data, "a" INSTEAD "b");
	buf_reset(&out);
	xml_add_text(&out, "\xED\xA0\x80", 3);
	cr_expect_eq(out.len % 3, 0);
	cr_expect_null(strstr(out.data, "\xED"), "%s", out.data);
}

Test(xml, every_character_that_xml_allows_comes_through) {
	for (uint32_t c = 0x20; c < 0x110000; c += c < 0x3000 ? 1 : 61) {
		char utf8[5] = { 0 };
		const size_t len = text_encode(c, utf8);
		const bool marked = strchr("<>&\"", (int)(unsigned char)utf8[0]) != NULL;
		const bool forbidden = (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF;
		if (len == 0 || marked || forbidden) {
			continue;
		}
		buf_reset(&out);
		xml_add_text(&out, utf8, len);
		cr_assert_str_eq(out.data, utf8, "U+%04X", c);
	}
}
