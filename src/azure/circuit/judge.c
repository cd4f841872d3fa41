/* What is said of circuits: AS number, bandwidth, links, and how many networks are linked to one.
 */
#include <stdlib.h>
#include <string.h>

#include "azure/circuit/circuit.h"
#include "base/check.h"
#include "topo/judge/claims.h"

/* Numbers that no router may have, and those that are for documents only. */
static void judge_registered_asn(const struct judge *judge, const struct lab_circuit *circuit)
{
	static const struct {
		uint32_t first;
		uint32_t last;
		enum severity severity;
		const char *why;
	} ranges[] = {
	    {23456, 23456, SEVERITY_ERROR, "is AS_TRANS, which no network has (RFC 6793)"},
	    {64496, 64511, SEVERITY_WARNING, "is for documentation only (RFC 5398)"},
	    {65535, 65535, SEVERITY_ERROR, "is reserved (RFC 7300)"},
	    {65536, 65551, SEVERITY_WARNING, "is for documentation only (RFC 5398)"},
	    {UINT32_MAX, UINT32_MAX, SEVERITY_ERROR, "is reserved (RFC 7300)"},
	};

	for (size_t i = 0; i < COUNT_OF(ranges); i++)
		if (circuit->peer_asn >= ranges[i].first && circuit->peer_asn <= ranges[i].last)
			judge_say(judge, ranges[i].severity, circuit->place, "customer-asn-range",
			          "circuit \"%s\" has the peer-asn %u, which %s; expected a public "
			          "number of the customer's or a private one, such as 65020",
			          circuit->name, circuit->peer_asn, ranges[i].why);
}

static void judge_peer_asn(const struct judge *judge, const struct lab_circuit *circuit)
{
	uint32_t first = facts_limit(judge->facts, "reserved-asn-first");
	uint32_t last = facts_limit(judge->facts, "reserved-asn-last");
	uint32_t microsoft = facts_limit(judge->facts, "microsoft-asn");
	uint32_t asn = circuit->peer_asn;

	judge_registered_asn(judge, circuit);
	if (asn != microsoft && (asn < first || asn > last))
		return;
	judge_say(judge, SEVERITY_ERROR, circuit->place, "customer-asn-range",
	          "circuit \"%s\" has the peer-asn %u, which Azure keeps for itself; expected any "
	          "but %u and %u to %u; take a private one, such as 65020",
	          circuit->name, asn, microsoft, first, last);
}

/* Neither when the SKU or the bandwidth is not known. */
static bool is_on_offer(const struct lab_circuit *circuit)
{
	const struct circuit_sku *sku = circuit->sku;

	for (uint32_t i = 0; sku != NULL && i < sku->size_count; i++) {
		if (sku->sizes[i].bandwidth_mbps == circuit->bandwidth_mbps)
			return true;
	}
	return false;
}

static void judge_bandwidth(const struct judge *judge, const struct lab_circuit *circuit)
{
	const struct circuit_sku *sku = circuit->sku;
	struct text offered = {0};

	if (sku == NULL || circuit->bandwidth_mbps == 0 || is_on_offer(circuit))
		return;
	for (uint32_t i = 0; i < sku->size_count; i++)
		text_addf(&offered, "%s%u", i == 0 ? "" : ", ", sku->sizes[i].bandwidth_mbps);
	judge_say(judge, SEVERITY_ERROR, circuit->place, "bandwidths",
	          "circuit \"%s\" has %u Mbps, which is not on offer; expected one of %s",
	          circuit->name, circuit->bandwidth_mbps, text_str(&offered));
	text_done(&offered);
}

static void judge_link_length(const struct judge *judge, const struct lab_circuit *circuit,
                              const struct prefix *prefix, uint32_t length)
{
	char text[PREFIX_TEXT_MAX];

	CHECK(length > 0 && length <= 128);
	if (!addr_is_set(&prefix->addr) || prefix->length == length)
		return;
	judge_say(judge, SEVERITY_ERROR, circuit->place, "customer-first-address",
	          "circuit \"%s\" has the link prefix %s; expected a /%u: one address for the "
	          "customer, one for Microsoft",
	          circuit->name, prefix_format(prefix, text), length);
}

