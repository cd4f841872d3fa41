/*
 * Reads the compiled-in data about Azure into structs.
 *
 * Whatever is wrong with the data is our own mistake, and ends the program.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "document/embedded.h"
#include "document/tree.h"
#include "topo/facts/facts_data.h"

enum { FIELDS_MAX = 8 };

static const struct embedded_file *data_file(const char *name)
{
	const struct embedded_file *file = embedded_find(name);

	CHECK(file != NULL);
	return file;
}

/* The list `member` of a JSON file of ours. */
static const struct doc_node *data_list(struct facts *facts, const char *name, const char *member)
{
	const struct embedded_file *file = data_file(name);
	struct findings findings = {0};
	const struct doc_node *root =
	    json_read(facts->arena, name, file->bytes, file->size, &findings);

	CHECK(root != NULL);
	const struct doc_node *list = tree_member(root, member);
	CHECK(list != NULL && list->kind == TREE_ARRAY);
	return list;
}

static const char *optional_text(const struct doc_node *object, const char *name)
{
	const struct doc_node *member = tree_member(object, name);

	return member == NULL ? NULL : member->text;
}

static const char *member_text(const struct doc_node *object, const char *name)
{
	const char *text = optional_text(object, name);

	CHECK(text != NULL);
	return text;
}

static uint32_t member_u32(const struct doc_node *object, const char *name)
{
	return (uint32_t)strtoul(member_text(object, name), NULL, 10);
}

static uint32_t optional_u32(const struct doc_node *object, const char *name)
{
	return optional_text(object, name) == NULL ? 0 : member_u32(object, name);
}

static bool member_bool(const struct doc_node *object, const char *name)
{
	const char *text = optional_text(object, name);

	return text != NULL && strcmp(text, "true") == 0;
}

static void read_limits(struct facts *facts)
{
	const struct doc_node *list = data_list(facts, "data/limits.json", "limits");
	struct azure_limit *limit = arena_alloc(facts->arena, list->count * sizeof(*limit));

	facts->limits = catalogue_of(facts->arena, list->count);
	for (const struct doc_node *at = list->first; at != NULL; at = at->next, limit++) {
		*limit = (struct azure_limit){
		    .id = member_text(at, "id"),
		    .value = member_u32(at, "value"),
		    .unit = member_text(at, "unit"),
		    .what = member_text(at, "what"),
		    .source = member_text(at, "source"),
		    .date = member_text(at, "date"),
		    .confidence = member_text(at, "confidence"),
		};
		catalogue_add(&facts->limits, limit->id, limit);
	}
}

static void read_gateway_steps(const struct doc_node *object, struct gateway_sku *sku)
{
	const struct doc_node *list = tree_member(object, "steps");

	if (list == NULL)
		return;
	CHECK(list->count <= GATEWAY_STEPS_MAX);
	for (const struct doc_node *at = list->first; at != NULL; at = at->next)
		sku->steps[sku->step_count++] = (struct gateway_step){
		    member_u32(at, "from-units"),
		    member_u32(at, "circuits-max"),
		    member_bool(at, "fast-path"),
		};
}

static void read_more_packets(const struct doc_node *object, struct gateway_sku *sku)
{
	const struct doc_node *more = tree_member(object, "packets-more");

	if (more == NULL)
		return;
	sku->packets_more_from = member_u32(more, "from-units");
	sku->packets_more_per_s = member_u32(more, "packets-per-s");
	CHECK(sku->packets_more_from > 1 && sku->packets_more_per_s > sku->packets_per_s);
}

static struct gateway_sku read_gateway_sku(const struct doc_node *object)
{
	struct gateway_sku sku = {
	    .name = member_text(object, "name"),
	    .bandwidth_mbps = member_u32(object, "bandwidth-mbps"),
	    .packets_per_s = member_u32(object, "packets-per-s"),
	    .flows = member_u32(object, "flows"),
	    .connections_per_s = optional_u32(object, "connections-per-s"),
	    .routes_learned_max = member_u32(object, "routes-learned-max"),
	    .circuits_max = member_u32(object, "circuits-max"),
	    .fast_path = member_bool(object, "fast-path"),
	    .scales = member_bool(object, "scales"),
	};

	read_gateway_steps(object, &sku);
	read_more_packets(object, &sku);
	return sku;
}

/* One that nobody names is that of virtual hubs. */
static void read_gateway_skus(struct facts *facts)
{
	const struct doc_node *list = data_list(facts, "data/gateway-skus.json", "skus");
	struct gateway_sku *sku = arena_alloc(facts->arena, list->count * sizeof(*sku));

	facts->gateway_skus = catalogue_of(facts->arena, list->count);
	for (const struct doc_node *at = list->first; at != NULL; at = at->next, sku++) {
		*sku = read_gateway_sku(at);
		if (member_bool(at, "virtual-hub"))
			facts->hub_gateway_sku = sku;
		else
			catalogue_add(&facts->gateway_skus, sku->name, sku);
	}
	CHECK(facts->hub_gateway_sku != NULL);
}

