/*
 * Import of a large estate: a list of az with hubs, each with a gateway and its share of the
 * networks as spokes.
 *
 * Usage: bench-import [--write] NETWORKS HUBS. Prints one line: the seconds of the import with its
 * report, those of the processor in all, MB of input, peak memory in KiB. --write prints the list
 * itself.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "import/build/import.h"

#define GROUP "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/"
#define TYPE  "Microsoft.Network/"

static void add_peering(struct text *out, unsigned from, unsigned to, bool hub, const char *between)
{
	text_addf(out,
	          "%s{\"name\": \"to-%u\", \"id\": \"" GROUP TYPE
	          "virtualNetworks/net-%u/virtualNetworkPeerings/to-%u\", \"peeringState\": "
	          "\"Connected\", \"remoteVirtualNetwork\": {\"id\": \"" GROUP TYPE
	          "virtualNetworks/net-%u\"}, \"allowVirtualNetworkAccess\": true, "
	          "\"allowForwardedTraffic\": true, \"allowGatewayTransit\": %s, "
	          "\"useRemoteGateways\": %s}",
	          between, to, from, to, to, hub ? "true" : "false", hub ? "false" : "true");
}

static void add_network(struct text *out, unsigned at, unsigned networks, unsigned hubs)
{
	uint32_t base = UINT32_C(0x0a000000) + at * 1024;
	const char *between = "";

	text_addf(
	    out,
	    "%s{\"name\": \"net-%u\", \"id\": \"" GROUP TYPE
	    "virtualNetworks/net-%u\", \"type\": \"" TYPE
	    "virtualNetworks\", \"location\": \"westeurope\", \"provisioningState\": "
	    "\"Succeeded\", \"addressSpace\": {\"addressPrefixes\": [\"10.%u.%u.0/22\"]}, "
	    "\"subnets\": [{\"name\": \"GatewaySubnet\", \"addressPrefix\": \"10.%u.%u.0/26\"}, "
	    "{\"name\": \"work\", \"addressPrefix\": \"10.%u.%u.0/24\"}], "
	    "\"virtualNetworkPeerings\": [",
	    at > 0 ? ",\n" : "", at, at, base >> 16 & 255, base >> 8 & 255, base >> 16 & 255,
	    base >> 8 & 255, base >> 16 & 255, (base >> 8 & 255) + 1);
	for (unsigned spoke = at + hubs; at < hubs && spoke < networks; spoke += hubs) {
		add_peering(out, at, spoke, true, between);
		between = ", ";
	}
	if (at >= hubs)
		add_peering(out, at, at % hubs, false, "");
	text_add(out, "]}");
	if (at < hubs)
		text_addf(
		    out,
		    ",\n{\"name\": \"gw-%u\", \"id\": \"" GROUP TYPE
		    "virtualNetworkGateways/gw-%u\", \"gatewayType\": \"ExpressRoute\", "
		    "\"sku\": {\"name\": \"ErGw1AZ\"}, \"allowRemoteVnetTraffic\": true, "
		    "\"ipConfigurations\": [{\"name\": \"x\", \"subnet\": {\"id\": \"" GROUP TYPE
		    "virtualNetworks/net-%u/subnets/GatewaySubnet\"}}]}",
		    at, at, at);
}

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int measure(const struct text *list)
{
	const struct import_options options = {.name = "bench"};
	const struct import_file file = {"bench.json", list->at, list->size};
	struct import_report *report = import_report_new();
	struct findings findings = {0};
	struct text lab = {0};
	struct text said = {0};
	struct rusage usage;

	double start = seconds_now();
	bool made = import_azure(&file, 1, &options, &lab, report, &findings);
	import_report_text(report, true, &said);
	double took = seconds_now() - start;
	findings_format(&findings, 20, &said);
	if (!made)
		fputs(text_str(&said), stderr);
	getrusage(RUSAGE_SELF, &usage);
	printf("%.3f %.3f %.1f %ld\n", took,
	       (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6,
	       (double)list->size / 1e6, usage.ru_maxrss);
	text_done(&said);
	text_done(&lab);
	findings_done(&findings);
	import_report_free(report);
	return made ? 0 : 1;
}

int main(int argc, char **argv)
{
	bool write = argc > 1 && strcmp(argv[1], "--write") == 0;
	unsigned networks = argc > 1 + write ? (unsigned)atoi(argv[1 + write]) : 0;
	unsigned hubs = argc > 2 + write ? (unsigned)atoi(argv[2 + write]) : 0;
	struct text list = {0};
	int code = 0;

	if (hubs == 0 || networks < hubs || networks > 16384) {
		fprintf(stderr, "usage: bench-import [--write] NETWORKS HUBS\n");
		return 2;
	}
	text_add(&list, "[");
	for (unsigned i = 0; i < networks; i++)
		add_network(&list, i, networks, hubs);
	text_add(&list, "]\n");
	if (write)
		fputs(text_str(&list), stdout);
	else
		code = measure(&list);
	text_done(&list);
	return code;
}
