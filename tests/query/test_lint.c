/*
 * Lint, finding by finding: each row is a lab, and changes that make a bad design of a good one, or
 * a good one of a bad one. The finding must be there in the bad one and not in the good one.
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
#define LINK(circuit, link) "{'express-route-circuit': '" circuit "', 'link': '" link "'}"
#define LINK_THAT(circuit, link, what) "{'express-route-circuit': '" circuit "', 'link': '" link "', " what "}"

enum { CHANGES_MAX = 3 };
enum design { GOOD, BAD };

static const struct row {
	const char *finding;
	const char *lab;     /* of labs/, or of tests/query/labs/ */
	enum design is;      /* as it is; the changes make the other one */
	const char *element; /* one that the finding names */
	struct change {
		const char *what;
		const char *by; /* wherever it is */
	} changes[CHANGES_MAX];
} rows[] = {
	{"leak-provider-to-provider", "scenarios/20-customer-leak", GOOD, "hq/ce1",
	    {{"'er-2', 'link': 'primary'", "'er-2', 'link': 'primary', 'readvertise': true"}}},
	{"leak-provider-to-provider", "scenarios/20-customer-leak", GOOD, "hq/ce2", /* through the site */
	    {{LINK("er-2", "primary"), LINK("er-1", "secondary") "]}, {'name': 'ce2', 'asn': 65020, 'advertise': [], 'circuit-link': [" LINK_THAT("er-2", "primary", "'readvertise': true")},
	     {LINK("er-1", "secondary") ",\n              ", ""}}},
	{"leak-provider-to-provider", "vpn-backup", GOOD, "vpngw", /* of a tunnel, to a circuit */
	    {{"{'name': 'hub-to-er-lon', 'express-route-circuit': 'er-lon'}", ""}, {"'link': 'primary'", "'link': 'primary', 'readvertise': true"}}},
	{"leak-peer-to-peer", "tests/query/labs/chain", GOOD, "left/r1",
	    {{"{'site': 'middle', 'router': 'r2', 'readvertise': false}", "{'site': 'middle', 'router': 'r2'}"}}},
	{"leak-provider-to-peer", "tests/query/labs/chain", GOOD, "left/r1",
	    {{"{'site': 'middle', 'router': 'r1', 'readvertise': false}", "{'site': 'middle', 'router': 'r1'}"}}},
	{"leak-provider-to-peer", "data-centres", GOOD, "dc2/r2", {{"'backbone': true", "'backbone': false"}}},
	{"leak-peer-to-provider", "tests/query/labs/chain", GOOD, "left/r1",
	    {{"'link': 'primary'", "'link': 'primary', 'readvertise': true"}}},
	{"leak-peer-to-provider", "data-centres", GOOD, "dc2/r2", {{"'backbone': true", "'backbone': false"}}},
	{"site-announces-network", "transit", GOOD, "vnet-weu", {{"'192.168.120.0/22'", "'10.64.0.0/16'"}}},
	{"more-specific-of-network", "tests/query/labs/chain", GOOD, "left/r1", /* behind another site */
	    {{"192.168.2.0/24", "10.10.1.0/24"}, {"'link': 'primary'", "'link': 'primary', 'readvertise': true"}}},
	{"more-specific-of-network", "transit", GOOD, "vnet-weu", {{"'192.168.120.0/22'", "'10.64.7.0/24'"}}},
	{"summary-of-networks", "vpn-backup", GOOD, "office/fw1", /* over a tunnel */
	    {{"{'name': 'fw1', 'asn': 65020, 'advertise': ['192.168.192.0/20'", "{'name': 'fw1', 'asn': 65020, 'advertise': ['10.0.0.0/8', '192.168.192.0/20'"}}},
	{"default-from-site",    "transit", GOOD, "0.0.0.0/0", {{"'192.168.120.0/22'", "'0.0.0.0/0'"}}},
	{"default-from-site",    "tests/query/labs/chain", GOOD, "left/r1",
	    {{"192.168.2.0/24", "0.0.0.0/0"}, {"'link': 'primary'", "'link': 'primary', 'readvertise': true"}}},
	{"summary-of-networks",  "transit", GOOD, "10.0.0.0/8", {{"'192.168.120.0/22'", "'10.0.0.0/8'"}}},
	{"summary-of-networks",  "transit", GOOD, "0.0.0.0/1", {{"'192.168.120.0/22'", "'0.0.0.0/1', '128.0.0.0/1'"}}},
	{"default-transit",      "no-transit", GOOD, "vnet-weu", {{"'allow-remote-vnet-traffic': false", "'allow-remote-vnet-traffic': true"}}},
	{"default-transit",      "dual-stack", BAD, "ipv6", {{"'allow-remote-vnet-traffic': true", "'allow-remote-vnet-traffic': false"}}},
	{"spoke-exposed",        "scenarios/18-prefix-overload", BAD, "spoke", {{"'allow-remote-vnet-traffic': true", "'allow-remote-vnet-traffic': false"}}},
	{"spoke-exposed",        "scenarios/18-prefix-overload", BAD, "spoke", {{"'use-remote-gateways': true", "'use-remote-gateways': false"}}},
	{"transit-by-site",      "scenarios/20-customer-leak", GOOD, "vnet-a", {{"'link'", "'readvertise': true, 'link'"}}},
	{"joined-by-summary",    "scenarios/20-customer-leak", GOOD, "vnet-b", {{"['192.168.10.0/24']", "['192.168.10.0/24', '10.0.0.0/8']"}}},
	{"joined-by-summary",    "no-transit", GOOD, "vnet-uks", {{"'192.168.120.0/22'", "'10.64.0.0/10'"}}},
	{"firewall-bypassed",    "route-server", BAD, "other", {{"'allow-remote-vnet-traffic': true", "'allow-remote-vnet-traffic': false"}}},
	{"cross-connected-circuits", "bow-tie", BAD, "vnet-east", {{"'allow-remote-vnet-traffic': true", "'allow-remote-vnet-traffic': false"}}},
	{"cross-connected-circuits", "bow-tie", BAD, "vnet-west",
	    {{",\n            {'name': 'east-to-er-sv', 'express-route-circuit': 'er-sv', 'routing-weight': 0}", ""}}},
	{"global-reach-joins-sites", "global-reach", BAD, "rotterdam",
	    {{",\n        'global-reach-connection': [\n          {\n            'name': 'ams-dc',\n            'peer-express-route-circuit': 'er-dc',\n            'address-prefix': '172.19.2.0/29'\n          }\n        ]", ""}}},
	{"global-reach-joins-networks", "global-reach", BAD, "vnet-us", {{"'allow-remote-vnet-traffic': true", "'allow-remote-vnet-traffic': false"}}},
	{"backup-in-use",        "vpn-backup", GOOD, "office",
	    {{"{'name': 'fw1', 'asn': 65020, 'advertise': ['192.168.192.0/20'", "{'name': 'fw1', 'asn': 65020, 'advertise': ['192.168.192.0/21', '192.168.200.0/21'"}}},
	{"backup-in-use",        "vpn-backup", GOOD, "office", /* of the site's second prefix */
	    {{"'advertise': ['192.168.192.0/20'],\n            'circuit-link'", "'advertise': ['192.168.1.0/24'],\n            'circuit-link'"}}},
	{"idle-gateway",         "transit", GOOD, "gw-weu", {{"{'name': 'weu-to-er-fra', 'express-route-circuit': 'er-fra'}", ""}}},
	{"idle-gateway",         "vpn-backup", GOOD, "vpngw", {{"{'name': 'hub-to-branch', 'local-network-gateway': 'branch-lng', 'enable-bgp': true}", ""}}},
	{"idle-circuit",         "transit", GOOD, "er-fra",
	    {{"{'name': 'weu-to-er-fra', 'express-route-circuit': 'er-fra'}", ""}, {"{'name': 'uks-to-er-fra', 'express-route-circuit': 'er-fra'}", ""}}},
	{"idle-circuit",         "hub-spoke", GOOD, "er-ams", {{"'advertise': ['192.168.40.0/21']", "'advertise': []"}}},
	{"idle-circuit",         "hub-spoke", GOOD, "er-ams",
	    {{LINK("er-ams", "primary") ",", ""}, {LINK("er-ams", "secondary"), ""}}},
	{"single-link",          "hub-spoke", GOOD, "er-ams/primary", {{LINK("er-ams", "primary") ",", ""}}},
	{"idle-link",            "hub-spoke", GOOD, "er-ams/secondary",
	    {{"'name': 'hub-spoke',", "'name': 'hub-spoke', 'policy-definition': [{'name': 'nothing', 'default': 'reject-route'}],"},
	     {"'link': 'secondary'", "'link': 'secondary', 'export-policy': ['nothing']"}}},
	{"one-router",           "metro", GOOD, "hq/ce1",
	    {{LINK("er-ams", "primary"), LINK("er-ams", "primary") ", " LINK("er-ams", "secondary")}, {LINK_THAT("er-ams", "secondary", "'prepend': 2"), ""}}},
	{"one-location",         "bow-tie", GOOD, "gw-east", {{"'peering-location': 'Silicon Valley'", "'peering-location': 'Washington DC'"}}},
	{"slow-detection",       "dual-stack", BAD, "er-fra/primary",
	    {{",\n          'ipv6-peering': {\n            'primary-peer-address-prefix': 'fd16::/126',\n            'secondary-peer-address-prefix': 'fd16::8/126'\n          }", ""},
	     {", 'fd64:1:0:ff::/64'", ""}, {", 'fd72:1:0:ff::/64'", ""}}},
	{"slow-detection",       "scenarios/12-vpn-backup", BAD, "vpngw/0", {{", 'enable-bgp': true", ""}, {"'asn': 65020, 'bgp-peering-address': '192.168.200.1'", "'address-space': ['192.168.192.0/20']"}}},
	{"asymmetric-appliance", "tests/query/labs/firewall", GOOD, "spoke", /* what comes in goes past it */
	    {{",\n            'route-table': 'to-spokes'", ""}}},
	{"asymmetric-appliance", "tests/query/labs/firewall", GOOD, "hq", /* another one each way */
	    {{"'name': 'app',\n            'address-prefix': '10.21.1.0/24',\n            'next-hop-type': 'VirtualAppliance',\n            'next-hop-ip-address': '10.20.2.4'",
	      "'name': 'app',\n            'address-prefix': '10.21.1.0/24',\n            'next-hop-type': 'VirtualAppliance',\n            'next-hop-ip-address': '10.20.2.5'"}}},
	{"asymmetric-appliance", "tests/query/labs/firewall", GOOD, "spoke/data", /* of one subnet alone */
	    {{", 'route-table': 'to-firewall-too'", ""}}},
	{"unequal-ways",         "scenarios/20-customer-leak", GOOD, "vnet-a",
	    {{"{'name': 'a-to-er', 'express-route-circuit': 'er-1'}", "{'name': 'a-to-er', 'express-route-circuit': 'er-1'}, {'name': 'a-2', 'express-route-circuit': 'er-2'}"}}},
	{"farther-preferred",    "bow-tie", GOOD, "gw-east/east-to-er-sv", {{"'er-sv', 'routing-weight': 0", "'er-sv', 'routing-weight': 200"}}},
	{"idle-peering",         "peering", GOOD, "vnet-uks/vnet-uks-to-vnet-weu",
	    {{"'vnet-uks-to-vnet-weu', 'remote-virtual-network': 'vnet-weu'", "'vnet-uks-to-vnet-weu', 'allow-virtual-network-access': false, 'remote-virtual-network': 'vnet-weu'"}}},
	{"idle-peering",         "peering", GOOD, "vnet-weu/vnet-weu-to-vnet-uks", /* the other side is missing */
	    {{"{'name': 'vnet-uks-to-vnet-weu', 'remote-virtual-network': 'vnet-weu'}", ""}}},
	{"missing-next-hop",     "route-server", GOOD, "via-nva", {{"'next-hop-ip-address': '10.60.0.4'", "'next-hop-ip-address': '10.60.0.9'"}}},
	{"missing-next-hop",     "route-server", GOOD, "other", /* nothing leads from its network to the appliance */
	    {{"'address-prefix': ['10.62.1.0/24']", "'address-prefix': ['10.62.1.0/24'], 'route-table': 'via-nva'"}}},
	{"limit-near",           "transit", GOOD, "on-premises-prefixes",
	    {{"'name': 'transit',", "'name': 'transit', 'override': {'limit': [{'id': 'customer-to-msee-ipv4-standard', 'value': 2}]},"}}},
	{"low-confidence",       "transit", GOOD, "remote-vnet-filter-at-gateway", {{"'allow-remote-vnet-traffic': true", "'allow-remote-vnet-traffic': false"}}},
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
	bool own = strncmp(name, "tests/", 6) == 0;
	struct findings findings = {0};
	struct text path = {0};
	struct text out = {0};
	size_t size;

	text_addf(&path, "%s/%s%s%s", srcdir == NULL ? "." : srcdir, own ? "" : "labs/", name,
	          own ? ".json" : "/lab.json");
	char *text = file_read(text_str(&path), 1 << 20, &size, &findings);
	assert_non_null(text);
	text_add_bytes(&out, text, size);
	free(text);
	text_done(&path);
	return out;
}

