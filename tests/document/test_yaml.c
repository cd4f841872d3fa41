/* YAML: the same answers as JSON gives, places of its own, and nothing that JSON cannot say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/check.h"
#include "document/document.h"
#include "tests/topo/lab_text.h"

/* clang-format off */
static const char good_yaml[] =
	"# A lab of one network.\n"
	"hairpin-lab:lab:\n"
	"  name: yaml   # plain\n"
	"  description: \"two\\nlines: \\u00fc\"\n"
	"  virtual-network:\n"
	"    - name: 'net'\n"
	"      region: West Europe\n"
	"      address-space: [10.1.0.0/16, \"fd00::/48\"]\n"
	"      subnet:\n"
	"        - name: GatewaySubnet\n"
	"          address-prefix:\n"
	"            - 10.1.0.0/27\n"
	"      virtual-network-gateway:\n"
	"        name: gw\n"
	"        sku: ErGw1AZ\n"
	"        allow-remote-vnet-traffic: true\n"
	"        connection:\n"
	"          - {name: c, express-route-circuit: er, routing-weight: 7}\n"
	"  express-route-circuit:\n"
	"    - name: er\n"
	"      sku-tier: Standard\n"
	"      bandwidth-mbps: 1000\n"
	"      peering-location: Amsterdam\n"
	"      azure-private-peering:\n"
	"        peer-asn: 65020\n"
	"        primary-peer-address-prefix: 172.16.0.0/30\n"
	"        secondary-peer-address-prefix: 172.16.0.4/30\n"
	"  site:\n"
	"    - name: hq\n"
	"      access-rtt-ms: 1.5\n"
	"      router:\n"
	"        - name: r\n"
	"          asn: 65020\n"
	"          community: [65020:7]\n"
	"          circuit-link:\n"
	"            - express-route-circuit: er\n"
	"              link: primary\n";

static const struct row {
	const char *name;
	const char *find;
	const char *with;
	unsigned line;
	unsigned column;
	const char *said;
} rows[] = {
	{"alias of nothing",    "name: yaml",        "name: *x",                 3, 9,  "an alias whose anchor is not before it"},
	{"alias within itself", "[65020:7]",         "&x [*x]",                 34, 26, "an alias whose anchor is not before it"},
	{"merged word",         "name: c,",          "<<: c, name: c,",         18, 18, "\"<<\" merges objects"},
	{"merged member",       "name: c,",          "<<: {nam: 1}, name: c,",  18, 19, "did you mean \"name\"?"},
	{"tag",                 "name: yaml",        "name: !!str yaml",         3, 9,  "a tag"},
	{"tag of an object",    "{name: c,",         "!x {name: c,",            18, 13, "a tag"},
	{"name that is a list", "  name: yaml",      "  [a]: yaml",              3, 3,  "a name that is a list or an object"},
	{"tab",                 "  name: yaml",      "\tname: yaml",             3, 1,  "a tab in the indentation; YAML is indented with blanks; replace the tabs"},
	{"tab behind blanks",   "  name: yaml",      "  \tname: yaml",           3, 3,  "a tab in the indentation"},
	{"two colons",          "name: yaml",        "name: yaml: x",            3, 13, "not YAML"},
	{"list without end",    "[65020:7]",         "[65020:7",                35, 23, "not YAML"},
	{"control character",   "name: yaml",        "name: ya\x01ml",           0, 0,  "not UTF-8, or a control character"},
	{"not UTF-8",           "name: yaml",        "name: ya\xfcml",           0, 0,  "not UTF-8, or a control character"},
	{"zero character",      "\"two\\n",          "\"\\0",                    4, 16, "a zero character"},
	{"second document",     "  site:\n",         "---\nx: 1\n---\nsite:\n", 28, 1,  "a second document"},
	{"unknown member",      "description:",      "descripton:",              4, 3,  "did you mean \"description\"?"},
	{"repeated member",     "  description: ",   "  name: ",                 4, 3,  "\"name\" a second time"},
	{"word for a number",   "1000",              "fast",                    22, 23, "\"bandwidth-mbps\" \"fast\" is not allowed"},
	{"string for a number", "1000",              "\"1000\"",                22, 23, "\"bandwidth-mbps\" is a string; expected a whole number"},
	{"hexadecimal number",  "65020\n        pri", "0xfdfc\n        pri",    25, 19, "is not allowed"},
	{"yes for true",        "traffic: true",     "traffic: yes",            16, 36, "expected true or false"},
	{"nothing",             "region: West Europe", "region:",                7, 14, "\"region\" is null; expected a string"},
	{"tilde",               "region: West Europe", "region: ~",              7, 15, "\"region\" is null; expected a string"},
	{"scalar for a list",   "[65020:7]",         "65020:7",                 34, 22, "\"community\" is a plain word; expected a list"},
	{"reference",           "express-route-circuit: er,", "express-route-circuit: err,", 18, 46, "did you mean \"er\"?"},
};
/* clang-format on */

