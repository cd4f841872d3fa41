/* Labs that are wrong in one way each: what is said, and where. One row is one lab; a new check
 * needs a row here. Labs that are wrong in many ways at once. And one good lab, of which every
 * member must arrive in the model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <unistd.h>

#include "azure/azure.h"
#include "base/check.h"
#include "base/mem.h"
#include "broken_lab.h"
#include "lab_text.h"
#include "topo/judge/load.h"

/* clang-format off */
static const struct broken_lab rows[] = {
	/* JSON */
	{"trailing comma in a list",   "\"10.1.1.0/24\"]",        "\"10.1.1.0/24\",]",       ",]",                "a comma behind the last entry", SEVERITY_ERROR},
	{"trailing comma in an object", "\"vlan-id\": 100,\n       \"primary-peer-address-prefix\": \"172.16.0.0/30\",\n       \"secondary-peer-address-prefix\": \"172.16.0.4/30\"}", "\"vlan-id\": 100,}", ",}", "a comma behind the last entry", SEVERITY_ERROR},
	{"comma left out",             "\"name\": \"good\",",      "\"name\": \"good\"",       "\"gateway-era\"",   "expected ',' and another member", SEVERITY_ERROR},
	{"comment",                    "\"name\": \"good\",",      "\"name\": \"good\", // x", "// x",              "a comment", SEVERITY_ERROR},
	{"single quotes",              "\"good\"",                "'good'",                  "'good'",            "single quotes", SEVERITY_ERROR},
	{"name without quotes",        "\"name\": \"good\"",       "name: \"good\"",           "name: ",            "expected one in double quotes", SEVERITY_ERROR},
	{"colon left out",             "\"name\": \"good\"",       "\"name\" \"good\"",        "\"good\"",          "expected ':'", SEVERITY_ERROR},
	{"string without end",         "\"good\",",               "\"good,",                 "\n  \"gateway-era", "the line ends within a string", SEVERITY_ERROR},
	{"unknown escape",             "\"good\"",                "\"go\\od\"",              "od\"",              "an escape that JSON does not have", SEVERITY_ERROR},
	{"half a surrogate",           "\"good\"",                "\"\\ud800x\"",            "x\"",               "surrogate", SEVERITY_ERROR},
	{"zero character",             "\"good\"",                "\"\\u0000x\"",             "x\"",               "a zero character", SEVERITY_ERROR},
	{"control character",          "\"good\"",                "\"go\tod\"",              "\tod",              "a control character", SEVERITY_ERROR},
	{"not UTF-8",                  "\"good\"",                "\"go\xfcod\"",            "\xfcod",            "not UTF-8", SEVERITY_ERROR},
	{"leading zero",               "1000",                    "01000",                   "01000",             "a zero in front", SEVERITY_ERROR},
	{"broken number",              "1000",                    "10.",                     ", \"peering-loc",   "expected a digit", SEVERITY_ERROR},
	{"broken word",                "true",                    "yes",                     "yes",               "not a value of JSON", SEVERITY_ERROR},
	{"text behind the end",        "  ]\n}}\n",                "  ]\n}} []",                   "[]",                "text behind the end", SEVERITY_ERROR},
	{"end is missing",             "  ]\n}}\n",               "  ]\n",                   NULL,                "expected ',' and another member, or '}'", SEVERITY_ERROR},

	/* the module */
	{"other top",                  "hairpin-lab:lab",         "lab",                     "\"lab\"",           "expected only \"hairpin-lab:lab\"", SEVERITY_ERROR},
	{"second top",                 "  ]\n}}\n",                "  ]\n}, \"x\": 1}",            "\"x\"",             "unknown member \"x\" at the top", SEVERITY_ERROR},
	{"unknown member",             "\"address-space\"",       "\"adress-space\"",        "\"adress-space\"",  "did you mean \"address-space\"?", SEVERITY_ERROR},
	{"quite unknown member",       "\"gateway-era\"",         "\"zzz\"",                 "\"zzz\"",           "expected one of name, description", SEVERITY_ERROR},
	{"member of another module",   "\"gateway-era\"",         "\"x:name\"",              "\"x:name\"",        "unknown member \"x:name\"", SEVERITY_ERROR},
	{"repeated member",            "\"gateway-era\": \"since-2024\"", "\"name\": \"again\"", "\"name\": \"again\"", "\"name\" a second time", SEVERITY_ERROR},
	{"mandatory leaf",             "\"region\": \"UK South\", ", "",                     "{\"name\": \"far\"", "\"region\" is missing in virtual-network \"far\"; expected a string", SEVERITY_ERROR},
	{"mandatory leaf of a presence container", ", \"sku\": \"ErGw1AZ\"", "",             "{\"name\": \"gw-hub\"", "\"sku\" is missing in virtual-network-gateway", SEVERITY_ERROR},
	{"mandatory leaf-list",        ", \"address-space\": [\"10.2.0.0/16\"]", "",         "{\"name\": \"spoke\"", "\"address-space\" is missing in virtual-network \"spoke\"", SEVERITY_ERROR},
	{"empty leaf-list",            "[\"10.2.0.0/16\"]",       "[]",                      "{\"name\": \"spoke\"", "a list with at least one entry", SEVERITY_ERROR},
	{"mandatory container",        "azure-private-peering",   "azure-private-peerin",    "\"azure-private-peerin\"", "did you mean \"azure-private-peering\"?", SEVERITY_ERROR},
	{"key is missing",             "{\"name\": \"er1\", ",    "{",                       "{\"sku-tier\": \"Standard\"", "\"name\" is missing in express-route-circuit", SEVERITY_ERROR},
	{"name of the lab is missing", "  \"name\": \"good\",\n", "",                        "{\n  \"gateway-era", "\"name\" is missing in the lab", SEVERITY_ERROR},
	{"number for a string",        "\"good\"",                "12",                      "12,",               "\"name\" is a number; expected a string", SEVERITY_ERROR},
	{"string for a number",        "\"vlan-id\": 100",        "\"vlan-id\": \"100\"",    "\"100\"",           "\"vlan-id\" is a string; expected a whole number of 1 to 4094", SEVERITY_ERROR},
	{"string for a boolean",       "\"external\": true",      "\"external\": \"true\"",  "\"true\"",          "\"external\" is a string; expected true or false", SEVERITY_ERROR},
	{"null",                       "\"external\": true",      "\"external\": null",      "null",              "\"external\" is null", SEVERITY_ERROR},
	{"object for a list",          "[\"10.2.0.0/16\"]",       "{}",                      "{},",               "\"address-space\" is an object; expected a list", SEVERITY_ERROR},
	{"string for a list",          "[\"10.2.0.0/16\"]",       "\"10.2.0.0/16\"",         "\"10.2.0.0/16\"",   "\"address-space\" is a string; expected a list", SEVERITY_ERROR},
	{"list for an object",         "{\"peer-asn\": 65020, \"vlan-id\": 100,", "[], \"x\": {", "[], \"x\"",    "\"azure-private-peering\" is a list; expected an object", SEVERITY_ERROR},
	{"string for an entry",        "\"site\": [\n",           "\"site\": [\"hq\",\n",    "\"hq\",",           "\"site\" has an entry that is a string", SEVERITY_ERROR},
	{"fraction for a whole number", "1000",                   "1000.5",                  "1000.5",            "\"bandwidth-mbps\" \"1000.5\" is not allowed; expected a whole number of 1 to 4294967295", SEVERITY_ERROR},
	{"number with an exponent",    "1000",                    "1e3",                     "1e3",               "is not allowed", SEVERITY_ERROR},
	{"negative number",            "1000",                    "-1",                      "-1",                "expected a whole number", SEVERITY_ERROR},
	{"weight out of range",        "\"routing-weight\": 100", "\"routing-weight\": 32001", "32001",           "a routing weight is 0 to 32000", SEVERITY_ERROR},
	{"vlan out of range",          "\"vlan-id\": 100",        "\"vlan-id\": 4095",       "4095",              "a VLAN ID is 1 to 4094", SEVERITY_ERROR},
	{"AS number out of range",     "\"peer-asn\": 65020, \"vlan", "\"peer-asn\": 0, \"vlan", "0, \"vlan",     "an AS number is 1 to 4294967294", SEVERITY_ERROR},
	{"AS number beyond 32 bits",   "\"peer-asn\": 65020, \"vlan", "\"peer-asn\": 4514841457, \"vlan", "4514841457", "an AS number is 1 to 4294967294", SEVERITY_ERROR},
	{"enumeration",                "since-2024",              "since-2025",              "\"since-2025\"",    "expected \"before-2024\" or \"since-2024\"; did you mean \"since-2024\"?", SEVERITY_ERROR},
	{"link",                       "\"primary\"",             "\"first\"",               "\"first\"",         "expected \"primary\" or \"secondary\"", SEVERITY_ERROR},
	{"name with a blank",          "\"good\"",                "\"go od\"",               "\"go od\"",         "a name is made of letters", SEVERITY_ERROR},
	{"name with a slash",          "\"name\": \"hq\"",        "\"name\": \"h/q\"",       "\"h/q\"",           "a name is made of letters", SEVERITY_ERROR},
	{"empty name",                 "\"good\"",                "\"\"",                    "\"\"",              "a name has 1 to 80 characters", SEVERITY_ERROR},
	{"control characters are not repeated", "since-2024",     "\\u001b[31m",             "\"\\u001b",         "\"gateway-era\" \"?[31m\"", SEVERITY_ERROR},
	{"community out of range",     "65020:7",                 "65536:7",                 "\"65536:7\"",       "a community is written as", SEVERITY_ERROR},
	{"custom community",           "12076:20031",             "12076:50002",             "\"12076:50002\"",   "12076:20000 to 12076:29999", SEVERITY_ERROR},
	{"time",                       "\"4.25\"",                "\"70000\"",               "\"70000\"",         "a round-trip time is 0 to 60000 milliseconds", SEVERITY_ERROR},
	{"router ID",                  "192.168.0.1",             "192.168.0",               "\"192.168.0\"",     "expected an IPv4 address", SEVERITY_ERROR},
	{"no prefix",                  "10.1.1.0/24",             "10.1.1.0",                "\"10.1.1.0\"",      "\"address-prefix\" \"10.1.1.0\" is not allowed; expected a prefix", SEVERITY_ERROR},
	{"prefix too long",            "10.1.1.0/24",             "10.1.1.0/33",             "\"10.1.1.0/33\"",   "expected a prefix", SEVERITY_ERROR},
	{"host bits",                  "10.1.1.0/24",             "10.1.1.7/24",             "\"10.1.1.7/24\"",   "has bits set behind its length; expected \"10.1.1.0/24\"", SEVERITY_ERROR},
	{"host bits of IPv6",          "fd00::4/126",             "fd00::5/126",             "\"fd00::5/126\"",   "expected \"fd00::4/126\"", SEVERITY_ERROR},
	{"IPv6 where IPv4 belongs",    "172.16.0.0/30",           "fd00:1::/126",            "\"fd00:1::/126\"",  "expected an IPv4 prefix", SEVERITY_ERROR},
	{"IPv4 where IPv6 belongs",    "fd00::/126",              "172.16.9.0/30",           "\"172.16.9.0/30\"", "expected an IPv6 prefix", SEVERITY_ERROR},
	{"reference to a circuit",     "\"c1\", \"express-route-circuit\": \"er1\"", "\"c1\", \"express-route-circuit\": \"er11\"", "\"er11\"", "\"express-route-circuit\" \"er11\" does not exist; did you mean \"er1\"?", SEVERITY_ERROR},
	{"reference of a circuit-link", "{\"express-route-circuit\": \"er2\", \"link\"", "{\"express-route-circuit\": \"london\", \"link\"", "\"london\"", "expected a name that the lab has, such as \"er1\"", SEVERITY_ERROR},
	{"reference to a network",     "\"remote-virtual-network\": \"hub\"", "\"remote-virtual-network\": \"hubb\"", "\"hubb\"", "did you mean \"hub\"?", SEVERITY_ERROR},
	{"two networks of one name",   "\"name\": \"far\"",       "\"name\": \"hub\"",       "{\"name\": \"hub\", \"region\": \"UK South\"", "virtual-network \"hub\" a second time; the first is in line 6", SEVERITY_ERROR},
	{"same link twice",            "\"er1\", \"link\": \"secondary\"", "\"er1\", \"link\": \"primary\"", "{\"express-route-circuit\": \"er1\", \"link\": \"primary\", \"prepend\"", "circuit-link \"er1/primary\" a second time", SEVERITY_ERROR},
	{"same prefix twice",          "\"10.4.0.0/16\"",         "\"10.3.0.0/16\"",         "\"10.3.0.0/16\"],\n     \"subnet\"", "address-space \"10.3.0.0/16\" a second time", SEVERITY_ERROR},
	{"one circuit, two connections", "\"er2\", \"routing-weight\"", "\"er1\", \"routing-weight\"", "\"er1\", \"routing-weight\"", "express-route-circuit \"er1\" a second time", SEVERITY_ERROR},
	{"peered with itself",         "\"remote-virtual-network\": \"hub\"", "\"remote-virtual-network\": \"spoke\"", "\"spoke\", \"use-rem", "a virtual network cannot be peered with itself", SEVERITY_ERROR},

	/* names of Azure's */
	{"region",                     "West Europe",             "West Eurpe",              NULL,                "region \"West Eurpe\" is not known; did you mean \"West Europe\"?", SEVERITY_ERROR},
	{"gateway SKU",                "ErGw1AZ",                 "ErGw4AZ",                 "\"ErGw4AZ\"",       "gateway SKU \"ErGw4AZ\" is not known; did you mean", SEVERITY_ERROR},
	{"circuit SKU",                "\"Standard\"",            "\"Basic\"",               "\"Basic\"",         "circuit SKU \"Basic\" is not known; expected Local, Standard or Premium", SEVERITY_ERROR},
	{"peering location",           "Amsterdam",               "Amsterdan",               "\"Amsterdan\"",     "did you mean \"Amsterdam\"?", SEVERITY_ERROR},
	{"nearest region",             "Germany West Central",    "Atlantis",                "\"Atlantis\"",      "region \"Atlantis\" is not known", SEVERITY_ERROR},
	{"limit",                      "\"name\": \"good\"",      "\"name\": \"good\", \"override\": {\"limit\": [{\"id\": \"gateway-to-circuit-ipv5\", \"value\": 1}]}", "\"gateway-to-circuit-ipv5\"", "did you mean \"gateway-to-circuit-ipv", SEVERITY_ERROR},
	{"place of a measurement",     "\"name\": \"good\"",      "\"name\": \"good\", \"override\": {\"rtt\": [{\"a\": \"West Europe\", \"b\": \"Moon\", \"ms\": 4}]}", "\"Moon\"", "region or peering location \"Moon\" is not known", SEVERITY_ERROR},

	/* the judge */
	{"name twice",                 "\"name\": \"hq\"",        "\"name\": \"er1\"",       "{\"name\": \"er1\", \"nearest", "the name \"er1\" a second time, the first is in line 25", SEVERITY_ERROR},
	{"gateway name twice",         "gw-far",                  "gw-hub",                  "{\"name\": \"gw-hub\", \"sku\": \"ErGwScale\"", "the name \"gw-hub\" a second time", SEVERITY_ERROR},
	{"reserved AS number",         "\"peer-asn\": 65020, \"vlan", "\"peer-asn\": 65517, \"vlan", "{\"name\": \"er1\"", "peer-asn 65517, which Azure keeps for itself", SEVERITY_ERROR},
	{"AS_TRANS",                   "\"peer-asn\": 65020, \"vlan", "\"peer-asn\": 23456, \"vlan", "{\"name\": \"er1\"", "peer-asn 23456, which is AS_TRANS", SEVERITY_ERROR},
	{"last AS number of 16 bits",  "\"peer-asn\": 65020, \"vlan", "\"peer-asn\": 65535, \"vlan", "{\"name\": \"er1\"", "peer-asn 65535, which is reserved (RFC 7300)", SEVERITY_ERROR},
	{"AS number of Microsoft",     "\"peer-asn\": 65020, \"vlan", "\"peer-asn\": 12076, \"vlan", "{\"name\": \"er1\"", "[customer-asn-range]", SEVERITY_ERROR},
	{"bandwidth",                  "1000",                    "1100",                    "{\"name\": \"er1\"", "1100 Mbps, which is not on offer; expected one of 50, 100, 200, 500, 1000, 2000, 5000, 10000, 40000, 100000 [bandwidths]", SEVERITY_ERROR},
	{"link of the wrong size",     "172.16.0.4/30",           "172.16.0.8/29",           "{\"name\": \"er1\"", "link prefix 172.16.0.8/29; expected a /30", SEVERITY_ERROR},
	{"IPv6 link of the wrong size", "fd00::4/126",            "fd00:1::/64",             "{\"name\": \"er2\"", "link prefix fd00:1::/64; expected a /126", SEVERITY_ERROR},
	{"no GatewaySubnet",           "GatewaySubnet",           "GatewaySubnets",          "{\"name\": \"gw-hub\"", "\"hub\" has a gateway but no GatewaySubnet", SEVERITY_ERROR},
	{"GatewaySubnet of IPv6 only", "\"address-space\": [\"10.1.0.0/16\"],\n     \"subnet\": [{\"name\": \"GatewaySubnet\", \"address-prefix\": [\"10.1.0.0/27\"]}", "\"address-space\": [\"10.1.0.0/16\", \"fd01::/48\"],\n     \"subnet\": [{\"name\": \"GatewaySubnet\", \"address-prefix\": [\"fd01::/64\"]}", "{\"name\": \"gw-hub\"", "no IPv4 prefix in its GatewaySubnet", SEVERITY_ERROR},
	{"GatewaySubnet too small",    "10.1.0.0/27",             "10.1.0.0/28",             "\"10.1.0.0/28\"",   "expected a /27 or larger [gateway-subnet]", SEVERITY_ERROR},
	{"scale units of another SKU", "\"sku\": \"ErGw1AZ\"",    "\"sku\": \"ErGw1AZ\", \"scale-units\": 2", "{\"name\": \"gw-hub\"", "expected them only with ErGwScale", SEVERITY_ERROR},
	{"too many scale units",       "\"scale-units\": 12",     "\"scale-units\": 41",     "{\"name\": \"gw-far\"", "41 scale units; expected at most 40", SEVERITY_ERROR},
	{"FastPath without the SKU",   "\"routing-weight\": 100", "\"express-route-gateway-bypass\": true", "{\"name\": \"c2\"", "FastPath, which the SKU ErGw1AZ does not have; expected UltraPerformance, ErGw3AZ, or ErGwScale of 10 units or more [fastpath]", SEVERITY_ERROR},
	{"FastPath with too few units", "\"scale-units\": 12",    "\"scale-units\": 9",      "{\"name\": \"c3\"", "FastPath, which the SKU ErGwScale does not have", SEVERITY_ERROR},
	{"Standard reaches its continent", "Amsterdam",           "Singapore",               "{\"name\": \"c1\"", "does not reach West Europe; expected a region in Asia; take Premium [circuit-reach]", SEVERITY_ERROR},
	{"Local reaches its region",   "\"Standard\"",            "\"Local\"",               "{\"name\": \"c3\"", "does not reach UK South; expected a region beside Amsterdam: West Europe", SEVERITY_ERROR},
	{"Local without a region",     "\"Standard\", \"bandwidth-mbps\": 1000, \"peering-location\": \"Amsterdam\"", "\"Local\", \"bandwidth-mbps\": 1000, \"peering-location\": \"Munich\"", "{\"name\": \"c1\"", "beside Munich, which has none", SEVERITY_ERROR},
	{"peering with one side",      "\"virtual-network-peering\": [\n       {\"name\": \"to-hub\", \"remote-virtual-network\": \"hub\", \"use-remote-gateways\": true}]", "\"virtual-network-peering\": []", "{\"name\": \"to-spoke\"", "the peering stays Initiated and carries nothing; expected a peering in \"spoke\" too; add it [peering-both-sides]", SEVERITY_WARNING},
	{"no gateway transit",         ", \"allow-gateway-transit\": true", "",              "{\"name\": \"to-hub\"", "expected allow-gateway-transit on the peering of \"hub\" with \"spoke\"", SEVERITY_ERROR},
	{"peering by subnets, one side", "\"remote-virtual-network\": \"spoke\", \"allow-gateway-transit\": true", "\"remote-virtual-network\": \"spoke\", \"allow-gateway-transit\": true, \"peer-complete-vnets\": false, \"local-subnet-names\": [\"work\"]", "{\"name\": \"to-spoke\"", "expected the same peer-complete-vnets on both sides, for there is one peering of one type between two networks [subnet-peering]", SEVERITY_ERROR},
	{"peering by no subnets",     "\"remote-virtual-network\": \"spoke\", \"allow-gateway-transit\": true", "\"remote-virtual-network\": \"spoke\", \"allow-gateway-transit\": true, \"peer-complete-vnets\": false, \"local-subnet-names\": [\"work\"]", "{\"name\": \"to-spoke\"", "names none of the other network; expected local-subnet-names and remote-subnet-names [subnet-peering]", SEVERITY_ERROR},
	{"peering by a strange subnet", "\"remote-virtual-network\": \"spoke\", \"allow-gateway-transit\": true", "\"remote-virtual-network\": \"spoke\", \"allow-gateway-transit\": true, \"peer-complete-vnets\": false, \"local-subnet-names\": [\"play\"]", "\"play\"", "local-subnet-names has \"play\", which is no subnet of \"hub\"", SEVERITY_ERROR},
	{"subnets of a whole peering", "\"remote-virtual-network\": \"spoke\", \"allow-gateway-transit\": true", "\"remote-virtual-network\": \"spoke\", \"allow-gateway-transit\": true, \"local-subnet-names\": [\"work\"]", NULL, "count only with peer-complete-vnets false", SEVERITY_ERROR},
	{"no gateway there",           "\"remote-virtual-network\": \"spoke\", \"allow-gateway-transit\": true", "\"remote-virtual-network\": \"spoke\", \"allow-gateway-transit\": true, \"use-remote-gateways\": true", "{\"name\": \"to-spoke\"", "RemoteVnetHasNoGateways", SEVERITY_ERROR},
	{"both own and remote gateway", "\"remote-virtual-network\": \"spoke\", \"allow-gateway-transit\": true", "\"remote-virtual-network\": \"spoke\", \"use-remote-gateways\": true", "{\"name\": \"to-spoke\"", "use-remote-gateways and a gateway of its own", SEVERITY_ERROR},
	{"two remote gateways",        "\"use-remote-gateways\": true}]", "\"use-remote-gateways\": true}, {\"name\": \"to-far\", \"remote-virtual-network\": \"far\", \"use-remote-gateways\": true}]", "{\"name\": \"to-far\"", "more than one virtual network; expected one", SEVERITY_ERROR},
	{"AS number of the router",    "\"r1\", \"asn\": 65020",  "\"r1\", \"asn\": 65021",  "{\"express-route-circuit\": \"er1\", \"link\": \"primary\"", "router \"r1\" has AS 65021, but circuit \"er1\" expects its peer in AS 65020", SEVERITY_ERROR},
	{"link with two routers",      "{\"express-route-circuit\": \"er2\", \"link\"", "{\"express-route-circuit\": \"er1\", \"link\"", "{\"express-route-circuit\": \"er1\", \"link\": \"primary\", \"readv", "the primary link of circuit \"er1\" ends at router \"r1\" already", SEVERITY_ERROR},
	{"router at no circuit",       "\"link\": \"primary\", \"readvertise\": true}]", "\"link\": \"primary\"}]}, {\"name\": \"r3\", \"asn\": 65020, \"advertise\": [\"192.168.3.0/24\"]", "{\"name\": \"r3\"", "router \"r3\" is at no circuit", SEVERITY_WARNING},
	{"link announces what is not there", "\"advertise\": [\"192.168.1.0/24\"]}", "\"advertise\": [\"192.168.9.0/24\"]}", "\"192.168.9.0/24\"", "shall announce 192.168.9.0/24 here but does not have it", SEVERITY_ERROR},
	{"IPv6 without IPv6",          "\"192.168.1.0/24\"], \"community\"", "\"192.168.1.0/24\", \"fd99::/48\"], \"community\"", "{\"express-route-circuit\": \"er1\", \"link\": \"primary\"", "circuit \"er1\" carries no IPv6", SEVERITY_WARNING},
	{"address space within itself", "\"10.4.0.0/16\"",        "\"10.3.128.0/17\"",       "\"10.3.128.0/17\"", "10.3.128.0/17 of the address space of \"far\" overlaps with 10.3.0.0/16", SEVERITY_ERROR},
	{"subnet outside",             "10.1.1.0/24",             "10.9.1.0/24",             "\"10.9.1.0/24\"",   "outside the address space of \"hub\"", SEVERITY_ERROR},
	{"subnets overlap",            "10.1.1.0/24",             "10.1.0.0/24",             "\"10.1.0.0/27\"",   "10.1.0.0/27 of subnet \"GatewaySubnet\" overlaps with 10.1.0.0/24", SEVERITY_ERROR},
	{"networks on one circuit overlap", "\"10.4.0.0/16\"",    "\"10.1.128.0/17\"",       "\"10.1.128.0/17\"", "of virtual network \"far\" overlaps with 10.1.0.0/16 of virtual network \"hub\", and both are on circuit \"er1\"; expected prefixes apart from each other; renumber one [gateway-announces-address-space]", SEVERITY_ERROR},
	{"spoke overlaps by its hub's gateway", "\"10.4.0.0/16\"", "\"10.2.0.0/15\"",        NULL,                "overlaps with", SEVERITY_ERROR},
	{"peered networks overlap",    "[\"10.2.0.0/16\"]",       "[\"10.1.64.0/18\"]",      "\"10.1.64.0/18\"",  "and the two are peered; expected prefixes apart from each other; renumber one [peering-overlap]", SEVERITY_ERROR},
	{"link within a network",      "172.16.0.4/30",           "10.4.0.4/30",             "{\"name\": \"er1\"", "10.4.0.4/30 of the secondary link of circuit \"er1\" overlaps with 10.4.0.0/16 of virtual network \"far\", and both are on circuit \"er1\"; expected prefixes apart from each other; renumber one [link-no-overlap]", SEVERITY_ERROR},
	{"both links the same",        "172.16.0.4/30",           "172.16.0.0/30",           "{\"name\": \"er1\"", "overlaps with 172.16.0.0/30 of the", SEVERITY_ERROR},
	{"links of two circuits",      "172.16.1.4/30",           "172.16.0.0/30",           "{\"name\": \"er2\"", "[customer-first-address]", SEVERITY_ERROR},
};
/* clang-format on */

