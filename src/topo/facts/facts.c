/* Answers from the data about Azure. */
#include "topo/facts/facts.h"

#include <string.h>

#include "base/check.h"
#include "topo/facts/facts_data.h"

void facts_refresh_limits(struct facts *facts)
{
	for (uint32_t i = 0; i < facts->circuit_skus.count; i++) {
		struct circuit_sku *sku = &facts->circuit_items[i];
		sku->prefixes_ipv4_max = facts_limit(facts, sku->prefixes_ipv4_limit);
		sku->prefixes_ipv6_max = facts_limit(facts, sku->prefixes_ipv6_limit);
	}
}

uint32_t *facts_rtt_cell(const struct facts *facts, const struct region *a, const struct region *b)
{
	return &facts->rtt_us[a->index * facts->regions.count + b->index];
}

struct facts *facts_new(struct arena *arena)
{
	struct facts *facts = arena_alloc(arena, sizeof(*facts));

	facts->arena = arena;
	facts_read(facts);
	return facts;
}

const struct gateway_sku *facts_gateway_sku(const struct facts *facts, const char *name)
{
	return catalogue_find(&facts->gateway_skus, name);
}

const struct gateway_sku *facts_hub_gateway_sku(const struct facts *facts)
{
	return facts->hub_gateway_sku;
}

const struct vpn_gateway_sku *facts_hub_vpn_gateway_sku(const struct facts *facts)
{
	return facts->hub_vpn_gateway_sku;
}

const struct vpn_gateway_sku *facts_vpn_gateway_sku(const struct facts *facts, const char *name)
{
	return catalogue_find(&facts->vpn_gateway_skus, name);
}

const struct circuit_sku *facts_circuit_sku(const struct facts *facts, const char *name)
{
	return catalogue_find(&facts->circuit_skus, name);
}

const struct region *facts_region(const struct facts *facts, const char *name)
{
	return catalogue_find(&facts->regions, name);
}

const struct peering_location *facts_location(const struct facts *facts, const char *name)
{
	return catalogue_find(&facts->locations, name);
}

const char *const *facts_gateway_sku_names(const struct facts *facts, uint32_t *count)
{
	return catalogue_names(&facts->gateway_skus, count);
}

const char *const *facts_vpn_gateway_sku_names(const struct facts *facts, uint32_t *count)
{
	return catalogue_names(&facts->vpn_gateway_skus, count);
}

const char *const *facts_circuit_sku_names(const struct facts *facts, uint32_t *count)
{
	return catalogue_names(&facts->circuit_skus, count);
}

const char *const *facts_region_names(const struct facts *facts, uint32_t *count)
{
	return catalogue_names(&facts->regions, count);
}

const char *const *facts_location_names(const struct facts *facts, uint32_t *count)
{
	return catalogue_names(&facts->locations, count);
}

const char *const *facts_limit_ids(const struct facts *facts, uint32_t *count)
{
	return catalogue_names(&facts->limits, count);
}

uint32_t facts_gateway_circuits_max(const struct gateway_sku *sku, uint32_t scale_units)
{
	uint32_t circuits = sku->circuits_max;

	for (uint32_t i = 0; i < sku->step_count && sku->steps[i].from_units <= scale_units; i++)
		circuits = sku->steps[i].circuits_max;
	return circuits;
}

uint32_t facts_gateway_packets(const struct gateway_sku *sku, uint32_t scale_units)
{
	uint32_t more = 0;

	if (sku->packets_more_from != 0 && scale_units >= sku->packets_more_from)
		more = scale_units - sku->packets_more_from + 1;
	return (scale_units - more) * sku->packets_per_s + more * sku->packets_more_per_s;
}

bool facts_gateway_fast_path(const struct gateway_sku *sku, uint32_t scale_units)
{
	bool fast_path = sku->fast_path;

	for (uint32_t i = 0; i < sku->step_count && sku->steps[i].from_units <= scale_units; i++)
		fast_path = sku->steps[i].fast_path;
	return fast_path;
}

/* What the lab gives for the pair, in either order; 0 when it gives nothing. */
static uint32_t given_rtt(const struct facts *facts, const char *a, const char *b)
{
	char folded_a[CATALOGUE_NAME_MAX];
	char folded_b[CATALOGUE_NAME_MAX];

	if (facts->given == NULL)
		return 0;
	catalogue_fold(a, folded_a);
	catalogue_fold(b, folded_b);
	for (const struct given_rtt *at = facts->given; at != NULL; at = at->next) {
		if ((strcmp(at->a, folded_a) == 0 && strcmp(at->b, folded_b) == 0) ||
		    (strcmp(at->a, folded_b) == 0 && strcmp(at->b, folded_a) == 0))
			return at->us;
	}
	return 0;
}

