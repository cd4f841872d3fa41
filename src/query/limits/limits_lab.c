/* The part of the limits that only a lab knows: SKUs, and what is linked, connected and peered. */
#include "query/limits/limits_count.h"

#include <stdlib.h>
#include <string.h>

/* The largest bandwidth that is not of ExpressRoute Direct alone. */
enum { PROVIDER_MBPS_MAX = 10000 };

void limits_lab_begin(struct limit_counter *counter)
{
	if (counter->lab != NULL)
		counter->fabric = fabric_new(counter->lab, counter->snapshot);
}

void limits_lab_end(struct limit_counter *counter)
{
	fabric_free(counter->fabric);
	counter->fabric = NULL;
}

/* NULL without a lab, or for a node that it does not know. */
static const struct fabric_node *find_node(const struct limit_counter *counter, const char *name)
{
	uint32_t index = counter->fabric == NULL ? FIB_NONE : fabric_find(counter->fabric, name);

	return index == FIB_NONE ? NULL : &counter->fabric->nodes[index];
}

static uint32_t count_family(const struct lab_prefixes *prefixes, uint8_t family)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < prefixes->count; i++)
		count += prefixes->items[i].addr.family == family;
	return count;
}

uint32_t limits_lab_announced(const struct limit_counter *counter, const char *msee,
                              const char *router, uint8_t family)
{
	const struct fabric_node *at = find_node(counter, msee);
	const struct fabric_node *from = find_node(counter, router);

	const struct lab_circuit *circuit = at == NULL ? NULL : lab_circuit_of(at->element);
	const struct lab_router *announcer = from == NULL ? NULL : lab_router_of(from->element);

	if (circuit == NULL || announcer == NULL)
		return 0;
	for (uint32_t i = 0; i < announcer->link_count; i++) {
		const struct lab_circuit_link *link = &announcer->links[i];

		if (link->circuit == circuit && (uint32_t)link->link == at->instance)
			return count_family(link->advertise.count > 0 ? &link->advertise
			                                              : &announcer->advertise,
			                    family);
	}
	return 0;
}

const char *limits_session_id(const struct limit_counter *counter, enum limit_kind kind,
                              const char *msee, uint8_t family)
{
	const struct lab_circuit *circuit;
	const struct fabric_node *node;

	if (kind == LIMIT_GATEWAY_PREFIXES)
		return family == ADDR_IPV4 ? "gateway-to-circuit-ipv4" : "gateway-to-circuit-ipv6";
	node = find_node(counter, msee);
	circuit = node == NULL ? NULL : lab_circuit_of(node->element);
	if (circuit == NULL)
		return NULL;
	return family == ADDR_IPV4 ? circuit->sku->prefixes_ipv4_limit
	                           : circuit->sku->prefixes_ipv6_limit;
}

uint32_t limits_lab_learned_max(const struct limit_counter *counter, const char *instance)
{
	const struct fabric_node *node = find_node(counter, instance);

	const struct lab_gateway *gateway = node == NULL ? NULL : lab_gateway_of(node->element);

	return gateway == NULL ? 0 : gateway->sku->routes_learned_max;
}

/* FACTS 2: circuits of one peering location. A row for each connection, of which those of one
 * location are alike and become one. */
static void count_locations(struct limit_counter *counter, const struct lab_gateway *gateway)
{
	static const char *const id = "circuits-per-gateway-same-location";

	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct peering_location *location = gateway->connections[i].circuit->location;
		struct limit_use use = {
		    .kind = LIMIT_SAME_LOCATION,
		    .element = arena_printf(counter->out->arena, "%s at %s", gateway->name,
		                            location->name),
		    .limit = facts_limit(counter->lab->facts, id),
		    .limit_id = id,
		};

		for (uint32_t k = 0; k < gateway->connection_count; k++)
			use.used += gateway->connections[k].circuit->location == location;
		limits_add(counter, &use);
	}
}

static void count_gateway(struct limit_counter *counter, const struct lab_gateway *gateway)
{
	uint32_t most = facts_gateway_circuits_max(gateway->sku, gateway->scale_units);

	if (most > 0)
		limits_add(counter, &(struct limit_use){
					.kind = LIMIT_GATEWAY_CIRCUITS,
					.element = gateway->name,
					.used = gateway->connection_count,
					.limit = most,
				    });
	count_locations(counter, gateway);
}

