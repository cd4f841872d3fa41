/*
 * Reads the compiled-in data about Azure into structs, and answers from them.
 *
 * Whatever is wrong with the data is our own mistake, and ends the program.
 */
#include "topo/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "topo/catalogue.h"
#include "topo/embedded.h"
#include "topo/tree.h"

enum { FIELDS_MAX = 8 };

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
	struct catalogue circuit_skus;
	struct catalogue regions;
	struct catalogue locations;
	struct catalogue limits;
	struct catalogue rules;
	const struct azure_rule *rule_items;
	struct region *region_items;
	struct circuit_sku *circuit_items;
	uint32_t *rtt_us;        /* regions x regions by index; 0: not in the table */
	struct given_rtt *given; /* the last one given first */
};

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

static void read_gateway_skus(struct facts *facts)
{
	const struct doc_node *list = data_list(facts, "data/gateway-skus.json", "skus");
	struct gateway_sku *sku = arena_alloc(facts->arena, list->count * sizeof(*sku));

	facts->gateway_skus = catalogue_of(facts->arena, list->count);
	for (const struct doc_node *at = list->first; at != NULL; at = at->next, sku++) {
		*sku = (struct gateway_sku){
		    .name = member_text(at, "name"),
		    .bandwidth_mbps = member_u32(at, "bandwidth-mbps"),
		    .packets_per_s = member_u32(at, "packets-per-s"),
		    .flows = member_u32(at, "flows"),
		    .routes_learned_max = member_u32(at, "routes-learned-max"),
		    .circuits_max = member_u32(at, "circuits-max"),
		    .fast_path = member_bool(at, "fast-path"),
		    .scales = member_bool(at, "scales"),
		};
		read_gateway_steps(at, sku);
		catalogue_add(&facts->gateway_skus, sku->name, sku);
	}
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

/* Takes the limits of circuits from the limits, whose values a lab may have changed. */
static void refresh_circuit_limits(struct facts *facts)
{
	for (uint32_t i = 0; i < facts->circuit_skus.count; i++) {
		struct circuit_sku *sku = &facts->circuit_items[i];
		sku->prefixes_ipv4_max = facts_limit(facts, sku->prefixes_ipv4_limit);
		sku->prefixes_ipv6_max = facts_limit(facts, sku->prefixes_ipv6_limit);
	}
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
	refresh_circuit_limits(facts);
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

static uint32_t *rtt_cell(const struct facts *facts, const struct region *a, const struct region *b)
{
	return &facts->rtt_us[a->index * facts->regions.count + b->index];
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
		*rtt_cell(facts, from, to) = 1000 * (uint32_t)strtoul(fields[2], NULL, 10);
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

struct facts *facts_new(struct arena *arena)
{
	struct facts *facts = arena_alloc(arena, sizeof(*facts));

	facts->arena = arena;
	read_limits(facts);
	read_gateway_skus(facts);
	read_circuit_skus(facts);
	read_regions(facts);
	read_locations(facts);
	read_rtt(facts);
	read_rules(facts);
	return facts;
}

const struct gateway_sku *facts_gateway_sku(const struct facts *facts, const char *name)
{
	return catalogue_find(&facts->gateway_skus, name);
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
	uint32_t there = *rtt_cell(facts, a, b);
	uint32_t back = *rtt_cell(facts, b, a);

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

/* FACTS 6: a location with a region beside it stands for that region. One without adds the stretch
 * to its nearest region. */
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
	refresh_circuit_limits(facts);
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

const struct azure_rule *facts_rules(const struct facts *facts, uint32_t *count)
{
	*count = facts->rules.count;
	return facts->rule_items;
}