static void test_every_broken_lab_is_refused_with_reason_and_place(void **state)
{
	(void)state;
	assert_int_equal(broken_labs_failed(good_lab, rows, COUNT_OF(rows)), 0);
}

static struct lab *good(void)
{
	struct findings findings = {0};
	struct lab *lab = lab_of_text(good_lab, &findings);
	struct text all = {0};

	findings_format(&findings, 0, &all);
	if (lab == NULL || findings.count > 0)
		fail_msg("the good lab is not good:\n%s", text_str(&all));
	text_done(&all);
	findings_done(&findings);
	return lab;
}

static void test_networks_arrive_in_the_model(void **state)
{
	(void)state;
	struct lab *lab = good();
	const struct lab_vnet *hub = lab_find_vnet(lab, "hub");
	const struct lab_vnet *spoke = lab_find_vnet(lab, "spoke");
	const struct lab_vnet *far = lab_find_vnet(lab, "far");
	char text[PREFIX_TEXT_MAX];

	assert_string_equal(lab->name, "good");
	assert_int_equal(lab->vnet_count, 3);
	assert_ptr_equal(hub, &lab->vnets[0]);
	assert_int_equal(far->index, 2);
	assert_string_equal(spoke->region->name, "North Europe");
	assert_int_equal(far->address_space.count, 2);
	assert_string_equal(prefix_format(&far->address_space.items[1], text), "10.4.0.0/16");
	assert_int_equal(far->address_space.places[1].line, 17);
	assert_int_equal(hub->subnet_count, 2);
	assert_string_equal(hub->subnets[1].name, "work");
	assert_int_equal(far->custom_community, 12076u << 16 | 20031);
	assert_int_equal(hub->custom_community, 0);
	assert_null(lab_find_vnet(lab, "nobody"));
	lab_free(lab);
}

