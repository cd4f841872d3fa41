/* Tunnels between routers and appliances: what of them is refused, and what the plan makes of
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/check.h"
#include "broken_lab.h"
#include "topo/event/event_lab.h"
#include "topo/plan/plan.h"

/* clang-format off */
static const char good[] =
	"{\"hairpin-lab:lab\": {\"name\": \"tunnels\",\n"
	" \"virtual-network\": [\n"
	"  {\"name\": \"hub\", \"region\": \"West Europe\", \"address-space\": [\"10.1.0.0/16\"],\n"
	"   \"subnet\": [{\"name\": \"GatewaySubnet\", \"address-prefix\": [\"10.1.255.0/26\"]}, {\"name\": \"nva\", \"address-prefix\": [\"10.1.0.0/24\"]},\n"
	"    {\"name\": \"inside\", \"address-prefix\": [\"10.1.2.0/24\"]}],\n"
	"   \"virtual-network-gateway\": {\"name\": \"gw\", \"sku\": \"ErGw1AZ\", \"connection\": [{\"name\": \"c\", \"express-route-circuit\": \"er1\"}]},\n"
	"   \"network-virtual-appliance\": [{\"name\": \"fw\", \"ip-address\": \"10.1.0.4\", \"asn\": 65010, \"advertise\": [\"10.1.0.0/16\"]},\n"
	"    {\"name\": \"plain\", \"ip-address\": \"10.1.0.5\", \"interface\": [{\"name\": \"in\", \"ip-address\": \"10.1.2.5\"}],\n"
	"     \"static-route\": [{\"prefix\": \"10.7.0.0/16\", \"next-hop\": \"10.1.2.1\"}, {\"prefix\": \"10.9.0.0/16\", \"next-hop\": \"169.254.0.10\"}]}]},\n"
	"  {\"name\": \"far\", \"region\": \"UK South\", \"address-space\": [\"10.2.0.0/16\"], \"subnet\": [{\"name\": \"s\", \"address-prefix\": [\"10.2.0.0/24\"]}]}],\n"
	" \"express-route-circuit\": [\n"
	"  {\"name\": \"er1\", \"sku-tier\": \"Standard\", \"bandwidth-mbps\": 50, \"peering-location\": \"Amsterdam\",\n"
	"   \"azure-private-peering\": {\"peer-asn\": 65020,\n"
	"    \"primary-peer-address-prefix\": \"172.16.0.0/30\", \"secondary-peer-address-prefix\": \"172.16.0.4/30\"}},\n"
	"  {\"name\": \"er2\", \"sku-tier\": \"Standard\", \"bandwidth-mbps\": 50, \"peering-location\": \"Dublin\",\n"
	"   \"azure-private-peering\": {\"peer-asn\": 65020,\n"
	"    \"primary-peer-address-prefix\": \"172.16.1.0/30\", \"secondary-peer-address-prefix\": \"172.16.1.4/30\"}}],\n"
	" \"site\": [\n"
	"  {\"name\": \"hq\", \"nearest-region\": \"West Europe\", \"access-rtt-ms\": \"4\", \"router\": [\n"
	"    {\"name\": \"r1\", \"asn\": 65020, \"advertise\": [\"192.168.0.0/16\", \"192.168.8.0/24\"], \"circuit-link\": [\n"
	"     {\"express-route-circuit\": \"er1\", \"link\": \"primary\", \"advertise\": [\"192.168.0.0/16\"]}]},\n"
	"    {\"name\": \"r2\", \"asn\": 65020, \"router-id\": \"192.0.2.2\"}]},\n"
	"  {\"name\": \"branch\", \"router\": [{\"name\": \"b1\", \"asn\": 65030, \"router-id\": \"192.0.2.9\",\n"
	"    \"static-route\": [{\"prefix\": \"10.9.0.0/16\", \"next-hop\": \"192.0.2.129\"}],\n"
	"    \"circuit-link\": []}]}],\n"
	" \"tunnel\": [\n"
	"  {\"name\": \"ipsec\", \"address-prefix\": [\"169.254.0.0/30\"], \"over\": {\"express-route-circuit\": [\"er1\"]}, \"end\": [\n"
	"   {\"node\": \"hub/fw\", \"prepend\": 1}, {\"node\": \"hq/r1\", \"outer-address\": \"192.168.9.1\", \"advertise\": [\"192.168.8.0/24\"]}]},\n"
	"  {\"name\": \"inner\", \"address-prefix\": [\"169.254.0.4/31\"], \"over\": {\"tunnel\": [\"ipsec\"]}, \"end\": [\n"
	"   {\"node\": \"hq/r1\"}, {\"node\": \"hub/fw\"}]},\n"
	"  {\"name\": \"wan\", \"address-prefix\": [\"192.0.2.128/30\", \"2001:db8::/127\"], \"rtt-ms\": \"7\", \"end\": [\n"
	"   {\"node\": \"hq/r2\"}, {\"node\": \"branch/b1\", \"readvertise\": false}]},\n"
	"  {\"name\": \"fixed\", \"address-prefix\": [\"169.254.0.8/30\"], \"bgp\": false, \"end\": [\n"
	"   {\"node\": \"hub/plain\"}, {\"node\": \"branch/b1\"}]}]}}\n";

