/* The encoders extension. */
#include "evaluate.h"

Test(encoders, base64)
{
	static const struct evaluate_row rows[] = {
		{ "base64.encode(b'')", "\"\"" },
		{ "base64.encode(b'k')", "\"aw==\"" },
		{ "base64.encode(b'ku')", "\"a3U=\"" },
		{ "base64.encode(b'\\xfb\\xff\\x00')", "\"+/8A\"" },
		{ "base64.decode('')", "b\"\"" },
		{ "base64.decode('aw==')", "b\"k\"" },
		{ "base64.decode('aw')", "b\"k\"" },
		{ "base64.decode('a3\\r\\nU=\\n')", "b\"ku\"" },
		{ "base64.decode('a3\\nU')", "b\"ku\"" },
		{ "base64.decode('+/8A')", "b\"\\xfb\\xff\\x00\"" },
		{ "base64.decode('a')", "error: illegal base64 data at input byte 0" },
		{ "base64.decode('a3U=a')", "error: illegal base64 data at input byte 3" },
		{ "base64.decode('aw=')", "error: illegal base64 data at input byte 2" },
		{ "base64.decode('a3_A')", "error: illegal base64 data at input byte 2" },
		{ "base64.decode(dyn(b'aw'))", "error: no such overload: base64.decode(bytes)" },
	};

	check_rows(&evaluate_newest, rows, ARRAY_LEN(rows));
}