static void test_gateways_arrive_in_the_model(void **state)
{
	(void)state;
	struct lab *lab = good();
	const struct lab_gateway *hub = lab->vnets[0].gateway;
	const struct lab_gateway *far = lab->vnets[2].gateway;

	assert_null(lab->vnets[1].gateway);
	assert_ptr_equal(hub->vnet, &lab->vnets[0]);
	assert_string_equal(hub->sku->name, "ErGw1AZ");
	assert_int_equal(hub->scale_units, 1);
	assert_int_equal(far->scale_units, 12);
	assert_int_equal(hub->connection_count, 2);
	assert_int_equal(hub->connections[1].routing_weight, 100);
	assert_int_equal(hub->connections[0].routing_weight, 0);
	assert_ptr_equal(hub->connections[1].circuit, &lab->circuits[1]);
	assert_ptr_equal(hub->connections[1].gateway, hub);
	assert_true(far->connections[0].fast_path);
	assert_false(hub->connections[0].fast_path);
	assert_true(far->allow_remote_vnet_traffic);
	assert_false(far->allow_remote_vnet_is_default);
	lab_free(lab);
}

static void test_peerings_find_their_other_side(void **state)
{
	(void)state;
	struct lab *lab = good();
	const struct lab_vnet *hub = &lab->vnets[0];
	const struct lab_vnet *spoke = &lab->vnets[1];
	const struct lab_vnet *far = &lab->vnets[2];

	assert_ptr_equal(hub->peerings[0].back, &spoke->peerings[0]);
	assert_ptr_equal(spoke->peerings[0].back, &hub->peerings[0]);
	assert_ptr_equal(spoke->peerings[0].remote, hub);
	assert_true(spoke->peerings[0].use_remote_gateways);
	assert_true(spoke->peerings[0].allow_virtual_network_access);
	assert_false(spoke->peerings[0].allow_forwarded_traffic);
	assert_true(hub->peerings[0].allow_gateway_transit);
	assert_ptr_equal(lab_serving_gateway(spoke), hub->gateway);
	assert_ptr_equal(lab_serving_gateway(far), far->gateway);
	assert_true(lab_vnets_peered(hub, spoke));
	assert_true(lab_vnets_peered(spoke, hub));
	assert_false(lab_vnets_peered(hub, far));
	lab_free(lab);
}

