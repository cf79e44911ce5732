/* printf in Go templates: the verbs of Go's fmt. */
#include "gotemplate_fixture.h"

static const struct row integers_rows[] = {
	{ "{{printf \"%d %v %s\" 5 5 5}}", "5 5 %!s(int=5)" },
	{ "{{printf \"%5d|%-5d|%05d|%+d|% d|%+06d\" 5 5 5 5 5 -5}}",
	  "    5|5    |00005|+5| 5|-00005" },
	{ "{{printf \"%b %o %#o %O %x %X %#x %#X\" 5 8 8 8 255 255 255 255}}",
	  "101 10 010 0o10 ff FF 0xff 0XFF" },
	{ "{{printf \"%c %q %U %#U\" 65 65 65 65}}", "A 'A' U+0041 U+0041 'A'" },
	{ "{{printf \"%+q %q %q\" 233 39 0x1F600}}", "'\\u00e9' '\\'' '😀'" },
	{ "{{printf \"%.3d|%5.3d|%.0d|%-6.3d|\" 5 5 0 5}}", "005|  005||005   |" },
	{ "{{printf \"%x %b\" -255 -5}}", "-ff -101" },
	{ "{{printf \"%d %x %v %#v\" (index \"abc\" 0) (index \"abc\" 0) (index \"abc\" 0) (index "
	  "\"abc\" 0)}}",
	  "97 61 97 0x61" },
};

Test(gotemplate_printf, integers)
{
	check_prints(integers_rows, ARRAY_LEN(integers_rows));
}

static const struct row floats_rows[] = {
	{ "{{printf \"%v %g %f %e %E\" 1.5 1.5 1.5 1.5 1.5}}",
	  "1.5 1.5 1.500000 1.500000e+00 1.500000E+00" },
	{ "{{printf \"%.2f|%8.3f|%-8.2f|%08.3f|%+.1f|% .1f\" 1.555 3.14159 2.5 3.14159 1.0 1.0}}",
	  "1.55|   3.142|2.50    |0003.142|+1.0| 1.0" },
	{ "{{printf \"%v %v %v %v %v\" 1000000.0 100000.0 1e21 1e-5 0.0001}}",
	  "1e+06 100000 1e+21 1e-05 0.0001" },
	{ "{{printf \"%.3g %.10g %G %.0e\" 123456.0 123456.0 1e-7 1.0}}",
	  "1.23e+05 123456 1E-07 1e+00" },
	{ "{{printf \"%#g %#.0f %#v\" 1.0 1.0 1.0}}", "1.00000 1. 1" },
	{ "{{printf \"%x %X %.2x %.0x\" 1.5 -0.1 3.14159 1.5}}",
	  "0x1.8p+00 -0X1.999999999999AP-04 0x1.92p+01 0x1p+01" },
	{ "{{printf \"%b\" 1.5}}", "6755399441055744p-52" },
	{ "{{printf \"%v %.1f\" 1+2i 1i}}", "(1+2i) (0.0+1.0i)" },
};

Test(gotemplate_printf, floats)
{
	check_prints(floats_rows, ARRAY_LEN(floats_rows));
}

static const struct row strings_rows[] = {
	{ "{{printf \"%s %v %q\" \"a\" \"a\" \"a\\\"b\\n\"}}", "a a \"a\\\"b\\n\"" },
	{ "{{printf \"%5s|%-5s|%.2s|%5.1s|%05s\" \"ab\" \"ab\" \"abc\" \"abc\" \"ab\"}}",
	  "   ab|ab   |ab|    a|000ab" },
	{ "{{printf \"%5s|%.1s\" \"é\" \"日本\"}}", "    é|日" },
	{ "{{printf \"%x %X % x %#x % #x %.2x\" \"abc\" \"xyz\" \"abc\" \"abc\" \"abc\" \"abc\"}}",
	  "616263 78797A 61 62 63 0x616263 0x61 0x62 0x63 6162" },
	{ "{{printf \"%+q %#q %#q %q\" \"é\" \"raw\" \"a`b\" \"\\xff\"}}",
	  "\"\\u00e9\" `raw` \"a`b\" \"\\xff\"" },
};

Test(gotemplate_printf, strings)
{
	check_prints(strings_rows, ARRAY_LEN(strings_rows));
}