#define AT(name) "{\"name\": \"" name "\""

static const struct broken_lab rows[] = {
	{"nobody at an end", "hub/plain\"}", "hub/plane\"}", "\"hub/plane\"", "did you mean \"hub/plain\"", SEVERITY_ERROR},
	{"an end without a slash", "{\"node\": \"hub/plain\"}", "{\"node\": \"plain\"}", NULL, "SITE/ROUTER", SEVERITY_ERROR},
	{"one end", "{\"node\": \"hq/r2\"}, ", "", NULL, "\"end\" has too few entries in tunnel", SEVERITY_ERROR},
	{"both ends the same", "{\"node\": \"hq/r2\"}", "{\"node\": \"branch/b1\"}", NULL, "branch/b1", SEVERITY_ERROR},
	{"two subnets of a family", "2001:db8::/127", "192.0.2.136/30", AT("wan"), "two address-prefixes of one family", SEVERITY_ERROR},
	{"no room for two", "169.254.0.8/30", "169.254.0.8/32", AT("fixed"), "no room", SEVERITY_ERROR},
	{"a subnet twice", "169.254.0.8/30", "169.254.0.0/30", AT("fixed"), "have the same address-prefix", SEVERITY_ERROR},
	{"no AS number", "\"bgp\": false, ", "", "{\"node\": \"hub/plain\"", "but appliance \"plain\" no asn", SEVERITY_ERROR},
	{"IPv6 to an appliance", "169.254.0.4/31\"", "169.254.0.4/31\", \"2001:db8:1::/127\"", "{\"node\": \"hub/fw\"}]},", "does not speak", SEVERITY_ERROR},
	{"a tunnel beside iBGP", "\"branch/b1\", \"readvertise\"", "\"hq/r1\", \"readvertise\"", AT("wan"), "speak iBGP already", SEVERITY_ERROR},
	{"a part that is none", "\"advertise\": [\"192.168.8.0/24\"]", "\"advertise\": [\"192.168.7.0/24\"]", "\"192.168.7.0/24\"", "router \"r1\" shall announce", SEVERITY_ERROR},
	{"a circuit that an end is not at", "\"express-route-circuit\": [\"er1\"]", "\"express-route-circuit\": [\"er2\"]", AT("ipsec"), "to which appliance \"fw\" has no way", SEVERITY_ERROR},
	{"a tunnel that rides on itself", "\"over\": {\"express-route-circuit\": [\"er1\"]}", "\"over\": {\"tunnel\": [\"ipsec\"]}", AT("ipsec"), "rides on itself, by tunnel \"ipsec\"", SEVERITY_ERROR},
	{"tunnels that ride on each other", "\"over\": {\"express-route-circuit\": [\"er1\"]}", "\"over\": {\"tunnel\": [\"inner\"]}", AT("inner"), "rides on itself, by tunnel \"ipsec\"", SEVERITY_ERROR},
	{"a carrier of others", "\"tunnel\": [\"ipsec\"]", "\"tunnel\": [\"wan\"]", AT("inner"), "which joins others", SEVERITY_ERROR},
	{"an end inside", "\"outer-address\": \"192.168.9.1\"", "\"outer-address\": \"169.254.0.2\"", "{\"node\": \"hq/r1\", \"outer", "rides on itself", SEVERITY_ERROR},
	{"an end that the tunnel announces", "\"outer-address\": \"192.168.9.1\"", "\"outer-address\": \"192.168.8.1\"", "{\"node\": \"hq/r1\", \"outer", "lies in 192.168.8.0/24, which leads through the tunnel", SEVERITY_ERROR},
	{"a static route into nothing", "\"next-hop\": \"192.0.2.129\"", "\"next-hop\": \"192.0.2.140\"", "{\"prefix\": \"10.9.0.0/16\", \"next-hop\": \"192.0.2.140\"", "is no neighbour", SEVERITY_WARNING},
	{"an appliance in two places", "10.1.2.5", "10.2.0.5", "{\"name\": \"in\"", "which is in \"far\", not in \"hub\": all interfaces of a virtual machine are in one network", SEVERITY_ERROR},
	{"Microsoft's router in another subnet", "\"ip-address\": \"10.1.0.4\", \"asn\": 65010, \"advertise\": [\"10.1.0.0/16\"]", "\"ip-address\": \"10.1.0.4\", \"asn\": 65010, \"routing-appliance-gbps\": 50", "{\"name\": \"fw\"", "expected it in VirtualNetworkApplianceSubnet", SEVERITY_ERROR},
	{"Microsoft's router with BGP", "\"ip-address\": \"10.1.0.4\", \"asn\": 65010, \"advertise\": [\"10.1.0.0/16\"]", "\"ip-address\": \"10.1.0.4\", \"asn\": 65010, \"routing-appliance-gbps\": 50", "{\"name\": \"fw\"", "which is reached by user-defined routes", SEVERITY_ERROR},
	{"a capacity that there is not", "\"ip-address\": \"10.1.0.4\", \"asn\": 65010, \"advertise\": [\"10.1.0.0/16\"]", "\"ip-address\": \"10.1.0.4\", \"asn\": 65010, \"routing-appliance-gbps\": 60", NULL, "50, 100 or 200 Gbps", SEVERITY_ERROR},
	{"another appliance in Microsoft's subnet", "\"name\": \"nva\", \"address", "\"name\": \"VirtualNetworkApplianceSubnet\", \"address", "{\"name\": \"fw\"", "expected none but such in", SEVERITY_ERROR},
	{"an interface in no subnet", "10.1.2.5", "10.1.9.5", "{\"name\": \"in\"", "in no subnet", SEVERITY_ERROR},
	{"an address of two interfaces", "10.1.2.5", "10.1.0.5", "{\"name\": \"in\"", "interface \"in\" has the address 10.1.0.5, which appliance", SEVERITY_ERROR},
	{"a static route beside all interfaces", "10.1.2.1", "10.1.255.1", "{\"prefix\": \"10.7", "in no subnet of its interfaces", SEVERITY_WARNING},
	{"a carrier that is not there", "\"tunnel\": [\"ipsec\"]", "\"tunnel\": [\"ipsek\"]", "\"ipsek\"", "ipsek", SEVERITY_ERROR},
};
/* clang-format on */