static void test_a_peering_that_lets_nothing_pass_joins_nobody(void **state)
{
	(void)state;
	char *text = edited(good_lab, "\"use-remote-gateways\": true",
	                    "\"allow-virtual-network-access\": false");
	struct findings findings = {0};
	struct lab *lab = lab_of_text(text, &findings);

	assert_non_null(lab);
	assert_false(lab_vnets_peered(&lab->vnets[0], &lab->vnets[1]));
	assert_null(lab_serving_gateway(&lab->vnets[1]));
	lab_free(lab);
	findings_done(&findings);
	free(text);
}

static void assert_address(struct addr addr, const char *want)
{
	char text[ADDR_TEXT_MAX];

	assert_string_equal(addr_format(&addr, text), want);
}

/* gateway-subnet: Azure compares the names of subnets without case. */
static void test_subnets_are_found_in_any_case(void **state)
{
	static const char *const spellings[] = {"gatewaysubnet", "GATEWAYSUBNET", "GatewaySubnet"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(spellings); i++) {
		char *text = edited(good_lab, "GatewaySubnet", spellings[i]);
		struct findings findings = {0};
		struct lab *lab = lab_of_text(text, &findings);

		assert_non_null(lab);
		assert_int_equal(findings.count, 0);
		const struct lab_vnet *hub = lab_find_vnet(lab, "hub");
		for (size_t k = 0; k < COUNT_OF(spellings); k++)
			assert_ptr_equal(lab_find_subnet(hub, spellings[k]), &hub->subnets[0]);
		assert_null(lab_find_subnet(hub, "GatewaySubnets"));
		lab_free(lab);
		findings_done(&findings);
		free(text);
	}
}

