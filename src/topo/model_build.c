/* Texts of a checked document become numbers, prefixes, and pointers to what they name; what is not
 * good in it stays unset. */
#include "topo/model_build.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "topo/name_map.h"
#include "topo/tree.h"

struct loader {
	struct arena *arena;
	struct lab *lab;
	struct facts *facts;
	struct findings *findings;
	struct name_map vnets;
	struct name_map circuits;
};

static const char *keep(struct loader *loader, const char *text)
{
	return text == NULL ? NULL : arena_strdup(loader->arena, text);
}

/* A name, or when it is wrong, something to call the element by in findings. */
static const char *load_name(struct loader *loader, const struct doc_node *node, unsigned *doubts)
{
	const char *name = doc_text(node, "name");
	const struct doc_node *written = tree_member(node, "name");
	struct quoted quoted;

	if (name != NULL)
		return keep(loader, name);
	*doubts |= LAB_DOUBT_NAME;
	if (written == NULL || written->text == NULL)
		return keep(loader, "?");
	return keep(loader, tree_quote(written->text, &quoted));
}

/* The doubt, if there is one about the member. */
static unsigned doubt_about(const struct doc_node *node, const char *member, enum lab_doubt doubt)
{
	return doc_doubtful(node, member) ? doubt : 0;
}

/* What a reference names; NULL when the reference is wrong. */
static const void *load_reference(const struct name_map *map, const struct doc_node *node,
                                  const char *leaf)
{
	const char *name = doc_text(node, leaf);

	return name == NULL ? NULL : name_map_get(map, name);
}

/* A name that the data does not have. */
static void report_unknown(struct loader *loader, struct place place, const char *what,
                           const char *name, const char *const *known, uint32_t count,
                           const char *file)
{
	const char *near = nearest_word(name, known, count);
	struct quoted quoted;

	if (near != NULL)
		findings_add(loader->findings, SEVERITY_ERROR, place,
		             "%s \"%s\" is not known; did you mean \"%s\"?", what,
		             tree_quote(name, &quoted), near);
	else
		findings_add(loader->findings, SEVERITY_ERROR, place,
		             "%s \"%s\" is not known; expected one of those in %s, such as \"%s\"",
		             what, tree_quote(name, &quoted), file, known[0]);
}

static const struct region *load_region(struct loader *loader, const struct doc_node *node,
                                        const char *leaf)
{
	const char *name = doc_text(node, leaf);
	const struct region *region = name == NULL ? NULL : facts_region(loader->facts, name);
	uint32_t count;

	if (name != NULL && region == NULL) {
		const char *const *names = facts_region_names(loader->facts, &count);
		report_unknown(loader, doc_place(node, leaf), "region", name, names, count,
		               "data/regions.json");
	}
	return region;
}

static const struct gateway_sku *load_gateway_sku(struct loader *loader,
                                                  const struct doc_node *node)
{
	const char *name = doc_text(node, "sku");
	const struct gateway_sku *sku =
	    name == NULL ? NULL : facts_gateway_sku(loader->facts, name);
	uint32_t count;

	if (name != NULL && sku == NULL) {
		const char *const *names = facts_gateway_sku_names(loader->facts, &count);
		report_unknown(loader, doc_place(node, "sku"), "gateway SKU", name, names, count,
		               "data/gateway-skus.json");
	}
	return sku;
}

static const struct circuit_sku *load_circuit_sku(struct loader *loader,
                                                  const struct doc_node *node)
{
	const char *name = doc_text(node, "sku-tier");
	const struct circuit_sku *sku =
	    name == NULL ? NULL : facts_circuit_sku(loader->facts, name);
	uint32_t count;

	if (name != NULL && sku == NULL) {
		const char *const *names = facts_circuit_sku_names(loader->facts, &count);
		report_unknown(loader, doc_place(node, "sku-tier"), "circuit SKU", name, names,
		               count, "data/circuit-skus.json");
	}
	return sku;
}

static const struct peering_location *load_location(struct loader *loader,
                                                    const struct doc_node *node)
{
	const char *name = doc_text(node, "peering-location");
	const struct peering_location *location =
	    name == NULL ? NULL : facts_location(loader->facts, name);
	uint32_t count;

	if (name != NULL && location == NULL) {
		const char *const *names = facts_location_names(loader->facts, &count);
		report_unknown(loader, doc_place(node, "peering-location"), "peering location",
		               name, names, count, "data/peering-locations.csv");
	}
	return location;
}

