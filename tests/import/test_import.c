/* Import: files that end too early, labs that come back, large plans, names, and what a scrubbed
 * lab keeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/addr.h"
#include "base/check.h"
#include "base/mem.h"
#include "document/document.h"
#include "import/build/import.h"
#include "import/lab/into.h"
#include "import/lab/scrub.h"
#include "tests/lib/az_export.h"
#include "topo/judge/load.h"

static char *path_of(const char *name, char *out, size_t size)
{
	const char *srcdir = getenv("srcdir");

	snprintf(out, size, "%s/%s", srcdir != NULL ? srcdir : ".", name);
	return out;
}

static void read_file(const char *name, struct text *out)
{
	char path[4096];
	char chunk[65536];
	FILE *file = fopen(path_of(name, path, sizeof(path)), "rb");
	size_t got;

	assert_non_null(file);
	while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0)
		text_add_bytes(out, chunk, got);
	fclose(file);
}

/* Imports one text; the report and the findings are appended to `said`. */
static bool import_text(const char *text, size_t size, struct text *lab, struct text *said)
{
	const struct import_options options = {.name = "t"};
	const struct import_file file = {"t.json", text, size};
	struct import_report *report = import_report_new();
	struct findings findings = {0};
	bool made = import_azure(&file, 1, &options, lab, report, &findings);

	assert_int_equal(made, findings_errors(&findings) == 0);
	assert_int_equal(made, lab->size > 0);
	if (said != NULL) {
		import_report_text(report, true, said);
		findings_format(&findings, 0, said);
	}
	findings_done(&findings);
	import_report_free(report);
	return made;
}

/* What was cut is refused with a place, unless only blanks are missing. */
static void check_cut(const struct text *whole, size_t size)
{
	struct text lab = {0};
	struct text said = {0};
	bool made = import_text(whole->at, size, &lab, &said);

	if (made && strspn(whole->at + size, " \r\n") != whole->size - size)
		fail_msg("cut at %zu was taken", size);
	if (!made && (strstr(said.at, "t.json:") == NULL || strstr(said.at, ": error: ") == NULL))
		fail_msg("cut at %zu: no place: %s", size, said.at);
	text_done(&lab);
	text_done(&said);
}

static int is_json(const struct dirent *entry)
{
	return strstr(entry->d_name, ".json") != NULL || strstr(entry->d_name, ".tfstate") != NULL;
}

static void cut_all(const char *folder)
{
	struct dirent **entries;
	char path[4096];
	int count = scandir(path_of(folder, path, sizeof(path)), &entries, is_json, alphasort);

	assert_true(count > 5);
	for (int i = 0; i < count; i++) {
		struct text whole = {0};

		snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		read_file(path, &whole);
		for (size_t size = 0; size < whole.size; size += 97)
			check_cut(&whole, size);
		text_done(&whole);
		free(entries[i]);
	}
	free(entries);
}

static void files_cut_after_every_97th_byte(void **state)
{
	(void)state;
	cut_all("tests/import/samples");
	cut_all("tests/import/samples/contoso");
}

/* Labs that hold only what az shows, but for sites: those come back as import makes them. */
static const char *const returning[] = {
    "labs/transit/lab.json",
    "labs/peering/lab.json",
    "labs/peering-shared-gateway/lab.json",
    "labs/no-transit/lab.json",
    "labs/dual-stack/lab.json",
    "labs/hub-spoke/lab.json",
    "labs/bow-tie/lab.json",
    "labs/global-reach/lab.json",
    "labs/vpn-backup/lab.json",
    "labs/virtual-wan/lab.json",
    "labs/route-server/lab.json",
    "labs/metro/lab.json",
    "tests/import/pitfalls/returning.json",
};

static struct document *parse(const char *name, const char *text, size_t size)
{
	struct findings findings = {0};
	struct document *document = document_parse("hairpin-lab", name, text, size, &findings);

	findings_done(&findings);
	assert_non_null(document);
	return document;
}

/* lab -> az -> lab -> az: the second list says what the first did, so nothing of it was lost. */
static void labs_come_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(returning); i++) {
		struct text whole = {0}, first = {0}, lab = {0}, second = {0}, again = {0};

		read_file(returning[i], &whole);
		struct document *document = parse(returning[i], whole.at, whole.size);
		az_export(document, &first);
		document_free(document);
		assert_true(import_text(first.at, first.size, &lab, NULL));
		document = parse("first", lab.at, lab.size);
		az_export(document, &second);
		document_free(document);
		assert_true(import_text(second.at, second.size, &again, NULL));
		assert_string_equal(lab.at, again.at);
		/* Lists are sorted on the way; sizes tell whether anything is missing. */
		if (first.size != second.size)
			fail_msg("%s:\n%s\n%s", returning[i], first.at, second.at);
		text_done(&whole);
		text_done(&first);
		text_done(&lab);
		text_done(&second);
		text_done(&again);
	}
}