/* gateway-subnet: the whole name, without case; a part of one is no name. */
static void test_subnets_are_found_by_their_whole_names(void **state)
{
	static const char *const spellings[] = {"hub/gatewaysubnet", "HUB/GatewaySubnet",
	                                        "hub/GATEWAYSUBNET"};
	static const char *const wrong[] = {"",
	                                    "hub",
	                                    "hub/",
	                                    "/GatewaySubnet",
	                                    "GatewaySubnet",
	                                    "hub/GatewaySubne",
	                                    "hub/GatewaySubnets",
	                                    "hu/GatewaySubnet",
	                                    "hub2/GatewaySubnet",
	                                    "hub//GatewaySubnet",
	                                    "hub/GatewaySubnet/"};
	struct findings findings = {0};
	struct lab *lab = lab_of_text(good_lab, &findings);
	const struct lab_vnet *hub;
	const struct lab_vnet *vnet;

	(void)state;
	assert_non_null(lab);
	hub = lab_find_vnet(lab, "hub");
	for (size_t i = 0; i < COUNT_OF(spellings); i++) {
		assert_ptr_equal(lab_find_subnet_of(lab, spellings[i], &vnet), &hub->subnets[0]);
		assert_ptr_equal(vnet, hub);
	}
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		vnet = hub;
		assert_null(lab_find_subnet_of(lab, wrong[i], &vnet));
		assert_null(vnet);
	}
	lab_free(lab);
	findings_done(&findings);
}

