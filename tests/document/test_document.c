/* Texts as a whole: bytes, encodings, places, and what a tree answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/check.h"
#include "base/mem.h"
#include "document/document.h"
#include "tests/topo/lab_text.h"

static struct document *parse(const char *file, const char *text, size_t size,
                              struct findings *findings)
{
	return document_parse("hairpin-lab", file, text, size, findings);
}

static void assert_refused(const char *file, const char *text, size_t size, const char *said)
{
	struct findings findings = {0};

	assert_null(parse(file, text, size, &findings));
	assert_int_equal(findings.count, 1);
	if (strstr(findings.items[0].text, said) == NULL)
		fail_msg("want \"%s\", got \"%s\"", said, findings.items[0].text);
	findings_done(&findings);
}

static void test_bytes_that_are_no_text_are_named(void **state)
{
	(void)state;
	assert_refused("lab.json", "", 0, "the file is empty");
	assert_refused("lab.json", " \n\t", 3, "the file is empty");
	assert_refused("lab.json", "\xef\xbb\xbf", 3, "the file is empty");
	assert_refused("lab.json", "{\0\"\0", 4, "the file is binary: it holds zero bytes");
	assert_refused("lab.json", "\0\0\0", 3, "the file is binary: it holds zero bytes");
	assert_refused("lab.yaml", "PK\3\0", 4, "the file is binary: it holds zero bytes");
	assert_refused("lab.json", "[]", 2, "nothing is described here");
	assert_refused("lab.json", "{\"hairpin-expect:expectations\": {}}", 35,
	               "this file holds expectations, \"hairpin-expect:expectations\"; expected a "
	               "lab, \"hairpin-lab:lab\"; are the files on the command line in the right "
	               "order?");
	assert_refused("lab.json", "{\"hairpin-scenario:scenario\": {}}", 33,
	               "this file holds a scenario, \"hairpin-scenario:scenario\"; expected a lab");
	assert_refused("lab.json", "{\"hairpin-lab:lib\": {}}", 23,
	               "unknown member \"hairpin-lab:lib\" at the top; expected only "
	               "\"hairpin-lab:lab\"");
	assert_refused("lab.json", "{\"ietf-interfaces:interfaces\": {}}", 34,
	               "unknown member \"ietf-interfaces:interfaces\" at the top");
	assert_refused("lab.json", "{}", 2, "expected { \"hairpin-lab:lab\": { ... } }");
	assert_refused("lab.json", "\"\xed\xa0\x80\"", 5, "not UTF-8");
	assert_refused("lab.json", "{\"\xf5\"", 3, "not UTF-8");
}

static void test_a_byte_order_mark_is_passed_over(void **state)
{
	(void)state;
	struct text text = {0};
	struct findings findings = {0};

	text_add(&text, "\xef\xbb\xbf");
	text_add(&text, good_lab);
	struct document *document = parse("lab.json", text_str(&text), text.size, &findings);

	assert_non_null(document);
	assert_int_equal(
	    doc_place(doc_child(document_root(document), "virtual-network"), NULL).line, 6);
	document_free(document);
	text_done(&text);
	findings_done(&findings);
}

static void test_columns_count_characters(void **state)
{
	(void)state;
	char *text = edited(good_lab, "\"gateway-era\": \"since-2024\"",
	                    "\"description\": \"\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80\", \"x\": 1");
	struct findings findings = {0};

	assert_null(parse("lab.json", text, strlen(text), &findings));
	/* Two blanks, "description": of 14, a blank, five characters with quotes, a comma, a blank
	 */
	assert_int_equal(findings.items[0].place.column, 2 + 14 + 1 + 5 + 1 + 1 + 1);
	findings_done(&findings);
	free(text);
}

static void test_deep_nesting_is_refused(void **state)
{
	(void)state;
	static const char *const files[] = {"lab.json", "lab.yaml"};
	enum { DEPTH = 200000 };
	char *text = xmalloc(DEPTH);

	memset(text, '[', DEPTH);
	for (size_t i = 0; i < COUNT_OF(files); i++)
		assert_refused(files[i], text, DEPTH, "nested too deeply");
	free(text);
}

