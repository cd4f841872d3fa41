/*
 * The judge on labs that no short text can be: at a limit and one beyond it. What one edit of a
 * small lab shows stands in test_load.c.
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
#include "topo/judge/load.h"

/* A lab in numbers: `hubs` networks with a gateway each, all connected to all `circuits`; `spokes`
 * that use the first hub's gateway; a router that announces `announced` prefixes. */
struct shape {
	unsigned hubs;
	unsigned spokes;
	unsigned circuits;
	unsigned spaces;    /* prefixes of each network */
	unsigned announced; /* IPv4 */
	unsigned announced_ipv6;
	const char *gateway_sku;
	const char *circuit_sku;
	unsigned mbps;
	const char *locations[2]; /* of circuits, in turn */
	unsigned gateway_subnet;  /* its length */
	unsigned spoke_net;       /* first byte of the spokes' addresses */
	bool spokes_alike;        /* all have the addresses of the first */
};

static const struct shape small = {
    .hubs = 1,
    .circuits = 1,
    .spaces = 1,
    .gateway_sku = "ErGw1AZ",
    .circuit_sku = "Premium",
    .mbps = 1000,
    .locations = {"Amsterdam", "Dublin"},
    .gateway_subnet = 26,
    .spoke_net = 11,
};

static void add_spaces(struct text *text, unsigned net, unsigned network, unsigned count)
{
	text_add(text, "\"address-space\": [");
	for (unsigned i = 0; i < count; i++) {
		unsigned number = network * count + i;
		text_addf(text, "%s\"%u.%u.%u.0/24\"", i == 0 ? "" : ", ", net, number / 256,
		          number % 256);
	}
	text_add(text, "]");
}

static void add_connections(struct text *text, const struct shape *shape)
{
	text_add(text, "\"connection\": [");
	for (unsigned i = 0; i < shape->circuits; i++)
		text_addf(text, "%s{\"name\": \"c%u\", \"express-route-circuit\": \"er%u\"}",
		          i == 0 ? "" : ", ", i, i);
	text_add(text, "]");
}

static void add_hub(struct text *text, const struct shape *shape, unsigned hub)
{
	unsigned number = hub * shape->spaces;

	text_addf(text, "%s{\"name\": \"hub%u\", \"region\": \"West Europe\", ",
	          hub == 0 ? "" : ",\n", hub);
	add_spaces(text, 10, hub, shape->spaces);
	text_addf(text,
	          ", \"subnet\": [{\"name\": \"GatewaySubnet\", \"address-prefix\": "
	          "[\"10.%u.%u.0/%u\"]}], \"virtual-network-gateway\": {\"name\": \"gw%u\", "
	          "\"sku\": \"%s\", ",
	          number / 256, number % 256, shape->gateway_subnet, hub, shape->gateway_sku);
	add_connections(text, shape);
	text_add(text, "}, \"virtual-network-peering\": [");
	for (unsigned i = 0; hub == 0 && i < shape->spokes; i++)
		text_addf(text,
		          "%s{\"name\": \"p%u\", \"remote-virtual-network\": \"spoke%u\", "
		          "\"allow-gateway-transit\": true}",
		          i == 0 ? "" : ", ", i, i);
	text_add(text, "]}");
}

static void add_spoke(struct text *text, const struct shape *shape, unsigned spoke)
{
	text_addf(text, ",\n{\"name\": \"spoke%u\", \"region\": \"West Europe\", ", spoke);
	add_spaces(text, shape->spoke_net, shape->spokes_alike ? 0 : spoke, shape->spaces);
	text_add(text, ", \"virtual-network-peering\": [{\"name\": \"p\", "
	               "\"remote-virtual-network\": \"hub0\", \"use-remote-gateways\": true}]}");
}

static void add_circuit(struct text *text, const struct shape *shape, unsigned circuit)
{
	text_addf(text,
	          "%s{\"name\": \"er%u\", \"sku-tier\": \"%s\", \"bandwidth-mbps\": %u, "
	          "\"peering-location\": \"%s\", \"azure-private-peering\": {\"peer-asn\": 65020, "
	          "\"primary-peer-address-prefix\": \"172.16.%u.0/30\", "
	          "\"secondary-peer-address-prefix\": \"172.16.%u.4/30\", \"ipv6-peering\": "
	          "{\"primary-peer-address-prefix\": \"fd16:0:%u::/126\", "
	          "\"secondary-peer-address-prefix\": \"fd16:0:%u::4/126\"}}}",
	          circuit == 0 ? "" : ",\n", circuit, shape->circuit_sku, shape->mbps,
	          shape->locations[circuit % 2], circuit, circuit, circuit, circuit);
}

static void add_site(struct text *text, const struct shape *shape)
{
	text_add(text, "], \"site\": [{\"name\": \"hq\", \"router\": [{\"name\": \"r\", "
	               "\"asn\": 65020, \"circuit-link\": [{\"express-route-circuit\": \"er0\", "
	               "\"link\": \"primary\"}], \"advertise\": [");
	for (unsigned i = 0; i < shape->announced; i++)
		text_addf(text, "%s\"100.%u.%u.0/24\"", i == 0 ? "" : ", ", i / 256, i % 256);
	for (unsigned i = 0; i < shape->announced_ipv6; i++)
		text_addf(text, "%s\"fd99:%x::/48\"", i + shape->announced == 0 ? "" : ", ", i);
	text_add(text, "]}]}]}}");
}