static struct document *parse(const char *text, struct findings *findings)
{
	return document_parse("hairpin-lab", "lab.yaml", text, strlen(text), findings);
}

static bool row_holds(const struct row *row)
{
	char *text = edited(good_yaml, row->find, row->with);
	struct findings findings = {0};
	struct document *document = parse(text, &findings);
	bool held = false;

	for (size_t i = 0; i < findings.count; i++) {
		const struct finding *finding = &findings.items[i];
		held = held || (strstr(finding->text, row->said) != NULL &&
		                (row->line == 0 || (finding->place.line == row->line &&
		                                    finding->place.column == row->column)));
	}
	if (!held || document != NULL) {
		struct text all = {0};
		findings_format(&findings, 0, &all);
		print_error("%s: want \"%s\" at %u:%u, got:\n%s", row->name, row->said, row->line,
		            row->column, text_str(&all));
		text_done(&all);
		held = false;
	}
	document_free(document);
	findings_done(&findings);
	free(text);
	return held;
}

static void test_broken_yaml_is_refused_with_reason_and_place(void **state)
{
	(void)state;
	size_t failed = 0;

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		failed += !row_holds(&rows[i]);
	assert_int_equal(failed, 0);
}

static void test_yaml_says_the_same_as_json(void **state)
{
	(void)state;
	struct findings findings = {0};
	struct document *document = parse(good_yaml, &findings);

	assert_int_equal(findings.count, 0);
	assert_non_null(document);
	const struct doc_node *lab = document_root(document);
	const struct doc_node *vnet = doc_child(lab, "virtual-network");
	const struct doc_node *gateway = doc_child(vnet, "virtual-network-gateway");
	const struct doc_node *site = doc_child(lab, "site");
	const struct doc_node *router = doc_child(site, "router");

	assert_string_equal(doc_text(lab, "name"), "yaml");
	assert_string_equal(doc_text(lab, "description"), "two\nlines: \xc3\xbc");
	assert_int_equal(doc_count(vnet, "address-space"), 2);
	assert_string_equal(doc_value(doc_next(doc_child(vnet, "address-space"))), "fd00::/48");
	assert_true(doc_bool(gateway, "allow-remote-vnet-traffic"));
	assert_int_equal(doc_u32(doc_child(gateway, "connection"), "routing-weight"), 7);
	assert_int_equal(doc_ms_as_us(site, "access-rtt-ms"), 1500);
	assert_string_equal(doc_value(doc_child(router, "community")), "65020:7");
	assert_int_equal(doc_place(vnet, NULL).line, 6);
	assert_int_equal(doc_place(vnet, NULL).column, 7);
	document_free(document);
	findings_done(&findings);
}

/* JSON is YAML, too, but for tabs. */
static void test_json_reads_as_yaml(void **state)
{
	(void)state;
	struct findings findings = {0};
	struct document *document =
	    document_parse("hairpin-lab", "x.YML", good_lab, strlen(good_lab), &findings);

	assert_int_equal(findings.count, 0);
	assert_non_null(document);
	const struct doc_node *lab = document_root(document);
	assert_int_equal(doc_count(lab, "virtual-network"), 3);
	assert_true(doc_bool(doc_child(doc_child(lab, "site"), "router"), "external"));
	document_free(document);
	findings_done(&findings);
}

static void test_every_cut_of_good_yaml_is_safe(void **state)
{
	(void)state;
	for (size_t cut = 0; cut < strlen(good_yaml); cut += 3) {
		struct findings findings = {0};
		struct document *document =
		    document_parse("hairpin-lab", "lab.yaml", good_yaml, cut, &findings);
		assert_true(document != NULL || findings_errors(&findings) > 0);
		document_free(document);
		findings_done(&findings);
	}
}