/* The module has seen to it that `text` is a prefix. */
static struct prefix load_prefix(const char *text)
{
	struct prefix prefix = {0};
	enum prefix_error error = prefix_parse(text, &prefix);

	CHECK(error == PREFIX_OK);
	return prefix;
}

static struct prefix load_prefix_leaf(const struct doc_node *node, const char *leaf)
{
	const char *text = doc_text(node, leaf);

	return text == NULL ? (struct prefix){0} : load_prefix(text);
}

static struct lab_prefixes load_prefixes(struct loader *loader, const struct doc_node *node,
                                         const char *list)
{
	uint32_t count = doc_count(node, list);
	struct lab_prefixes prefixes = {
	    .items = arena_alloc(loader->arena, count * sizeof(*prefixes.items)),
	    .places = arena_alloc(loader->arena, count * sizeof(*prefixes.places)),
	    .partial = doc_doubtful(node, list),
	};

	for (const struct doc_node *at = doc_child(node, list); at != NULL; at = doc_next(at)) {
		prefixes.items[prefixes.count] = load_prefix(doc_value(at));
		prefixes.places[prefixes.count++] = doc_place(at, NULL);
	}
	return prefixes;
}

/* "65020:100", which the module has checked. */
static uint32_t load_community(const char *text)
{
	char *colon;
	unsigned long high = strtoul(text, &colon, 10);

	CHECK(*colon == ':');
	return (uint32_t)(high << 16 | strtoul(colon + 1, NULL, 10));
}

static void load_rtt_override(struct loader *loader, const struct doc_node *node)
{
	static const char *const ends[] = {"a", "b"};
	bool whole = doc_has(node, "a") && doc_has(node, "b");

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		const char *name = doc_text(node, ends[i]);
		uint32_t count;
		if (name == NULL || facts_region(loader->facts, name) != NULL ||
		    facts_location(loader->facts, name) != NULL)
			continue;
		const char *const *names = facts_region_names(loader->facts, &count);
		report_unknown(loader, doc_place(node, ends[i]), "region or peering location", name,
		               names, count, "data/regions.json and data/peering-locations.csv");
	}
	if (whole)
		facts_override_rtt(loader->facts, doc_text(node, "a"), doc_text(node, "b"),
		                   doc_ms_as_us(node, "ms"));
}

static void load_limit_override(struct loader *loader, const struct doc_node *node)
{
	const char *id = doc_text(node, "id");
	uint32_t count;
	const char *const *ids = facts_limit_ids(loader->facts, &count);
	uint32_t i = 0;

	while (id != NULL && i < count && strcmp(ids[i], id) != 0)
		i++;
	if (id != NULL && i == count)
		report_unknown(loader, doc_place(node, "id"), "limit", id, ids, count,
		               "data/limits.json");
	if (id == NULL || i == count || !doc_has(node, "value"))
		loader->lab->doubts |= LAB_DOUBT_LIMITS;
	else
		facts_override_limit(loader->facts, id, doc_u32(node, "value"));
}

static void load_overrides(struct loader *loader, const struct doc_node *root)
{
	const struct doc_node *override = doc_child(root, "override");

	loader->lab->doubts |= doubt_about(root, "override", LAB_DOUBT_LIMITS);
	if (override == NULL)
		return;
	loader->lab->doubts |= doubt_about(override, "limit", LAB_DOUBT_LIMITS);
	for (const struct doc_node *at = doc_child(override, "rtt"); at != NULL; at = doc_next(at))
		load_rtt_override(loader, at);
	for (const struct doc_node *at = doc_child(override, "limit"); at != NULL;
	     at = doc_next(at))
		load_limit_override(loader, at);
}

static void load_circuit(struct loader *loader, const struct doc_node *node,
                         struct lab_circuit *circuit)
{
	const struct doc_node *peering = doc_child(node, "azure-private-peering");
	const struct doc_node *ipv6 = doc_child(peering, "ipv6-peering");