/* appliance-one-network */
static void broken_tunnels_are_found(void **state)
{
	(void)state;
	assert_int_equal(broken_labs_failed(good, rows, COUNT_OF(rows)), 0);
}

static struct lab *good_lab(void)
{
	struct findings findings = {0};
	struct lab *lab = lab_of_text(good, &findings);

	assert_non_null(lab);
	assert_int_equal(findings_errors(&findings), 0);
	findings_done(&findings);
	return lab;
}

static const struct plan_session *session_of(const struct plan *plan, const char *tunnel,
                                             uint8_t family)
{
	for (uint32_t i = 0; i < plan->session_count; i++) {
		const struct plan_session *session = &plan->sessions[i];

		if (session->element->kind == LAB_TUNNEL &&
		    strcmp(session->element->name, tunnel) == 0 &&
		    session->end[0].address.family == family)
			return session;
	}
	return NULL;
}

static void each_family_has_a_session_unless_routes_are_static(void **state)
{
	struct lab *lab = good_lab();
	struct plan *plan = plan_compile(lab);
	const struct plan_session *wan = session_of(plan, "wan", ADDR_IPV6);

	(void)state;
	assert_non_null(wan);
	assert_int_equal(wan->delay_us, 3500);
	assert_int_equal(wan->basis, RTT_GIVEN);
	assert_non_null(session_of(plan, "wan", ADDR_IPV4));
	assert_null(session_of(plan, "fixed", ADDR_IPV4));
	assert_int_equal(plan_find_node(plan, "hub/plain"), -1);
	plan_free(plan);
	lab_free(lab);
}