static void test_empty_yaml_is_named(void **state)
{
	(void)state;
	static const char *const texts[] = {"# nothing\n", "---\n", "...\n", "- x\n", "x\n"};

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct findings findings = {0};
		assert_null(parse(texts[i], &findings));
		assert_int_equal(findings.count, 1);
		findings_done(&findings);
	}
}

/* Written out, both are the same. */
static void aliases_and_merges_are_written_out(void **state)
{
	static const char with[] =
	    "x-shelf: &link {sku-tier: Standard, bandwidth-mbps: 1000, "
	    "azure-private-peering: {peer-asn: 65020, primary-peer-address-prefix: 172.16.0.0/30, "
	    "secondary-peer-address-prefix: 172.16.0.4/30}}\n"
	    "x-other: &place\n"
	    "  <<: *link\n"
	    "  bandwidth-mbps: 50\n"
	    "  peering-location: &ams Amsterdam\n"
	    "hairpin-lab:lab:\n"
	    "  name: *ams\n"
	    "  express-route-circuit:\n"
	    "    - {name: a, <<: *place, bandwidth-mbps: 200}\n"
	    "    - {<<: [*link, *place], name: b}\n";
	static const char without[] =
	    "hairpin-lab:lab:\n"
	    "  name: Amsterdam\n"
	    "  express-route-circuit:\n"
	    "    - {name: a, bandwidth-mbps: 200, sku-tier: Standard, "
	    "peering-location: Amsterdam, "
	    "azure-private-peering: {peer-asn: 65020, primary-peer-address-prefix: 172.16.0.0/30, "
	    "secondary-peer-address-prefix: 172.16.0.4/30}}\n"
	    "    - {name: b, bandwidth-mbps: 1000, sku-tier: Standard, "
	    "peering-location: Amsterdam, "
	    "azure-private-peering: {peer-asn: 65020, primary-peer-address-prefix: 172.16.0.0/30, "
	    "secondary-peer-address-prefix: 172.16.0.4/30}}\n";
	struct text texts[2] = {{0}};
	struct findings findings = {0};
	struct document *first = parse(with, &findings);
	struct document *second = parse(without, &findings);

	(void)state;
	if (first == NULL || second == NULL) {
		struct text all = {0};
		findings_format(&findings, 0, &all);
		fail_msg("%s", text_str(&all));
	}
	document_write(first, false, &texts[0]);
	document_write(second, false, &texts[1]);
	assert_string_equal(text_str(&texts[0]), text_str(&texts[1]));
	document_free(first);
	document_free(second);
	findings_done(&findings);
	text_done(&texts[0]);
	text_done(&texts[1]);
}

/* Nine aliases of nine, nine levels deep, would be 400 million values. */
static void a_short_text_means_no_endless_one(void **state)
{
	struct text text = {0};
	struct findings findings = {0};

	(void)state;
	text_add(&text, "x-0: &a0 [1,1,1,1,1,1,1,1,1]\n");
	for (int i = 1; i < 10; i++)
		text_addf(&text, "x-%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i,
		          i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	text_add(&text, "hairpin-lab:lab: {name: x}\n");
	assert_null(parse(text_str(&text), &findings));
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(findings.items[0].text, "too many values"));
	findings_done(&findings);
	text_done(&text);
}

static void the_form_is_seen_whatever_the_name(void **state)
{
	(void)state;
	assert_true(document_is_yaml("lab.yml", "{}", 2));
	assert_true(document_is_yaml("-", "\xef\xbb\xbf# x\n", 6));
	assert_true(document_is_yaml("lab.txt", "hairpin-lab:lab:\n", 17));
	assert_false(document_is_yaml("lab.txt", " \n{", 3));
	assert_false(document_is_yaml("lab.json", "hairpin-lab:lab:\n", 17));
	assert_false(document_is_yaml("lab", "", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_broken_yaml_is_refused_with_reason_and_place),
	    cmocka_unit_test(test_yaml_says_the_same_as_json),
	    cmocka_unit_test(test_json_reads_as_yaml),
	    cmocka_unit_test(test_every_cut_of_good_yaml_is_safe),
	    cmocka_unit_test(test_empty_yaml_is_named),
	    cmocka_unit_test(aliases_and_merges_are_written_out),
	    cmocka_unit_test(a_short_text_means_no_endless_one),
	    cmocka_unit_test(the_form_is_seen_whatever_the_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