	circuit->name = load_name(loader, node, &circuit->doubts);
	circuit->sku = load_circuit_sku(loader, node);
	circuit->bandwidth_mbps = doc_u32(node, "bandwidth-mbps");
	circuit->location = load_location(loader, node);
	circuit->peer_asn = doc_u32(peering, "peer-asn");
	circuit->link[LAB_PRIMARY] = load_prefix_leaf(peering, "primary-peer-address-prefix");
	circuit->link[LAB_SECONDARY] = load_prefix_leaf(peering, "secondary-peer-address-prefix");
	if (ipv6 != NULL) {
		circuit->link_ipv6[LAB_PRIMARY] =
		    load_prefix_leaf(ipv6, "primary-peer-address-prefix");
		circuit->link_ipv6[LAB_SECONDARY] =
		    load_prefix_leaf(ipv6, "secondary-peer-address-prefix");
	}
	circuit->vlan_id = (uint16_t)doc_u32(peering, "vlan-id");
	circuit->shared_key = keep(loader, doc_text(peering, "shared-key"));
	circuit->doubts |= doubt_about(peering, "ipv6-peering", LAB_DOUBT_IPV6);
	if (ipv6 != NULL && (!addr_is_set(&circuit->link_ipv6[LAB_PRIMARY].addr) ||
	                     !addr_is_set(&circuit->link_ipv6[LAB_SECONDARY].addr)))
		circuit->doubts |= LAB_DOUBT_IPV6;
	circuit->place = doc_place(node, NULL);
	if (!(circuit->doubts & LAB_DOUBT_NAME))
		name_map_add(&loader->circuits, circuit->name, circuit);
}

static void load_circuits(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;
	uint32_t count = doc_count(root, "express-route-circuit");

	lab->circuits = arena_alloc(loader->arena, count * sizeof(*lab->circuits));
	for (const struct doc_node *at = doc_child(root, "express-route-circuit"); at != NULL;
	     at = doc_next(at)) {
		struct lab_circuit *circuit = &lab->circuits[lab->circuit_count];
		circuit->index = lab->circuit_count++;
		load_circuit(loader, at, circuit);
	}
}

static void load_connections(struct loader *loader, const struct doc_node *node,
                             struct lab_gateway *gateway)
{
	uint32_t count = doc_count(node, "connection");
	unsigned doubts = 0;

	gateway->connections = arena_alloc(loader->arena, count * sizeof(*gateway->connections));
	for (const struct doc_node *at = doc_child(node, "connection"); at != NULL;
	     at = doc_next(at))
		gateway->connections[gateway->connection_count++] = (struct lab_connection){
		    .name = load_name(loader, at, &doubts),
		    .gateway = gateway,
		    .circuit = load_reference(&loader->circuits, at, "express-route-circuit"),
		    .routing_weight = doc_u32(at, "routing-weight"),
		    .fast_path = doc_bool(at, "express-route-gateway-bypass"),
		    .place = doc_place(at, NULL),
		};
}

static struct lab_gateway *load_gateway(struct loader *loader, const struct doc_node *node,
                                        const struct lab_vnet *vnet)
{
	struct lab_gateway *gateway;
	bool said;

	if (node == NULL)
		return NULL;
	said = doc_has(node, "allow-remote-vnet-traffic");
	gateway = arena_alloc(loader->arena, sizeof(*gateway));
	*gateway = (struct lab_gateway){
	    .vnet = vnet,
	    .sku = load_gateway_sku(loader, node),
	    .scale_units = doc_has(node, "scale-units") ? doc_u32(node, "scale-units") : 1,
	    .allow_remote_vnet_traffic = said ? doc_bool(node, "allow-remote-vnet-traffic")
	                                      : loader->lab->gateways_before_2024,
	    .allow_remote_vnet_is_default = !said,
	    .doubts = doubt_about(node, "scale-units", LAB_DOUBT_SCALE),
	    .place = doc_place(node, NULL),
	};
	gateway->name = load_name(loader, node, &gateway->doubts);
	load_connections(loader, node, gateway);
	return gateway;
}

static void load_subnets(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	uint32_t count = doc_count(node, "subnet");

	vnet->doubts |= doubt_about(node, "subnet", LAB_DOUBT_SUBNETS);
	vnet->subnets = arena_alloc(loader->arena, count * sizeof(*vnet->subnets));
	for (const struct doc_node *at = doc_child(node, "subnet"); at != NULL; at = doc_next(at)) {
		unsigned doubts = 0;
		vnet->subnets[vnet->subnet_count++] = (struct lab_subnet){
		    .name = load_name(loader, at, &doubts),
		    .prefixes = load_prefixes(loader, at, "address-prefix"),
		    .place = doc_place(at, NULL),
		};
		if (doubts != 0)
			vnet->doubts |= LAB_DOUBT_SUBNETS;
	}
}

