/* An end stands for hosts that are its own: what others own within its space does not answer for
 * it, in whatever order it is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "query/path/owners.h"
#include "tests/lib/routes.h"
#include "tests/lib/simulated.h"

/* A network with a gateway at a circuit, of which the rest is filled in: its members, other
 * networks, the members of site "dc" and of its router, and other sites. */
static const char lab[] =
    "{'hairpin-lab:lab': {'name': 'owners', 'virtual-network': ["
    " {'name': 'hub', 'region': 'West Europe', 'address-space': ['10.1.0.0/16'],"
    "  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.1.255.0/27']}%s],"
    "  'virtual-network-gateway': {'name': 'gw', 'sku': 'ErGw1AZ',"
    "   'connection': [{'name': 'c', 'express-route-circuit': 'er'}]}}%s],"
    " 'express-route-circuit': [{'name': 'er', 'sku-tier': 'Standard', 'bandwidth-mbps': 200,"
    "  'peering-location': 'Amsterdam', 'azure-private-peering': {'peer-asn': 65020,"
    "  'primary-peer-address-prefix': '172.16.0.0/30',"
    "  'secondary-peer-address-prefix': '172.16.0.4/30'}}],"
    " 'site': [{'name': 'dc'%s, 'router': [{'name': 'ce', 'asn': 65020, 'advertise': [%s],"
    "  'circuit-link': [{'express-route-circuit': 'er', 'link': 'primary'}]}]}%s]}}";

struct parts {
	const char *subnets;
	const char *vnets;
	const char *site;
	const char *advertise;
	const char *sites;
};

static struct simulated simulate_parts(const struct parts *parts)
{
	struct text text = {0};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	text_addf(&text, lab, parts->subnets, parts->vnets, parts->site, parts->advertise,
	          parts->sites);
#pragma GCC diagnostic pop
	struct simulated s = simulate_text(text_str(&text));
	text_done(&text);
	return s;
}

#define SPOKE "'name': 'spoke', 'region': 'West Europe', 'address-space': "
#define OTHER ", {'name': 'dr', 'router': [{'name': 'ce', 'asn': 65030, 'advertise': "

struct row {
	const char *what;
	struct parts parts;
	const char *end;
	const char *address; /* NULL: none */
	const char *said;    /* then by whom */
};

