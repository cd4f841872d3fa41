/* What a tunnel is in a lab file. */
#include "azure/tunnel/tunnel.h"
#include "base/check.h"
#include "document/tree.h"
#include "topo/model/model_load.h"

/* Appended to the ends of who it is. The map of names lends routers to be read; the lab that is
 * loaded has them to be changed. */
static void note_end(const struct lab_tunnel_end **first, struct lab_tunnel_end **last,
                     struct lab_tunnel_end *end)
{
	CHECK((*first == NULL) == (*last == NULL) && end->next == NULL);
	if (*last == NULL)
		*first = end;
	else
		(*last)->next = end;
	*last = end;
}

static void note_at_router(struct lab *lab, struct lab_tunnel_end *end)
{
	struct lab_site *site = &lab->sites[end->router->site - lab->sites];
	struct lab_router *router = &site->routers[end->router - site->routers];

	CHECK(router == end->router);
	note_end(&router->tunnel_ends, &router->last_tunnel_end, end);
}

static void note_at_nva(struct lab *lab, struct lab_tunnel_end *end)
{
	struct lab_vnet *vnet = &lab->vnets[end->nva->vnet - lab->vnets];
	struct lab_nva *nva = &vnet->nvas[end->nva - vnet->nvas];

	CHECK(nva == end->nva);
	note_end(&nva->tunnel_ends, &nva->last_tunnel_end, end);
}

/* A site or a network of this name may be wrong itself, and is then not known. */
static bool is_in_doubt(const struct lab *lab)
{
	for (uint32_t i = 0; i < lab->site_count; i++)
		if (lab->sites[i].doubts & (LAB_DOUBT_ROUTERS | LAB_DOUBT_NAME))
			return true;
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		if (lab->vnets[i].doubts & (LAB_DOUBT_NVAS | LAB_DOUBT_NAME))
			return true;
	return false;
}

static void say_unknown(struct loader *loader, const struct doc_node *node, const char *name)
{
	const struct lab *lab = loader->lab;
	struct text near = {0};
	struct quoted quoted;
	const char **names;
	size_t count = 0;
	size_t room = 0;
	const char *found;

	for (uint32_t i = 0; i < lab->site_count; i++)
		room += lab->sites[i].router_count;
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		room += lab->vnets[i].nva_count;
	names = arena_alloc(loader->arena, (room + 1) * sizeof(*names));
	for (uint32_t i = 0; i < lab->site_count; i++)
		for (uint32_t k = 0; k < lab->sites[i].router_count; k++)
			names[count++] = lab_join_name(loader->arena, lab->sites[i].name,
			                               lab->sites[i].routers[k].name);
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		for (uint32_t k = 0; k < lab->vnets[i].nva_count; k++)
			names[count++] = lab_join_name(loader->arena, lab->vnets[i].name,
			                               lab->vnets[i].nvas[k].name);
	found = nearest_word(name, names, count);
	if (found != NULL)
		text_addf(&near, "; did you mean \"%s\"?", found);
	findings_add(loader->findings, SEVERITY_ERROR, doc_place(node, "node"),
	             "there is no router or appliance \"%s\"; expected SITE/ROUTER or "
	             "NETWORK/APPLIANCE%s",
	             tree_quote(name, &quoted), text_str(&near));
	text_done(&near);
}

static void load_node(struct loader *loader, const struct doc_node *node,
                      struct lab_tunnel_end *end)
{
	const char *name = doc_text(node, "node");

	if (name == NULL)
		return;
	end->router = name_map_get(&loader->names[LAB_ROUTER], name);
	if (end->router == NULL)
		end->nva = name_map_get(&loader->names[LAB_NVA], name);
	if (end->router != NULL)
		note_at_router(loader->lab, end);
	else if (end->nva != NULL)
		note_at_nva(loader->lab, end);
	else if (!is_in_doubt(loader->lab))
		say_unknown(loader, node, name);
}

static void load_end(struct loader *loader, const struct doc_node *node, struct lab_tunnel_end *end)
{
	end->outer = load_addr(node, "outer-address");
	end->prepend = doc_u32(node, "prepend");
	end->med_set = doc_has(node, "med");
	end->med = doc_u32(node, "med");
	end->readvertise = doc_bool(node, "readvertise");
	end->advertise = load_prefixes(loader, node, "advertise");
	end->policy = load_session_policy(loader, node);
	end->place = doc_place(node, NULL);
	load_node(loader, node, end);
}