enum { PLAN_NETWORKS = 500 };

static void add_network_change(struct text *out, unsigned i)
{
	text_addf(
	    out,
	    "%s{\"address\": \"module.net[\\\"n%u\\\"].azurerm_virtual_network.this\", \"type\": "
	    "\"azurerm_virtual_network\", \"change\": {\"actions\": [\"create\"], \"after\": "
	    "{\"name\": \"n%u\", \"location\": \"westeurope\", \"resource_group_name\": \"rg\", "
	    "\"address_space\": [\"10.%u.%u.0/24\"]}, \"after_unknown\": {\"id\": true}}},\n",
	    i == 0 ? "" : ",", i, i, i / 250, i % 250);
	text_addf(
	    out,
	    "{\"address\": \"module.net[\\\"n%u\\\"].azurerm_subnet.this[\\\"work\\\"]\", "
	    "\"type\": \"azurerm_subnet\", \"change\": {\"actions\": [\"create\"], \"after\": "
	    "{\"name\": \"work\", \"virtual_network_name\": \"n%u\", \"resource_group_name\": "
	    "\"rg\", \"address_prefixes\": [\"10.%u.%u.0/25\"]}, \"after_unknown\": {\"id\": "
	    "true}}},\n",
	    i, i, i / 250, i % 250);
	text_addf(out,
	          "{\"address\": \"module.net[\\\"n%u\\\"].azurerm_route_table.this\", \"type\": "
	          "\"azurerm_route_table\", \"change\": {\"actions\": [\"create\"], \"after\": "
	          "{\"name\": \"rt%u\", \"resource_group_name\": \"rg\", "
	          "\"bgp_route_propagation_enabled\": false, \"route\": []}, \"after_unknown\": "
	          "{\"id\": true}}},\n",
	          i, i);
	text_addf(
	    out,
	    "{\"address\": "
	    "\"module.net[\\\"n%u\\\"].azurerm_subnet_route_table_association.this\", "
	    "\"type\": \"azurerm_subnet_route_table_association\", \"change\": {\"actions\": "
	    "[\"create\"], \"after\": {}, \"after_unknown\": {\"id\": true, \"subnet_id\": true, "
	    "\"route_table_id\": true}}}\n",
	    i);
}

static const char plan_configuration[] =
    "], \"configuration\": {\"root_module\": {\"module_calls\": {\"net\": {\"expressions\": {}, "
    "\"module\": {\"resources\": [{\"address\": "
    "\"azurerm_subnet_route_table_association.this\", \"expressions\": {\"subnet_id\": "
    "{\"references\": [\"azurerm_subnet.this[\\\"work\\\"].id\", "
    "\"azurerm_subnet.this[\\\"work\\\"]\", \"azurerm_subnet.this\"]}, \"route_table_id\": "
    "{\"references\": [\"azurerm_route_table.this.id\", \"azurerm_route_table.this\"]}}}]}}}}}}\n";

static unsigned count_of(const char *text, const char *what)
{
	unsigned count = 0;

	for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what))
		count++;
	return count;
}

static void a_plan_of_two_thousand_resources(void **state)
{
	struct text plan = {0}, lab = {0}, said = {0};

	(void)state;
	text_add(&plan, "{\"format_version\": \"1.2\", \"resource_changes\": [\n");
	for (unsigned i = 0; i < PLAN_NETWORKS; i++)
		add_network_change(&plan, i);
	text_add(&plan, plan_configuration);
	assert_true(import_text(plan.at, plan.size, &lab, &said));
	assert_int_equal(count_of(lab.at, "\"route-table\": \"rt"), PLAN_NETWORKS);
	assert_non_null(strstr(lab.at, "\"name\": \"n499\""));
	assert_non_null(strstr(said.at, "500 virtual networks, 500 subnets, 500 route tables"));
	text_done(&plan);
	text_done(&lab);
	text_done(&said);
}

