/* Leaves of a checked document become numbers, prefixes, and pointers to what they name. */
#include "topo/model/model_load.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "document/tree.h"

/* So many known names are listed; of more, the file is named where they stand. */
enum { LISTED_MAX = 16 };

const char *load_text(struct loader *loader, const char *text)
{
	return text == NULL ? NULL : arena_strdup(loader->arena, text);
}

const char *load_name(struct loader *loader, const struct doc_node *node, unsigned *doubts)
{
	const char *name = doc_text(node, "name");
	const struct doc_node *written = tree_member(node, "name");
	struct quoted quoted;

	if (name != NULL)
		return load_text(loader, name);
	*doubts |= LAB_DOUBT_NAME;
	if (written == NULL || written->text == NULL)
		return load_text(loader, "?");
	return load_text(loader, tree_quote(written->text, &quoted));
}

unsigned load_doubt(const struct doc_node *node, const char *member, enum lab_doubt doubt)
{
	return doc_doubtful(node, member) ? doubt : 0;
}

void load_named(struct loader *loader, enum lab_kind kind, const char *name, unsigned doubts,
                const void *element)
{
	CHECK(kind < LAB_KIND_COUNT && name != NULL);
	if (!(doubts & LAB_DOUBT_NAME))
		name_map_add(&loader->names[kind], name, element);
}

const void *load_reference(const struct loader *loader, enum lab_kind kind,
                           const struct doc_node *node, const char *leaf)
{
	const char *name = doc_text(node, leaf);

	CHECK(kind < LAB_KIND_COUNT);
	return name == NULL ? NULL : name_map_get(&loader->names[kind], name);
}

void *load_own(struct loader *loader, enum lab_kind kind, uint32_t count, size_t size)
{
	CHECK(kind < LAB_KIND_COUNT && loader->lab->own[kind].items == NULL);
	loader->lab->own[kind] = (struct lab_own){arena_alloc(loader->arena, count * size), count};
	return loader->lab->own[kind].items;
}

void load_in_vnets(struct loader *loader, const struct doc_node *root, load_in_network *load)
{
	struct lab_vnet *vnet = loader->lab->vnets;

	for (const struct doc_node *at = doc_child(root, "virtual-network"); at != NULL;
	     at = doc_next(at), vnet++) {
		CHECK(!lab_vnet_is_hub(vnet));
		load(loader, at, vnet);
	}
}

/* The networks of virtual hubs stand behind the others, in the order of the hubs. */
void load_in_hubs(struct loader *loader, const struct doc_node *root, load_in_network *load)
{
	struct lab *lab = loader->lab;
	uint32_t at = lab->vnet_count - lab->hub_count;

	for (const struct doc_node *node = doc_child(root, "virtual-hub"); node != NULL;
	     node = doc_next(node), at++) {
		CHECK(at < lab->vnet_count && lab_vnet_is_hub(&lab->vnets[at]));
		load(loader, node, &lab->vnets[at]);
	}
}

/* "A, B or C" when there are few. */
static void say_known(struct text *out, const char *const *known, uint32_t count, const char *file)
{
	if (count > LISTED_MAX) {
		text_addf(out, "one of those in %s, such as \"%s\"", file, known[0]);
		return;
	}
	for (uint32_t i = 0; i < count; i++)
		text_addf(out, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " or ", known[i]);
}

void load_report_unknown(struct loader *loader, struct place place, const char *what,
                         const char *name, const char *const *known, uint32_t count,
                         const char *file)
{
	const char *near = nearest_word(name, known, count);
	struct quoted quoted;
	struct text expected = {0};

	if (near == NULL || count <= LISTED_MAX)
		say_known(&expected, known, count, file);
	findings_add(loader->findings, SEVERITY_ERROR, place,
	             "%s \"%s\" is not known; %s%s%s%s%s%s", what, tree_quote(name, &quoted),
	             near == NULL ? "" : "did you mean \"", near == NULL ? "" : near,
	             near == NULL ? "" : "\"?", near == NULL || expected.size == 0 ? "" : " ",
	             expected.size == 0 ? ""
	             : near == NULL     ? "expected "
	                                : "Expected ",
	             text_str(&expected));
	text_done(&expected);
}

const struct region *load_region(struct loader *loader, const struct doc_node *node,
                                 const char *leaf)
{
	const char *name = doc_text(node, leaf);
	const struct region *region = name == NULL ? NULL : facts_region(loader->facts, name);
	uint32_t count;

	if (name != NULL && region == NULL) {
		const char *const *names = facts_region_names(loader->facts, &count);
		load_report_unknown(loader, doc_place(node, leaf), "region", name, names, count,
		                    "data/regions.json");
	}
	return region;
}

const struct gateway_sku *load_gateway_sku(struct loader *loader, const struct doc_node *node)
{
	const char *name = doc_text(node, "sku");
	const struct gateway_sku *sku =
	    name == NULL ? NULL : facts_gateway_sku(loader->facts, name);
	uint32_t count;

	if (name != NULL && sku == NULL) {
		const char *const *names = facts_gateway_sku_names(loader->facts, &count);
		load_report_unknown(loader, doc_place(node, "sku"), "gateway SKU", name, names,
		                    count, "data/gateway-skus.json");
	}
	return sku;
}

const struct vpn_gateway_sku *load_vpn_gateway_sku(struct loader *loader,
                                                   const struct doc_node *node)
{
	const char *name = doc_text(node, "sku");
	const struct vpn_gateway_sku *sku =
	    name == NULL ? NULL : facts_vpn_gateway_sku(loader->facts, name);
	uint32_t count;

	if (name != NULL && sku == NULL) {
		const char *const *names = facts_vpn_gateway_sku_names(loader->facts, &count);
		load_report_unknown(loader, doc_place(node, "sku"), "VPN gateway SKU", name, names,
		                    count, "data/vpn-gateway-skus.json");
	}
	return sku;
}