/* Here, too, the one of virtual hubs has no name in labs. */
static void read_vpn_gateway_skus(struct facts *facts)
{
	const struct doc_node *list = data_list(facts, "data/vpn-gateway-skus.json", "skus");
	struct vpn_gateway_sku *sku = arena_alloc(facts->arena, list->count * sizeof(*sku));

	facts->vpn_gateway_skus = catalogue_of(facts->arena, list->count);
	for (const struct doc_node *at = list->first; at != NULL; at = at->next, sku++) {
		*sku = (struct vpn_gateway_sku){
		    .name = member_text(at, "name"),
		    .bandwidth_mbps = member_u32(at, "bandwidth-mbps"),
		    .tunnels_max = member_u32(at, "tunnels-max"),
		    .vms_max = member_u32(at, "vms-max"),
		    .bgp = member_bool(at, "bgp"),
		    .active_active = member_bool(at, "active-active"),
		    .coexists = member_bool(at, "coexists"),
		    .private_peering = member_bool(at, "private-peering"),
		};
		if (member_bool(at, "virtual-hub"))
			facts->hub_vpn_gateway_sku = sku;
		else
			catalogue_add(&facts->vpn_gateway_skus, sku->name, sku);
	}
	CHECK(facts->hub_vpn_gateway_sku != NULL);
}

static enum circuit_reach reach_of(const char *word)
{
	static const char *const words[] = {
	    [REACH_LOCAL] = "local",
	    [REACH_STANDARD] = "standard",
	    [REACH_PREMIUM] = "premium",
	};
	unsigned reach = 0;

	while (strcmp(words[reach], word) != 0) {
		reach++;
		CHECK(reach < COUNT_OF(words));
	}
	return (enum circuit_reach)reach;
}

static void read_circuit_sizes(struct facts *facts, const struct doc_node *object,
                               struct circuit_sku *sku)
{
	const struct doc_node *list = tree_member(object, "links");
	CHECK(list != NULL);
	struct circuit_size *sizes = arena_alloc(facts->arena, list->count * sizeof(*sizes));

	sku->sizes = sizes;
	for (const struct doc_node *at = list->first; at != NULL; at = at->next)
		sizes[sku->size_count++] = (struct circuit_size){member_u32(at, "bandwidth-mbps"),
		                                                 member_u32(at, "links-max")};
}

static void read_circuit_skus(struct facts *facts)
{
	const struct doc_node *list = data_list(facts, "data/circuit-skus.json", "skus");
	struct circuit_sku *sku = arena_alloc(facts->arena, list->count * sizeof(*sku));

	facts->circuit_skus = catalogue_of(facts->arena, list->count);
	facts->circuit_items = sku;
	for (const struct doc_node *at = list->first; at != NULL; at = at->next, sku++) {
		sku->name = member_text(at, "name");
		sku->reach = reach_of(member_text(at, "reach"));
		sku->prefixes_ipv4_limit = member_text(at, "prefixes-ipv4-limit");
		sku->prefixes_ipv6_limit = member_text(at, "prefixes-ipv6-limit");
		read_circuit_sizes(facts, at, sku);
		catalogue_add(&facts->circuit_skus, sku->name, sku);
	}
	facts_refresh_limits(facts);
}

/* "12076:50002" as one number; 0 for NULL. */
static uint32_t community_of(const char *text)
{
	char *colon;

	if (text == NULL)
		return 0;
	uint32_t high = (uint32_t)strtoul(text, &colon, 10);
	CHECK(*colon == ':');
	return high << 16 | (uint32_t)strtoul(colon + 1, NULL, 10);
}

static const struct region *region_named(const struct facts *facts, const char *name)
{
	const struct region *region = facts_region(facts, name);

	CHECK(region != NULL);
	return region;
}

static void read_regions(struct facts *facts)
{
	const struct doc_node *list = data_list(facts, "data/regions.json", "regions");
	struct region *region = arena_alloc(facts->arena, list->count * sizeof(*region));

	facts->regions = catalogue_of(facts->arena, list->count);
	facts->region_items = region;
	for (const struct doc_node *at = list->first; at != NULL; at = at->next, region++) {
		*region = (struct region){
		    .name = member_text(at, "name"),
		    .index = facts->regions.count,
		    .geopolitical_region = optional_text(at, "geopolitical-region"),
		    .community = community_of(optional_text(at, "community")),
		};
		catalogue_add(&facts->regions, region->name, region);
	}
	region = facts->region_items;
	for (const struct doc_node *at = list->first; at != NULL; at = at->next, region++) {
		const char *other = optional_text(at, "rtt-region");
		region->rtt_region = other == NULL ? region : region_named(facts, other);
	}
}

/* The next line of `*text` as fields separated by commas; the line of names and the comments before
 * it do not count. Returns the number of fields, 0 at the end. */
