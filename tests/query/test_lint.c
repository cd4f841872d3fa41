/*
 * Lint, finding by finding: each row is a lab of labs/ in which one change makes a good design bad.
 * The finding must be there after the change and not before.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "azure/azure.h"
#include "base/check.h"
#include "document/file.h"
#include "query/lint/lint.h"
#include "tests/lib/simulated.h"
#include "topo/judge/load.h"

/* clang-format off */
static const struct row {
	const char *finding;
	const char *lab;
	const char *what; /* each is replaced by `by` in the bad lab */
	const char *by;
	const char *element; /* one that the finding names */
} rows[] = {
	{"leak-provider-to-provider", "scenarios/20-customer-leak", "'er-2', 'link': 'primary'", "'er-2', 'link': 'primary', 'readvertise': true", "hq/ce1"},
	{"transit-by-site",      "scenarios/20-customer-leak", "'link'", "'readvertise': true, 'link'", "vnet-a"},
	{"joined-by-summary",    "scenarios/20-customer-leak", "['192.168.10.0/24']", "['192.168.10.0/24', '10.0.0.0/8']", "vnet-b"},
	{"site-announces-network", "transit", "'192.168.120.0/22'", "'10.64.0.0/16'", "vnet-weu"},
	{"more-specific-of-network", "transit", "'192.168.120.0/22'", "'10.64.7.0/24'", "vnet-weu"},
	{"default-from-site",    "transit", "'192.168.120.0/22'", "'0.0.0.0/0'", "0.0.0.0/0"},
	{"summary-of-networks",  "transit", "'192.168.120.0/22'", "'10.0.0.0/8'", "10.0.0.0/8"},
	{"default-transit",      "no-transit", "'allow-remote-vnet-traffic': false", "'allow-remote-vnet-traffic': true", "vnet-weu"},
	{"one-location",         "bow-tie", "'peering-location': 'Silicon Valley'", "'peering-location': 'Washington DC'", "gw-east"},
	{"farther-preferred",    "bow-tie", "'er-sv', 'routing-weight': 0", "'er-sv', 'routing-weight': 200", "gw-east/east-to-er-sv"},
	{"unequal-ways",         "scenarios/20-customer-leak", "{'name': 'a-to-er', 'express-route-circuit': 'er-1'}", "{'name': 'a-to-er', 'express-route-circuit': 'er-1'}, {'name': 'a-2', 'express-route-circuit': 'er-2'}", "vnet-a"},
	{"idle-gateway",         "transit", "{'name': 'weu-to-er-fra', 'express-route-circuit': 'er-fra'}", "", "gw-weu"},
	{"single-link",          "hub-spoke", "{'express-route-circuit': 'er-ams', 'link': 'primary'},", "", "er-ams/primary"},
	{"idle-peering",         "peering", "'vnet-uks-to-vnet-weu', 'remote-virtual-network': 'vnet-weu'", "'vnet-uks-to-vnet-weu', 'allow-virtual-network-access': false, 'remote-virtual-network': 'vnet-weu'", NULL},
	{"missing-next-hop",     "route-server", "'next-hop-ip-address': '10.60.0.4'", "'next-hop-ip-address': '10.60.0.9'", "via-nva"},
	{"limit-near",           "transit", "'name': 'transit',", "'name': 'transit', 'override': {'limit': [{'id': 'customer-to-msee-ipv4-standard', 'value': 2}]},", "on-premises-prefixes"},
};
/* clang-format on */

static struct text quoted(const char *with)
{
	struct text out = {0};

	for (const char *at = with; *at != '\0'; at++)
		text_add_bytes(&out, *at == '\'' ? "\"" : at, 1);
	return out;
}

static struct text read_lab(const char *name)
{
	const char *srcdir = getenv("srcdir");
	struct findings findings = {0};
	struct text path = {0};
	struct text out = {0};
	size_t size;

	text_addf(&path, "%s/labs/%s/lab.json", srcdir == NULL ? "." : srcdir, name);
	char *text = file_read(text_str(&path), 1 << 20, &size, &findings);
	assert_non_null(text);
	text_add_bytes(&out, text, size);
	free(text);
	text_done(&path);
	return out;
}