/* Two bytes a value would take fifty times as much memory. */
static void test_many_values_in_few_bytes_are_refused(void **state)
{
	(void)state;
	static const char *const files[] = {"lab.json", "lab.yaml"};
	struct text text = {0};

	text_add(&text, "[0");
	for (unsigned i = 0; i < 200000; i++)
		text_add(&text, ",0");
	text_add(&text, "]");
	for (size_t i = 0; i < COUNT_OF(files); i++)
		assert_refused(files[i], text_str(&text), text.size, "too many values");
	text_done(&text);
}

/* What takes a second in time that is linear took most of a minute in one that is not. */
static void test_many_equal_names_take_linear_time(void **state)
{
	struct text text = {0};
	struct findings findings = {0};
	clock_t start = clock();

	(void)state;
	text_add(&text, "{\"hairpin-lab:lab\": {\"name\": \"x\", \"virtual-network\": [");
	for (unsigned i = 0; i < 60000; i++)
		text_addf(&text, "%s{\"name\": \"a\", \"address-space\": [\"10.0.0.0/8\"]}",
		          i == 0 ? "" : ", ");
	text_add(&text, "]}}");
	assert_null(parse("lab.json", text_str(&text), text.size, &findings));
	assert_true((clock() - start) / CLOCKS_PER_SEC < 20);
	text_done(&text);
	findings_done(&findings);
}

/* The good lab with another key: refused in these words, without the key. */
static void assert_key_refused(const char *key, const char *said)
{
	static const char before[] = "\"shared-key\": \"";
	const char *at = strstr(good_lab, before);
	struct text text = {0};

	assert_non_null(at);
	at += strlen(before);
	text_add_bytes(&text, good_lab, (size_t)(at - good_lab));
	text_addf(&text, "%s%s", key, strchr(at, '"'));
	struct findings findings = {0};
	assert_null(parse("lab.json", text_str(&text), text.size, &findings));
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(findings.items[0].text, said));
	assert_null(strstr(findings.items[0].text, "hush"));
	findings_done(&findings);
	text_done(&text);
}

static void test_keys_are_bounded_and_not_quoted(void **state)
{
	struct text long_key = {0};
	struct text wide_key = {0};

	(void)state;
	text_addf(&long_key, "hush%077d", 0);
	text_add(&wide_key, "hush");
	for (unsigned i = 0; i < 39; i++)
		text_add(&wide_key, "\xc3\xa4");
	assert_key_refused("hush\\n", "holds no control characters");
	assert_key_refused("hush\\u0007", "holds no control characters");
	assert_key_refused("hush\xc2\x85", "holds no control characters");
	assert_key_refused(text_str(&long_key), "1 to 80 bytes");
	assert_key_refused(text_str(&wide_key), "1 to 80 bytes");
	text_done(&long_key);
	text_done(&wide_key);
}

static void test_every_cut_of_a_good_lab_is_refused(void **state)
{
	(void)state;
	size_t size = strlen(good_lab);

	/* The closing line break is not missed. */
	for (size_t cut = 0; cut + 1 < size; cut += 7) {
		struct findings findings = {0};
		assert_null(parse("lab.json", good_lab, cut, &findings));
		assert_true(findings_errors(&findings) > 0);
		findings_done(&findings);
	}
}

static void test_a_thousand_mistakes_are_enough(void **state)
{
	(void)state;
	struct text text = {0};
	struct findings findings = {0};

	text_add(&text, "{\"hairpin-lab:lab\": {\"name\": \"x\"");
	for (unsigned i = 0; i < 5000; i++)
		text_addf(&text, ", \"m%u\": 1", i);
	text_add(&text, "}}");
	assert_null(parse("lab.json", text_str(&text), text.size, &findings));
	assert_int_equal(findings.count, 1000);
	text_done(&text);
	findings_done(&findings);
}