/* How PowerShell and editors of Windows write files. */
static void encodings_are_told(void **state)
{
	static const struct {
		const char *text;
		size_t size;
		const char *want;
	} files[] = {
	    {"[1,\0]", 5, "zero bytes"},
	    {"\xef\xbb\xbf", 3, "the file is empty"},
	    {"\xef\xbb\xbf{}", 5, "an object without \"id\""},
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		struct text lab = {0};
		struct text said = {0};

		assert_false(import_text(files[i].text, files[i].size, &lab, &said));
		if (strstr(text_str(&said), files[i].want) == NULL)
			fail_msg("\"%s\" in\n%s", files[i].want, text_str(&said));
		text_done(&lab);
		text_done(&said);
	}
}

#define NET_ID(group, name) \
	"/subscriptions/0123456789/resourceGroups/" group "/providers/Microsoft.Network/" name

/* One row: a list of resources, and what must come out or be said ("!": must not). */
static const struct {
	const char *name;
	const char *text;
	bool made;
	const char *want[4];
} rows[] = {
    {"two of one name",
     "[{\"id\": \"" NET_ID(
	 "b",
	 "virtualNetworks/n") "\", \"name\": \"n\", \"location\": "
                              "\"westeurope\", \"addressSpace\": {\"addressPrefixes\": "
                              "[\"10.1.0.0/16\"]}}, {\"id\": \"" NET_ID(
				  "a",
				  "virtualNetworks/n") "\", \"name\": \"n\", \"location\": "
                                                       "\"westeurope\", "
                                                       "\"addressSpace\": {\"addressPrefixes\": "
                                                       "[\"10.2.0.0/16\"]}}]",
     true,
     {"\"name\": \"n\"", "\"name\": \"n-b\"", NULL}},
    {"an id in another case is the same",
     "[{\"id\": \"" NET_ID(
	 "a", "virtualNetworks/n") "\", \"name\": \"n\", \"location\": "
                                   "\"westeurope\", \"addressSpace\": {\"addressPrefixes\": "
                                   "[\"10.1.0.0/16\"]}}, {\"id\": "
                                   "\"/SUBSCRIPTIONS/0123456789/resourcegroups/A/providers/"
                                   "microsoft.network/virtualnetworks/N\", "
                                   "\"name\": \"n\", \"addressSpace\": {\"addressPrefixes\": "
                                   "[\"10.1.0.0/16\"]}}]",
     true,
     {"imported: 1 virtual networks"}},
    {"a peering that is not connected",
     "[{\"id\": \"" NET_ID("a", "virtualNetworks/n") "\", \"name\": \"n\", \"location\": "
                                                     "\"westeurope\", \"addressSpace\": "
                                                     "{\"addressPrefixes\": [\"10.1.0.0/16\"]}, "
                                                     "\"virtualNetworkPeerings\": [{\"name\": "
                                                     "\"p\", \"peeringState\": \"Initiated\", "
                                                     "\"remoteVirtualNetwork\": {\"id\": \"" NET_ID(
							 "a", "virtualNetworks/m") "\"}}]}]",
     true,
     {"1 virtual network peering (n/p; t.json:1): its state is Initiated",
      "!virtual-network-peering\""}},
    {"an AS number beyond 32 bits",
     "[{\"id\": \"" NET_ID(
	 "a", "expressRouteCircuits/c") "\", \"name\": \"c\", \"location\": "
                                        "\"westeurope\", \"sku\": {\"tier\": \"Premium\"}, "
                                        "\"serviceProviderProperties\": "
                                        "{\"peeringLocation\": \"Amsterdam\", \"bandwidthInMbps\": "
                                        "1000}, \"peerings\": [{\"name\": "
                                        "\"AzurePrivatePeering\", \"peeringType\": "
                                        "\"AzurePrivatePeering\", \"peerASN\": 99999999999, "
                                        "\"primaryPeerAddressPrefix\": \"172.16.0.0/30\", "
                                        "\"secondaryPeerAddressPrefix\": "
                                        "\"172.16.0.4/30\"}]}]",
     true,
     {"99999999999 is no AS number of 32 bits; 65020 stands in for it", "\"peer-asn\": 65020"}},
    {"strangers on a circuit",
     "[{\"id\": \"" NET_ID(
	 "a", "expressRouteCircuits/c") "\", \"name\": \"c\", \"location\": "
                                        "\"westeurope\", \"sku\": {\"tier\": \"Premium\"}, "
                                        "\"serviceProviderProperties\": "
                                        "{\"peeringLocation\": \"Amsterdam\", \"bandwidthInMbps\": "
                                        "1000}, \"authorizations\": "
                                        "[{\"name\": \"x\", \"authorizationKey\": \"TheKey\", "
                                        "\"authorizationUseStatus\": \"InUse\"}], "
                                        "\"peerings\": [{\"name\": \"AzurePrivatePeering\", "
                                        "\"peeringType\": "
                                        "\"AzurePrivatePeering\", \"peerASN\": 65001, "
                                        "\"primaryPeerAddressPrefix\": "
                                        "\"172.16.0.0/30\", \"secondaryPeerAddressPrefix\": "
                                        "\"172.16.0.4/30\"}]}]",
     true,
     {"attention", "1 of its authorizations are used by gateways that are not in the files",
      "!TheKey"}},
    {"a member that nobody knows",
     "[{\"id\": \"" NET_ID("a", "virtualNetworks/n") "\", \"name\": \"n\", \"location\": "
                                                     "\"westeurope\", \"addressSpace\": "
                                                     "{\"addressPrefixes\": [\"10.1.0.0/16\"]}, "
                                                     "\"routesTunnelThrough\": true}]",
     true,
     {"the member \"routesTunnelThrough\" is not known here"}},
    {"kinds that are not modelled",
     "[{\"id\": \"" NET_ID(
	 "a", "networkSecurityGroups/s") "\", \"name\": \"s\"}, {\"id\": "
                                         "\"" NET_ID("a", "networkSecurityGroups/"
                                                          "t") "\", \"name\": "
                                                               "\"t\"}, {\"id\": "
                                                               "\"" NET_ID("a", "virtualHubs/"
                                                                                "h/"
                                                                                "routingIntent"
                                                                                "/i") "\", "
                                                                                      "\"name"
                                                                                      "\": "
                                                                                      "\"i\"}"
                                                                                      "]",
     true,
     {"2 Microsoft.Network/networkSecurityGroups (s, t; t.json:1): this kind is not modelled",
      "1 Microsoft.Network/virtualHubs/routingIntent (i; t.json:1)"}},
    {"a template with a variable",
     "{\"$schema\": \"x/deploymentTemplate.json#\", \"resources\": [{\"type\": "
     "\"Microsoft.Network/virtualNetworks\", \"name\": \"[variables('v')]\"}]}",
     false,
     {"t.json:1:111: error: a template, not a deployed state: \"[variables('v')]\""}},
    {"a switch of Terraform that is turned round",
     "{\"version\": 4, \"terraform_version\": \"1.0\", \"resources\": [{\"mode\": \"managed\", "
     "\"type\": \"azurerm_route_table\", \"name\": \"t\", \"instances\": [{\"attributes\": "
     "{\"id\": "
     "\"" NET_ID("a", "routeTables/t") "\", \"name\": \"t\", \"bgp_route_propagation_enabled\": "
                                       "false}}]}]}",
     true,
     {"\"disable-bgp-route-propagation\": true"}},
    {"an old gateway in a small subnet",
     "[{\"id\": \"" NET_ID(
	 "a",
	 "virtualNetworks/n") "\", \"name\": \"n\", \"location\": "
                              "\"westeurope\", \"addressSpace\": {\"addressPrefixes\": "
                              "[\"10.1.0.0/16\"]}, \"subnets\": "
                              "[{\"name\": \"GatewaySubnet\", \"addressPrefix\": "
                              "\"10.1.0.0/28\"}]}, {\"id\": \"" NET_ID(
				  "a",
				  "virtualNetworkGateways/g") "\", \"name\": \"g\", "
                                                              "\"gatewayType\": "
                                                              "\"ExpressRoute\", \"sku\": "
                                                              "{\"name\": \"Standard\"}, "
                                                              "\"allowRemoteVnetTraffic\": false, "
                                                              "\"ipConfigurations\": [{\"name\": "
                                                              "\"x\", \"subnet\": {\"id\": "
                                                              "\"" NET_ID(
								  "a", "virtualNetworks/n/subnets/"
								       "GatewaySubnet") "\"}}]}]",
     true,
     {"1 GatewaySubnet (n/GatewaySubnet; t.json:1): it is smaller", "\"value\": 28"}},
    {"what is marked sensitive is not read",
     "{\"format_version\": \"1.0\", \"values\": {\"root_module\": {\"resources\": [{\"address\": "
     "\"azurerm_virtual_network.n\", \"type\": \"azurerm_virtual_network\", \"values\": {\"id\": "
     "\"" NET_ID("a", "virtualNetworks/n") "\", \"name\": \"n\", \"location\": \"westeurope\", "
                                           "\"address_space\": [\"10.9.0.0/16\"]}, "
                                           "\"sensitive_values\": {\"address_space\": true}}]}}}",
     true,
     {"its \"address_space\" is marked sensitive, and not read", "!10.9.0.0"}},
    {"azapi holds Azure's own words",
     "{\"version\": 4, \"terraform_version\": \"1.0\", \"resources\": [{\"mode\": \"managed\", "
     "\"type\": \"azapi_resource\", \"name\": \"t\", \"instances\": [{\"attributes\": {\"id\": "
     "\"" NET_ID(
	 "a",
	 "virtualNetworks/n") "\", \"name\": \"n\", \"location\": \"westeurope\", \"type\": "
                              "\"Microsoft.Network/virtualNetworks@2024-07-01\", \"body\": "
                              "{\"properties\": "
                              "{\"addressSpace\": {\"addressPrefixes\": [\"10.9.0.0/16\"]}}}}}]}]}",
     true,
     {"\"address-space\": [\"10.9.0.0/16\"]"}},
    {"PowerShell's own objects",
     "[{\"Id\": \"" NET_ID("a",
                           "virtualNetworks/n") "\", \"Name\": \"n\", \"Location\": "
                                                "\"westeurope\", \"AddressSpace\": "
                                                "{\"AddressPrefixes\": [\"10.9.0.0/16\"]}, "
                                                "\"AddressSpaceText\": \"words\", \"Subnets\": "
                                                "[{\"Name\": \"s\", \"AddressPrefix\": "
                                                "[\"10.9.1.0/24\"]}]}]",
     true,
     {"{\"name\": \"s\", \"address-prefix\": [\"10.9.1.0/24\"]}", "!not known here"}},
};

