/* Which route of a subnet takes a packet. */
#include "query/nic/subnet_routes.h"

#include "base/check.h"
#include "query/nic/gateway_routes.h"

static bool is_default(const struct subnet_route *route)
{
	return route->source == NIC_DEFAULT &&
	       (route->type == NIC_TO_INTERNET || route->type == NIC_TO_NONE);
}

/* System routes that stay preferred even against longer BGP routes. */
static bool is_exempt(const struct subnet_route *route)
{
	return route->source == NIC_DEFAULT && !is_default(route);
}

bool subnet_route_hides(const struct subnet_route *other, const struct subnet_route *route)
{
	if (!prefix_contains(&other->prefix, &route->prefix))
		return false;
	if (route->source == NIC_GATEWAY)
		return is_exempt(other);
	if (route->source == NIC_USER)
		return other->type == NIC_TO_SERVICE_ENDPOINT;
	if (route->type == NIC_TO_PRIVATE_ENDPOINT)
		return other->source == NIC_USER && addr_is_set(&route->policy_space.addr) &&
		       other->prefix.length >= route->policy_space.length;
	return route->type == NIC_TO_NONE && !is_default(other);
}

bool subnet_route_beats(const struct subnet_route *a, const struct subnet_route *b)
{
	CHECK(a->source < NIC_SOURCE_COUNT && b->source < NIC_SOURCE_COUNT);
	if (a->prefix.length != b->prefix.length)
		return a->prefix.length > b->prefix.length;
	return a->source > b->source;
}

const struct lab_subnet *lab_subnet_at(const struct lab_vnet *vnet, const struct addr *address)
{
	const struct lab_subnet *found = NULL;
	unsigned length = 0;

	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		const struct lab_prefixes *prefixes = &vnet->subnets[i].prefixes;

		for (uint32_t k = 0; k < prefixes->count; k++) {
			if (!prefix_contains_addr(&prefixes->items[k], address) ||
			    (found != NULL && prefixes->items[k].length <= length))
				continue;
			found = &vnet->subnets[i];
			length = prefixes->items[k].length;
		}
	}
	CHECK(found == NULL || found->prefixes.count > 0);
	return found;
}

/* To whom every source gives its routes, and which of them. With an address only those that hold it
 * are of interest.
 */
struct route_lister {
	struct fabric *fabric;
	struct subnet_place place;
	uint8_t family;
	const struct addr *address; /* NULL: all of the family */
	subnet_route_fn *call;
	void *user;
};

static bool is_wanted(const struct route_lister *lister, const struct prefix *prefix)
{
	if (lister->address != NULL)
		return prefix_contains_addr(prefix, lister->address);
	return prefix->addr.family == lister->family;
}

static void list_route(const struct route_lister *lister, struct subnet_route route)
{
	if (!is_wanted(lister, &route.prefix))
		return;
	CHECK(route.type < NIC_NEXT_HOP_COUNT);
	CHECK((route.source == NIC_GATEWAY) == (route.entry != NULL));
	CHECK((route.source == NIC_USER) == (route.user != NULL));
	lister->call(lister->user, &route);
}

static void list_space(const struct route_lister *lister, const struct lab_vnet *vnet,
                       const struct lab_prefixes *space, enum nic_next_hop type)
{
	for (uint32_t i = 0; i < space->count; i++)
		list_route(lister, (struct subnet_route){
				       .prefix = space->items[i], .type = type, .vnet = vnet});
}

/* The longest entry of the network's address space that holds the address. */
static struct prefix space_of(const struct lab_vnet *vnet, const struct addr *address)
{
	const struct prefix *prefix = lab_vnet_covers(vnet, address);

	return prefix == NULL ? (struct prefix){0} : *prefix;
}

/* Those of the network's private endpoints that are in `space`. */
static void list_endpoints(const struct route_lister *lister, const struct lab_vnet *vnet,
                           const struct lab_prefixes *space)
{
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		const struct lab_subnet *subnet = &vnet->subnets[i];

		for (uint32_t k = 0; k < subnet->private_endpoint_count; k++) {
			const struct lab_private_endpoint *endpoint = &subnet->private_endpoints[k];
			const struct addr *address = &endpoint->address;
			struct subnet_route route = {
			    .prefix = prefix_make(address, addr_bits(address->family)),
			    .type = NIC_TO_PRIVATE_ENDPOINT,
			    .vnet = vnet,
			    .endpoint = endpoint};

			if (subnet->private_endpoint_policies)
				route.policy_space = space_of(vnet, address);
			if (lab_prefixes_hold(space, address))
				list_route(lister, route);
		}
	}
}