static const struct row rows[] = {
    {"a site alone", {"", "", "", "'192.168.0.0/16'", ""}, "dc", "192.168.0.10", NULL},
    {"a summary with networks in it", {"", "", "", "'10.0.0.0/8'", ""}, "dc", "10.0.0.10", NULL},
    {"a summary that begins with a network",
     {"", ", {" SPOKE "['10.2.0.0/16']}", "", "'10.2.0.0/15'", ""},
     "dc",
     "10.3.0.10",
     NULL},
    {"a network's own prefix goes before the summary",
     {"", "", "", "'10.0.0.0/8'", ""},
     "hub",
     "10.1.0.4",
     NULL},
    {"the order does not count: the network's prefix first",
     {"", "", "", "'10.1.0.0/16', '192.168.0.0/16'", ""},
     "dc",
     "192.168.0.10",
     NULL},
    {"the order does not count: the network's prefix last",
     {"", "", "", "'192.168.0.0/16', '10.1.0.0/16'", ""},
     "dc",
     "192.168.0.10",
     NULL},
    {"a more specific prefix of another site",
     {"", "", "", "'10.8.0.0/16'", OTHER "['10.8.0.0/17']}]}"},
     "dc",
     "10.8.128.10",
     NULL},
    {"a site within a summary of another",
     {"", "", "", "'10.8.0.0/16'", OTHER "['10.8.0.0/17']}]}"},
     "dr",
     "10.8.0.10",
     NULL},
    {"a gap too small for the usual distance",
     {"", "", "", "'10.8.0.0/27'", OTHER "['10.8.0.0/28', '10.8.0.20/30', '10.8.0.24/29']}]}"},
     "dc",
     "10.8.0.16",
     NULL},
    {"the same prefix at two sites",
     {"", "", "", "'10.8.0.0/16'", OTHER "['10.8.0.0/16']}]}"},
     "dc",
     NULL,
     "no address stands for 'dc' alone, for its space is wholly covered by others: 10.8.0.0/16 by "
     "site 'dr' (10.8.0.0/16); give the site a test-address of its own, or ask for an address"},
    {"two halves of others",
     {"", "", "", "'10.8.0.0/16'", OTHER "['10.8.0.0/17', '10.8.128.0/17']}]}"},
     "dc",
     NULL,
     "10.8.0.0/16 by site 'dr' (10.8.0.0/17), site 'dr' (10.8.128.0/17);"},
    {"nothing but a network's prefix",
     {"", "", "", "'10.1.0.0/16', '10.1.64.0/18'", ""},
     "dc",
     "10.1.64.10",
     NULL},
    {"a part of a network's prefix that the network has again",
     {"", ", {" SPOKE "['10.1.64.0/18']}", "", "'10.1.0.0/16', '10.1.64.0/18'", ""},
     "dc",
     NULL,
     "10.1.64.0/18 by virtual network 'spoke' (10.1.64.0/18)"},
    {"the last addresses of all",
     {"", "", "", "'255.255.255.0/24'", OTHER "['255.255.255.0/25', '255.255.255.128/25']}]}"},
     "dc",
     NULL,
     "by site 'dr'"},
    {"a test-address",
     {"", "", ", 'test-address': ['10.9.9.9', 'fd00::9']", "'10.0.0.0/8', 'fd00::/16'", ""},
     "dc",
     "10.9.9.9",
     NULL},
    {"a test-address that two sites have",
     {"", "", ", 'test-address': ['10.8.9.9']", "'10.8.0.0/16'", OTHER "['10.8.0.0/16']}]}"},
     "dc",
     "10.8.9.9",
     NULL},
    {"a test-address that a network has",
     {"", "", ", 'test-address': ['10.1.9.9']", "'10.0.0.0/8'", ""},
     "dc",
     NULL,
     "its test-address 10.1.9.9 by virtual network 'hub' (10.1.0.0/16)"},
    {"a subnet in which another has the first half",
     {", {'name': 'vms', 'address-prefix': ['10.1.8.0/24']}", "", "", "'10.0.0.0/8', '10.1.8.0/25'",
      ""},
     "hub",
     "10.1.8.128",
     NULL},
    {"a subnet that another has, and one that it has not",
     {", {'name': 'a', 'address-prefix': ['10.1.8.0/24']}"
      ", {'name': 'b', 'address-prefix': ['10.1.9.0/24']}",
      "", "", "'10.0.0.0/8', '10.1.8.0/24'", ""},
     "hub",
     "10.1.9.4",
     NULL},
    {"all subnets, though not all of the network",
     {", {'name': 'a', 'address-prefix': ['10.1.8.0/24']}", "", "", "'10.0.0.0/8', '10.1.8.0/24'",
      ""},
     "hub",
     NULL,
     "10.1.8.0/24 by site 'dc' (10.1.8.0/24); ask for a subnet of it or an address"},
    {"a subnet by name",
     {", {'name': 'a', 'address-prefix': ['10.1.8.0/24']}", "", "", "'10.0.0.0/8', '10.1.8.0/24'",
      ""},
     "hub/a",
     NULL,
     "no address stands for 'hub/a' alone"},
    {"a private endpoint at the first address",
     {", {'name': 'a', 'address-prefix': ['10.1.8.0/24'], 'private-endpoint': ["
      "{'name': 'blob', 'ip-address': '10.1.8.4'}, {'name': 'sql', 'ip-address': '10.1.8.5'}]}",
      "", "", "'10.0.0.0/8'", ""},
     "hub",
     "10.1.8.6",
     NULL},
    {"a network of the same space is no stranger",
     {"", ", {" SPOKE "['10.1.0.0/16']}", "", "'10.0.0.0/8'", ""},
     "spoke",
     "10.1.0.4",
     NULL},
    {"the address of a family that is given",
     {"", "", ", 'test-address': ['fd00::9']", "'10.0.0.0/8', 'fd00::/16'", ""},
     "dc",
     "10.0.0.10",
     NULL},
};