static struct text changed(const char *text, const char *what, const char *by)
{
	struct text from = quoted(what);
	struct text to = quoted(by);
	struct text out = {0};
	const char *at = text;
	const char *hit;

	while ((hit = strstr(at, text_str(&from))) != NULL) {
		text_add_bytes(&out, at, (size_t)(hit - at));
		text_add(&out, text_str(&to));
		at = hit + from.size;
	}
	if (at == text)
		fail_msg("the lab does not have %s", what);
	text_add(&out, at);
	text_done(&from);
	text_done(&to);
	return out;
}

static const struct lint_finding *find(const struct lint *lint, const char *id, const char *element)
{
	for (uint32_t i = 0; i < lint->count; i++) {
		const struct lint_finding *finding = &lint->items[i];

		if (strcmp(finding->trait->id, id) != 0)
			continue;
		for (uint32_t e = 0; e < finding->element_count; e++) {
			if (element == NULL || strcmp(finding->elements[e], element) == 0)
				return finding;
		}
	}
	return NULL;
}

static struct simulated simulated_as_it_is(const char *text)
{
	struct findings findings = {0};
	struct text complaints = {0};
	struct lab *lab = azure_parse("lab.json", text, strlen(text), &findings);

	findings_format(&findings, 0, &complaints);
	if (lab == NULL)
		fail_msg("%s", text_str(&complaints));
	text_done(&complaints);
	findings_done(&findings);
	return simulate(lab);
}

static bool has(const char *text, const struct row *row)
{
	struct simulated s = simulated_as_it_is(text);
	struct lint *lint = lint_take(s.fabric, s.plan, &lint_defaults);
	const struct lint_finding *finding = find(lint, row->finding, row->element);
	bool found = finding != NULL;

	if (found) {
		assert_true(finding->place.line > 0);
		assert_non_null(strstr(finding->message, finding->trait->title));
	}
	lint_free(lint);
	simulated_done(&s);
	return found;
}

static void each_change_is_found_and_its_absence_is_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text good = read_lab(rows[i].lab);
		struct text bad = changed(text_str(&good), rows[i].what, rows[i].by);

		if (has(text_str(&good), &rows[i]))
			fail_msg("%s is found in the good lab %s", rows[i].finding, rows[i].lab);
		if (!has(text_str(&bad), &rows[i]))
			fail_msg("%s is not found in %s", rows[i].finding, rows[i].lab);
		text_done(&good);
		text_done(&bad);
	}
}

/* The name of a finding does not change with lines, and findings of one lab have different ones. */
static void a_fingerprint_is_of_the_finding_alone(void **state)
{
	(void)state;
	struct simulated s = simulate_file("virtual-wan");
	struct lint *lint = lint_take(s.fabric, s.plan, &lint_defaults);
	char first[LINT_FINGERPRINT_MAX];
	char second[LINT_FINGERPRINT_MAX];

	for (uint32_t i = 0; i < lint->count; i++) {
		struct lint_finding moved = lint->items[i];

		moved.place.line += 7;
		moved.message = "other words";
		lint_fingerprint(&lint->items[i], first);
		assert_string_equal(first, lint_fingerprint(&moved, second));
		for (uint32_t k = 0; k < i; k++)
			assert_string_not_equal(first, lint_fingerprint(&lint->items[k], second));
	}
	assert_true(lint->count > 2);
	lint_free(lint);
	simulated_done(&s);
}

/* Every rule that a row names is one of data/rules.json. */
static void rules_are_there(void **state)
{
	(void)state;
	struct simulated s = simulate_file("transit");

	for (uint32_t i = 0; lint_trait_at(i) != NULL; i++) {
		const struct lint_trait *trait = lint_trait_at(i);

		assert_ptr_equal(lint_trait_named(trait->id), trait);
		if (trait->rule != NULL && facts_rule(s.lab->facts, trait->rule) == NULL)
			fail_msg("%s: no rule %s", trait->id, trait->rule);
	}
	assert_null(lint_trait_named("nothing"));
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_change_is_found_and_its_absence_is_not),
	    cmocka_unit_test(a_fingerprint_is_of_the_finding_alone),
	    cmocka_unit_test(rules_are_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