/* A virtual WAN's hub is peered with the networks that are connected to it. */
static const struct lab_vnet *hub_of(const struct lab_vnet *vnet)
{
	return vnet->connected_hub == NULL ? NULL : vnet->connected_hub->vnet;
}

static void list_neighbour(const struct route_lister *lister, const struct lab_vnet *remote,
                           const struct lab_prefixes *space)
{
	list_space(lister, remote, space,
	           remote->region == lister->place.vnet->region ? NIC_TO_PEERING
	                                                        : NIC_TO_GLOBAL_PEERING);
	list_endpoints(lister, remote, space);
}

/* What the other members of a connected group have alone. */
static void list_group(const struct route_lister *lister, const struct lab_network_group *group)
{
	for (uint32_t i = 0; i < group->member_count; i++) {
		const struct lab_vnet *member = group->members[i];

		if (lab_connected_group(lister->place.vnet, member) != group)
			continue;
		for (uint32_t k = 0; k < member->address_space.count; k++) {
			const struct prefix *prefix = &member->address_space.items[k];

			if (is_wanted(lister, prefix) && lab_group_knows(group, member, prefix))
				list_route(lister,
				           (struct subnet_route){.prefix = *prefix,
				                                 .type = NIC_TO_CONNECTED_GROUP,
				                                 .vnet = member});
		}
		list_endpoints(lister, member, &member->address_space);
	}
}

static void list_system(const struct route_lister *lister)
{
	const struct lab_vnet *vnet = lister->place.vnet;

	list_space(lister, vnet, &vnet->address_space, NIC_TO_VNET);
	list_endpoints(lister, vnet, &vnet->address_space);
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		const struct lab_vnet_peering *peering = &vnet->peerings[i];

		if (lab_peering_carries(peering))
			list_neighbour(lister, peering->remote, lab_peering_space(peering));
	}
	for (uint32_t i = 0; i < vnet->group_count; i++)
		list_group(lister, vnet->groups[i]);
	if (hub_of(vnet) != NULL)
		list_neighbour(lister, hub_of(vnet), &hub_of(vnet)->address_space);
}

static void list_services(const struct route_lister *lister)
{
	const struct lab_subnet *subnet = lister->place.subnet;

	for (uint32_t i = 0; subnet != NULL && i < subnet->service_endpoint_count; i++) {
		const struct lab_service_endpoint *service = &subnet->service_endpoints[i];

		for (uint32_t k = 0; k < service->prefixes.count; k++)
			list_route(lister,
			           (struct subnet_route){.prefix = service->prefixes.items[k],
			                                 .type = NIC_TO_SERVICE_ENDPOINT,
			                                 .service = service});
	}
}

static void list_table(const struct route_lister *lister)
{
	static const enum nic_next_hop types[LAB_NEXT_HOP_COUNT] = {
	    [LAB_TO_VIRTUAL_APPLIANCE] = NIC_TO_APPLIANCE,
	    [LAB_TO_VIRTUAL_NETWORK_GATEWAY] = NIC_TO_GATEWAY,
	    [LAB_TO_VNET_LOCAL] = NIC_TO_VNET,
	    [LAB_TO_INTERNET] = NIC_TO_INTERNET,
	    [LAB_TO_NONE] = NIC_TO_NONE,
	};
	const struct lab_subnet *subnet = lister->place.subnet;
	const struct lab_route_table *table = subnet == NULL ? NULL : subnet->route_table;

	for (uint32_t i = 0; table != NULL && i < table->route_count; i++)
		list_route(lister, (struct subnet_route){.prefix = table->routes[i].prefix,
		                                         .source = NIC_USER,
		                                         .type = types[table->routes[i].type],
		                                         .user = &table->routes[i]});
}

/* A network takes the default route of its virtual hub unless told otherwise
 * (virtual-hub-default-switch). */