static void try_row(const struct row *row)
{
	struct simulated s = simulate_parts(&row->parts);
	struct findings findings = {0};
	struct path_end end;
	struct text said = {0};
	char address[ADDR_TEXT_MAX];
	bool found = path_end_find(s.fabric, row->end, ADDR_NONE, &end, &findings);

	findings_format(&findings, 0, &said);
	if (found != (row->address != NULL))
		fail_msg("%s: %s", row->what, found ? "found" : text_str(&said));
	if (found && strcmp(addr_format(&end.address, address), row->address) != 0)
		fail_msg("%s: %s", row->what, address);
	if (!found && strstr(text_str(&said), row->said) == NULL)
		fail_msg("%s: '%s'", row->what, text_str(&said));
	text_done(&said);
	findings_done(&findings);
	simulated_done(&s);
}

static void an_end_is_a_host_of_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		try_row(&rows[i]);
}

/* The answers that were wrong: a network's prefix stood first, and the packets went there. */
static void a_site_with_a_summary_is_reached(void **state)
{
	(void)state;
	static const char *const advertise[] = {
	    "'10.0.0.0/8'",
	    "'10.1.0.0/16', '192.168.0.0/16'",
	    "'192.168.0.0/16', '10.1.0.0/16'",
	};

	for (size_t i = 0; i < COUNT_OF(advertise); i++) {
		struct parts parts = {"", "", "", advertise[i], ""};
		struct simulated s = simulate_parts(&parts);
		struct path *path = a_path(&s, "hub", "dc");

		assert_int_equal(path->there.state, PATH_REACHABLE);
		path_free(path);
		simulated_done(&s);
	}
}

static void whose_an_address_is_follows_the_longest_match(void **state)
{
	(void)state;
	struct parts parts = {"", "", "", "'10.0.0.0/8', '10.1.128.0/17'",
	                      OTHER "['10.0.0.0/8']}]}"};
	struct simulated s = simulate_parts(&parts);
	struct path_claim hub = {.vnet = &s.lab->vnets[0]};
	struct path_claim dc = {.site = &s.lab->sites[0]};
	struct addr in_summary = an_addr("10.7.0.1");
	struct addr in_hub = an_addr("10.1.0.1");
	struct addr in_half = an_addr("10.1.128.1");

	assert_int_equal(path_owning_of(s.fabric, dc, &in_summary), PATH_SHARED);
	assert_int_equal(path_owning_of(s.fabric, hub, &in_summary), PATH_COVERED);
	assert_int_equal(path_owning_of(s.fabric, dc, &in_hub), PATH_COVERED);
	assert_int_equal(path_owning_of(s.fabric, hub, &in_hub), PATH_OWNED);
	assert_int_equal(path_owning_of(s.fabric, dc, &in_half), PATH_OWNED);
	assert_int_equal(path_owning_of(s.fabric, hub, &in_half), PATH_COVERED);
	simulated_done(&s);
}

static void all_that_are_covered_are_named(void **state)
{
	(void)state;
	struct parts parts = {"", "", "", "'10.8.0.0/16', '192.168.0.0/16'",
	                      OTHER "['10.8.0.0/16']}]}"};
	struct simulated s = simulate_parts(&parts);
	struct findings findings = {0};
	struct path_end end;

	path_ends_say_covered(s.fabric, ADDR_IPV4, &findings);
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.items[0].severity, SEVERITY_WARNING);
	assert_non_null(strstr(findings.items[0].text, "'dr'"));
	assert_int_equal(path_end_of_site(s.fabric, &s.lab->sites[1], ADDR_IPV4, &end),
	                 PATH_END_COVERED);
	assert_int_equal(path_end_of_site(s.fabric, &s.lab->sites[1], ADDR_IPV6, &end),
	                 PATH_END_NO_ADDRESS);
	findings_done(&findings);
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_end_is_a_host_of_its_own),
	    cmocka_unit_test(a_site_with_a_summary_is_reached),
	    cmocka_unit_test(whose_an_address_is_follows_the_longest_match),
	    cmocka_unit_test(all_that_are_covered_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
