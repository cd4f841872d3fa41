/* The boxes of a drawing, by a row for each kind that has one. */
#include "report/graph/drawing.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

static uint32_t group_of(struct drawing *drawing, const char *name, enum drawing_column column)
{
	for (uint32_t i = 0; i < drawing->group_count; i++) {
		if (drawing->groups[i].column == column &&
		    strcmp(drawing->groups[i].name, name) == 0)
			return i;
	}
	drawing->groups = mem_grow(drawing->groups, &drawing->group_room, drawing->group_count + 1,
	                           sizeof(*drawing->groups));
	drawing->groups[drawing->group_count] = (struct drawing_group){name, column};
	return drawing->group_count++;
}

static uint32_t add_box(struct drawing *drawing, const struct lab_element *element,
                        const struct drawing_box *box)
{
	drawing->boxes = mem_grow(drawing->boxes, &drawing->box_room, drawing->box_count + 1,
	                          sizeof(*drawing->boxes));
	drawing->boxes[drawing->box_count] = *box;
	for (unsigned i = 0; i < LAB_INSTANCES; i++)
		drawing->box_of[element->index][i] = drawing->box_count;
	return drawing->box_count++;
}

/* A region's frame spans the two columns of Azure's side. */
static uint32_t region_of(struct drawing *drawing, const struct lab_vnet *vnet)
{
	const char *name = vnet->region != NULL ? vnet->region->name : "no region";

	return group_of(drawing, name, DRAWING_GATEWAYS);
}

static void add_standing(struct drawing *drawing, const struct lab_element *element,
                         const char *note)
{
	add_box(drawing, element,
	        &(struct drawing_box){.column = DRAWING_GATEWAYS,
	                              .group = region_of(drawing, element->network),
	                              .name = element->own_name,
	                              .note = note});
}

static const char *space_note(struct drawing *drawing, const char *what,
                              const struct lab_prefixes *space)
{
	char text[PREFIX_TEXT_MAX];

	if (space->count == 0)
		return what;
	prefix_format(&space->items[0], text);
	if (space->count == 1)
		return arena_printf(drawing->arena, "%s%s%s", what, what[0] != '\0' ? " " : "",
		                    text);
	return arena_printf(drawing->arena, "%s%s%s +%u", what, what[0] != '\0' ? " " : "", text,
	                    space->count - 1);
}

/* Nothing is drawn but that it is a spoke: it uses others' gateways and has nothing of its own. */
static const struct lab_vnet *hub_of_spoke(const struct lab_vnet *vnet)
{
	const struct lab_vnet *serving = lab_serving_vnet(vnet);
	bool alone = !lab_has_serving(vnet) && vnet->nva_count == 0;

	if (!alone || serving == vnet)
		return NULL;
	if (vnet->connected_hub != NULL)
		return vnet->peering_count == 0 ? serving : NULL;
	return vnet->peering_count == 1 ? serving : NULL;
}

/* The box in which other spokes of the hub and region stand; DRAWING_NONE: there is none yet. */
static uint32_t find_fold(const struct drawing *drawing, const struct lab_vnet *vnet,
                          const struct lab_vnet *hub, uint32_t group)
{
	for (uint32_t i = 0; i < vnet->index; i++) {
		const struct lab_vnet *other = &drawing->lab->vnets[i];
		uint32_t box;

		if (hub_of_spoke(other) != hub)
			continue;
		box = drawing->box_of[other->element->index][0];
		if (box != DRAWING_NONE && drawing->boxes[box].group == group)
			return box;
	}
	return DRAWING_NONE;
}

/* True when the network went into the box of others. */
static bool fold(struct drawing *drawing, const struct lab_vnet *vnet, uint32_t group)
{
	const struct lab_vnet *hub = hub_of_spoke(vnet);
	uint32_t at = DRAWING_NONE;
	struct drawing_box *box;

	if (drawing->lab->vnet_count >= DRAWING_FOLD_FROM && hub != NULL)
		at = find_fold(drawing, vnet, hub, group);
	if (at == DRAWING_NONE)
		return false;
	box = &drawing->boxes[at];
	box->folded = box->folded == 0 ? 2 : box->folded + 1;
	for (unsigned i = 0; i < LAB_INSTANCES; i++)
		drawing->box_of[vnet->element->index][i] = at;
	box->name = arena_printf(drawing->arena, "%u networks", box->folded);
	box->note = arena_printf(drawing->arena, "spokes of %s",
	                         hub->hub != NULL ? hub->hub->name : hub->name);
	drawing->folds = true;
	return true;
}