/* What is said about the lab of this shape. */
static char *judged(const struct shape *shape)
{
	struct text text = {0};
	struct text said = {0};
	struct findings findings = {0};

	text_add(&text, "{\"hairpin-lab:lab\": {\"name\": \"x\", \"virtual-network\": [");
	for (unsigned i = 0; i < shape->hubs; i++)
		add_hub(&text, shape, i);
	for (unsigned i = 0; i < shape->spokes; i++)
		add_spoke(&text, shape, i);
	text_add(&text, "], \"express-route-circuit\": [");
	for (unsigned i = 0; i < shape->circuits; i++)
		add_circuit(&text, shape, i);
	add_site(&text, shape);

	lab_free(azure_parse("x.json", text_str(&text), text.size, &findings));
	findings_format(&findings, 0, &said);
	findings_done(&findings);
	text_done(&text);
	text_add(&said, "");
	return text_take(&said);
}

static void assert_says(const struct shape *shape, const char *want)
{
	char *said = judged(shape);

	if (said == NULL ? *want != '\0' : strstr(said, want) == NULL)
		fail_msg("want \"%s\", got \"%s\"", want, said);
	free(said);
}

static void assert_says_nothing(const struct shape *shape)
{
	char *said = judged(shape);

	if (said != NULL && *said != '\0')
		fail_msg("want nothing, got \"%s\"", said);
	free(said);
}

static void test_links_of_a_circuit_are_counted(void **state)
{
	(void)state;
	struct shape shape = small;

	shape.circuit_sku = "Standard";
	shape.hubs = 10;
	assert_says_nothing(&shape);
	shape.hubs = 11;
	assert_says(&shape, "error: circuit \"er0\" is linked to 11 virtual networks; expected at "
	                    "most 10 with the SKU Standard and 1000 Mbps; take Premium, or more "
	                    "bandwidth [circuit-links]");
	shape.circuit_sku = "Premium";
	shape.hubs = 50;
	assert_says_nothing(&shape);
	shape.hubs = 51;
	assert_says(&shape, "linked to 51 virtual networks; expected at most 50");
	shape.mbps = 10000;
	assert_says_nothing(&shape);
}

static void test_circuits_of_a_gateway_are_counted(void **state)
{
	(void)state;
	struct shape shape = small;

	shape.circuits = 4;
	assert_says_nothing(&shape);
	shape.circuits = 5;
	assert_says(&shape, "error: gateway \"gw0\" is connected to 5 circuits; expected at most 4 "
	                    "with the SKU ErGw1AZ; take a larger SKU [gateway-circuits]");
	shape.gateway_sku = "ErGw2AZ";
	shape.circuits = 8;
	assert_says_nothing(&shape);
	shape.circuits = 9;
	assert_says(&shape, "expected at most 8 with the SKU ErGw2AZ");
}

static void test_circuits_of_one_location_are_counted(void **state)
{
	(void)state;
	struct shape shape = small;

	shape.gateway_sku = "ErGw3AZ";
	shape.circuits = 8;
	assert_says_nothing(&shape);
	shape.circuits = 9;
	assert_says(&shape, "connected to more than 4 circuits at Amsterdam");
	shape.circuits = 5;
	shape.locations[1] = "Amsterdam";
	assert_says(&shape, "connected to more than 4 circuits at Amsterdam");
	/* Amsterdam2 is another location. */
	shape.locations[1] = "Amsterdam2";
	assert_says_nothing(&shape);
}

static void test_sixteen_circuits_want_a_larger_gateway_subnet(void **state)
{
	(void)state;
	struct shape shape = small;

	shape.gateway_subnet = 27;
	assert_says_nothing(&shape);
	shape.gateway_sku = "ErGw3AZ";
	shape.circuits = 16;
	assert_says(&shape, "GatewaySubnet 10.0.0.0/27 of \"hub0\" is too small for a gateway with "
	                    "16 circuits; expected a /26 or larger");
	shape.gateway_subnet = 26;
	char *said = judged(&shape);
	assert_null(strstr(said, "gateway-subnet"));
	free(said);
}

static void test_peerings_are_counted(void **state)
{
	(void)state;
	struct shape shape = small;

	shape.spokes = 500;
	assert_says_nothing(&shape);
	shape.spokes = 501;
	assert_says(&shape,
	            "error: \"hub0\" has 501 peerings; expected at most 500 [peering-limit]");
}

