/* The inside of the facts: for the files facts.c, which answers, and facts_read.c, which reads. */
#ifndef TOPO_FACTS_FACTS_DATA_H
#define TOPO_FACTS_FACTS_DATA_H

#include "topo/facts/catalogue.h"
#include "topo/facts/facts.h"

struct asn_ranges {
	struct asn_range *items;
	uint32_t count;
};

/* A round-trip time that the lab gives, between two folded names. */
struct given_rtt {
	const char *a;
	const char *b;
	uint32_t us;
	struct given_rtt *next;
};

struct facts {
	struct arena *arena;
	struct catalogue gateway_skus;
	struct catalogue vpn_gateway_skus;
	struct catalogue circuit_skus;
	struct catalogue regions;
	struct catalogue locations;
	struct catalogue limits;
	struct catalogue rules;
	const struct gateway_sku *hub_gateway_sku;
	const struct vpn_gateway_sku *hub_vpn_gateway_sku;
	struct asn_ranges refused_asns[ASN_REFUSER_COUNT];
	const struct azure_rule *rule_items;
	struct region *region_items;
	struct circuit_sku *circuit_items;
	uint32_t *rtt_us;        /* regions x regions by index; 0: not in the table */
	struct given_rtt *given; /* the last one given first */
};

/* Reads the compiled-in files into facts that have only their arena. */
void facts_read(struct facts *facts);

/* Takes the limits of circuits from the limits, whose values a lab may have changed. */
void facts_refresh_limits(struct facts *facts);

/* The round-trip time of the table in this direction. */
uint32_t *facts_rtt_cell(const struct facts *facts, const struct region *a, const struct region *b);

#endif