static void list_entry(const struct route_lister *lister, const struct fib *fib,
                       const struct fib_entry *entry)
{
	const struct lab_hub_connection *connection = lister->place.vnet->hub_connection;

	if (connection != NULL && !connection->takes_default && entry->prefix.length == 0)
		return;
	list_route(lister, (struct subnet_route){.prefix = entry->prefix,
	                                         .source = NIC_GATEWAY,
	                                         .type = NIC_TO_GATEWAY,
	                                         .entry = entry,
	                                         .hops = &fib->hops[entry->hop]});
}

/* A route table may keep all gateway routes away from its subnets (propagate-gateway-routes). Of
 * those that hold an address the longest is enough: what hides it hides the others, or is shorter
 * than it. */
static void list_gateway(const struct route_lister *lister)
{
	const struct lab_subnet *subnet = lister->place.subnet;
	const struct fib *fib;

	if (subnet != NULL && subnet->route_table != NULL &&
	    subnet->route_table->disable_bgp_route_propagation)
		return;
	fib = gateway_routes(lister->fabric, lister->place.vnet);
	if (fib == NULL)
		return;
	if (lister->address != NULL) {
		const struct fib_entry *entry = fib_lookup(fib, lister->address);

		if (entry != NULL)
			list_entry(lister, fib, entry);
		return;
	}
	for (uint32_t i = 0; i < fib->count; i++)
		list_entry(lister, fib, &fib->entries[i]);
}

static void list_defaults(const struct route_lister *lister)
{
	struct prefix all = {.addr = {.family = lister->family}};

	list_route(lister, (struct subnet_route){.prefix = all, .type = NIC_TO_INTERNET});
	for (uint32_t i = 0; i < NIC_RESERVED_COUNT && lister->family == ADDR_IPV4; i++)
		list_route(lister,
		           (struct subnet_route){.prefix = nic_reserved(i), .type = NIC_TO_NONE});
}

static void list_all(const struct route_lister *lister)
{
	list_system(lister);
	list_services(lister);
	list_table(lister);
	list_gateway(lister);
	list_defaults(lister);
}

void subnet_routes_each(struct fabric *fabric, struct subnet_place place, uint8_t family,
                        subnet_route_fn *call, void *user)
{
	struct route_lister lister = {
	    .fabric = fabric, .place = place, .family = family, .call = call, .user = user};

	list_all(&lister);
}

/* Address space entries do not overlap, so few routes hold one address: by each peering that
 * overlaps one, of the table one for each length. */
enum { CHOICE_MAX = 160 };

struct choice {
	struct subnet_route routes[CHOICE_MAX];
	uint32_t count;
};

/* Of system routes to one type and prefix the first is as good as the others. */
static void collect(void *user, const struct subnet_route *route)
{
	struct choice *choice = user;

	CHECK(route->prefix.addr.family != ADDR_NONE);
	if (choice->count < CHOICE_MAX)
		choice->routes[choice->count++] = *route;
}

/* Whether a covered range is dropped depends on routes that cover all of it, and those hold the
 * address, too. */
static bool is_hidden(const struct choice *choice, uint32_t at)
{
	for (uint32_t i = 0; i < choice->count; i++) {
		if (i != at && subnet_route_hides(&choice->routes[i], &choice->routes[at]))
			return true;
	}
	return false;
}

struct subnet_route subnet_route_to(struct fabric *fabric, struct subnet_place place,
                                    const struct addr *address)
{
	struct choice choice;
	struct route_lister lister = {.fabric = fabric,
	                              .place = place,
	                              .family = address->family,
	                              .address = address,
	                              .call = collect,
	                              .user = &choice};
	const struct subnet_route *best = NULL;

	choice.count = 0;
	list_all(&lister);
	for (uint32_t i = 0; i < choice.count; i++) {
		const struct subnet_route *route = &choice.routes[i];

		if (!is_hidden(&choice, i) && (best == NULL || subnet_route_beats(route, best)))
			best = route;
	}
	/* The default routes cover everything. */
	CHECK(choice.count > 0 && best != NULL);
	CHECK(prefix_contains_addr(&best->prefix, address));
	return *best;
}