/* The two links of a Metro circuit end in two peering locations of one city. */
static void judge_metro(const struct judge *judge, const struct lab_circuit *circuit)
{
	const struct peering_location *first = circuit->location;
	const struct peering_location *second = circuit->metro_location;

	CHECK(circuit->index < judge->lab->circuit_count);
	if (first == NULL || second == NULL)
		return;
	if (first == second)
		judge_say(judge, SEVERITY_ERROR, circuit->place, "metro-circuit",
		          "circuit \"%s\" has both links at %s; expected two peering locations of "
		          "one city with metro-peering-location; remove it, or name the other",
		          circuit->name, first->name);
	else if (strcmp(first->metro, second->metro) != 0)
		judge_say(judge, SEVERITY_ERROR, circuit->place, "metro-circuit",
		          "circuit \"%s\" has its links at %s and %s, which are not of one city; "
		          "expected two peering locations of one, such as Amsterdam and Amsterdam2",
		          circuit->name, first->name, second->name);
}

static void judge_circuits(const struct judge *judge)
{
	uint32_t ipv4 = facts_limit(judge->facts, "link-prefix-length-ipv4");
	uint32_t ipv6 = facts_limit(judge->facts, "link-prefix-length-ipv6");

	for (uint32_t i = 0; i < judge->lab->circuit_count; i++) {
		const struct lab_circuit *circuit = &judge->lab->circuits[i];
		judge_peer_asn(judge, circuit);
		judge_bandwidth(judge, circuit);
		judge_metro(judge, circuit);
		for (unsigned link = 0; link < LAB_LINK_COUNT; link++) {
			judge_link_length(judge, circuit, &circuit->link[link], ipv4);
			judge_link_length(judge, circuit, &circuit->link_ipv6[link], ipv6);
		}
	}
}

/* circuit-links: Global Reach counts as a link at both ends. */
static void count_reaches(const struct lab *lab, uint32_t *links)
{
	for (uint32_t i = 0; i < lab->global_reach_count; i++) {
		links[lab->global_reaches[i].circuit->index]++;
		if (lab->global_reaches[i].peer != NULL)
			links[lab->global_reaches[i].peer->index]++;
	}
}

/* circuit-links: virtual networks linked to one circuit. */
static void judge_circuit_links(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	uint32_t *links = xcalloc(lab->circuit_count, sizeof(*links));

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_gateway *gateway = lab->vnets[i].gateway;
		for (uint32_t k = 0; gateway != NULL && k < gateway->connection_count; k++) {
			if (gateway->connections[k].circuit != NULL)
				links[gateway->connections[k].circuit->index]++;
		}
	}
	count_reaches(lab, links);
	for (uint32_t i = 0; i < lab->circuit_count; i++) {
		const struct lab_circuit *circuit = &lab->circuits[i];
		if (!is_on_offer(circuit))
			continue;
		uint32_t most =
		    facts_links_max(judge->facts, circuit->sku, circuit->bandwidth_mbps);
		if (links[i] > most)
			judge_say(judge, SEVERITY_ERROR, circuit->place, "circuit-links",
			          "circuit \"%s\" is linked to %u virtual networks%s; expected at "
			          "most %u with the SKU %s and %u Mbps; take Premium, or more "
			          "bandwidth",
			          circuit->name, links[i],
			          lab->global_reach_count + lab->hub_count == 0
			              ? ""
			              : ", hubs and circuits",
			          most, circuit->sku->name, circuit->bandwidth_mbps);
	}
	free(links);
}

static void say_link_overlap(const struct judge *judge, const struct judge_claim *outer,
                             const struct judge_claim *inner)
{
	char texts[2][PREFIX_TEXT_MAX];

	judge_say(judge, SEVERITY_ERROR, inner->place, "customer-first-address",
	          "%s of %s \"%s\" overlaps with %s of %s \"%s\"; expected a prefix of its own for "
	          "each link",
	          prefix_format(&inner->prefix, texts[0]), inner->what, inner->name,
	          prefix_format(&outer->prefix, texts[1]), outer->what, outer->name);
}

/* Links of a wrong size are none: judge_circuits() says so. */
static bool is_link_prefix(const struct judge *judge, const struct prefix *prefix)
{
	bool ipv4 = prefix->addr.family == ADDR_IPV4;

	return addr_is_set(&prefix->addr) &&
	       prefix->length == facts_limit(judge->facts, ipv4 ? "link-prefix-length-ipv4"
	                                                        : "link-prefix-length-ipv6");
}

static void claim_links(const struct judge *judge, struct judge_claims *claims,
                        const struct lab_circuit *circuit, uint32_t group)
{
	static const char *const what[] = {
	    [LAB_PRIMARY] = "the primary link of circuit",
	    [LAB_SECONDARY] = "the secondary link of circuit",
	};
	struct judge_claim claim = {.place = circuit->place,
	                            .group = group,
	                            .name = circuit->name,
	                            .is_link = true,
	                            .through = circuit->name};

	for (unsigned i = 0; i < 2 * LAB_LINK_COUNT; i++) {
		unsigned link = i / 2;

		claim.prefix = i % 2 == 0 ? circuit->link[link] : circuit->link_ipv6[link];
		claim.what = what[link];
		if (is_link_prefix(judge, &claim.prefix))
			judge_claim(claims, &claim);
	}
}

