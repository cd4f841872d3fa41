/* What is said of sets and policies that cannot be meant so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "azure/azure.h"
#include "base/check.h"
#include "tests/topo/broken_lab.h"
#include "topo/plan/plan.h"

/* clang-format off */
static const char good[] =
	"{\"hairpin-lab:lab\": {\"name\": \"good\",\n"
	"\"prefix-set\": [\n"
	"  {\"name\": \"servers\", \"prefix\": [{\"ip-prefix\": \"192.168.0.0/24\"}]},\n"
	"  {\"name\": \"azure\", \"prefix\": [{\"ip-prefix\": \"10.0.0.0/8\", \"ge\": 16, \"le\": 24}]}],\n"
	"\"as-path-set\": [{\"name\": \"direct\", \"member\": [\"^12076$\"]}],\n"
	"\"community-set\": [{\"name\": \"ours\", \"member\": [\"65020:*\"]}],\n"
	"\"policy-definition\": [\n"
	"  {\"name\": \"out\", \"statement\": [\n"
	"    {\"name\": \"one\", \"conditions\": {\"match-prefix-set\": \"servers\", \"match-community-set\": \"ours\"},\n"
	"     \"actions\": {\"set-med\": \"+5\"}},\n"
	"    {\"name\": \"two\", \"conditions\": {\"match-prefix-set\": \"servers\"}, \"actions\": {\"policy-result\": \"accept-route\"}},\n"
	"    {\"name\": \"three\", \"actions\": {\"policy-result\": \"reject-route\"}}]},\n"
	"  {\"name\": \"in\", \"statement\": [\n"
	"    {\"name\": \"one\", \"conditions\": {\"match-prefix-set\": \"azure\", \"match-as-path-set\": \"direct\"},\n"
	"     \"actions\": {\"set-local-preference\": 200, \"set-next-hop\": \"172.16.0.2\", \"policy-result\": \"accept-route\"}}]}],\n"
	"\"express-route-circuit\": [\n"
	"  {\"name\": \"er1\", \"sku-tier\": \"Standard\", \"bandwidth-mbps\": 1000, \"peering-location\": \"Amsterdam\",\n"
	"   \"azure-private-peering\": {\"peer-asn\": 65020, \"vlan-id\": 100,\n"
	"     \"primary-peer-address-prefix\": \"172.16.0.0/30\", \"secondary-peer-address-prefix\": \"172.16.0.4/30\"}}],\n"
	"\"site\": [{\"name\": \"hq\", \"router\": [\n"
	"  {\"name\": \"r1\", \"asn\": 65020, \"advertise\": [\"192.168.0.0/24\"],\n"
	"   \"announce\": [{\"prefix\": \"192.168.1.0/24\", \"med\": 7, \"origin\": \"egp\", \"community\": [\"65020:1\"], \"as-path\": \"64500 64501\"}],\n"
	"   \"circuit-link\": [{\"express-route-circuit\": \"er1\", \"link\": \"primary\",\n"
	"     \"import-policy\": [\"in\"], \"export-policy\": [\"out\"]}]}]}]\n"
	"}}\n";