/* Those that are not wrong. Tunnels may stand behind the one that rides on them. */
static void load_carriers(struct loader *loader, const struct doc_node *node,
                          struct lab_tunnel *tunnel)
{
	const struct doc_node *over = doc_child(node, "over");
	struct lab_underlay *underlay = &tunnel->underlay;
	uint32_t circuits = over == NULL ? 0 : doc_count(over, "express-route-circuit");
	uint32_t tunnels = over == NULL ? 0 : doc_count(over, "tunnel");

	underlay->circuits = arena_alloc(loader->arena, circuits * sizeof(*underlay->circuits));
	underlay->tunnels = arena_alloc(loader->arena, tunnels * sizeof(*underlay->tunnels));
	for (const struct doc_node *at = over == NULL ? NULL
	                                              : doc_child(over, "express-route-circuit");
	     at != NULL; at = doc_next(at)) {
		const struct lab_circuit *circuit =
		    name_map_get(&loader->names[LAB_CIRCUIT], doc_value(at));

		if (circuit != NULL)
			underlay->circuits[underlay->circuit_count++] = circuit;
	}
	for (const struct doc_node *at = over == NULL ? NULL : doc_child(over, "tunnel");
	     at != NULL; at = doc_next(at)) {
		const struct lab_tunnel *carrier =
		    name_map_get(&loader->names[LAB_TUNNEL], doc_value(at));

		if (carrier != NULL)
			underlay->tunnels[underlay->tunnel_count++] = carrier;
	}
	CHECK(underlay->circuit_count <= circuits && underlay->tunnel_count <= tunnels);
}

static void join_tunnel(struct loader *loader, const struct doc_node *node,
                        struct lab_tunnel *tunnel)
{
	tunnel->bgp = doc_bool(node, "bgp");
	tunnel->rtt_said = doc_has(node, "rtt-ms");
	tunnel->rtt_us = doc_ms_as_us(node, "rtt-ms");
	tunnel->bandwidth_mbps = doc_u32(node, "bandwidth-mbps");
	tunnel->twice =
	    load_prefix_pair(loader, node, "address-prefix", tunnel->prefix, &tunnel->doubts);
	load_carriers(loader, node, tunnel);
	for (const struct doc_node *at = doc_child(node, "end");
	     at != NULL && tunnel->end_count < LAB_TUNNEL_ENDS; at = doc_next(at)) {
		struct lab_tunnel_end *end = &tunnel->ends[tunnel->end_count];

		end->tunnel = tunnel;
		end->number = tunnel->end_count++;
		load_end(loader, at, end);
		tunnel->underlay.ends[end->number] = (struct lab_underlay_end){
		    end->router, end->nva == NULL ? NULL : end->nva->vnet};
	}
}

static void load_tunnels(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;
	uint32_t count = doc_count(root, "tunnel");

	lab->tunnels = arena_alloc(loader->arena, count * sizeof(*lab->tunnels));
	for (const struct doc_node *at = doc_child(root, "tunnel"); at != NULL; at = doc_next(at)) {
		struct lab_tunnel *tunnel = &lab->tunnels[lab->tunnel_count++];

		tunnel->name = load_name(loader, at, &tunnel->doubts);
		tunnel->place = doc_place(at, NULL);
		load_named(loader, LAB_TUNNEL, tunnel->name, tunnel->doubts, tunnel);
	}
	CHECK(lab->tunnel_count == count);
}

static void join_tunnels(struct loader *loader, const struct doc_node *root)
{
	struct lab_tunnel *tunnel = loader->lab->tunnels;

	for (const struct doc_node *at = doc_child(root, "tunnel"); at != NULL; at = doc_next(at))
		join_tunnel(loader, at, tunnel++);
}

static void list_tunnels(struct lister *lister, struct lab *lab)
{
	for (uint32_t i = 0; i < lab->tunnel_count; i++)
		LOAD_LIST(lister, &lab->tunnels[i], NULL);
}

const struct load_hooks tunnel_load = {
    .load = load_tunnels,
    .join = join_tunnels,
    .list = list_tunnels,
};
