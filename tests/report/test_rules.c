/* The modelled behaviours of Azure, and headroom, as text and as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "report/frame/json.h"
#include "report/limits_json.h"
#include "report/limits_table.h"
#include "report/rules_json.h"
#include "report/rules_table.h"

static const struct azure_rule rules[] = {
    {.id = "one-rule",
     .what = "It does this.",
     .source = "somebody, 'a page'",
     .date = "2026-01-02",
     .confidence = "high",
     .control = "virtual-network/subnet"},
    {.id = "two",
     .what = "It does that.",
     .source = "nothing published",
     .date = "2026",
     .confidence = "low"},
};

/* clang-format off */
static const char rules_table[] =
"Rule      Confidence  Changed by              What\n"
"one-rule  high        virtual-network/subnet  It does this.\n"
"two       low                                 It does that.\n";

static const char rule_in_full[] =
"two\n"
"  What:        It does that.\n"
"  Source:      nothing published\n"
"  Date:        2026\n"
"  Confidence:  low\n"
"  Changed by:  no member of the lab file\n";

static const char rule_as_json[] =
"{\"id\":\"one-rule\",\"what\":\"It does this.\",\"source\":\"somebody, 'a page'\","
"\"date\":\"2026-01-02\",\"confidence\":\"high\",\"control\":\"virtual-network/subnet\"}";

static const char all_limits[] =
"  Full     Used  Limit  Left  What                                  Family  Element                   Note\n"
"100.1%  >= 1001   1000    -1  prefixes of a connection              IPv4    gw-a to er-1              broken: down\n"
"100.0%       10     10     0  virtual networks linked to a circuit          er-1\n"
"  0.0%        0   4000  4000  prefixes from on-premises             IPv4    dc/ce1 to er-1/secondary  down\n"
"\n"
"What comes next\n"
"- at least 1 IPv4 prefix too many from gw-a to er-1\n"
"- the 1st link more at er-1 is refused\n"
"- the 4001st IPv4 prefix more from dc/ce1 to er-1/secondary drops the session\n"
"\n"
"Beyond the limit\n"
"- prefixes from on-premises: the session drops, and comes back when the number does [prefix-limit-customer]\n"
"- prefixes of a connection: the connection goes down, networks that use the gateway included, and comes back when the number does [prefix-limit-gateway]\n"
"- virtual networks linked to a circuit: not stated; 'hairpin validate' refuses the lab [circuit-links]\n"
"\n"
"3 limits, 1 broken\n";

static const char some_limits[] =
"  Full     Used  Limit  Left  What                      Family  Element       Note\n"
"100.1%  >= 1001   1000    -1  prefixes of a connection  IPv4    gw-a to er-1  broken: down\n"
"\n"
"What comes next\n"
"- at least 1 IPv4 prefix too many from gw-a to er-1\n"
"\n"
"Beyond the limit\n"
"- prefixes of a connection: the connection goes down, networks that use the gateway included, and comes back when the number does [prefix-limit-gateway]\n"
"\n"
"3 limits, 1 broken, 1 used by more than 100%\n";

static const char no_limits[] = "3 limits, 1 broken, 0 used by more than 200%\n";

static const char advice[] =
"  Full   Used  Limit   Left  What                             Element  Note\n"
"109.0%  12000  11000  -1000  routes on a circuit, as advised  er-1     beyond the advice\n"
"\n"
"What comes next\n"
"- 1000 routes too many at er-1\n"
"\n"
"Beyond the limit\n"
"- routes on a circuit, as advised: not stated; Microsoft's advice\n"
"\n"
"1 limit, 0 broken\n";
/* clang-format on */

static struct limit_use uses[] = {
    {.kind = LIMIT_GATEWAY_PREFIXES,
     .family = ADDR_IPV4,
     .element = "gw-a to er-1",
     .used = 1001,
     .limit = 1000,
     .at_least = true,
     .down = true,
     .limit_id = "gateway-to-circuit-ipv4"},
    {.kind = LIMIT_CIRCUIT_LINKS, .element = "er-1", .used = 10, .limit = 10},
    {.kind = LIMIT_CUSTOMER_PREFIXES,
     .family = ADDR_IPV4,
     .element = "dc/ce1 to er-1/secondary",
     .down = true,
     .limit = 4000},
};