static uint32_t read_fields(struct facts *facts, const char **text, const char *fields[FIELDS_MAX])
{
	while (**text == '#')
		*text = strchrnul(*text, '\n') + 1;
	size_t size = strcspn(*text, "\n");
	if (size == 0)
		return 0;

	char *line = arena_strndup(facts->arena, *text, size);
	uint32_t count = 0;
	for (char *field; (field = strsep(&line, ",")) != NULL; count++) {
		CHECK(count < FIELDS_MAX);
		fields[count] = field;
	}
	*text += size + ((*text)[size] == '\n');
	return count;
}

static uint32_t count_lines(const char *text)
{
	uint32_t lines = 0;

	for (; (text = strchr(text, '\n')) != NULL; text++)
		lines++;
	return lines;
}

/* "East US;East US 2" */
static void read_local_regions(struct facts *facts, const char *field,
                               struct peering_location *location)
{
	char *names = arena_strdup(facts->arena, field);
	uint32_t count = 0;

	for (char *name; (name = strsep(&names, ";")) != NULL;) {
		if (*name == '\0')
			continue;
		CHECK(count < COUNT_OF(location->local));
		location->local[count++] = region_named(facts, name);
	}
}

static void read_locations(struct facts *facts)
{
	const char *text = data_file("data/peering-locations.csv")->bytes;
	uint32_t lines = count_lines(text);
	struct peering_location *location = arena_alloc(facts->arena, lines * sizeof(*location));
	const char *fields[FIELDS_MAX];

	facts->locations = catalogue_of(facts->arena, lines);
	CHECK(read_fields(facts, &text, fields) == 7);
	while (read_fields(facts, &text, fields) == 7) {
		location->name = fields[0];
		location->metro = fields[1];
		location->geopolitical_region = fields[2];
		read_local_regions(facts, fields[4], location);
		location->nearest = region_named(facts, fields[5]);
		catalogue_add(&facts->locations, location->name, location);
		location++;
	}
}

static void read_rtt(struct facts *facts)
{
	const char *text = data_file("data/region-rtt.csv")->bytes;
	size_t regions = facts->regions.count;
	const char *fields[FIELDS_MAX];

	facts->rtt_us = arena_alloc(facts->arena, regions * regions * sizeof(*facts->rtt_us));
	CHECK(read_fields(facts, &text, fields) == 3);
	while (read_fields(facts, &text, fields) == 3) {
		const struct region *from = region_named(facts, fields[0]);
		const struct region *to = region_named(facts, fields[1]);
		*facts_rtt_cell(facts, from, to) = 1000 * (uint32_t)strtoul(fields[2], NULL, 10);
	}
}

static enum asn_refuser refuser_of(const char *word)
{
	static const char *const words[] = {
	    [ASN_ROUTE_SERVER] = "route-server-peer",
	    [ASN_VPN_GATEWAY] = "vpn-peer",
	};
	unsigned refuser = 0;

	while (strcmp(words[refuser], word) != 0) {
		refuser++;
		CHECK(refuser < COUNT_OF(words));
	}
	return (enum asn_refuser)refuser;
}

static void read_refused_asns(struct facts *facts)
{
	const struct doc_node *list = data_list(facts, "data/reserved-asns.json", "sets");

	for (const struct doc_node *at = list->first; at != NULL; at = at->next) {
		struct asn_ranges *ranges =
		    &facts->refused_asns[refuser_of(member_text(at, "name"))];
		const struct doc_node *rows = tree_member(at, "ranges");
		CHECK(rows != NULL);
		ranges->items = arena_alloc(facts->arena, rows->count * sizeof(*ranges->items));
		for (const struct doc_node *row = rows->first; row != NULL; row = row->next)
			ranges->items[ranges->count++] =
			    (struct asn_range){member_u32(row, "first"), member_u32(row, "last")};
	}
}

static void read_rules(struct facts *facts)
{
	const struct doc_node *list = data_list(facts, "data/rules.json", "rules");
	struct azure_rule *rule = arena_alloc(facts->arena, list->count * sizeof(*rule));

	facts->rules = catalogue_of(facts->arena, list->count);
	facts->rule_items = rule;
	for (const struct doc_node *at = list->first; at != NULL; at = at->next, rule++) {
		*rule = (struct azure_rule){
		    .id = member_text(at, "id"),
		    .what = member_text(at, "what"),
		    .source = member_text(at, "source"),
		    .date = member_text(at, "date"),
		    .confidence = member_text(at, "confidence"),
		    .control = optional_text(at, "control"),
		};
		catalogue_add(&facts->rules, rule->id, rule);
	}
}

void facts_read(struct facts *facts)
{
	read_limits(facts);
	read_gateway_skus(facts);
	read_vpn_gateway_skus(facts);
	read_circuit_skus(facts);
	read_regions(facts);
	read_locations(facts);
	read_rtt(facts);
	read_refused_asns(facts);
	read_rules(facts);
}
