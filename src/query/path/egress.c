/* Makes egresses, and the parts that they consist of. */
#include "base/check.h"
#include "query/path/forward.h"

struct path_place path_place_of(const struct fabric *fabric, uint32_t node)
{
	const struct fabric_node *self;

	CHECK(node < fabric->node_count);
	self = &fabric->nodes[node];
	return (struct path_place){.element = self->element,
	                           .instance = self->instance,
	                           .node = node,
	                           .name = self->node->name,
	                           .standing = PATH_ARRIVES};
}

bool path_forwards_by_table(const struct fabric *fabric, uint32_t node)
{
	const struct lab_element *element = fabric->nodes[node].element;
	const struct forward_hooks *hooks =
	    element == NULL ? NULL : fabric->lab->kinds[element->kind]->forward;

	CHECK(node < fabric->node_count);
	return hooks != NULL && hooks->by_table;
}

static path_cross_fn *find_crossing(const struct forward_hooks *hooks,
                                    const struct path_crossing *wanted)
{
	for (uint32_t i = 0; hooks != NULL && i < hooks->crossing_count; i++) {
		const struct path_crossing *crossing = &hooks->crossings[i];

		if (crossing->from == wanted->from && crossing->to == wanted->to &&
		    crossing->at_interface == wanted->at_interface)
			return crossing->cross;
	}
	return NULL;
}

path_cross_fn *path_crossing(const struct path_packet *packet, const struct path_place *place,
                             uint32_t node)
{
	const struct fabric *fabric = packet->fabric;
	const struct lab_element *to = fabric->nodes[node].element;
	struct path_crossing wanted = {.from = place->element->kind,
	                               .at_interface = path_is_at_interface(place->standing)};
	path_cross_fn *found = NULL;

	CHECK(node < fabric->node_count && place->element->kind < LAB_KIND_COUNT);
	if (to == NULL)
		return NULL;
	wanted.to = to->kind;
	if (place->standing == PATH_AT_VM || place->standing == PATH_AT_APPLIANCE)
		wanted.from = LAB_VNET;
	found = find_crossing(fabric->lab->kinds[to->kind]->forward, &wanted);
	for (unsigned kind = 0; kind < LAB_KIND_COUNT && found == NULL; kind++)
		found = find_crossing(fabric->lab->kinds[kind]->forward, &wanted);
	return found;
}

struct path_leg path_leg_of_regions(const struct path_packet *packet, const struct region *a,
                                    const struct region *b)
{
	struct path_leg leg = {0, RTT_UNKNOWN, NULL};

	leg.basis = facts_region_rtt_us(packet->fabric->lab->facts, a, b, &leg.us);
	return leg;
}

struct path_leg path_leg_to_msee(const struct path_packet *packet, const struct region *region,
                                 const struct path_place *msee)
{
	const struct peering_location *location =
	    lab_link_location(lab_circuit_of(msee->element), (enum lab_link)msee->instance);
	struct path_leg leg = {0, RTT_UNKNOWN, NULL};

	leg.basis = facts_location_rtt_us(packet->fabric->lab->facts, region, location, &leg.us);
	CHECK(leg.basis != RTT_UNKNOWN || leg.us == 0);
	if (leg.basis == RTT_ESTIMATED)
		leg.rule = "location-rtt-model";
	return leg;
}

struct path_leg path_leg_to_vnet(const struct path_packet *packet, const struct path_place *place,
                                 const struct lab_vnet *vnet)
{
	const struct region *region = place->subnet.vnet->region;

	CHECK(path_is_at_interface(place->standing));
	if (place->standing == PATH_AT_GATEWAY && vnet->region == region)
		return (struct path_leg){0, RTT_GIVEN, NULL};
	return path_leg_of_regions(packet, region, vnet->region);
}

void path_hop_add_rule(struct path_hop *hop, const char *id)
{
	CHECK(id[0] != '\0' && hop->rules[PATH_RULES_MAX - 1] == NULL);
	for (uint32_t i = 0; i < PATH_RULES_MAX - 1; i++) {
		if (hop->rules[i] != NULL)
			continue;
		hop->rules[i] = id;
		return;
	}
}

