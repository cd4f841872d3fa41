/* What the files of the judge share: the lab, and the way to say what is wrong with it. */
#ifndef TOPO_JUDGE_JUDGE_H
#define TOPO_JUDGE_JUDGE_H

#include "base/findings.h"
#include "base/text.h"
#include "topo/model/model.h"

struct judge {
	const struct lab *lab;
	const struct facts *facts;
	struct findings *findings;
};

/* One finding: what is wrong; what was expected; how to mend it. `rule` names its reason in
 * data/rules.json; NULL when the reason is not Azure's. */
void judge_say(const struct judge *judge, enum severity severity, struct place place,
               const char *rule, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* How many of the prefixes are of the family. */
uint32_t judge_count_family(const struct lab_prefixes *prefixes, uint8_t family);

/* Whether the address is in one of the prefixes. */
bool judge_holds(const struct lab_prefixes *prefixes, const struct addr *addr);

/* Whether Azure refuses this AS number to a peer of the kind; and the list of those, as text. */
bool judge_asn_is_refused(const struct judge *judge, enum asn_refuser refuser, uint32_t asn);
void judge_say_refused_asns(const struct judge *judge, enum asn_refuser refuser, struct text *out);

/* Gateways and Route Servers: their subnets, and what is connected to them. */
void judge_gateways(const struct judge *judge);
void judge_gateway_subnets(const struct judge *judge);
void judge_gateway_prefixes(const struct judge *judge);
void judge_vpn_gateways(const struct judge *judge);
void judge_local_gateways(const struct judge *judge);
void judge_route_servers(const struct judge *judge);
void judge_nvas(const struct judge *judge);

/* Networks: peerings, virtual hubs, routes, and addresses within them. */
void judge_peerings(const struct judge *judge);
void judge_hubs(const struct judge *judge);
void judge_route_tables(const struct judge *judge);
void judge_addresses(const struct judge *judge);

void judge_global_reach(const struct judge *judge);

/* Prefixes that must lie within others, or apart from them. */
void judge_address_spaces(const struct judge *judge);
void judge_subnets(const struct judge *judge);
void judge_circuit_overlaps(const struct judge *judge);
void judge_peering_overlaps(const struct judge *judge);
void judge_link_overlaps(const struct judge *judge);
void judge_hub_overlaps(const struct judge *judge);

/* Prefixes, sorted, of which none lies in another. The caller frees `items`. */
struct judge_cover {
	struct prefix *items;
	uint32_t count;
};

struct judge_cover judge_cover_of(const struct lab_prefixes *prefixes);

/* Whether `prefix` lies in one of them, by bisection. */
bool judge_cover_holds(const struct judge_cover *cover, const struct prefix *prefix);

#endif