static struct text changed(const char *text, const struct change *change)
{
	struct text from = quoted(change->what);
	struct text to = quoted(change->by);
	struct text out = {0};
	const char *at = text;
	const char *hit;

	while ((hit = strstr(at, text_str(&from))) != NULL) {
		text_add_bytes(&out, at, (size_t)(hit - at));
		text_add(&out, text_str(&to));
		at = hit + from.size;
	}
	if (at == text)
		fail_msg("the lab does not have %s", change->what);
	text_add(&out, at);
	text_done(&from);
	text_done(&to);
	return out;
}

static struct text all_changed(const char *text, const struct row *row)
{
	struct text out = {0};

	text_add(&out, text);
	for (size_t i = 0; i < CHANGES_MAX && row->changes[i].what != NULL; i++) {
		struct text next = changed(text_str(&out), &row->changes[i]);

		text_done(&out);
		out = next;
	}
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

static void a_bad_design_is_found_and_the_good_one_is_quiet(void **state)
{
	unsigned failures = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text lab = read_lab(rows[i].lab);
		struct text other = all_changed(text_str(&lab), &rows[i]);
		bool before = has(text_str(&lab), &rows[i]);
		bool after = has(text_str(&other), &rows[i]);

		if (before != (rows[i].is == BAD) || after != (rows[i].is == GOOD)) {
			print_error("row %zu, %s in %s: %s as it is, %s when changed\n", i,
			            rows[i].finding, rows[i].lab, before ? "found" : "quiet",
			            after ? "found" : "quiet");
			failures++;
		}
		text_done(&lab);
		text_done(&other);
	}
	assert_int_equal(failures, 0);
}

static void every_finding_has_a_good_and_a_bad_design(void **state)
{
	(void)state;
	for (uint32_t t = 0; lint_trait_at(t) != NULL; t++) {
		bool shown = false;

		for (size_t i = 0; i < COUNT_OF(rows); i++)
			shown |= strcmp(rows[i].finding, lint_trait_at(t)->id) == 0;
		if (!shown)
			fail_msg("%s has no row", lint_trait_at(t)->id);
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
	    cmocka_unit_test(a_bad_design_is_found_and_the_good_one_is_quiet),
	    cmocka_unit_test(every_finding_has_a_good_and_a_bad_design),
	    cmocka_unit_test(a_fingerprint_is_of_the_finding_alone),
	    cmocka_unit_test(rules_are_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
