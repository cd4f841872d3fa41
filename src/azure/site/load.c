/* Sites: their routers, and the links of circuits that end there. */
#include "azure/site/site.h"
#include "base/check.h"
#include "document/tree.h"
#include "topo/model/model_load.h"

#include <string.h>

static void load_circuit_link(struct loader *loader, const struct doc_node *node,
                              struct lab_circuit_link *link)
{
	const char *which = doc_text(node, "link");

	link->circuit = load_reference(loader, LAB_CIRCUIT, node, "express-route-circuit");
	link->link = LAB_LINK_COUNT;
	if (which != NULL)
		link->link = strcmp(which, "primary") == 0 ? LAB_PRIMARY : LAB_SECONDARY;
	link->prepend = doc_u32(node, "prepend");
	link->med_set = doc_has(node, "med");
	link->med = doc_u32(node, "med");
	link->readvertise = doc_bool(node, "readvertise");
	link->advertise = load_prefixes(loader, node, "advertise");
	link->policy = load_session_policy(loader, node);
	link->place = doc_place(node, NULL);
}

/* One of each family is kept: what the judge sees is how many there are. */
static void load_loopbacks(const struct doc_node *node, struct lab_router *router)
{
	for (const struct doc_node *at = doc_child(node, "loopback-address"); at != NULL;
	     at = doc_next(at)) {
		struct addr address = {0};

		if (!addr_parse(doc_value(at), &address))
			continue;
		router->loopback_twice =
		    router->loopback_twice || addr_is_set(&router->loopback[address.family]);
		router->loopback[address.family] = address;
	}
}

/* How it speaks to others and chooses among what they say. */
static void load_speaker(const struct doc_node *node, struct lab_router *router)
{
	router->next_hop_self = doc_bool(node, "next-hop-self");
	router->multipath_relax = doc_bool(node, "multipath-relax");
	router->compare_router_id = doc_bool(node, "compare-router-id");
	router->maximum_paths = (uint16_t)doc_u32(node, "maximum-paths");
	router->maximum_paths_ibgp = (uint16_t)doc_u32(node, "maximum-paths-ibgp");
	load_loopbacks(node, router);
}

static void load_router(struct loader *loader, const struct doc_node *node,
                        struct lab_router *router)
{
	uint32_t links = doc_count(node, "circuit-link");
	uint32_t communities = doc_count(node, "community");
	struct addr router_id = load_addr(node, "router-id");

	router->name = load_name(loader, node, &router->doubts);
	router->asn = doc_u32(node, "asn");
	router->router_id = addr_is_set(&router_id) ? addr_as_u32(&router_id) : 0;
	router->external = doc_bool(node, "external");
	load_speaker(node, router);
	router->statics = load_static_routes(loader, node, &router->static_count);
	router->advertise = load_prefixes(loader, node, "advertise");
	router->announce = load_announcements(loader, node, &router->advertise);
	router->communities =
	    arena_alloc(loader->arena, communities * sizeof(*router->communities));
	for (const struct doc_node *at = doc_child(node, "community"); at != NULL;
	     at = doc_next(at))
		router->communities[router->community_count++] = load_community(doc_value(at));
	router->doubts |= load_doubt(node, "circuit-link", LAB_DOUBT_LINKS);
	router->links = arena_alloc(loader->arena, links * sizeof(*router->links));
	for (const struct doc_node *at = doc_child(node, "circuit-link"); at != NULL;
	     at = doc_next(at)) {
		struct lab_circuit_link *link = &router->links[router->link_count++];
		link->router = router;
		load_circuit_link(loader, at, link);
	}
	router->place = doc_place(node, NULL);
	CHECK(router->link_count == links && router->community_count == communities);
}

static void load_test_addresses(struct loader *loader, const struct doc_node *node,
                                struct lab_site *site)
{
	uint32_t count = doc_count(node, "test-address");