static void add_vnet(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_vnet *vnet = element->self;
	uint32_t group;

	if (lab_vnet_is_hub(vnet))
		return; /* the hub's box stands for it */
	group = region_of(drawing, vnet);
	if (fold(drawing, vnet, group))
		return;
	add_box(drawing, element,
	        &(struct drawing_box){.column = DRAWING_NETWORKS,
	                              .group = group,
	                              .name = vnet->name,
	                              .note = space_note(drawing, "", &vnet->address_space)});
}

static void add_circuit(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_circuit *circuit = element->self;
	uint32_t group = group_of(drawing, circuit->name, DRAWING_EDGES);

	for (enum lab_link link = 0; link < LAB_LINK_COUNT; link++) {
		const struct peering_location *place = lab_link_location(circuit, link);
		uint32_t box =
		    add_box(drawing, element,
		            &(struct drawing_box){
				.column = DRAWING_EDGES,
				.group = group,
				.name = circuit->link_names[link],
				.note = place == NULL ? "MSEE"
		                                      : arena_printf(drawing->arena, "MSEE, %s",
		                                                     place->name)});

		/* The second box took both places. */
		if (link == LAB_SECONDARY)
			drawing->box_of[element->index][LAB_PRIMARY] = box - 1;
	}
}

static void add_site(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_site *site = element->self;

	if (site->router_count == 0)
		add_box(drawing, element,
		        &(struct drawing_box){.column = DRAWING_SITES,
		                              .group = group_of(drawing, site->name, DRAWING_SITES),
		                              .name = site->name,
		                              .note = "site"});
}

static void add_router(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_router *router = element->self;
	uint32_t box = add_box(
	    drawing, element,
	    &(struct drawing_box){.column = DRAWING_SITES,
	                          .group = group_of(drawing, router->site->name, DRAWING_SITES),
	                          .name = router->name,
	                          .note = space_note(drawing, "router", &router->advertise)});

	/* What happens at the site happens at its first router. */
	if (drawing->box_of[router->site->element->index][0] == DRAWING_NONE)
		drawing->box_of[router->site->element->index][0] = box;
}

static void add_gateway(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_gateway *gateway = element->self;

	add_standing(drawing, element,
	             gateway->sku == NULL
	                 ? "ExpressRoute gateway"
	                 : arena_printf(drawing->arena, "ER gateway, %s", gateway->sku->name));
}

static void add_vpn_gateway(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_vpn_gateway *gateway = element->self;

	add_standing(drawing, element,
	             gateway->sku == NULL
	                 ? "VPN gateway"
	                 : arena_printf(drawing->arena, "VPN gateway, %s", gateway->sku->name));
}

static void add_local_gateway(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_local_gateway *local = element->self;

	if (local->router != NULL || local->gateway != NULL || local->nva != NULL)
		return; /* who is there has a box */
	add_box(drawing, element,
	        &(struct drawing_box){.column = DRAWING_SITES,
	                              .group = group_of(drawing, local->name, DRAWING_SITES),
	                              .name = local->name,
	                              .note = space_note(drawing, "", &local->address_space)});
}

static void add_route_server(struct drawing *drawing, const struct lab_element *element)
{
	add_standing(drawing, element, "Route Server");
}

static void add_nva(struct drawing *drawing, const struct lab_element *element)
{
	add_standing(drawing, element, "appliance");
}

static void add_hub(struct drawing *drawing, const struct lab_element *element)
{
	const struct lab_hub *hub = element->self;
	const char *note = space_note(drawing, "hub", &hub->vnet->address_space);
	uint32_t box = add_box(drawing, element,
	                       &(struct drawing_box){.column = DRAWING_GATEWAYS,
	                                             .group = region_of(drawing, hub->vnet),
	                                             .name = hub->name,
	                                             .note = note});

	drawing->box_of[hub->vnet->element->index][0] = box;
	drawing->box_of[hub->vnet->element->index][1] = box;
}

