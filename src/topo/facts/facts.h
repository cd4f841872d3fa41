/*
 * What Azure is, as data: SKUs, limits, regions, peering locations and round-trip times, read from
 * the files in data/ that are compiled into the program. Each value names its source there.
 */
#ifndef TOPO_FACTS_FACTS_H
#define TOPO_FACTS_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/mem.h"

/* From so many scale units on, an ErGwScale gateway has these. */
struct gateway_step {
	uint32_t from_units;
	uint32_t circuits_max;
	bool fast_path;
};

enum { GATEWAY_STEPS_MAX = 4 };

/* A value of 0 is not known. For ErGwScale bandwidth, packets, flows and connections are
 * per scale unit; circuits and FastPath are those of one unit, which facts_gateway_circuits_max()
 * and facts_gateway_fast_path() correct for more. */
struct gateway_sku {
	const char *name;
	uint32_t bandwidth_mbps;
	uint32_t packets_per_s;
	uint32_t packets_more_from;  /* from this scale unit on each carries more; 0: none does */
	uint32_t packets_more_per_s; /* that much */
	uint32_t flows;
	uint32_t connections_per_s;
	uint32_t routes_learned_max;
	uint32_t circuits_max;
	bool fast_path;
	bool scales; /* ErGwScale: multiply by scale units */
	struct gateway_step steps[GATEWAY_STEPS_MAX];
	uint32_t step_count;
};

/* What all scale units carry together (gateway-packets-per-unit). */
uint32_t facts_gateway_packets(const struct gateway_sku *sku, uint32_t scale_units);

uint32_t facts_gateway_circuits_max(const struct gateway_sku *sku, uint32_t scale_units);
bool facts_gateway_fast_path(const struct gateway_sku *sku, uint32_t scale_units);

/* Where Azure has two generations of one name, that of the smaller bandwidth. */
struct vpn_gateway_sku {
	const char *name;
	uint32_t bandwidth_mbps; /* of all tunnels together */
	uint32_t tunnels_max;
	uint32_t vms_max; /* in the virtual network */
	bool bgp;
	bool active_active;
	bool coexists;        /* with an ExpressRoute gateway in the same virtual network */
	bool private_peering; /* has connections over ExpressRoute */
};

/* To how many virtual networks a circuit of this bandwidth may be linked. */
struct circuit_size {
	uint32_t bandwidth_mbps;
	uint32_t links_max;
};

enum circuit_reach {
	REACH_LOCAL,    /* the regions beside the peering location */
	REACH_STANDARD, /* the geopolitical region */
	REACH_PREMIUM,  /* the world */
};

/* What is sold, and how much it carries (bandwidths, circuit-reach). */
struct circuit_sku {
	const char *name; /* "Local", "Standard", "Premium" */
	enum circuit_reach reach;
	uint32_t prefixes_ipv4_max; /* from on-premises */
	uint32_t prefixes_ipv6_max;
	const char *prefixes_ipv4_limit; /* the ids of these two in data/limits.json */
	const char *prefixes_ipv6_limit;
	const struct circuit_size *sizes; /* the bandwidths on offer, smallest first */
	uint32_t size_count;
};

struct region {
	const char *name; /* "West Europe" */
	uint32_t index;
	const char *geopolitical_region; /* "Europe"; NULL: not known */
	uint32_t community; /* 12076:5xxxx as number; 0: not known (regional-community) */
	const struct region
	    *rtt_region; /* the one whose row of the table is used: itself, mostly */
};

struct peering_location {
	const char *name; /* "Amsterdam" */
	const char *metro;
	const char *geopolitical_region;
	const struct region *nearest;
	const struct region *local[4]; /* reach of a Local circuit; ends at the first NULL */
};

struct facts;

/* The facts as shipped, with a lab's overrides on top when the loader has applied some. Lives in
 * `arena`. A fault in the compiled-in data is our own mistake and aborts. */
struct facts *facts_new(struct arena *arena);

/* NULL when there is no such thing. Names are compared without regard to case; a region is also
 * found by its short form ("westeurope"). */