/* tunnel-over-circuit: router to the peering location, and from there to the region. */
static void over_a_circuit_it_takes_the_time_of_both_ways(void **state)
{
	struct lab *lab = good_lab();
	struct plan *plan = plan_compile(lab);
	const struct plan_session *ipsec = session_of(plan, "ipsec", ADDR_IPV4);
	uint32_t rtt_us;

	(void)state;
	assert_int_equal(facts_location_rtt_us(lab->facts, lab->vnets[0].region,
	                                       lab->circuits[0].location, &rtt_us),
	                 RTT_ESTIMATED);
	assert_int_equal(ipsec->delay_us, (rtt_us + 4000) / 2);
	assert_int_equal(ipsec->basis, RTT_ESTIMATED);
	assert_int_equal(session_of(plan, "inner", ADDR_IPV4)->delay_us, ipsec->delay_us);
	plan_free(plan);
	lab_free(lab);
}

static uint32_t number_of(const struct event_lab *events, const char *tunnel)
{
	const struct plan *plan = event_lab_plan(events);

	return (uint32_t)(session_of(plan, tunnel, ADDR_IPV4) - plan->sessions);
}

/* How the event changes the tunnel: EVENT_CHANGE_CUT, _MEND, or -1 for not at all. */
static int change_of(struct event_lab *events, enum event_kind kind, const char *on,
                     const char *tunnel)
{
	const struct event event = {.kind = kind, .on = on};
	struct findings findings = {0};
	size_t count;
	const struct event_change *changes;
	int found = -1;

	assert_true(event_check(events, &event, &findings));
	changes = event_apply(events, &event, &count);
	for (size_t i = 0; i < count; i++) {
		if (changes[i].session == number_of(events, tunnel) &&
		    (changes[i].kind == EVENT_CHANGE_CUT || changes[i].kind == EVENT_CHANGE_MEND))
			found = (int)changes[i].kind;
	}
	findings_done(&findings);
	return found;
}

/* tunnel-over-circuit: with its gateway, its router, its link or its peering, and back with it. A
 * tunnel inside it, too. */
static void it_dies_with_what_it_rides_on(void **state)
{
	static const struct {
		enum event_kind down;
		enum event_kind up;
		const char *on;
	} cases[] = {
	    {EVENT_LINK_DOWN, EVENT_LINK_UP, "er1/primary"},
	    {EVENT_NODE_DOWN, EVENT_NODE_UP, "er1/primary"},
	    {EVENT_NODE_DOWN, EVENT_NODE_UP, "gw"},
	    {EVENT_LINK_DOWN, EVENT_LINK_UP, "gw/c"},
	    {EVENT_PEERING_DISABLE, EVENT_PEERING_ENABLE, "er1"},
	    {EVENT_CONNECTION_DELETE, EVENT_CONNECTION_CREATE, "gw/c"},
	};
	const struct event_lab_options options = {0};
	struct lab *lab = good_lab();
	struct event_lab *events = event_lab_new(lab, &options);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_int_equal(change_of(events, cases[i].down, cases[i].on, "ipsec"),
		                 EVENT_CHANGE_CUT);
		assert_int_equal(change_of(events, cases[i].up, cases[i].on, "ipsec"),
		                 EVENT_CHANGE_MEND);
	}
	assert_int_equal(change_of(events, EVENT_LINK_DOWN, "er1/primary", "inner"),
	                 EVENT_CHANGE_CUT);
	assert_int_equal(change_of(events, EVENT_LINK_UP, "er1/primary", "inner"),
	                 EVENT_CHANGE_MEND);
	/* The other link carries nothing of hq's. */
	assert_int_equal(change_of(events, EVENT_LINK_DOWN, "ipsec", "inner"), EVENT_CHANGE_CUT);
	assert_int_equal(change_of(events, EVENT_LINK_DOWN, "er1/primary", "ipsec"), -1);
	assert_int_equal(change_of(events, EVENT_LINK_UP, "ipsec", "ipsec"), EVENT_CHANGE_CUT);
	assert_int_equal(change_of(events, EVENT_LINK_UP, "er1/primary", "ipsec"),
	                 EVENT_CHANGE_MEND);
	event_lab_free(events);
	lab_free(lab);
}