/* NULL: a kind that is drawn as an edge, or not at all. */
static void (*const adders[LAB_KIND_COUNT])(struct drawing *, const struct lab_element *) = {
    [LAB_VNET] = add_vnet,
    [LAB_CIRCUIT] = add_circuit,
    [LAB_SITE] = add_site,
    [LAB_ROUTER] = add_router,
    [LAB_GATEWAY] = add_gateway,
    [LAB_VPN_GATEWAY] = add_vpn_gateway,
    [LAB_LOCAL_GATEWAY] = add_local_gateway,
    [LAB_ROUTE_SERVER] = add_route_server,
    [LAB_NVA] = add_nva,
    [LAB_HUB] = add_hub,
};

static void add_numbers(struct drawing *drawing, const struct plan *plan)
{
	for (uint32_t i = 0; i < plan->node_count; i++) {
		const struct plan_node *node = &plan->nodes[i];
		uint32_t box = drawing_box_of(drawing, node->element, node->instance);

		if (box != DRAWING_NONE)
			drawing->boxes[box].detail =
			    arena_printf(drawing->arena, "AS %u", node->conf.asn);
	}
}

static void label_edge(struct drawing *drawing, uint32_t from, uint32_t to,
                       const struct plan_session *session)
{
	for (uint32_t i = 0; i < drawing->edge_count; i++) {
		struct drawing_edge *edge = &drawing->edges[i];
		bool turned = edge->from == to && edge->to == from;
		char a[ADDR_TEXT_MAX], b[ADDR_TEXT_MAX];

		if (!turned && (edge->from != from || edge->to != to))
			continue;
		addr_format(&session->end[turned ? 1 : 0].address, a);
		addr_format(&session->end[turned ? 0 : 1].address, b);
		edge->label = edge->label == NULL
		                  ? arena_printf(drawing->arena, "%s - %s", a, b)
		                  : arena_printf(drawing->arena, "%s, %s - %s", edge->label, a, b);
		return;
	}
}

static void add_addresses(struct drawing *drawing, const struct plan *plan)
{
	for (uint32_t i = 0; i < plan->session_count; i++) {
		const struct plan_session *session = &plan->sessions[i];
		uint32_t box[2];

		for (unsigned end = 0; end < 2; end++) {
			const struct plan_node *node = &plan->nodes[session->end[end].node];

			box[end] = drawing_box_of(drawing, node->element, node->instance);
		}
		label_edge(drawing, box[0], box[1], session);
	}
}

struct drawing *drawing_new(const struct lab *lab, const struct plan *plan)
{
	struct drawing *drawing = xcalloc(1, sizeof(*drawing));

	drawing->arena = arena_new();
	drawing->lab = lab;
	drawing->title = lab->name;
	drawing->box_of = xcalloc(lab->element_count + 1, sizeof(*drawing->box_of));
	for (uint32_t i = 0; i < lab->element_count; i++) {
		for (unsigned j = 0; j < LAB_INSTANCES; j++)
			drawing->box_of[i][j] = DRAWING_NONE;
	}
	for (uint32_t i = 0; i < lab->element_count; i++) {
		if (adders[lab->elements[i].kind] != NULL)
			adders[lab->elements[i].kind](drawing, &lab->elements[i]);
	}
	drawing_add_edges(drawing);
	if (plan != NULL) {
		add_numbers(drawing, plan);
		add_addresses(drawing, plan);
	}
	return drawing;
}

void drawing_free(struct drawing *drawing)
{
	if (drawing == NULL)
		return;
	free(drawing->groups);
	free(drawing->boxes);
	free(drawing->edges);
	free(drawing->box_of);
	arena_free(drawing->arena);
	free(drawing);
}

uint32_t drawing_box_of(const struct drawing *drawing, const struct lab_element *element,
                        uint32_t instance)
{
	CHECK(instance < LAB_INSTANCES);
	return element == NULL ? DRAWING_NONE : drawing->box_of[element->index][instance];
}