static void test_too_many_prefixes_are_a_warning(void **state)
{
	(void)state;
	struct shape shape = small;

	shape.circuit_sku = "Standard";
	shape.announced = 4000;
	shape.announced_ipv6 = 100;
	assert_says_nothing(&shape);
	shape.announced = 4001;
	assert_says(&shape,
	            "warning: router \"r\" announces 4001 IPv4 prefixes to circuit \"er0\", "
	            "which takes 4000: the session will drop; expected fewer; summarise them "
	            "[prefix-limit-customer]");
	shape.announced = 0;
	shape.announced_ipv6 = 101;
	assert_says(&shape, "announces 101 IPv6 prefixes to circuit \"er0\", which takes 100");
	shape.announced_ipv6 = 0;
	shape.announced = 10000;
	shape.circuit_sku = "Premium";
	assert_says_nothing(&shape);
}

static void test_a_gateway_announces_its_spokes_too(void **state)
{
	(void)state;
	struct shape shape = small;

	shape.spaces = 10;
	shape.spokes = 99;
	assert_says_nothing(&shape);
	shape.spokes = 100;
	assert_says(&shape, "warning: gateway \"gw0\" announces 1010 IPv4 prefixes, and a circuit "
	                    "takes 1000: its connections will go down; expected fewer "
	                    "[prefix-limit-gateway]");
}

static void test_spokes_of_one_hub_must_lie_apart(void **state)
{
	(void)state;
	struct shape shape = small;

	shape.spokes = 2;
	assert_says_nothing(&shape);
	/* The spokes' addresses begin like the hub's. */
	shape.spoke_net = 10;
	assert_says(&shape,
	            "10.0.0.0/24 of virtual network \"spoke0\" overlaps with 10.0.0.0/24 of "
	            "virtual network \"hub0\", and both are on circuit \"er0\"");
	assert_says(&shape, "and the two are peered");
}

static void test_many_networks_may_all_be_alike(void **state)
{
	(void)state;
	struct shape shape = small;

	shape.spokes = 300;
	shape.spokes_alike = true;
	assert_says(&shape, "and both are peered with \"hub0\"");
}

/* Every overlap must be found: the sorted walk against comparing all pairs. */
static void test_overlaps_are_those_of_all_pairs(void **state)
{
	(void)state;
	static const char *const spaces[] = {
	    "10.0.0.0/8",  "10.0.0.0/16", "10.0.1.0/24", "10.1.0.0/16", "10.128.0.0/9",
	    "10.0.0.0/24", "11.0.0.0/8",  "fd00::/16",   "fd00:1::/32", "fd01::/16",
	    "12.0.0.0/7",  "12.0.0.0/8",  "13.1.0.0/16", "14.0.0.0/8",  "0.0.0.0/0",
	};

	for (size_t a = 0; a < COUNT_OF(spaces); a++) {
		for (size_t b = a + 1; b < COUNT_OF(spaces); b++) {
			struct text text = {0};
			struct findings findings = {0};
			struct prefix left, right;
			text_addf(&text,
			          "{\"hairpin-lab:lab\": {\"name\": \"x\", \"virtual-network\": [{"
			          "\"name\": \"v\", \"region\": \"UK South\", \"address-space\": ["
			          "\"%s\", \"fe00::/9\", \"%s\"]}]}}",
			          spaces[a], spaces[b]);
			prefix_parse(spaces[a], &left);
			prefix_parse(spaces[b], &right);
			bool overlap = prefix_overlap(&left, &right);
			lab_free(azure_parse("x.json", text_str(&text), text.size, &findings));
			if ((findings.count > 0) != overlap)
				fail_msg("%s and %s: %zu findings", spaces[a], spaces[b],
				         findings.count);
			findings_done(&findings);
			text_done(&text);
		}
	}
}

static void test_the_example_labs_are_without_findings(void **state)
{
	(void)state;
	static const char *const labs[] = {
	    "transit", "peering", "peering-shared-gateway", "no-transit", "dual-stack",
	};
	const char *srcdir = getenv("srcdir");

	for (size_t i = 0; i < COUNT_OF(labs); i++) {
		struct text path = {0};
		struct findings findings = {0};
		text_addf(&path, "%s/labs/%s", srcdir != NULL ? srcdir : ".", labs[i]);
		struct lab *lab = azure_load(text_str(&path), &findings);
		if (lab == NULL || findings.count > 0)
			fail_msg("%s: %s", text_str(&path), findings.items[0].text);
		assert_string_equal(lab->name, labs[i]);
		lab_free(lab);
		findings_done(&findings);
		text_done(&path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_links_of_a_circuit_are_counted),
	    cmocka_unit_test(test_circuits_of_a_gateway_are_counted),
	    cmocka_unit_test(test_circuits_of_one_location_are_counted),
	    cmocka_unit_test(test_sixteen_circuits_want_a_larger_gateway_subnet),
	    cmocka_unit_test(test_peerings_are_counted),
	    cmocka_unit_test(test_too_many_prefixes_are_a_warning),
	    cmocka_unit_test(test_a_gateway_announces_its_spokes_too),
	    cmocka_unit_test(test_spokes_of_one_hub_must_lie_apart),
	    cmocka_unit_test(test_many_networks_may_all_be_alike),
	    cmocka_unit_test(test_overlaps_are_those_of_all_pairs),
	    cmocka_unit_test(test_the_example_labs_are_without_findings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