const struct circuit_sku *load_circuit_sku(struct loader *loader, const struct doc_node *node)
{
	const char *name = doc_text(node, "sku-tier");
	const struct circuit_sku *sku =
	    name == NULL ? NULL : facts_circuit_sku(loader->facts, name);
	uint32_t count;

	if (name != NULL && sku == NULL) {
		const char *const *names = facts_circuit_sku_names(loader->facts, &count);
		load_report_unknown(loader, doc_place(node, "sku-tier"), "circuit SKU", name, names,
		                    count, "data/circuit-skus.json");
	}
	return sku;
}

const struct peering_location *load_location(struct loader *loader, const struct doc_node *node,
                                             const char *leaf)
{
	const char *name = doc_text(node, leaf);
	const struct peering_location *location =
	    name == NULL ? NULL : facts_location(loader->facts, name);
	uint32_t count;

	if (name != NULL && location == NULL) {
		const char *const *names = facts_location_names(loader->facts, &count);
		load_report_unknown(loader, doc_place(node, leaf), "peering location", name, names,
		                    count, "data/peering-locations.csv");
	}
	return location;
}

/* The module has seen to it that `text` is a prefix. */
static struct prefix parse_prefix(const char *text)
{
	struct prefix prefix = {0};
	enum prefix_error error = prefix_parse(text, &prefix);

	CHECK(error == PREFIX_OK);
	return prefix;
}

struct prefix load_prefix(const struct doc_node *node, const char *leaf)
{
	const char *text = doc_text(node, leaf);

	return text == NULL ? (struct prefix){0} : parse_prefix(text);
}

/* The module has seen to it that `text` is an address. */
static struct addr parse_addr(const char *text)
{
	struct addr addr = {0};
	bool good = addr_parse(text, &addr);

	CHECK(good);
	return addr;
}

struct addr load_addr(const struct doc_node *node, const char *leaf)
{
	const char *text = doc_text(node, leaf);

	return text == NULL ? (struct addr){0} : parse_addr(text);
}

void load_addrs(const struct doc_node *node, const char *list, struct addr *addrs, size_t count)
{
	const struct doc_node *at = doc_child(node, list);

	for (size_t i = 0; i < count && at != NULL; i++, at = doc_next(at))
		addrs[i] = parse_addr(doc_value(at));
}

struct lab_prefixes load_prefixes(struct loader *loader, const struct doc_node *node,
                                  const char *list)
{
	uint32_t count = doc_count(node, list);
	struct lab_prefixes prefixes = {
	    .items = arena_alloc(loader->arena, count * sizeof(*prefixes.items)),
	    .places = arena_alloc(loader->arena, count * sizeof(*prefixes.places)),
	    .partial = doc_doubtful(node, list),
	};

	for (const struct doc_node *at = doc_child(node, list); at != NULL; at = doc_next(at)) {
		prefixes.items[prefixes.count] = parse_prefix(doc_value(at));
		prefixes.places[prefixes.count++] = doc_place(at, NULL);
	}
	return prefixes;
}

bool load_prefix_pair(struct loader *loader, const struct doc_node *node, const char *list,
                      struct prefix pair[3], unsigned *doubts)
{
	struct lab_prefixes prefixes = load_prefixes(loader, node, list);
	bool twice = false;

	*doubts |= prefixes.partial ? LAB_DOUBT_ADDRESS : 0;
	for (uint32_t i = 0; i < prefixes.count; i++) {
		struct prefix *kept = &pair[prefixes.items[i].addr.family];

		twice = twice || addr_is_set(&kept->addr);
		*kept = prefixes.items[i];
	}
	return twice;
}

uint32_t load_community(const char *text)
{
	char *colon;
	unsigned long high = strtoul(text, &colon, 10);

	CHECK(*colon == ':');
	return (uint32_t)(high << 16 | strtoul(colon + 1, NULL, 10));
}

enum lab_routing_preference load_preference(const struct doc_node *node)
{
	static const char *const words[] = {
	    [LAB_PREFER_EXPRESSROUTE] = "ExpressRoute",
	    [LAB_PREFER_VPN] = "VpnGateway",
	    [LAB_PREFER_AS_PATH] = "ASPath",
	};
	const char *text = doc_text(node, "hub-routing-preference");
	unsigned preference = 0;

	if (text == NULL)
		return LAB_PREFER_EXPRESSROUTE;
	while (strcmp(words[preference], text) != 0) {
		preference++;
		CHECK(preference < COUNT_OF(words));
	}
	return (enum lab_routing_preference)preference;
}

struct lab_static_route *load_static_routes(struct loader *loader, const struct doc_node *node,
                                            uint32_t *count)
{
	uint32_t room = doc_count(node, "static-route");
	struct lab_static_route *routes = arena_alloc(loader->arena, room * sizeof(*routes));

	*count = 0;
	for (const struct doc_node *at = doc_child(node, "static-route"); at != NULL;
	     at = doc_next(at)) {
		struct lab_static_route *route = &routes[*count];
		const char *next_hop = doc_text(at, "next-hop");

		if (next_hop == NULL || !doc_has(at, "prefix"))
			continue;
		route->prefix = load_prefix(at, "prefix");
		if (strcmp(next_hop, "discard") != 0 && !addr_parse(next_hop, &route->next_hop))
			continue;
		route->place = doc_place(at, NULL);
		(*count)++;
	}
	CHECK(*count <= room);
	return routes;
}