/* The mean of both directions, which mostly differ by a millisecond; or the one that there is. */
static uint32_t table_rtt(const struct facts *facts, const struct region *a, const struct region *b)
{
	uint32_t there = *facts_rtt_cell(facts, a, b);
	uint32_t back = *facts_rtt_cell(facts, b, a);

	return there == 0 || back == 0 ? there + back : (there + back) / 2;
}

enum rtt_basis facts_region_rtt_us(const struct facts *facts, const struct region *a,
                                   const struct region *b, uint32_t *us)
{
	*us = given_rtt(facts, a->name, b->name);
	if (*us != 0)
		return RTT_GIVEN;
	if (a->rtt_region == b->rtt_region) {
		*us = facts_limit(facts, a == b ? "same-region-rtt-us" : "metro-rtt-us");
		return RTT_ESTIMATED;
	}
	*us = table_rtt(facts, a->rtt_region, b->rtt_region);
	if (*us == 0)
		return RTT_UNKNOWN;
	return a->rtt_region == a && b->rtt_region == b ? RTT_MEASURED : RTT_ESTIMATED;
}

static bool is_local(const struct peering_location *location, const struct region *region)
{
	for (size_t i = 0; i < COUNT_OF(location->local) && location->local[i] != NULL; i++) {
		if (location->local[i] == region)
			return true;
	}
	return false;
}

/* location-rtt-model: a location with a region beside it stands for that region. One without adds
 * the stretch to its nearest region. */
enum rtt_basis facts_location_rtt_us(const struct facts *facts, const struct region *region,
                                     const struct peering_location *location, uint32_t *us)
{
	*us = given_rtt(facts, region->name, location->name);
	if (*us != 0)
		return RTT_GIVEN;
	if (is_local(location, region)) {
		*us = facts_limit(facts, "local-location-rtt-us");
		return RTT_ESTIMATED;
	}

	uint32_t stretch = location->local[0] == NULL ? facts_limit(facts, "metro-rtt-us") : 0;
	if (region == location->nearest) {
		*us = stretch;
		return RTT_ESTIMATED;
	}
	if (facts_region_rtt_us(facts, location->nearest, region, us) == RTT_UNKNOWN)
		return RTT_UNKNOWN;
	*us += stretch;
	return RTT_ESTIMATED;
}

void facts_override_rtt(struct facts *facts, const char *a, const char *b, uint32_t us)
{
	struct given_rtt *given = arena_alloc(facts->arena, sizeof(*given));
	char folded[CATALOGUE_NAME_MAX];

	given->a = arena_strdup(facts->arena, catalogue_fold(a, folded));
	given->b = arena_strdup(facts->arena, catalogue_fold(b, folded));
	given->us = us;
	given->next = facts->given;
	facts->given = given;
}

const struct asn_range *facts_refused_asns(const struct facts *facts, enum asn_refuser refuser,
                                           uint32_t *count)
{
	CHECK(refuser < ASN_REFUSER_COUNT);
	*count = facts->refused_asns[refuser].count;
	return facts->refused_asns[refuser].items;
}

const struct azure_limit *facts_find_limit(const struct facts *facts, const char *id)
{
	return catalogue_find(&facts->limits, id);
}

void facts_override_limit(struct facts *facts, const char *id, uint32_t value)
{
	/* The limits are in the arena of `facts`, which is not const here. */
	struct azure_limit *limit = (struct azure_limit *)facts_find_limit(facts, id);

	CHECK(limit != NULL);
	limit->value = value;
	facts_refresh_limits(facts);
}

uint32_t facts_limit(const struct facts *facts, const char *id)
{
	const struct azure_limit *limit = facts_find_limit(facts, id);

	CHECK(limit != NULL);
	return limit->value;
}

uint32_t facts_links_max(const struct facts *facts, const struct circuit_sku *sku,
                         uint32_t bandwidth_mbps)
{
	uint32_t links = sku->sizes[0].links_max;

	(void)facts;
	for (uint32_t i = 0; i < sku->size_count; i++) {
		if (sku->sizes[i].bandwidth_mbps <= bandwidth_mbps)
			links = sku->sizes[i].links_max;
	}
	return links;
}

const struct azure_rule *facts_rule(const struct facts *facts, const char *id)
{
	return catalogue_find(&facts->rules, id);
}

/* Dates of this form stand in the order of their texts. */
bool facts_rule_is_older(const struct azure_rule *rule, const char *day)
{
	static const char first[] = "0000-01-01";
	const size_t year = strlen("2018");
	const char *date = rule->date;
	char known[sizeof(first)];

	if (strlen(date) == 2 * year + 1)
		date += year + 1;
	CHECK(strlen(date) < sizeof(known) && strlen(day) == strlen(first));
	memcpy(known, first, sizeof(known));
	memcpy(known, date, strlen(date));
	return strcmp(known, day) < 0;
}

const struct azure_rule *facts_rules(const struct facts *facts, uint32_t *count)
{
	*count = facts->rules.count;
	return facts->rule_items;
}