void path_egress_add_limit(struct path_egress *egress, struct path_limit limit)
{
	CHECK(egress->limit_count < PATH_EGRESS_LIMITS_MAX && limit.element != NULL);
	egress->limits[egress->limit_count++] = limit;
}

struct path_limit path_limit_of_circuit(const struct lab_circuit *circuit)
{
	return (struct path_limit){.element = circuit->element,
	                           .bandwidth_mbps = circuit->bandwidth_mbps};
}

struct path_egress *path_add_egress(struct path_egresses *out, enum path_egress_kind kind)
{
	struct path_egress *egress;

	out->items = mem_grow(out->items, &out->capacity, out->count + 1u, sizeof(*out->items));
	CHECK(kind <= PATH_ELSE_HERE && out->capacity > out->count);
	egress = &out->items[out->count++];
	*egress = (struct path_egress){.kind = kind};
	return egress;
}

void path_stop(struct path_egress *egress, enum path_stop why, const struct lab_element *element,
               uint32_t node, const char *name)
{
	CHECK(why < PATH_STOP_COUNT && name != NULL);
	*egress = (struct path_egress){
	    .kind = PATH_NOT_ON, .stop = why, .stop_at = {element, node, name}};
}

void path_add_stop(struct path_egresses *out, enum path_stop why, const struct lab_element *element,
                   uint32_t node, const char *name)
{
	path_stop(path_add_egress(out, PATH_NOT_ON), why, element, node, name);
}

void path_add_stop_here(struct path_egresses *out, enum path_stop why,
                        const struct path_place *place)
{
	path_add_stop(out, why, place->element, place->node, place->name);
}

struct path_egress *path_add_hop(struct path_egresses *out, const struct path_packet *packet,
                                 enum path_table table, uint32_t holder,
                                 const struct fib_entry *entry, const struct fib_hop *via)
{
	struct path_egress *egress = path_add_egress(out, PATH_TO_NEXT);
	const struct fabric *fabric = packet->fabric;

	CHECK(holder < fabric->node_count && via->node < fabric->node_count);
	CHECK(entry->hop_count > 0 && table != PATH_TABLE_NONE);
	egress->next = path_place_of(fabric, via->node);
	egress->via = via;
	egress->hop.route =
	    (struct path_route){.table = table,
	                        .source = NIC_GATEWAY,
	                        .next_hop = NIC_TO_GATEWAY,
	                        .prefix = entry->prefix,
	                        .node = fabric->nodes[holder].node->name,
	                        .attrs = via->attrs,
	                        .why = entry->hop_count > 1 ? RIB_STEP_MULTIPATH : via->why};
	return egress;
}

void path_deliver(struct path_egress *egress, const struct path_packet *packet,
                  const struct lab_vnet *vnet)
{
	bool meant = packet->to->vnet == vnet || packet->to->kind == PATH_END_OUTSIDE;

	CHECK(vnet->element != NULL && addr_is_set(&packet->to->address));
	egress->kind = PATH_TO_END;
	egress->hop.kind = PATH_HOP_VM;
	egress->hop.element = vnet->element;
	egress->hop.name = vnet->name;
	egress->hop.address = packet->to->address;
	egress->stop = meant ? PATH_DELIVERED : PATH_STOP_ELSEWHERE;
	egress->stop_at = (struct path_stop_at){vnet->element, FIB_NONE, vnet->name};
}

void path_add_gateway_subnet(struct path_egresses *out, const struct path_place *place,
                             const struct lab_vnet *vnet)
{
	struct path_egress *egress = path_add_egress(out, PATH_ELSE_HERE);

	CHECK(place->element->network == vnet);
	egress->next = *place;
	egress->next.standing = PATH_AT_GATEWAY;
	egress->next.subnet = (struct subnet_place){vnet, lab_find_subnet(vnet, "GatewaySubnet")};
}

struct path_egress *path_add_delivery(struct path_egresses *out, const struct path_packet *packet,
                                      const struct lab_vnet *vnet)
{
	struct path_egress *egress = path_add_egress(out, PATH_TO_END);

	path_deliver(egress, packet, vnet);
	return egress;
}