/* On `group` of the claims; wrong lengths are judge_global_reach()'s. */
static void claim_reach(const struct judge *judge, struct judge_claims *claims,
                        const struct lab_global_reach *reach, uint32_t group, const char *through)
{
	uint32_t length = facts_limit(judge->facts, "global-reach-prefix-length");
	struct judge_claim claim = {.prefix = reach->prefix,
	                            .place = reach->place,
	                            .group = group,
	                            .what = "Global Reach",
	                            .name = reach->name,
	                            .is_link = true,
	                            .through = through};

	CHECK(group < judge->lab->circuit_count || group == 0);
	if (addr_is_set(&reach->prefix.addr) && reach->prefix.length == length)
		judge_claim(claims, &claim);
}

static void judge_link_overlaps(const struct judge *judge)
{
	struct judge_claims claims = {0};

	for (uint32_t i = 0; i < judge->lab->circuit_count; i++)
		claim_links(judge, &claims, &judge->lab->circuits[i], 0);
	for (uint32_t i = 0; i < judge->lab->global_reach_count; i++)
		claim_reach(judge, &claims, &judge->lab->global_reaches[i], 0, NULL);
	judge_claims(judge, &claims, say_link_overlap);
}

static void say_circuit_overlap(const struct judge *judge, const struct judge_claim *outer,
                                const struct judge_claim *inner)
{
	bool link = outer->is_link || inner->is_link;
	struct text because = {0};

	if (outer->name == inner->name || (outer->is_link && inner->is_link))
		return;
	text_addf(&because, "both are on circuit \"%s\"", inner->through);
	judge_say_at_later(judge, outer, inner,
	                   link ? "link-no-overlap" : "gateway-announces-address-space",
	                   text_str(&because));
	text_done(&because);
}

static uint64_t circuit_claims(const struct lab *lab)
{
	uint64_t claims = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_gateway *gateway = lab_serving_gateway(&lab->vnets[i]);
		if (gateway != NULL)
			claims +=
			    (uint64_t)gateway->connection_count * lab->vnets[i].address_space.count;
	}
	return claims;
}

/* The links of Global Reach are on both circuits. */
static void claim_reaches(const struct judge *judge, struct judge_claims *claims)
{
	for (uint32_t i = 0; i < judge->lab->global_reach_count; i++) {
		const struct lab_global_reach *reach = &judge->lab->global_reaches[i];
		claim_reach(judge, claims, reach, reach->circuit->index, reach->circuit->name);
		if (reach->peer != NULL)
			claim_reach(judge, claims, reach, reach->peer->index, reach->peer->name);
	}
}

/* A circuit is one routing domain (gateway-announces-address-space): what is linked to it must not
 * overlap, networks that use another's gateway included, nor with the circuit's own links
 * (link-no-overlap). */
static void judge_circuit_overlaps(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	struct judge_claims claims = {0};

	if (!judge_claims_are_bounded(judge, circuit_claims(lab)))
		return;
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];
		const struct lab_gateway *gateway = lab_serving_gateway(vnet);
		for (uint32_t k = 0; gateway != NULL && k < gateway->connection_count; k++) {
			const struct lab_circuit *circuit = gateway->connections[k].circuit;
			if (circuit != NULL)
				judge_claim_network(&claims, vnet,
				                    lab_space_towards(vnet, gateway->vnet),
				                    circuit->index, circuit->name);
		}
	}
	for (uint32_t i = 0; i < lab->circuit_count; i++)
		claim_links(judge, &claims, &lab->circuits[i], i);
	claim_reaches(judge, &claims);
	judge_claims(judge, &claims, say_circuit_overlap);
}

static void claim_names(struct judge_names *names, const struct lab *lab)
{
	for (uint32_t i = 0; i < lab->circuit_count; i++)
		judge_name(names, lab->circuits[i].name, lab->circuits[i].doubts,
		           &lab->circuits[i].place);
}

static const struct judge_rule rules[] = {
    {judge_circuits, true},
    {judge_link_overlaps, false},
    {judge_circuit_links, true},
    {judge_circuit_overlaps, false},
    {NULL, false},
};

const struct judge_hooks circuit_judge = {
    .rules = rules,
    .names = claim_names,
};
