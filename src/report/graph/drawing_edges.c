/* The edges of a drawing, by a row for each kind that makes some. */
#include "report/graph/drawing.h"

#include <string.h>

void drawing_join(struct drawing *drawing, uint32_t from, uint32_t to, enum drawing_line line)
{
	if (from == DRAWING_NONE || to == DRAWING_NONE || from == to)
		return;
	for (uint32_t i = 0; i < drawing->edge_count; i++) {
		const struct drawing_edge *edge = &drawing->edges[i];

		if (edge->from == from && edge->to == to && edge->line == line)
			return;
	}
	drawing->edges = mem_grow(drawing->edges, &drawing->edge_room, drawing->edge_count + 1,
	                          sizeof(*drawing->edges));
	drawing->edges[drawing->edge_count++] = (struct drawing_edge){from, to, line, NULL};
}

static void join(struct drawing *drawing, const struct lab_element *a, const struct lab_element *b,
                 enum drawing_line line)
{
	drawing_join(drawing, drawing_box_of(drawing, a, 0), drawing_box_of(drawing, b, 0), line);
}

static void join_router(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_router *router = element->self;

	for (uint32_t i = 0; i < router->link_count; i++) {
		const struct lab_circuit_link *link = &router->links[i];

		drawing_join(drawing, drawing_box_of(drawing, element, 0),
		             drawing_box_of(drawing, link->circuit->element, link->link),
		             DRAWING_LINK);
	}
}

static void join_site_link(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_site_link *link = element->self;

	if (link->end_count == LAB_SITE_LINK_ENDS)
		join(drawing, link->ends[0].router->element, link->ends[1].router->element,
		     DRAWING_LINK);
}

static void join_connection(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_connection *connection = element->self;

	for (enum lab_link link = 0; link < LAB_LINK_COUNT; link++)
		drawing_join(drawing, drawing_box_of(drawing, connection->circuit->element, link),
		             drawing_box_of(drawing, connection->gateway->element, 0),
		             DRAWING_CONNECT);
}

static void join_global_reach(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_global_reach *reach = element->self;

	for (enum lab_link link = 0; link < LAB_LINK_COUNT; link++)
		drawing_join(drawing, drawing_box_of(drawing, reach->circuit->element, link),
		             drawing_box_of(drawing, reach->peer->element, link), DRAWING_REACH);
}

static void join_tunnel(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_vpn_connection *tunnel = element->self;
	const struct lab_local_gateway *local = tunnel->local;
	const struct lab_element *end = local->element;
	uint32_t a, b;

	if (local->router != NULL)
		end = local->router->element;
	else if (local->nva != NULL)
		end = local->nva->element;
	else if (local->gateway != NULL)
		end = local->gateway->element;
	a = drawing_box_of(drawing, end, 0);
	b = drawing_box_of(drawing, tunnel->gateway->element, 0);
	/* Between two VPN gateways each side has a connection of its own. */
	if (local->gateway != NULL && a > b)
		drawing_join(drawing, b, a, DRAWING_TUNNEL);
	else
		drawing_join(drawing, a, b, DRAWING_TUNNEL);
}

/* What stands in a network is joined with its box. */
static void join_network(struct drawing *drawing, const struct lab_element *element)
{
	if (element->network != NULL)
		join(drawing, element, element->network->element, DRAWING_CONNECT);
}

static void join_nva(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_nva *nva = element->self;

	join_network(drawing, element);
	if (nva->route_server != NULL)
		join(drawing, nva->route_server->element, element, DRAWING_CONNECT);
}

static void join_own_tunnel(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_tunnel *tunnel = element->self;

	if (tunnel->end_count == LAB_TUNNEL_ENDS)
		join(drawing, lab_tunnel_end_element(&tunnel->ends[0]),
		     lab_tunnel_end_element(&tunnel->ends[1]), DRAWING_TUNNEL);
}

static void join_hub(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_hub *hub = element->self;
	const struct lab *lab = drawing->lab;

	for (uint32_t i = 0; i < hub->connected_count; i++)
		join(drawing, element, hub->connected[i]->element, DRAWING_PEER);
	for (uint32_t i = hub->index + 1; i < lab->hub_count; i++) {
		const struct lab_hub *other = &lab->hubs[i];

		if (hub->virtual_wan != NULL && other->virtual_wan != NULL &&
		    strcmp(hub->virtual_wan, other->virtual_wan) == 0)
			join(drawing, element, other->element, DRAWING_PEER);
	}
}

/* Once for both directions. */
static void join_peering(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_vnet_peering *peering = element->self;

	if (peering->back == NULL || peering->vnet->index < peering->remote->index)
		join(drawing, peering->vnet->element, peering->remote->element, DRAWING_PEER);
}

static void (*const joiners[LAB_KIND_COUNT])(struct drawing *, const struct lab_element *) = {
    [LAB_ROUTER] = join_router,
    [LAB_SITE_LINK] = join_site_link,
    [LAB_GATEWAY] = join_network,
    [LAB_CONNECTION] = join_connection,
    [LAB_GLOBAL_REACH] = join_global_reach,
    [LAB_VPN_GATEWAY] = join_network,
    [LAB_VPN_CONNECTION] = join_tunnel,
    [LAB_ROUTE_SERVER] = join_network,
    [LAB_NVA] = join_nva,
    [LAB_TUNNEL] = join_own_tunnel,
    [LAB_HUB] = join_hub,
    [LAB_VNET_PEERING] = join_peering,
};

void drawing_add_edges(struct drawing *drawing)
{
	const struct lab *lab = drawing->lab;

	for (uint32_t i = 0; i < lab->element_count; i++) {
		if (joiners[lab->elements[i].kind] != NULL)
			joiners[lab->elements[i].kind](drawing, &lab->elements[i]);
	}
}