const struct gateway_sku *facts_gateway_sku(const struct facts *facts, const char *name);
const struct vpn_gateway_sku *facts_vpn_gateway_sku(const struct facts *facts, const char *name);
const struct circuit_sku *facts_circuit_sku(const struct facts *facts, const char *name);
const struct region *facts_region(const struct facts *facts, const char *name);
const struct peering_location *facts_location(const struct facts *facts, const char *name);

/* What the ExpressRoute gateway of a virtual hub is: the same for all, by scale units. */
const struct gateway_sku *facts_hub_gateway_sku(const struct facts *facts);
const struct vpn_gateway_sku *facts_hub_vpn_gateway_sku(const struct facts *facts);

/* Names for "did you mean". `*count` of them, owned by facts. */
const char *const *facts_gateway_sku_names(const struct facts *facts, uint32_t *count);
const char *const *facts_vpn_gateway_sku_names(const struct facts *facts, uint32_t *count);
const char *const *facts_circuit_sku_names(const struct facts *facts, uint32_t *count);
const char *const *facts_region_names(const struct facts *facts, uint32_t *count);
const char *const *facts_location_names(const struct facts *facts, uint32_t *count);

/* Where a round-trip time comes from. */
enum rtt_basis {
	RTT_MEASURED,  /* from Microsoft's table */
	RTT_ESTIMATED, /* by the location model (location-rtt-model) */
	RTT_GIVEN,     /* the lab says so */
	RTT_UNKNOWN,   /* *us is 0 */
};

/* Between two regions; the same region: the intra-region estimate. */
enum rtt_basis facts_region_rtt_us(const struct facts *facts, const struct region *a,
                                   const struct region *b, uint32_t *us);

/* Between a region and a peering location: location-rtt-model. */
enum rtt_basis facts_location_rtt_us(const struct facts *facts, const struct region *region,
                                     const struct peering_location *location, uint32_t *us);

/* A lab's own measurements go before the table. Either end may be a region or a location name; what
 * is neither has no effect. */
void facts_override_rtt(struct facts *facts, const char *a, const char *b, uint32_t us);
void facts_override_limit(struct facts *facts, const char *id, uint32_t value);

/* Who refuses AS numbers of its peers, beside the MSEEs (route-server-peers, vpn-connection). */
enum asn_refuser {
	ASN_ROUTE_SERVER,
	ASN_VPN_GATEWAY,
	ASN_REFUSER_COUNT,
};

struct asn_range {
	uint32_t first;
	uint32_t last;
};

/* What it refuses, in rising order. `*count` of them, owned by facts. */
const struct asn_range *facts_refused_asns(const struct facts *facts, enum asn_refuser refuser,
                                           uint32_t *count);

/* A limit by its id in data/limits.json, e.g. "gateway-to-circuit-ipv4"; CHECKs that it exists. */
uint32_t facts_limit(const struct facts *facts, const char *id);

/* A number of data/limits.json, and where it is from. */
struct azure_limit {
	const char *id;
	uint32_t value; /* the lab's, if it says another */
	const char *unit;
	const char *what;
	const char *source;
	const char *date;
	const char *confidence; /* "high", "medium", "low" */
};

/* NULL when there is none. */
const struct azure_limit *facts_find_limit(const struct facts *facts, const char *id);

/* The ids, for "did you mean". `*count` of them, owned by facts. */
const char *const *facts_limit_ids(const struct facts *facts, uint32_t *count);

/* VNet links that a circuit of this SKU and bandwidth may have (circuit-links); of a bandwidth that
 * is not on offer, as the next smaller one. */
uint32_t facts_links_max(const struct facts *facts, const struct circuit_sku *sku,
                         uint32_t bandwidth_mbps);

/* A modelled behaviour, from data/rules.json. */
struct azure_rule {
	const char *id;   /* "msee-as-override" */
	const char *what; /* one sentence */
	const char *source;
	const char *date;
	const char *confidence; /* "high", "medium", "low" */
	const char *control;    /* the member of the lab file that changes it, or NULL */
};

/* Whether the source is older than the day, "2025-06-01", or may be: of a year or month that it
 * says the first day counts, of a range of years the last. */
bool facts_rule_is_older(const struct azure_rule *rule, const char *day);

/* NULL when there is none. */
const struct azure_rule *facts_rule(const struct facts *facts, const char *id);
const struct azure_rule *facts_rules(const struct facts *facts, uint32_t *count);

#endif
