/* Which route of a subnet takes a packet. */
#include "query/nic/subnet_routes.h"

#include "base/check.h"

static bool is_default(const struct subnet_route *route)
{
	return route->source == SUBNET_DEFAULT &&
	       (route->type == SUBNET_TO_INTERNET || route->type == SUBNET_TO_NONE);
}

/* System routes that stay preferred even against longer BGP routes. */
static bool is_exempt(const struct subnet_route *route)
{
	return route->source == SUBNET_DEFAULT && !is_default(route);
}

bool subnet_route_hides(const struct subnet_route *other, const struct subnet_route *route)
{
	if (!prefix_contains(&other->prefix, &route->prefix))
		return false;
	if (route->source == SUBNET_GATEWAY)
		return is_exempt(other);
	if (route->source == SUBNET_USER)
		return other->type == SUBNET_TO_SERVICE_ENDPOINT;
	if (route->type == SUBNET_TO_PRIVATE_ENDPOINT)
		return other->source == SUBNET_USER && addr_is_set(&route->policy_space.addr) &&
		       other->prefix.length >= route->policy_space.length;
	return route->type == SUBNET_TO_NONE && !is_default(other);
}

bool subnet_route_beats(const struct subnet_route *a, const struct subnet_route *b)
{
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
	return found;
}

/* What every source gives its routes to. With an address only those that hold it are of interest.
 */
struct teller {
	struct fabric *fabric;
	struct subnet_place place;
	uint8_t family;
	const struct addr *address; /* NULL: all of the family */
	subnet_route_fn *call;
	void *user;
};

static bool is_wanted(const struct teller *teller, const struct prefix *prefix)
{
	if (teller->address != NULL)
		return prefix_contains_addr(prefix, teller->address);
	return prefix->addr.family == teller->family;
}

static void tell(const struct teller *teller, struct subnet_route route)
{
	if (is_wanted(teller, &route.prefix))
		teller->call(teller->user, &route);
}

static void tell_space(const struct teller *teller, const struct lab_vnet *vnet,
                       enum subnet_next_hop type)
{
	for (uint32_t i = 0; i < vnet->address_space.count; i++)
		tell(teller, (struct subnet_route){.prefix = vnet->address_space.items[i],
		                                   .type = type,
		                                   .vnet = vnet});
}

/* The longest entry of the network's address space that holds the address. */
static struct prefix space_of(const struct lab_vnet *vnet, const struct addr *address)
{
	const struct prefix *prefix = lab_vnet_covers(vnet, address);

	return prefix == NULL ? (struct prefix){0} : *prefix;
}

static void tell_endpoints(const struct teller *teller, const struct lab_vnet *vnet)
{
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		const struct lab_subnet *subnet = &vnet->subnets[i];

		for (uint32_t k = 0; k < subnet->private_endpoint_count; k++) {
			const struct lab_private_endpoint *endpoint = &subnet->private_endpoints[k];
			const struct addr *address = &endpoint->address;
			struct subnet_route route = {
			    .prefix = prefix_make(address, addr_bits(address->family)),
			    .type = SUBNET_TO_PRIVATE_ENDPOINT,
			    .vnet = vnet,
			    .endpoint = endpoint};

			if (subnet->private_endpoint_policies)
				route.policy_space = space_of(vnet, address);
			tell(teller, route);
		}
	}
}

/* A virtual WAN's hub is peered with the networks that are connected to it. */
static const struct lab_vnet *hub_of(const struct lab_vnet *vnet)
{
	return vnet->connected_hub == NULL ? NULL : vnet->connected_hub->vnet;
}

static void tell_neighbour(const struct teller *teller, const struct lab_vnet *remote)
{
	tell_space(teller, remote,
	           remote->region == teller->place.vnet->region ? SUBNET_TO_PEERING
	                                                        : SUBNET_TO_GLOBAL_PEERING);
	tell_endpoints(teller, remote);
}

static void tell_system(const struct teller *teller)
{
	const struct lab_vnet *vnet = teller->place.vnet;

	tell_space(teller, vnet, SUBNET_TO_VNET);
	tell_endpoints(teller, vnet);
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		const struct lab_vnet *remote = vnet->peerings[i].remote;

		if (lab_vnets_peered(vnet, remote))
			tell_neighbour(teller, remote);
	}
	if (hub_of(vnet) != NULL)
		tell_neighbour(teller, hub_of(vnet));
}