static void test_circuits_arrive_in_the_model(void **state)
{
	(void)state;
	struct lab *lab = good();
	const struct lab_circuit *er1 = lab_find_circuit(lab, "er1");
	const struct lab_circuit *er2 = lab_find_circuit(lab, "er2");

	assert_int_equal(er2->index, 1);
	assert_int_equal(er1->sku->reach, REACH_STANDARD);
	assert_int_equal(er1->bandwidth_mbps, 1000);
	assert_string_equal(er1->location->name, "Amsterdam");
	assert_int_equal(er1->peer_asn, 65020);
	assert_int_equal(er1->vlan_id, 100);
	assert_null(er1->shared_key);
	assert_string_equal(er2->shared_key, "secret");
	assert_address(lab_customer_address(er1, LAB_PRIMARY, ADDR_IPV4), "172.16.0.1");
	assert_address(lab_microsoft_address(er1, LAB_PRIMARY, ADDR_IPV4), "172.16.0.2");
	assert_address(lab_customer_address(er1, LAB_SECONDARY, ADDR_IPV4), "172.16.0.5");
	assert_address(lab_microsoft_address(er2, LAB_SECONDARY, ADDR_IPV6), "fd00::6");
	assert_address(lab_customer_address(er1, LAB_PRIMARY, ADDR_IPV6), "-");
	assert_string_equal(lab_link_name(LAB_SECONDARY), "secondary");
	lab_free(lab);
}

static void test_sites_arrive_in_the_model(void **state)
{
	(void)state;
	struct lab *lab = good();
	const struct lab_site *hq = lab_find_site(lab, "hq");
	const struct lab_router *r1 = &hq->routers[0];
	const struct lab_router *r2 = &hq->routers[1];

	assert_int_equal(hq->access_rtt_us, 4250);
	assert_string_equal(hq->region->name, "Germany West Central");
	assert_int_equal(hq->router_count, 2);
	assert_int_equal(r1->asn, 65020);
	assert_int_equal(r1->router_id, 0xc0a80001);
	assert_int_equal(r2->router_id, 0);
	assert_true(r1->external);
	assert_false(r2->external);
	assert_int_equal(r1->advertise.count, 2);
	assert_int_equal(r1->community_count, 1);
	assert_int_equal(r1->communities[0], 65020u << 16 | 7);
	assert_int_equal(r1->links[1].link, LAB_SECONDARY);
	assert_int_equal(r1->links[1].prepend, 2);
	assert_true(r1->links[1].med_set);
	assert_int_equal(r1->links[1].med, 5);
	assert_false(r1->links[0].med_set);
	assert_int_equal(r1->links[1].advertise.count, 1);
	assert_int_equal(r1->links[0].advertise.count, 0);
	assert_true(r2->links[0].readvertise);
	assert_false(r1->links[0].readvertise);
	assert_ptr_equal(r2->links[0].circuit, &lab->circuits[1]);
	assert_ptr_equal(r2->links[0].router, r2);
	lab_free(lab);
}

static void test_the_era_decides_what_a_gateway_does_not_say(void **state)
{
	(void)state;
	struct findings findings = {0};
	char *text = edited(good_lab, "since-2024", "before-2024");
	struct lab *older = lab_of_text(text, &findings);
	struct lab *newer = good();

	assert_true(older->vnets[0].gateway->allow_remote_vnet_traffic);
	assert_true(older->vnets[0].gateway->allow_remote_vnet_is_default);
	assert_false(newer->vnets[0].gateway->allow_remote_vnet_traffic);
	assert_true(newer->vnets[0].gateway->allow_remote_vnet_is_default);
	lab_free(older);
	lab_free(newer);
	findings_done(&findings);
	free(text);
}

static void test_overrides_change_the_facts_of_the_lab(void **state)
{
	(void)state;
	char *text = edited(good_lab, "\"name\": \"good\"",
	                    "\"name\": \"good\", \"override\": {\"rtt\": [{\"a\": \"westeurope\", "
	                    "\"b\": \"UK South\", \"ms\": 7.125}, {\"a\": \"Amsterdam\", \"b\": "
	                    "\"North Europe\", \"ms\": \"9\"}], \"limit\": [{\"id\": "
	                    "\"customer-to-msee-ipv4-standard\", \"value\": 1}]}");
	struct findings findings = {0};
	struct lab *lab = lab_of_text(text, &findings);
	uint32_t us;

	assert_non_null(lab);
	assert_int_equal(
	    facts_region_rtt_us(lab->facts, lab->vnets[2].region, lab->vnets[0].region, &us),
	    RTT_GIVEN);
	assert_int_equal(us, 7125);
	assert_int_equal(
	    facts_location_rtt_us(lab->facts, lab->vnets[1].region, lab->circuits[0].location, &us),
	    RTT_GIVEN);
	assert_int_equal(us, 9000);
	assert_int_equal(lab->circuits[0].sku->prefixes_ipv4_max, 1);
	/* Router r1 announces two on its primary link, which is over the limit of this lab. */
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(findings.items[0].text, "announces 2 IPv4 prefixes"));
	lab_free(lab);
	findings_done(&findings);
	free(text);
}

static void test_all_mistakes_are_reported_in_the_order_of_the_file(void **state)
{
	(void)state;
	char *a = edited(good_lab, "10.1.1.0/24", "10.1.1.1/24");
	char *b = edited(a, "\"vlan-id\": 100", "\"vlan-id\": 0");
	char *c = edited(b, "\"c3\", \"express-route-circuit\": \"er1\"",
	                 "\"c3\", \"express-route-circuit\": \"er3\"");
	char *d = edited(c, "\"remote-virtual-network\": \"hub\"",
	                 "\"remote-virtual-network\": \"spoke\"");
	struct findings findings = {0};

	assert_null(lab_of_text(d, &findings));

	assert_int_equal(findings.count, 4);
	assert_int_equal(findings.items[0].place.line, 8);
	assert_int_equal(findings.items[1].place.line, 16);
	assert_int_equal(findings.items[2].place.line, 22);
	assert_int_equal(findings.items[3].place.line, 26);
	findings_done(&findings);
	free(a);
	free(b);
	free(c);
	free(d);
}

/* Labs that are wrong in several ways at once, of all stages: exactly these findings, and none that
 * is a mere consequence of another. */
enum { EDITS_MAX = 6, SAID_MAX = 7 };