static void assert_rows(const struct limits *limits, int64_t above, const char *want)
{
	struct text out = {0};

	limits_table_print(limits, above, &out);
	assert_string_equal(text_str(&out), want);
	text_done(&out);
}

static void assert_member(const cJSON *object, const char *name, const char *want)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
	char *text = item == NULL ? NULL : cJSON_PrintUnformatted(item);

	if (text == NULL ? want != NULL : want == NULL || strcmp(text, want) != 0)
		fail_msg("%s is %s", name, text == NULL ? "not there" : text);
	cJSON_free(text);
}

static void rules_are_a_line_each_or_one_in_full(void **state)
{
	(void)state;
	struct text out = {0};

	rules_table_print(rules, COUNT_OF(rules), &out);
	assert_string_equal(text_str(&out), rules_table);
	text_clear(&out);
	rule_print(&rules[1], &out);
	assert_string_equal(text_str(&out), rule_in_full);
	text_clear(&out);
	rule_print(&rules[0], &out);
	assert_non_null(strstr(text_str(&out), "Changed by:  virtual-network/subnet\n"));
	text_done(&out);
}

static void a_rule_without_a_switch_has_no_control_in_json(void **state)
{
	(void)state;
	struct text out = {0};
	cJSON *object = rule_json(&rules[1]);

	assert_member(object, "id", "\"two\"");
	assert_member(object, "control", NULL);
	cJSON_Delete(object);
	json_print_line(rule_json(&rules[0]), &out);
	assert_memory_equal(text_str(&out), rule_as_json, strlen(rule_as_json));
	text_done(&out);
}

static void limits_are_a_line_each(void **state)
{
	(void)state;
	struct limits limits = {.items = uses, .count = COUNT_OF(uses), .broken = 1};
	struct limit_use advised = {
	    .kind = LIMIT_CIRCUIT_ROUTES, .element = "er-1", .used = 12000, .limit = 11000};
	struct limits one = {.items = &advised, .count = 1};

	assert_rows(&limits, -1, all_limits);
	assert_rows(&limits, 100, some_limits);
	assert_rows(&limits, 200, no_limits);
	assert_rows(&one, -1, advice);
}

static void limits_name_rule_number_and_source_in_json(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct limits limits = {
	    .facts = facts_new(arena), .items = uses, .count = COUNT_OF(uses), .broken = 1};
	struct snapshot snapshot = {.lab = "x", .source = "sim"};
	cJSON *document = limits_json(&limits, &snapshot, -1);
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(document, "limits");
	const cJSON *first = cJSON_GetArrayItem(list, 0);
	const cJSON *second = cJSON_GetArrayItem(list, 1);

	assert_member(document, "lab", "\"x\"");
	assert_member(document, "broken", "1");
	assert_int_equal(cJSON_GetArraySize(list), 3);
	assert_member(first, "kind", "\"gateway-prefixes\"");
	assert_member(first, "element", "\"gw-a to er-1\"");
	assert_member(first, "family", "\"ipv4\"");
	assert_member(first, "used", "1001");
	assert_member(first, "limit", "1000");
	assert_member(first, "left", "-1");
	assert_member(first, "fullPercent", "100.1");
	assert_member(first, "atLeast", "true");
	assert_member(first, "down", "true");
	assert_member(first, "broken", "true");
	assert_member(first, "rule", "\"prefix-limit-gateway\"");
	assert_member(first, "limitId", "\"gateway-to-circuit-ipv4\"");
	assert_member(first, "date", "\"2026-03-31\"");
	assert_member(first, "confidence", "\"high\"");
	/* A number that depends on SKU and bandwidth is the rule's. */
	assert_member(second, "broken", NULL);
	assert_member(second, "family", NULL);
	assert_member(second, "rule", "\"circuit-links\"");
	assert_member(second, "limitId", NULL);
	assert_non_null(cJSON_GetObjectItemCaseSensitive(second, "source"));
	cJSON_Delete(document);

	document = limits_json(&limits, &snapshot, 99);
	list = cJSON_GetObjectItemCaseSensitive(document, "limits");
	assert_int_equal(cJSON_GetArraySize(list), 2);
	cJSON_Delete(document);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rules_are_a_line_each_or_one_in_full),
	    cmocka_unit_test(a_rule_without_a_switch_has_no_control_in_json),
	    cmocka_unit_test(limits_are_a_line_each),
	    cmocka_unit_test(limits_name_rule_number_and_source_in_json),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