static void rows_of_import(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text lab = {0}, said = {0};

		assert_int_equal(import_text(rows[i].text, strlen(rows[i].text), &lab, &said),
		                 rows[i].made);
		text_add(&said, text_str(&lab));
		for (size_t k = 0; k < COUNT_OF(rows[i].want) && rows[i].want[k] != NULL; k++) {
			const char *want = rows[i].want[k];
			bool absent = want[0] == '!';

			if ((strstr(said.at, want + absent) == NULL) != absent)
				fail_msg("%s: \"%s\" in\n%s", rows[i].name, want, said.at);
		}
		text_done(&lab);
		text_done(&said);
	}
}

/* All prefixes of a text in their order. */
static size_t prefixes_of(const char *text, struct prefix out[64])
{
	size_t count = 0;

	for (const char *at = strchr(text, '"'); at != NULL; at = strchr(at + 1, '"')) {
		char word[PREFIX_TEXT_MAX] = "";
		struct prefix prefix;

		strncat(word, at + 1,
		        strcspn(at + 1, "\"") < sizeof(word) - 1 ? strcspn(at + 1, "\"")
		                                                 : sizeof(word) - 1);
		if (count < 64 && prefix_parse(word, &prefix) == PREFIX_OK)
			out[count++] = prefix;
	}
	return count;
}