static const struct row others_rows[] = {
	{ "{{printf \"%t %v %5t|\" true false true}}", "true false  true|" },
	{ "{{printf \"%v %v\" .m .ports}}",
	  "map[a:1 b:x c:map[d:[1 two <nil> 2.5 true]]] [map[name:http port:80] map[name:https "
	  "port:443 tls:true]]" },
	{ "{{printf \"%d %s\" .nested .l}}", "[[1 2] [3 [4]]] [x y z]" },
	{ "{{printf \"%s\" .m}}", "map[a:%!s(int64=1) b:x c:map[d:[%!s(int64=1) two <nil> "
				  "%!s(float64=2.5) %!s(bool=true)]]]" },
	{ "{{printf \"%5d|%q\" .nested .l}}",
	  "[[    1     2] [    3 [    4]]]|[\"x\" \"y\" \"z\"]" },
	{ "{{printf \"%v %5v|%#v\" nil nil nil}}", "<nil> <nil>|<nil>" },
	{ "{{printf \"%T %T %T %T %T %T %T %T\" 1 .n 1.5 \"x\" true .m .l nil}}",
	  "int int64 float64 string bool map[string]interface {} []interface {} <nil>" },
	{ "{{printf \"%#v %#v %#v %#v\" .m .kind .n .f}}",
	  "map[string]interface {}{\"a\":1, \"b\":\"x\", \"c\":map[string]interface "
	  "{}{\"d\":[]interface {}{1, \"two\", interface {}(nil), 2.5, true}}} \"Service\" 80 "
	  "1.5" },
	{ "{{printf \"%+v %#v\" .m.c.d .m.c.d}}",
	  "[1 two <nil> 2.5 true] []interface {}{1, \"two\", interface {}(nil), 2.5, true}" },
};

Test(gotemplate_printf, others)
{
	check_prints(others_rows, ARRAY_LEN(others_rows));
}

/* Which argument a verb takes. */
static const struct row arguments_rows[] = {
	{ "{{printf \"%[2]d %[1]d\" 1 2}}", "2 1" },
	{ "{{printf \"%[1]d %d %[1]d\" 1 2}}", "1 2 1" },
	{ "{{printf \"%*d|%-*d|%*d\" 5 1 5 2 -5 3}}", "    1|2    |3    " },
	{ "{{printf \"%.*f %.[1]*f\" 2 3.14159}}", "3.14 3.14" },
	{ "{{printf \"%[2]*[1]d|\" 3 5}}", "    3|" },
	{ "{{printf \"%%|%5%\"}}", "%|%" },
};

Test(gotemplate_printf, arguments)
{
	check_prints(arguments_rows, ARRAY_LEN(arguments_rows));
}

/* Bad formats are printed, not refused. */
static const struct row mistakes_rows[] = {
	{ "{{printf \"%d\" \"x\"}} {{printf \"%s\" 5}} {{printf \"%z\" 5}} {{printf \"%é\" \"x\"}}",
	  "%!d(string=x) %!s(int=5) %!z(int=5) %!é(string=x)" },
	{ "{{printf \"%d %d\" 1}}", "1 %!d(MISSING)" },
	{ "{{printf \"%d\" 1 2 \"x\" nil}}", "1%!(EXTRA int=2, string=x, <nil>)" },
	{ "{{printf \"%!\"}} {{printf \"%\"}} {{printf \"%5\"}} {{printf \"%5.\"}}",
	  "%!!(MISSING) %!(NOVERB) %!(NOVERB) %!.(MISSING)" },
	{ "{{printf \"%[3]d\" 1 2}} {{printf \"%[x]d\" 1}} {{printf \"%[2\" 1}}",
	  "%!d(BADINDEX) %!d(BADINDEX) %!(NOVERB)" },
	{ "{{printf \"%*d\" \"a\" 3}} {{printf \"%.*f\" -2 3.14159}}",
	  "%!(BADWIDTH)3 %!(BADPREC)3.141590" },
	{ "{{printf \"%99999999d\" 1}}", "%!(NOVERB)%!(EXTRA int=1)" },
	{ "{{printf \"%t %s\" .l nil}}", "[%!t(string=x) %!t(string=y) %!t(string=z)] %!s(<nil>)" },
	{ "{{printf \"%w\" \"x\"}} {{printf \"%w\" .l}}",
	  "%!w(string=x) %!w([]interface {}=[x y z])" },
};

Test(gotemplate_printf, mistakes)
{
	check_prints(mistakes_rows, ARRAY_LEN(mistakes_rows));
}