static void load_vnet(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	const char *community = doc_text(node, "bgp-community");

	vnet->name = load_name(loader, node, &vnet->doubts);
	vnet->region = load_region(loader, node, "region");
	vnet->address_space = load_prefixes(loader, node, "address-space");
	load_subnets(loader, node, vnet);
	vnet->gateway = load_gateway(loader, doc_child(node, "virtual-network-gateway"), vnet);
	vnet->custom_community = community == NULL ? 0 : load_community(community);
	vnet->doubts |= doubt_about(node, "virtual-network-gateway", LAB_DOUBT_GATEWAY);
	vnet->place = doc_place(node, NULL);
	if (!(vnet->doubts & LAB_DOUBT_NAME))
		name_map_add(&loader->vnets, vnet->name, vnet);
}

/* When all virtual networks have their places, the peerings between them can point. */
static void load_peerings(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	uint32_t count = doc_count(node, "virtual-network-peering");

	vnet->doubts |= doubt_about(node, "virtual-network-peering", LAB_DOUBT_PEERINGS);
	vnet->peerings = arena_alloc(loader->arena, count * sizeof(*vnet->peerings));
	for (const struct doc_node *at = doc_child(node, "virtual-network-peering"); at != NULL;
	     at = doc_next(at)) {
		struct lab_vnet_peering *peering = &vnet->peerings[vnet->peering_count++];
		*peering = (struct lab_vnet_peering){
		    .vnet = vnet,
		    .remote = load_reference(&loader->vnets, at, "remote-virtual-network"),
		    .allow_virtual_network_access = doc_bool(at, "allow-virtual-network-access"),
		    .allow_forwarded_traffic = doc_bool(at, "allow-forwarded-traffic"),
		    .allow_gateway_transit = doc_bool(at, "allow-gateway-transit"),
		    .use_remote_gateways = doc_bool(at, "use-remote-gateways"),
		    .doubts = doubt_about(at, "allow-gateway-transit", LAB_DOUBT_TRANSIT),
		    .place = doc_place(at, NULL),
		};
		peering->name = load_name(loader, at, &peering->doubts);
		if (peering->remote == NULL)
			vnet->doubts |= LAB_DOUBT_PEERINGS;
	}
}

/* The two sides of a peering stand together in the order of the pairs. */
static int by_pair(const void *a, const void *b)
{
	const struct lab_vnet_peering *left = *(struct lab_vnet_peering *const *)a;
	const struct lab_vnet_peering *right = *(struct lab_vnet_peering *const *)b;
	uint32_t ends[2][2] = {
	    {left->vnet->index, left->remote->index},
	    {right->vnet->index, right->remote->index},
	};
	uint64_t keys[2];

	for (size_t i = 0; i < 2; i++) {
		uint32_t low = ends[i][0] < ends[i][1] ? ends[i][0] : ends[i][1];
		keys[i] = (uint64_t)low << 32 | (ends[i][0] + ends[i][1] - low);
	}
	if (keys[0] != keys[1])
		return keys[0] < keys[1] ? -1 : 1;
	return (ends[0][0] > ends[1][0]) - (ends[0][0] < ends[1][0]);
}

/* Joins each peering with its other direction. The module allows one peering per pair and side. */
static void join_peerings(struct lab *lab)
{
	size_t count = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		count += lab->vnets[i].peering_count;
	struct lab_vnet_peering **all = xcalloc(count, sizeof(struct lab_vnet_peering *));
	size_t used = 0;
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		for (uint32_t k = 0; k < lab->vnets[i].peering_count; k++) {
			if (lab->vnets[i].peerings[k].remote != NULL)
				all[used++] = &lab->vnets[i].peerings[k];
		}
	}
	qsort(all, used, sizeof(struct lab_vnet_peering *), by_pair);
	for (size_t i = 1; i < used; i++) {
		if (all[i - 1]->vnet != all[i]->remote || all[i - 1]->remote != all[i]->vnet)
			continue;
		all[i - 1]->back = all[i];
		all[i]->back = all[i - 1];
	}
	free(all);
}

static void load_vnets(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;
	uint32_t count = doc_count(root, "virtual-network");
	const struct doc_node *first = doc_child(root, "virtual-network");

	lab->vnets = arena_alloc(loader->arena, count * sizeof(*lab->vnets));
	for (const struct doc_node *at = first; at != NULL; at = doc_next(at)) {
		struct lab_vnet *vnet = &lab->vnets[lab->vnet_count];
		vnet->index = lab->vnet_count++;
		load_vnet(loader, at, vnet);
	}
	struct lab_vnet *vnet = lab->vnets;
	for (const struct doc_node *at = first; at != NULL; at = doc_next(at))
		load_peerings(loader, at, vnet++);
	join_peerings(lab);
}