static void count_peerings(struct limit_counter *counter, const struct lab_vnet *vnet)
{
	if (vnet->peering_count > 0)
		limits_add(counter, &(struct limit_use){
					.kind = LIMIT_PEERINGS,
					.element = vnet->name,
					.used = vnet->peering_count,
					.limit = facts_limit(counter->lab->facts, "vnet-peerings"),
					.limit_id = "vnet-peerings",
				    });
}

/* What is counted of one circuit. */
struct circuit_counts {
	uint32_t links;
	uint32_t fast_links;
	uint32_t fast_routes;
};

/* FastPath is for the gateway's own network (FACTS 3). */
static void count_connections(const struct lab_gateway *gateway, struct circuit_counts *counts)
{
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_connection *connection = &gateway->connections[i];
		struct circuit_counts *at = &counts[connection->circuit->index];

		at->links++;
		if (!connection->fast_path)
			continue;
		at->fast_links++;
		at->fast_routes += gateway->vnet->address_space.count;
	}
}

static void add_circuit(struct limit_counter *counter, const struct lab_circuit *circuit,
                        const struct circuit_counts *counts)
{
	const struct facts *facts = counter->lab->facts;

	limits_add(counter,
	           &(struct limit_use){
		       .kind = LIMIT_CIRCUIT_LINKS,
		       .element = circuit->name,
		       .used = counts->links,
		       .limit = facts_links_max(facts, circuit->sku, circuit->bandwidth_mbps),
		   });
	/* ExpressRoute Direct has higher ceilings, which the data does not have. */
	if (counts->fast_links > 0 && circuit->bandwidth_mbps <= PROVIDER_MBPS_MAX)
		limits_add(counter, &(struct limit_use){
					.kind = LIMIT_FAST_PATH,
					.element = circuit->name,
					.used = counts->fast_routes,
					.limit = facts_limit(facts, "fast-path-routes"),
					.limit_id = "fast-path-routes",
				    });
}

static void count_vpn(struct limit_counter *counter, const struct lab_vpn_gateway *gateway)
{
	if (gateway->sku->tunnels_max > 0)
		limits_add(counter, &(struct limit_use){
					.kind = LIMIT_VPN_TUNNELS,
					.element = gateway->name,
					.used = gateway->connection_count,
					.limit = gateway->sku->tunnels_max,
				    });
}

static void count_route_server(struct limit_counter *counter, const struct lab_vnet *vnet)
{
	struct limit_use use = {
	    .kind = LIMIT_APPLIANCES,
	    .element = vnet->route_server->name,
	    .limit = facts_limit(counter->lab->facts, "route-server-peers"),
	    .limit_id = "route-server-peers",
	};

	for (uint32_t i = 0; i < counter->lab->vnet_count; i++) {
		const struct lab_vnet *other = &counter->lab->vnets[i];

		for (uint32_t k = 0; k < other->nva_count; k++)
			use.used += other->nvas[k].route_server == vnet->route_server;
	}
	limits_add(counter, &use);
}

static void count_hubs(struct limit_counter *counter)
{
	static const char *const id = "virtual-hub-connections";

	for (uint32_t i = 0; i < counter->lab->hub_count; i++)
		limits_add(counter, &(struct limit_use){
					.kind = LIMIT_HUB_CONNECTIONS,
					.element = counter->lab->hubs[i].name,
					.used = counter->lab->hubs[i].connected_count,
					.limit = facts_limit(counter->lab->facts, id),
					.limit_id = id,
				    });
}

/* A link to another circuit counts on both (FACTS 2). */
static void count_global_reach(const struct lab *lab, struct circuit_counts *counts)
{
	for (uint32_t i = 0; i < lab->global_reach_count; i++) {
		counts[lab->global_reaches[i].circuit->index].links++;
		counts[lab->global_reaches[i].peer->index].links++;
	}
}

void limits_lab_count(struct limit_counter *counter)
{
	const struct lab *lab = counter->lab;

	if (lab == NULL)
		return;

	struct circuit_counts *counts = xcalloc(lab->circuit_count + 1u, sizeof(*counts));

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];

		count_peerings(counter, vnet);
		if (vnet->vpn_gateway != NULL)
			count_vpn(counter, vnet->vpn_gateway);
		if (vnet->route_server != NULL)
			count_route_server(counter, vnet);
		if (vnet->gateway == NULL)
			continue;
		count_gateway(counter, vnet->gateway);
		count_connections(vnet->gateway, counts);
	}
	count_hubs(counter);
	count_global_reach(lab, counts);
	for (uint32_t i = 0; i < lab->circuit_count; i++)
		add_circuit(counter, &lab->circuits[i], &counts[i]);
	free(counts);
}