/* clang-format off */
static const char private_lab[] =
	"{\"hairpin-lab:lab\": {\"name\": \"private\", \"virtual-network\": [\n"
	"  {\"name\": \"hub\", \"region\": \"West Europe\", \"address-space\": [\"10.1.0.0/16\"],\n"
	"   \"subnet\": [{\"name\": \"GatewaySubnet\", \"address-prefix\": [\"10.1.255.0/26\"]}],\n"
	"   \"virtual-network-gateway\": {\"name\": \"gw\", \"sku\": \"ErGw1AZ\", \"connection\": [{\"name\": \"c\", \"express-route-circuit\": \"er1\"}]},\n"
	"   \"vpn-gateway\": {\"name\": \"vpn\", \"sku\": \"VpnGw1AZ\", \"connection\": [\n"
	"    {\"name\": \"t\", \"local-network-gateway\": \"lng\", \"enable-bgp\": true, \"use-local-azure-ip-address\": true}]}}],\n"
	" \"local-network-gateway\": [{\"name\": \"lng\", \"asn\": 65020, \"bgp-peering-address\": \"192.168.8.1\", \"gateway-ip-address\": \"192.168.1.1\",\n"
	"  \"site\": \"hq\", \"router\": \"r1\"}],\n"
	" \"express-route-circuit\": [\n"
	"  {\"name\": \"er1\", \"sku-tier\": \"Standard\", \"bandwidth-mbps\": 50, \"peering-location\": \"Amsterdam\",\n"
	"   \"azure-private-peering\": {\"peer-asn\": 65020,\n"
	"    \"primary-peer-address-prefix\": \"172.16.0.0/30\", \"secondary-peer-address-prefix\": \"172.16.0.4/30\"}}],\n"
	" \"site\": [{\"name\": \"hq\", \"access-rtt-ms\": \"4\", \"router\": [\n"
	"    {\"name\": \"r1\", \"asn\": 65020, \"advertise\": [\"192.168.0.0/16\", \"192.168.8.0/24\"], \"circuit-link\": [\n"
	"     {\"express-route-circuit\": \"er1\", \"link\": \"primary\", \"advertise\": [\"192.168.0.0/16\"]}]}]}]}}\n";

static const struct broken_lab private_rows[] = {
	{"a SKU that cannot", "\"VpnGw1AZ\"", "\"VpnGw1\"", "{\"name\": \"t\"", "which the SKU VpnGw1 does not have", SEVERITY_ERROR},
	{"no circuit at the network", "{\"name\": \"c\", \"express-route-circuit\": \"er1\"}", "", "{\"name\": \"t\"", "no circuit is linked to \"hub\"", SEVERITY_ERROR},
	{"no circuit at the other end", "\"circuit-link\": [\n     {\"express-route-circuit\": \"er1\", \"link\": \"primary\", \"advertise\": [\"192.168.0.0/16\"]}]", "\"circuit-link\": []", "{\"name\": \"t\"", "router \"r1\" at the other end has no way to a circuit of \"gw\"", SEVERITY_ERROR},
	{"a connection that rides on itself", "192.168.1.1", "192.168.8.1", "{\"name\": \"t\"", "rides on itself: gateway-ip-address 192.168.8.1", SEVERITY_ERROR},
};
/* clang-format on */

/* vpn-over-private-peering */
static void connections_ride_on_circuits_as_azure_allows(void **state)
{
	const struct event_lab_options options = {0};
	const struct event cut = {.kind = EVENT_LINK_DOWN, .on = "er1/primary"};
	struct findings findings = {0};
	struct lab *lab = lab_of_text(private_lab, &findings);
	struct event_lab *events;
	const struct event_change *changes;
	bool found = false;
	size_t count;

	(void)state;
	assert_int_equal(broken_labs_failed(private_lab, private_rows, COUNT_OF(private_rows)), 0);
	assert_non_null(lab);
	events = event_lab_new(lab, &options);
	changes = event_apply(events, &cut, &count);
	for (size_t i = 0; i < count; i++) {
		const struct plan_session *session =
		    &event_lab_plan(events)->sessions[changes[i].session];

		found = found || (changes[i].kind == EVENT_CHANGE_CUT &&
		                  session->element->kind == LAB_VPN_CONNECTION);
	}
	assert_true(found);
	event_lab_free(events);
	findings_done(&findings);
	lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(broken_tunnels_are_found),
	    cmocka_unit_test(each_family_has_a_session_unless_routes_are_static),
	    cmocka_unit_test(over_a_circuit_it_takes_the_time_of_both_ways),
	    cmocka_unit_test(it_dies_with_what_it_rides_on),
	    cmocka_unit_test(connections_ride_on_circuits_as_azure_allows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