static void load_circuit_link(struct loader *loader, const struct doc_node *node,
                              struct lab_circuit_link *link)
{
	const char *which = doc_text(node, "link");

	link->circuit = load_reference(&loader->circuits, node, "express-route-circuit");
	link->link = LAB_LINK_COUNT;
	if (which != NULL)
		link->link = strcmp(which, "primary") == 0 ? LAB_PRIMARY : LAB_SECONDARY;
	link->prepend = doc_u32(node, "prepend");
	link->med_set = doc_has(node, "med");
	link->med = doc_u32(node, "med");
	link->readvertise = doc_bool(node, "readvertise");
	link->advertise = load_prefixes(loader, node, "advertise");
	link->place = doc_place(node, NULL);
}

static uint32_t load_router_id(const struct doc_node *node)
{
	const char *text = doc_text(node, "router-id");
	struct addr addr = {0};

	return text != NULL && addr_parse(text, &addr) ? addr_as_u32(&addr) : 0;
}

static void load_router(struct loader *loader, const struct doc_node *node,
                        struct lab_router *router)
{
	uint32_t links = doc_count(node, "circuit-link");
	uint32_t communities = doc_count(node, "community");

	router->name = load_name(loader, node, &router->doubts);
	router->asn = doc_u32(node, "asn");
	router->router_id = load_router_id(node);
	router->external = doc_bool(node, "external");
	router->advertise = load_prefixes(loader, node, "advertise");
	router->communities =
	    arena_alloc(loader->arena, communities * sizeof(*router->communities));
	for (const struct doc_node *at = doc_child(node, "community"); at != NULL;
	     at = doc_next(at))
		router->communities[router->community_count++] = load_community(doc_value(at));
	router->doubts |= doubt_about(node, "circuit-link", LAB_DOUBT_LINKS);
	router->links = arena_alloc(loader->arena, links * sizeof(*router->links));
	for (const struct doc_node *at = doc_child(node, "circuit-link"); at != NULL;
	     at = doc_next(at)) {
		struct lab_circuit_link *link = &router->links[router->link_count++];
		link->router = router;
		load_circuit_link(loader, at, link);
	}
	router->place = doc_place(node, NULL);
}

static void load_site(struct loader *loader, const struct doc_node *node, struct lab_site *site)
{
	uint32_t count = doc_count(node, "router");

	site->name = load_name(loader, node, &site->doubts);
	site->region = load_region(loader, node, "nearest-region");
	site->access_rtt_us = doc_ms_as_us(node, "access-rtt-ms");
	site->routers = arena_alloc(loader->arena, count * sizeof(*site->routers));
	for (const struct doc_node *at = doc_child(node, "router"); at != NULL; at = doc_next(at)) {
		struct lab_router *router = &site->routers[site->router_count++];
		router->site = site;
		load_router(loader, at, router);
	}
	site->place = doc_place(node, NULL);
}

static void load_sites(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;
	uint32_t count = doc_count(root, "site");

	lab->sites = arena_alloc(loader->arena, count * sizeof(*lab->sites));
	for (const struct doc_node *at = doc_child(root, "site"); at != NULL; at = doc_next(at)) {
		struct lab_site *site = &lab->sites[lab->site_count];
		site->index = lab->site_count++;
		load_site(loader, at, site);
	}
}

static void load_root(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;

	lab->name = keep(loader, doc_text(root, "name"));
	lab->description = keep(loader, doc_text(root, "description"));
	lab->gateways_before_2024 = strcmp(doc_text(root, "gateway-era"), "before-2024") == 0;
	load_overrides(loader, root);
	load_circuits(loader, root);
	load_vnets(loader, root);
	load_sites(loader, root);
}

struct lab *model_build(const struct document *document, const char *file,
                        struct findings *findings)
{
	struct arena *arena = arena_new();
	struct lab *lab = arena_alloc(arena, sizeof(*lab));
	struct facts *facts = facts_new(arena);
	struct loader loader = {
	    .arena = arena,
	    .lab = lab,
	    .facts = facts,
	    .findings = findings,
	};

	lab->arena = arena;
	lab->file = file;
	lab->facts = facts;
	load_root(&loader, document_root(document));
	name_map_done(&loader.vnets);
	name_map_done(&loader.circuits);
	return lab;
}