	site->test_addresses = arena_alloc(loader->arena, count * sizeof(*site->test_addresses));
	site->test_places = arena_alloc(loader->arena, count * sizeof(*site->test_places));
	for (const struct doc_node *at = doc_child(node, "test-address"); at != NULL;
	     at = doc_next(at)) {
		if (!addr_parse(doc_value(at), &site->test_addresses[site->test_address_count]))
			continue;
		site->test_places[site->test_address_count++] = doc_place(at, NULL);
	}
}

static const struct lab_router *router_named(struct loader *loader, const struct doc_node *node,
                                             const char *leaf, const struct lab_site *site)
{
	const char *name = doc_text(node, leaf);
	struct quoted quoted;

	for (uint32_t i = 0; name != NULL && i < site->router_count; i++)
		if (strcmp(site->routers[i].name, name) == 0)
			return &site->routers[i];
	if (name != NULL && !(site->doubts & LAB_DOUBT_ROUTERS))
		findings_add(loader->findings, SEVERITY_ERROR, doc_place(node, leaf),
		             "router \"%s\" is not one of the site \"%s\"; expected one of its "
		             "routers",
		             tree_quote(name, &quoted), site->name);
	return NULL;
}

static void load_interior(struct loader *loader, const struct doc_node *node, struct lab_site *site)
{
	uint32_t count = doc_count(node, "interior-path");

	site->ibgp = doc_bool(node, "ibgp");
	site->links_in_igp = doc_bool(node, "links-in-igp");
	site->interior_metric = doc_u32(node, "interior-metric");
	site->interior_paths = arena_alloc(loader->arena, count * sizeof(*site->interior_paths));
	for (const struct doc_node *at = doc_child(node, "interior-path"); at != NULL;
	     at = doc_next(at))
		site->interior_paths[site->interior_path_count++] = (struct lab_interior_path){
		    .router = router_named(loader, at, "router", site),
		    .neighbor = router_named(loader, at, "neighbor", site),
		    .metric = doc_u32(at, "metric"),
		    .rtt_us = doc_ms_as_us(at, "rtt-ms"),
		    .place = doc_place(at, NULL),
		};
	CHECK(site->interior_path_count == count);
}

static void load_site(struct loader *loader, const struct doc_node *node, struct lab_site *site)
{
	uint32_t count = doc_count(node, "router");

	site->name = load_name(loader, node, &site->doubts);
	site->doubts |= load_doubt(node, "router", LAB_DOUBT_ROUTERS);
	site->region = load_region(loader, node, "nearest-region");
	site->access_rtt_us = doc_ms_as_us(node, "access-rtt-ms");
	site->routers = arena_alloc(loader->arena, count * sizeof(*site->routers));
	for (const struct doc_node *at = doc_child(node, "router"); at != NULL; at = doc_next(at)) {
		struct lab_router *router = &site->routers[site->router_count++];
		router->site = site;
		load_router(loader, at, router);
		load_named(loader, LAB_ROUTER,
		           lab_join_name(loader->arena, site->name, router->name),
		           site->doubts | router->doubts, router);
	}
	load_interior(loader, node, site);
	load_test_addresses(loader, node, site);
	site->place = doc_place(node, NULL);
	load_named(loader, LAB_SITE, site->name, site->doubts, site);
	CHECK(site->router_count == count);
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
	CHECK(lab->site_count == count);
}

static void list_sites(struct lister *lister, struct lab *lab)
{
	for (uint32_t i = 0; i < lab->site_count; i++)
		LOAD_LIST(lister, &lab->sites[i], NULL);
}

static void list_routers(struct lister *lister, struct lab *lab)
{
	for (uint32_t i = 0; i < lab->site_count; i++) {
		struct lab_site *site = &lab->sites[i];

		for (uint32_t k = 0; k < site->router_count; k++)
			LOAD_LIST_IN(lister, site->name, &site->routers[k], NULL);
	}
}

const struct load_hooks site_load = {
    .load = load_sites,
    .list = list_sites,
};

const struct load_hooks router_load = {
    .list = list_routers,
};