static void test_every_module_names_its_own_kind(void **state)
{
	static const struct {
		const char *module;
		const char *said;
	} rows[] = {
	    {"hairpin-expect", "this file holds a lab, \"hairpin-lab:lab\"; expected expectations, "
	                       "\"hairpin-expect:expectations\""},
	    {"hairpin-scenario", "this file holds a lab, \"hairpin-lab:lab\"; expected a scenario, "
	                         "\"hairpin-scenario:scenario\""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct findings findings = {0};

		assert_null(document_parse(rows[i].module, "x.json", good_lab, strlen(good_lab),
		                           &findings));
		assert_int_equal(findings.count, 1);
		assert_non_null(strstr(findings.items[0].text, rows[i].said));
		findings_done(&findings);
	}
}

static void test_members_answer_as_the_module_says(void **state)
{
	struct findings findings = {0};
	struct document *document = parse("lab.json", good_lab, strlen(good_lab), &findings);

	(void)state;
	assert_non_null(document);
	const struct doc_node *lab = document_root(document);
	const struct doc_node *site = doc_child(lab, "site");
	const struct doc_node *router = doc_child(site, "router");
	const struct doc_node *link = doc_next(doc_child(router, "circuit-link"));

	assert_int_equal(doc_count(lab, "virtual-network"), 3);
	assert_int_equal(doc_count(lab, "virtual-hub"), 0);
	assert_null(doc_child(lab, "virtual-hub"));
	assert_string_equal(doc_text(site, "name"), "hq");
	assert_int_equal(doc_ms_as_us(site, "access-rtt-ms"), 4250);
	assert_int_equal(doc_u32(router, "asn"), 65020);
	assert_true(doc_bool(router, "external"));
	assert_string_equal(doc_value(doc_next(doc_child(router, "advertise"))), "192.168.1.0/24");
	assert_null(doc_next(doc_next(doc_child(router, "advertise"))));
	assert_int_equal(doc_u32(link, "med"), 5);
	/* What is not written is the module's default, or nothing. */
	assert_false(doc_has(link, "readvertise"));
	assert_string_equal(doc_text(link, "readvertise"), "false");
	assert_false(doc_bool(link, "readvertise"));
	assert_null(doc_text(lab, "description"));
	assert_int_equal(doc_u32(router, "no-such-member"), 0);
	assert_null(doc_text(NULL, "name"));
	assert_int_equal(doc_count(NULL, "name"), 0);
	document_free(document);
	findings_done(&findings);
}

static void test_what_is_wrong_is_not_there_and_leaves_a_doubt(void **state)
{
	char *text =
	    edited(good_lab, "\"asn\": 65020, \"router-id\"", "\"asn\": \"x\", \"router-id\"");
	struct findings findings = {0};

	(void)state;
	struct document *document =
	    document_salvage("hairpin-lab", "lab.json", text, strlen(text), &findings);
	assert_non_null(document);
	assert_int_equal(findings_errors(&findings), 1);
	const struct doc_node *router =
	    doc_child(doc_child(document_root(document), "site"), "router");

	assert_false(doc_has(router, "asn"));
	assert_true(doc_doubtful(router, "asn"));
	assert_false(doc_doubtful(router, "name"));
	assert_false(doc_doubtful(router, "hold-time"));
	assert_true(doc_doubtful(NULL, "asn"));
	document_free(document);
	findings_done(&findings);
	assert_null(parse("lab.json", text, strlen(text), &findings));
	findings_done(&findings);
	free(text);
}

/* What a change makes of the lab, or what is said of it. */
static void test_changes_are_made_by_path(void **state)
{
	/* clang-format off */
	static const struct {
		const char *change;
		const char *said; /* NULL: it is good */
		const char *text; /* somewhere in what becomes of the lab */
	} rows[] = {
	    {"name=other", NULL, "\"name\": \"other\""},
	    {"name=true", NULL, "\"name\": \"true\""},
	    {"name=\"x\"", NULL, "\"name\": \"x\""},
	    {"name=a=b", "is not allowed", NULL},
	    {"site[hq]/access-rtt-ms=7.5", NULL, "\"access-rtt-ms\": \"7.5\""},
	    {"site[hq]/access-rtt-ms=null", NULL, "\"site\""},
	    {"site[hq]/router[r1]/asn=65099", NULL, "\"asn\": 65099"},
	    {"site[hq]/router[r1]/external=false", NULL, "\"external\": false"},
	    {"site[hq]/router[r1]/advertise=10.7.0.0/16,10.8.0.0/16", NULL, "[\"10.7.0.0/16\", \"10.8.0.0/16\"]"},
	    {"site[hq]/router[r1]/advertise+=10.7.0.0/16", NULL, "\"192.168.1.0/24\", \"10.7.0.0/16\"]"},
	    {"site[hq]/router[r1]/advertise[192.168.1.0/24]=10.7.0.0/16", NULL, "\"10.7.0.0/16\"]"},
	    {"site[hq]/router[r1]/advertise[192.168.1.0/24]=null", NULL, "\"advertise\": ["},
	    {"site[hq]/description=x", "site has no member \"description\"; ", NULL},
	    {"site[hg]/access-rtt-ms=1", "did you mean \"hq\"?", NULL},
	    {"site/access-rtt-ms=1", "expected site[name]", NULL},
	    {"site[hq]/router[r1]/asn[1]=1", "and this is none", NULL},
	    {"site[hq]/router[r1]/asn/x=1", "asn has no members", NULL},
	    {"site[hq]/router[r1]/asn+=1", "and this is none", NULL},
	    {"site[hq]/router[r1]/asn=x", "lab.json:", NULL},
	    {"site[hq]/router[r1]/loopback-address=null", "nothing to take away", NULL},
	    {"site[hq", "expected PATH=VALUE", NULL},
	    {"site[hq]x/y=1", "with '/' or the end behind the bracket", NULL},
	    {"=1", "lab has no member \"\"", NULL},
	    {"site={\"name\": \"x\"", "begins like JSON and is none", NULL},
	    {"site+={\"name\": \"new\", \"router\": [{\"name\": \"r\", \"asn\": 65001}]}", NULL, "\"name\": \"new\""},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct document_changes changes = {&rows[i].change, 1};
		struct findings findings = {0};
		struct text said = {0};
		struct document *document = document_salvage_changed(
		    "hairpin-lab", "lab.json", good_lab, strlen(good_lab), &changes, &findings);

		findings_format(&findings, 20, &said);
		if (rows[i].said == NULL && findings.count == 0)
			document_write(document, false, &said);
		const char *wanted = rows[i].said != NULL ? rows[i].said : rows[i].text;

		if ((rows[i].said == NULL) != (findings.count == 0) ||
		    strstr(text_str(&said), wanted) == NULL)
			fail_msg("%s: %s", rows[i].change, text_str(&said));
		text_done(&said);
		document_free(document);
		findings_done(&findings);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_bytes_that_are_no_text_are_named),
	    cmocka_unit_test(test_a_byte_order_mark_is_passed_over),
	    cmocka_unit_test(test_columns_count_characters),
	    cmocka_unit_test(test_deep_nesting_is_refused),
	    cmocka_unit_test(test_many_values_in_few_bytes_are_refused),
	    cmocka_unit_test(test_many_equal_names_take_linear_time),
	    cmocka_unit_test(test_keys_are_bounded_and_not_quoted),
	    cmocka_unit_test(test_every_cut_of_a_good_lab_is_refused),
	    cmocka_unit_test(test_a_thousand_mistakes_are_enough),
	    cmocka_unit_test(test_every_module_names_its_own_kind),
	    cmocka_unit_test(test_members_answer_as_the_module_says),
	    cmocka_unit_test(test_what_is_wrong_is_not_there_and_leaves_a_doubt),
	    cmocka_unit_test(test_changes_are_made_by_path),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