static void scrubbed_prefixes_overlap_as_before(void **state)
{
	struct text whole = {0}, scrubbed = {0};
	struct findings findings = {0};
	struct prefix before[64], after[64];
	unsigned same = 0;

	(void)state;
	read_file("tests/import/contoso/az.json", &whole);
	const struct import_file file = {"az.json", whole.at, whole.size};
	assert_true(lab_scrub(&file, 42, &scrubbed, &findings));
	size_t count = prefixes_of(whole.at, before);
	assert_int_equal(prefixes_of(scrubbed.at, after), count);
	assert_true(count > 20);
	for (size_t i = 0; i < count; i++) {
		same += prefix_equal(&before[i], &after[i]);
		assert_int_equal(before[i].length, after[i].length);
		for (size_t k = 0; k < count; k++)
			assert_int_equal(prefix_contains(&before[i], &before[k]),
			                 prefix_contains(&after[i], &after[k]));
	}
	/* The default route and addresses for documentation stay. */
	assert_true(same < count / 2);
	assert_null(strstr(scrubbed.at, "weu"));
	findings_done(&findings);
	text_done(&whole);
	text_done(&scrubbed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(files_cut_after_every_97th_byte),
	    cmocka_unit_test(labs_come_back),
	    cmocka_unit_test(a_plan_of_two_thousand_resources),
	    cmocka_unit_test(rows_of_import),
	    cmocka_unit_test(encodings_are_told),
	    cmocka_unit_test(scrubbed_prefixes_overlap_as_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