/* clang-format off */
static const struct crowd {
	const char *name;
	struct { const char *find; const char *with; } edits[EDITS_MAX];
	const char *said[SAID_MAX]; /* a part of each message, in the order of the file */
} crowds[] = {
	{"all stages at once",
	 {{"\"gateway-era\": \"since-2024\"", "\"gateway-era\": \"since-2024\", \"colour\": 1"},
	  {"\"routing-weight\": 100", "\"routing-weight\": 32001"},
	  {"\"region\": \"northeurope\"", "\"region\": \"northeurop\""},
	  {"\"10.4.0.0/16\"", "\"10.1.128.0/17\""},
	  {"Amsterdam", "Singapore"},
	  {"{\"express-route-circuit\": \"er2\", \"link\"", "{\"express-route-circuit\": \"er3\", \"link\""}},
	 {"unknown member \"colour\"", "SKU Standard and does not reach West Europe", "32001", "region \"northeurop\" is not known", "overlaps with 10.1.0.0/16 of virtual network \"hub\"", "SKU Standard and does not reach UK South", "\"er3\" does not exist"}},
	{"a dangling connection does not count as none",
	 {{"\"c3\", \"express-route-circuit\": \"er1\"", "\"c3\", \"express-route-circuit\": \"er3\""}},
	 {"\"er3\" does not exist"}},
	{"a circuit without a good name may be the one that is referred to",
	 {{"{\"name\": \"er1\", \"sku", "{\"name\": \"er 1\", \"sku"}, {"\"asn\": 65020, \"router-id\"", "\"asn\": 0, \"router-id\""}},
	 {"\"name\" \"er 1\" is not allowed", "\"asn\" \"0\" is not allowed"}},
	{"a circuit without a name",
	 {{"{\"name\": \"er1\", ", "{"}},
	 {"\"name\" is missing in express-route-circuit"}},
	{"a misspelt list of circuits",
	 {{"\"express-route-circuit\": [\n    {", "\"express-route-circuits\": [\n    {"}},
	 {"did you mean \"express-route-circuit\"?"}},
	{"circuits that are no list",
	 {{"\"express-route-circuit\": [\n    {", "\"express-route-circuit\": 1, \"x\": [\n    {"}},
	 {"\"express-route-circuit\" is a number", "unknown member \"x\""}},
	{"a second list of circuits",
	 {{"    {\"name\": \"er2\", \"sku", "], \"express-route-circuit\": [{\"name\": \"er2\", \"sku"}, {"}},\n], ", "}}], "}},
	 {"\"express-route-circuit\" a second time"}},
	{"a misspelt gateway is a gateway",
	 {{"\"virtual-network-gateway\": {\"name\": \"gw-hub\"", "\"virtual-network-gatway\": {\"name\": \"gw-hub\""}},
	 {"did you mean \"virtual-network-gateway\"?"}},
	{"a gateway with a bad name and SKU",
	 {{"\"gw-hub\", \"sku\": \"ErGw1AZ\"", "\"gw hub\", \"sku\": 1"}, {"Amsterdam", "Singapore"}},
	 {"\"name\" \"gw hub\" is not allowed", "\"sku\" is a number", "does not reach West Europe", "does not reach UK South"}},
	{"scale units that are wrong",
	 {{"\"scale-units\": 12", "\"scale-units\": \"12\""}},
	 {"\"scale-units\" is a string"}},
	{"scale units that are misspelt",
	 {{"\"scale-units\": 12", "\"scale-unit\": 12"}},
	 {"did you mean \"scale-units\"?"}},
	{"a misspelt address space holds the subnets",
	 {{"\"address-space\": [\"10.1.0.0/16\"]", "\"adress-space\": [\"10.1.0.0/16\"]"}},
	 {"did you mean \"address-space\"?"}},
	{"a wrong prefix among others",
	 {{"\"10.3.0.0/16\", \"10.4", "\"10.3.0.1/16\", \"10.4"}, {"\"10.1.1.0/24\"", "\"10.9.1.0/24\""}},
	 {"outside the address space of \"hub\"", "expected \"10.3.0.0/16\""}},
	{"an address space that overlaps with itself holds the subnets",
	 {{"[\"10.1.0.0/16\"]", "[\"10.1.0.0/16\", \"10.1.0.0/25\"]"}},
	 {"remove one"}},
	{"a wrong GatewaySubnet",
	 {{"\"address-prefix\": [\"10.1.0.0/27\"]", "\"address-prefix\": [\"10.1.0.0\"]"}, {"{\"name\": \"GatewaySubnet\", \"address-prefix\": [\"10.3", "{\"name\": \"Gateway Subnet\", \"address-prefix\": [\"10.3"}},
	 {"\"10.1.0.0\" is not allowed", "\"Gateway Subnet\" is not allowed"}},
	{"a dangling peering is a side",
	 {{"\"remote-virtual-network\": \"hub\"", "\"remote-virtual-network\": \"hubb\""}},
	 {"did you mean \"hub\"?"}},
	{"the other side of a dangling peering asks for nothing",
	 {{"\"remote-virtual-network\": \"spoke\"", "\"remote-virtual-network\": \"spokk\""}},
	 {"did you mean \"spoke\"?"}},
	{"gateway transit that is wrong",
	 {{"\"allow-gateway-transit\": true", "\"allow-gateway-transit\": 1"}},
	 {"\"allow-gateway-transit\" is a number"}},
	{"a router at a link that is not one",
	 {{"\"link\": \"primary\", \"readvertise\"", "\"link\": \"third\", \"readvertise\""}, {"\"r2\", \"asn\": 65020", "\"r2\", \"asn\": 65021"}},
	 {"router \"r2\" has AS 65021", "\"link\" \"third\" is not allowed"}},
	{"a misspelt list of links",
	 {{"\"circuit-link\": [{\"express-route-circuit\": \"er2\"", "\"circuit-links\": [{\"express-route-circuit\": \"er2\""}},
	 {"did you mean \"circuit-link\"?"}},
	{"a router's wrong prefix is announced",
	 {{"\"192.168.1.0/24\"], \"community\"", "\"192.168.1.1/24\"], \"community\""}},
	 {"expected \"192.168.1.0/24\""}},
	{"IPv6 that is wrong is IPv6",
	 {{"\"fd00::/126\"", "\"fd00::1/126\""}, {"[\"192.168.2.0/24\"]", "[\"192.168.2.0/24\", \"fd99::/48\"]"}},
	 {"expected \"fd00::/126\""}},
	{"a circuit without SKU, location and peering",
	 {{"\"Standard\", \"bandwidth-mbps\": 1000, \"peering-location\": \"Amsterdam\"", "\"Standart\", \"bandwidth-mbps\": 0, \"peering-location\": \"Amsterdan\""}, {"{\"peer-asn\": 65020, \"vlan-id\": 100,", "[], \"x\": {"}},
	 {"\"Standart\" is not known", "\"0\" is not allowed", "\"Amsterdan\" is not known", "is a list; expected an object", "unknown member \"x\""}},
	{"a link of the wrong size is no overlap",
	 {{"\"172.16.0.0/30\"", "\"172.16.0.0/29\""}},
	 {"expected a /30"}},
	{"limits that are not known judge nothing",
	 {{"\"name\": \"good\"", "\"name\": \"good\", \"override\": {\"limit\": [{\"id\": \"bandwith\", \"value\": 1}]}"}, {"\"10.4.0.0/16\"", "\"10.1.128.0/17\""}, {"1000", "1100"}},
	 {"limit \"bandwith\" is not known", "and both are on circuit \"er1\""}},
};
/* clang-format on */