static void tell_services(const struct teller *teller)
{
	const struct lab_subnet *subnet = teller->place.subnet;

	for (uint32_t i = 0; subnet != NULL && i < subnet->service_endpoint_count; i++) {
		const struct lab_service_endpoint *service = &subnet->service_endpoints[i];

		for (uint32_t k = 0; k < service->prefixes.count; k++)
			tell(teller, (struct subnet_route){.prefix = service->prefixes.items[k],
			                                   .type = SUBNET_TO_SERVICE_ENDPOINT,
			                                   .service = service});
	}
}

static void tell_table(const struct teller *teller)
{
	static const enum subnet_next_hop types[LAB_NEXT_HOP_COUNT] = {
	    [LAB_TO_VIRTUAL_APPLIANCE] = SUBNET_TO_APPLIANCE,
	    [LAB_TO_VIRTUAL_NETWORK_GATEWAY] = SUBNET_TO_GATEWAY,
	    [LAB_TO_VNET_LOCAL] = SUBNET_TO_VNET,
	    [LAB_TO_INTERNET] = SUBNET_TO_INTERNET,
	    [LAB_TO_NONE] = SUBNET_TO_NONE,
	};
	const struct lab_subnet *subnet = teller->place.subnet;
	const struct lab_route_table *table = subnet == NULL ? NULL : subnet->route_table;

	for (uint32_t i = 0; table != NULL && i < table->route_count; i++)
		tell(teller, (struct subnet_route){.prefix = table->routes[i].prefix,
		                                   .source = SUBNET_USER,
		                                   .type = types[table->routes[i].type],
		                                   .user = &table->routes[i]});
}

static void tell_entry(const struct teller *teller, const struct fib *fib,
                       const struct fib_entry *entry)
{
	tell(teller, (struct subnet_route){.prefix = entry->prefix,
	                                   .source = SUBNET_GATEWAY,
	                                   .type = SUBNET_TO_GATEWAY,
	                                   .entry = entry,
	                                   .hops = &fib->hops[entry->hop]});
}

/* A route table may keep all gateway routes away from its subnets (FACTS 5). Of those that hold
 * an address the longest is enough: what hides it hides the others, or is shorter than it. */
static void tell_gateway(const struct teller *teller)
{
	const struct lab_subnet *subnet = teller->place.subnet;
	const struct fib *fib;

	if (subnet != NULL && subnet->route_table != NULL &&
	    subnet->route_table->disable_bgp_route_propagation)
		return;
	fib = fabric_gateway_routes(teller->fabric, teller->place.vnet);
	if (fib == NULL)
		return;
	if (teller->address != NULL) {
		const struct fib_entry *entry = fib_lookup(fib, teller->address);

		if (entry != NULL)
			tell_entry(teller, fib, entry);
		return;
	}
	for (uint32_t i = 0; i < fib->count; i++)
		tell_entry(teller, fib, &fib->entries[i]);
}

static void tell_defaults(const struct teller *teller)
{
	static const struct {
		uint32_t network;
		unsigned length;
	} reserved[] = {
	    {0x0a000000, 8},
	    {0xac100000, 12},
	    {0xc0a80000, 16},
	    {0x64400000, 10},
	};
	struct prefix all = {.addr = {.family = teller->family}};

	tell(teller, (struct subnet_route){.prefix = all, .type = SUBNET_TO_INTERNET});
	for (size_t i = 0; i < COUNT_OF(reserved) && teller->family == ADDR_IPV4; i++) {
		struct addr network = addr_v4(reserved[i].network);

		tell(teller,
		     (struct subnet_route){.prefix = prefix_make(&network, reserved[i].length),
		                           .type = SUBNET_TO_NONE});
	}
}

static void tell_all(const struct teller *teller)
{
	tell_system(teller);
	tell_services(teller);
	tell_table(teller);
	tell_gateway(teller);
	tell_defaults(teller);
}

void subnet_routes_each(struct fabric *fabric, struct subnet_place place, uint8_t family,
                        subnet_route_fn *call, void *user)
{
	struct teller teller = {
	    .fabric = fabric, .place = place, .family = family, .call = call, .user = user};

	tell_all(&teller);
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
	struct teller teller = {.fabric = fabric,
	                        .place = place,
	                        .family = address->family,
	                        .address = address,
	                        .call = collect,
	                        .user = &choice};
	const struct subnet_route *best = NULL;

	choice.count = 0;
	tell_all(&teller);
	for (uint32_t i = 0; i < choice.count; i++) {
		const struct subnet_route *route = &choice.routes[i];

		if (!is_hidden(&choice, i) && (best == NULL || subnet_route_beats(route, best)))
			best = route;
	}
	CHECK(best != NULL);
	return *best;
}