static const struct broken_lab rows[] = {
	{"missing prefix set", "\"match-prefix-set\": \"servers\"}", "\"match-prefix-set\": \"server\"}", "\"server\"}", "server", SEVERITY_ERROR},
	{"missing policy", "[\"out\"]", "[\"outwards\"]", "\"outwards\"", "outwards", SEVERITY_ERROR},
	{"ge below the length", "\"ge\": 16", "\"ge\": 7", "7,", "matches nothing", SEVERITY_ERROR},
	{"ge beyond an address", "\"ge\": 16", "\"ge\": 33", "33,", "matches nothing", SEVERITY_ERROR},
	{"le below ge", "\"le\": 24", "\"le\": 15", "15}", "matches nothing", SEVERITY_ERROR},
	{"le beyond an address", "\"le\": 24", "\"le\": 64", "64}", "matches nothing", SEVERITY_ERROR},
	{"a line break in one", "^12076$", "^1\\n2", "\"^1\\n2", "signs of regular expressions", SEVERITY_ERROR},
	{"bad regular expression", "^12076$", "(12076", "\"(12076", "no regular expression", SEVERITY_ERROR},
	{"bad community", "65020:*", "65020:x", "\"65020:x", "a community is written", SEVERITY_ERROR},
	{"bad MED", "\"+5\"", "\"5%\"", "\"5%", "a MED is a number", SEVERITY_ERROR},
	{"large MED", "\"+5\"", "\"4294967296\"", "\"4294967296", "a MED of 4294967296", SEVERITY_ERROR},
	{"empty set", "[\"65020:*\"]", "[]", "{\"name\": \"ours\"", "matches nothing", SEVERITY_WARNING},
	{"never reached", "\"conditions\": {\"match-prefix-set\": \"servers\"}, ", "", "{\"name\": \"three\"", "never reached", SEVERITY_WARNING},
	{"does nothing", "{\"policy-result\": \"reject-route\"}", "{}", "{\"name\": \"three\"", "does nothing", SEVERITY_WARNING},
	{"nothing here", "[{\"ip-prefix\": \"192.168.0.0/24\"}]", "[{\"ip-prefix\": \"192.168.9.0/24\"}]", "[\"out\"]", "matches nothing here", SEVERITY_WARNING},
	{"own inwards", "\"match-prefix-set\": \"azure\"", "\"match-locally-originated\": true", "[\"in\"]", "are not locally originated", SEVERITY_WARNING},
	{"asked by nobody", "\"import-policy\": [\"in\"], ", "", "{\"name\": \"in\"", "asked by no session", SEVERITY_WARNING},
	{"behind one that decides", "[\"out\"]", "[\"out\", \"in\"]", "[\"out\"", "policy \"in\" is never reached here", SEVERITY_WARNING},
	{"self inwards", "\"set-next-hop\": \"172.16.0.2\"", "\"set-next-hop\": \"self\"", "[\"in\"]", "sets the next hop to self", SEVERITY_ERROR},
	{"set and add", "\"set-med\": \"+5\"", "\"set-community\": [\"65020:1\"], \"add-community\": [\"65020:2\"]", "[\"65020:1\"]", "expected it alone", SEVERITY_ERROR},
	{"announced twice", "\"prefix\": \"192.168.1.0/24\"", "\"prefix\": \"192.168.0.0/24\"", "{\"prefix\"", "announced and advertised", SEVERITY_ERROR},
	{"bad AS path", "64500 64501", "64500 9999999999", "\"64500 9999", "no AS path", SEVERITY_ERROR},
};
/* clang-format on */

static void the_good_lab_is_good(void **state)
{
	(void)state;
	struct findings findings = {0};
	struct lab *lab = lab_of_text(good, &findings);
	struct plan *plan;

	assert_non_null(lab);
	for (size_t i = 0; i < findings.count; i++)
		assert_null(strstr(findings.items[i].text, "policy"));
	plan = plan_compile(lab);
	for (uint32_t i = 0; i < plan->node_count; i++) {
		const struct node_conf *conf = &plan->nodes[i].conf;
		const struct rib_import *import;

		if (plan->nodes[i].element->kind != LAB_ROUTER)
			continue;
		import = &conf->peers[0].rib.import;
		assert_int_equal(conf->route_count, 2);
		assert_int_equal(conf->routes[1].attrs.med, 7);
		assert_int_equal(conf->routes[1].attrs.origin, BGP_ORIGIN_EGP);
		assert_int_equal(conf->routes[1].attrs.communities.size, 4);
		assert_int_equal(conf->routes[1].attrs.as_path.size, 10);
		assert_int_equal(import->policy->count, 1);
		assert_string_equal(import->policy->policies[0]->name, "in");
		assert_string_equal(conf->peers[0].rib.export.policy->policies[0]->name, "out");
	}
	plan_free(plan);
	lab_free(lab);
	findings_done(&findings);
}

static void broken_policies_are_found(void **state)
{
	(void)state;
	assert_int_equal(broken_labs_failed(good, rows, COUNT_OF(rows)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_good_lab_is_good),
	    cmocka_unit_test(broken_policies_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
