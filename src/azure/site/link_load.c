/* What a link between sites is in a lab file. */
#include "azure/site/site.h"
#include "base/check.h"
#include "document/tree.h"
#include "topo/model/model_load.h"

/* The module cannot say that the router is one of the site. */
static const struct lab_router *load_router_of(struct loader *loader, const struct doc_node *node)
{
	const struct lab_site *site = load_reference(loader, LAB_SITE, node, "site");
	const char *name = doc_text(node, "router");
	const struct lab_router *router;
	struct quoted quoted;

	if (site == NULL || name == NULL)
		return NULL;
	router = name_map_get(&loader->names[LAB_ROUTER],
	                      lab_join_name(loader->arena, site->name, name));
	if (router == NULL && !(site->doubts & LAB_DOUBT_ROUTERS))
		findings_add(loader->findings, SEVERITY_ERROR, doc_place(node, "router"),
		             "router \"%s\" is not one of the site \"%s\"; expected one of its "
		             "routers",
		             tree_quote(name, &quoted), site->name);
	return router;
}

/* The map of names lends the router to be read; the lab that is loaded has it to be changed. */
static void note_end(struct lab *lab, struct lab_site_link_end *end)
{
	struct lab_site *site = &lab->sites[end->router->site - lab->sites];
	struct lab_router *router = &site->routers[end->router - site->routers];

	CHECK(router == end->router && end->next == NULL);
	if (router->last_site_end == NULL)
		router->site_ends = end;
	else
		router->last_site_end->next = end;
	router->last_site_end = end;
}

static void load_end(struct loader *loader, const struct doc_node *node,
                     struct lab_site_link_end *end)
{
	end->router = load_router_of(loader, node);
	end->prepend = doc_u32(node, "prepend");
	end->med_set = doc_has(node, "med");
	end->med = doc_u32(node, "med");
	end->readvertise = doc_bool(node, "readvertise");
	end->advertise = load_prefixes(loader, node, "advertise");
	end->policy = load_session_policy(loader, node);
	end->place = doc_place(node, NULL);
	if (end->router != NULL)
		note_end(loader->lab, end);
}

static void load_link(struct loader *loader, const struct doc_node *node,
                      struct lab_site_link *link)
{
	link->name = load_name(loader, node, &link->doubts);
	link->rtt_said = doc_has(node, "rtt-ms");
	link->rtt_us = doc_ms_as_us(node, "rtt-ms");
	link->bandwidth_mbps = doc_u32(node, "bandwidth-mbps");
	link->metric = doc_u32(node, "metric");
	link->backbone = doc_bool(node, "backbone");
	link->twice = load_prefix_pair(loader, node, "address-prefix", link->prefix, &link->doubts);
	for (const struct doc_node *at = doc_child(node, "end");
	     at != NULL && link->end_count < LAB_SITE_LINK_ENDS; at = doc_next(at)) {
		struct lab_site_link_end *end = &link->ends[link->end_count];

		end->link = link;
		end->number = link->end_count++;
		load_end(loader, at, end);
	}
	link->place = doc_place(node, NULL);
}

static void load_links(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;
	uint32_t count = doc_count(root, "site-link");

	lab->site_links = arena_alloc(loader->arena, count * sizeof(*lab->site_links));
	for (const struct doc_node *at = doc_child(root, "site-link"); at != NULL;
	     at = doc_next(at))
		load_link(loader, at, &lab->site_links[lab->site_link_count++]);
	CHECK(lab->site_link_count == count);
}

static void list_links(struct lister *lister, struct lab *lab)
{
	for (uint32_t i = 0; i < lab->site_link_count; i++)
		LOAD_LIST(lister, &lab->site_links[i], NULL);
}

const struct load_hooks site_link_load = {
    .load = load_links,
    .list = list_links,
};
