/* The modelled behaviours of Azure, and headroom, as text and as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "report/limits.h"
#include "report/rules.h"
#include "tests/lib/viewed.h"

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

static const struct azure_rule *const all_rules[] = {&rules[0], &rules[1]};

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

static const char rules_as_csv[] =
"id,confidence,control,what,source,date\n"
"one-rule,high,virtual-network/subnet,It does this.,\"somebody, 'a page'\",2026-01-02\n"
"two,low,,It does that.,nothing published,2026\n";

static const char limits_as_csv[] =
"fullPercent,used,limit,left,kind,family,element,atLeast,down,broken,advice,rule,limitId\n"
"100.1,1001,1000,-1,gateway-prefixes,ipv4,gw-a to er-1,true,true,true,,prefix-limit-gateway,gateway-to-circuit-ipv4\n"
"100,10,10,0,circuit-links,,er-1,,,,,circuit-links,\n";

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

static const struct snapshot limited = {.lab = "x", .source = "sim"};

static void assert_rows(const struct limits *limits, int64_t above, const char *want)
{
	struct text out = {0};
	struct view *view = view_begin(VIEW_TEXT, &out);

	limits_view(view, limits, &limited, above);
	viewed_equals(view, &out, want);
}

static cJSON *json_of(const struct limits *limits, int64_t above)
{
	struct text out = {0};
	struct view *view = view_begin(VIEW_JSON, &out);

	limits_view(view, limits, &limited, above);
	return viewed_json(view, &out);
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
	struct view *view = view_begin(VIEW_TEXT, &out);

	rules_view(view, all_rules, COUNT_OF(all_rules));
	viewed_equals(view, &out, rules_table);
	view = view_begin(VIEW_TEXT, &out);
	rules_say_in_full(view, &all_rules[1], 1);
	viewed_equals(view, &out, rule_in_full);
	view = view_begin(VIEW_TEXT, &out);
	rules_say_in_full(view, all_rules, 1);
	view_end(view);
	assert_non_null(strstr(text_str(&out), "Changed by:  virtual-network/subnet\n"));
	text_done(&out);
}

static void a_rule_without_a_switch_has_no_control_in_json(void **state)
{
	(void)state;
	struct text out = {0};
	struct view *view = view_begin(VIEW_JSON, &out);

	rules_view(view, all_rules, COUNT_OF(all_rules));
	cJSON *document = viewed_json(view, &out);
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(document, "rules");
	char *first = cJSON_PrintUnformatted(cJSON_GetArrayItem(list, 0));

	assert_string_equal(first, rule_as_json);
	assert_member(cJSON_GetArrayItem(list, 1), "id", "\"two\"");
	assert_member(cJSON_GetArrayItem(list, 1), "control", NULL);
	cJSON_free(first);
	cJSON_Delete(document);
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

static void rows_are_records_of_csv(void **state)
{
	(void)state;
	struct limits limits = {.items = uses, .count = COUNT_OF(uses), .broken = 1};
	struct text out = {0};
	struct view *view = view_begin(VIEW_CSV, &out);

	rules_view(view, all_rules, COUNT_OF(all_rules));
	viewed_equals(view, &out, rules_as_csv);
	view = view_begin(VIEW_CSV, &out);
	limits_view(view, &limits, &limited, 99);
	viewed_equals(view, &out, limits_as_csv);
}

static void limits_name_rule_number_and_source_in_json(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct limits limits = {
	    .facts = facts_new(arena), .items = uses, .count = COUNT_OF(uses), .broken = 1};
	cJSON *document = json_of(&limits, -1);
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

	document = json_of(&limits, 99);
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
	    cmocka_unit_test(rows_are_records_of_csv),
	    cmocka_unit_test(limits_name_rule_number_and_source_in_json),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