static char *crowded(const struct crowd *crowd)
{
	char *text = xstrdup(good_lab);

	for (size_t i = 0; i < EDITS_MAX && crowd->edits[i].find != NULL; i++) {
		char *next = edited(text, crowd->edits[i].find, crowd->edits[i].with);
		free(text);
		text = next;
	}
	return text;
}

static bool crowd_holds(const struct crowd *crowd)
{
	char *text = crowded(crowd);
	struct findings findings = {0};
	struct text all = {0};
	size_t count = 0;
	bool held = lab_of_text(text, &findings) == NULL;

	for (; count < SAID_MAX && crowd->said[count] != NULL; count++)
		held = held && count < findings.count &&
		       strstr(findings.items[count].text, crowd->said[count]) != NULL;
	held = held && findings.count == count;
	findings_format(&findings, 0, &all);
	if (!held)
		print_error("%s: want %zu findings, got:\n%s", crowd->name, count, text_str(&all));
	text_done(&all);
	findings_done(&findings);
	free(text);
	return held;
}

static void test_one_run_finds_everything_and_no_mere_consequence(void **state)
{
	(void)state;
	size_t failed = 0;

	for (size_t i = 0; i < COUNT_OF(crowds); i++)
		failed += !crowd_holds(&crowds[i]);
	assert_int_equal(failed, 0);
}

static void test_folders_and_files_that_cannot_be_read(void **state)
{
	(void)state;
	struct findings findings = {0};
	char folder[] = "/tmp/hairpin-test-XXXXXX";

	assert_non_null(mkdtemp(folder));
	assert_null(azure_load(folder, &findings));
	assert_non_null(strstr(findings.items[0].text, "no lab in this folder"));

	struct text path = {0};
	text_addf(&path, "%s/lab.yml", folder);
	assert_null(azure_load(text_str(&path), &findings));
	assert_non_null(strstr(findings.items[1].text, "cannot be read"));

	FILE *file = fopen(text_str(&path), "w");
	assert_non_null(file);
	fputs(good_lab, file);
	fclose(file);
	struct lab *lab = azure_load(folder, &findings);
	assert_non_null(lab);
	assert_string_equal(lab->file, text_str(&path));

	lab_free(lab);
	unlink(text_str(&path));
	rmdir(folder);
	text_done(&path);
	findings_done(&findings);
}

/* A hub for every twenty networks, each with a gateway that the others use. */
static void add_networks(struct text *text, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		unsigned hub = i - i % 20;
		text_addf(text,
		          "%s{\"name\": \"v%u\", \"region\": \"West Europe\", "
		          "\"address-space\": [\"10.%u.%u.0/24\"], ",
		          i == 0 ? "" : ",\n", i, i / 256, i % 256);
		if (i != hub) {
			text_addf(text,
			          "\"virtual-network-peering\": [{\"name\": \"p\", "
			          "\"remote-virtual-network\": \"v%u\", \"use-remote-gateways\": "
			          "true}]}",
			          hub);
			continue;
		}
		text_addf(text,
		          "\"subnet\": [{\"name\": \"GatewaySubnet\", \"address-prefix\": "
		          "[\"10.%u.%u.0/27\"]}], \"virtual-network-gateway\": {\"name\": \"g%u\", "
		          "\"sku\": \"ErGw1AZ\"}, \"virtual-network-peering\": [",
		          i / 256, i % 256, i);
		for (unsigned k = hub + 1; k < hub + 20; k++)
			text_addf(text,
			          "%s{\"name\": \"p%u\", \"remote-virtual-network\": \"v%u\", "
			          "\"allow-gateway-transit\": true}",
			          k == hub + 1 ? "" : ", ", k, k);
		text_add(text, "]}");
	}
}

static void test_ten_thousand_networks_load(void **state)
{
	(void)state;
	struct text text = {0};
	struct findings findings = {0};

	text_add(&text, "{\"hairpin-lab:lab\": {\"name\": \"big\", \"virtual-network\": [");
	add_networks(&text, 10000);
	text_add(&text, "]}}");
	struct lab *lab = azure_parse("lab.json", text_str(&text), text.size, &findings);

	assert_int_equal(findings.count, 0);
	assert_int_equal(lab->vnet_count, 10000);
	assert_ptr_equal(lab_serving_gateway(&lab->vnets[9999]), lab->vnets[9980].gateway);
	lab_free(lab);
	text_done(&text);
	findings_done(&findings);
}

/* Whether the lab is told that the AS number of its customer is reserved. */
static bool is_reserved(const char *asn)
{
	struct findings findings = {0};
	struct text text = {0};
	bool told = false;

	for (const char *at = good_lab; *at != '\0';) {
		bool number = strncmp(at, "65020", 5) == 0;

		text_add_bytes(&text, number ? asn : at, number ? strlen(asn) : 1);
		at += number ? 5 : 1;
	}
	lab_free(lab_of_text(text_str(&text), &findings));
	for (size_t i = 0; i < findings.count; i++)
		told |= strstr(findings.items[i].text, "which Azure keeps for itself") != NULL;
	findings_done(&findings);
	text_done(&text);
	return told;
}

/* customer-asn-range: 65515 to 65520 and 12076, and none beside them. */
static void test_reserved_as_numbers_end_where_they_should(void **state)
{
	(void)state;
	assert_false(is_reserved("65514"));
	assert_true(is_reserved("65515"));
	assert_true(is_reserved("65520"));
	assert_false(is_reserved("65521"));
	assert_false(is_reserved("12075"));
	assert_true(is_reserved("12076"));
	assert_false(is_reserved("12077"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_reserved_as_numbers_end_where_they_should),
	    cmocka_unit_test(test_every_broken_lab_is_refused_with_reason_and_place),
	    cmocka_unit_test(test_networks_arrive_in_the_model),
	    cmocka_unit_test(test_gateways_arrive_in_the_model),
	    cmocka_unit_test(test_peerings_find_their_other_side),
	    cmocka_unit_test(test_a_peering_that_lets_nothing_pass_joins_nobody),
	    cmocka_unit_test(test_subnets_are_found_in_any_case),
	    cmocka_unit_test(test_subnets_are_found_by_their_whole_names),
	    cmocka_unit_test(test_circuits_arrive_in_the_model),
	    cmocka_unit_test(test_sites_arrive_in_the_model),
	    cmocka_unit_test(test_the_era_decides_what_a_gateway_does_not_say),
	    cmocka_unit_test(test_overrides_change_the_facts_of_the_lab),
	    cmocka_unit_test(test_all_mistakes_are_reported_in_the_order_of_the_file),
	    cmocka_unit_test(test_one_run_finds_everything_and_no_mere_consequence),
	    cmocka_unit_test(test_folders_and_files_that_cannot_be_read),
	    cmocka_unit_test(test_ten_thousand_networks_load),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
