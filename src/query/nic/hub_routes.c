#include "query/nic/hub_routes.h"

#include <stdlib.h>

#include "base/check.h"

const struct lab_hub_table *hub_table_of(const struct lab_vnet *vnet, const struct lab_hub *hub)
{
	CHECK(hub->table_count > 0);
	return vnet != NULL && vnet->connected_hub == hub ? vnet->hub_connection->table
	                                                  : &hub->tables[0];
}

static const struct lab_hub_connection *connection_in(const struct lab_hub *hub,
                                                      const struct prefix *prefix)
{
	for (uint32_t i = 0; i < hub->connected_count; i++) {
		const struct lab_prefixes *space = &hub->connected[i]->address_space;

		for (uint32_t k = 0; k < space->count; k++)
			if (prefix_equal(&space->items[k], prefix))
				return &hub->connections[i];
	}
	return NULL;
}

/* The network of some hub whose address space has the very prefix, by its connection. */
static const struct lab_hub_connection *connection_of(const struct lab *lab,
                                                      const struct prefix *prefix)
{
	const struct lab_hub_connection *found = NULL;

	for (uint32_t i = 0; i < lab->hub_count && found == NULL; i++)
		found = connection_in(&lab->hubs[i], prefix);
	CHECK(found == NULL || found->hub != NULL);
	return found;
}

bool hub_table_takes(const struct fabric *fabric, const struct lab_hub *hub,
                     const struct lab_hub_table *table, const struct fib *fib,
                     const struct fib_entry *entry)
{
	const struct lab_hub *from = hub;
	const struct lab_hub_connection *connection;

	if (!fabric->lab->has_hub_tables)
		return true;
	if (entry->hop_count > 0 &&
	    lab_hub_of(fabric->nodes[fib->hops[entry->hop].node].element) != NULL)
		from = lab_hub_of(fabric->nodes[fib->hops[entry->hop].node].element);
	connection = connection_of(fabric->lab, &entry->prefix);
	if (connection != NULL && (from == hub || connection->hub == from))
		return lab_hub_propagates(&connection->propagation, connection->hub, hub, table);
	return lab_hub_propagates(&from->branches, from, hub, table);
}

bool hub_table_has(const struct lab_hub *hub, const struct lab_hub_table *table,
                   const struct lab_vnet *vnet)
{
	return vnet->hub_connection == NULL ||
	       lab_hub_propagates(&vnet->hub_connection->propagation, hub, hub, table);
}

/* A prefix behind a hub's router; NULL: static, or of a network of the hub. */
struct behind_router {
	struct prefix prefix;
	const struct fib_hop *known;
	struct addr address; /* of a firewall; unset: the router's */
};

static int compare_behind(const void *a, const void *b)
{
	const struct behind_router *left = a;
	const struct behind_router *right = b;
	int order = prefix_compare(&left->prefix, &right->prefix);

	return order != 0 ? order : (left->known != NULL) - (right->known != NULL);
}

static void add_prefixes(struct behind_router *items, size_t *count,
                         const struct lab_prefixes *prefixes)
{
	for (uint32_t i = 0; i < prefixes->count; i++)
		items[(*count)++] = (struct behind_router){.prefix = prefixes->items[i]};
}

static struct fib *fib_of_behind(struct arena *arena, uint32_t router,
                                 const struct behind_router *items, size_t count)
{
	struct fib *out = arena_alloc(arena, sizeof(*out));

	out->entries = arena_alloc(arena, (count + 1) * sizeof(*out->entries));
	out->hops = arena_alloc(arena, (count + 1) * sizeof(*out->hops));
	for (size_t i = 0; i < count; i++) {
		struct fib_hop hop = {
		    .node = router, .holder = router, .address = items[i].address};

		if (i > 0 && prefix_equal(&items[i - 1].prefix, &items[i].prefix))
			continue;
		if (items[i].known != NULL) {
			hop.attrs = items[i].known->attrs;
			hop.why = items[i].known->why;
		}
		out->entries[out->count++] = (struct fib_entry){
		    .prefix = items[i].prefix, .hop = out->hop_count, .hop_count = 1};
		out->hops[out->hop_count++] = hop;
	}
	CHECK(out->count <= count && out->hop_count == out->count);
	fib_link(out);
	return out;
}

/* Under a routing policy for private traffic NICs have these routes instead of single ones
 * (virtual-hub-routing-intent). */
static void add_private(const struct lab_routing_intent *intent, struct behind_router *items,
                        size_t *count)
{
	size_t first = *count;

	for (uint32_t i = 0; i < LAB_PRIVATE_COUNT; i++)
		items[(*count)++] = (struct behind_router){.prefix = lab_private_range(i)};
	add_prefixes(items, count, &intent->private_prefixes);
	for (size_t i = first; i < *count; i++)
		items[i].address = intent->address;
}

static size_t room_of(const struct lab_hub *hub, const struct lab_hub_table *table,
                      const struct fib *known)
{
	size_t room = known->count + hub->vnet->address_space.count + 1u;

	for (uint32_t i = 0; i < hub->connected_count; i++)
		room += hub->connected[i]->address_space.count;
	for (uint32_t i = 0; i < table->route_count; i++)
		room += table->routes[i].destinations.count;
	if (hub->intent != NULL)
		room += 1u + LAB_PRIVATE_COUNT + hub->intent->private_prefixes.count;
	return room;
}

/* What is the hub's own: its prefix, its networks, and the static routes of the table. */
static void add_own(const struct lab_hub *hub, const struct lab_hub_table *table,
                    struct behind_router *items, size_t *count)
{
	add_prefixes(items, count, &hub->vnet->address_space);
	for (uint32_t i = 0; i < hub->connected_count; i++)
		if (hub_table_has(hub, table, hub->connected[i]))
			add_prefixes(items, count, &hub->connected[i]->address_space);
	for (uint32_t i = 0; i < table->route_count; i++)
		add_prefixes(items, count, &table->routes[i].destinations);
}

/* What the router has learned and the table takes. */
static void add_learned(const struct fabric *fabric, const struct lab_hub *hub,
                        const struct lab_hub_table *table, const struct fib *known,
                        struct behind_router *items, size_t *count)
{
	for (uint32_t i = 0; i < known->count; i++) {
		const struct fib_entry *entry = &known->entries[i];

		if (entry->hop_count > 0 && hub_table_takes(fabric, hub, table, known, entry))
			items[(*count)++] = (struct behind_router){
			    .prefix = entry->prefix, .known = &known->hops[entry->hop]};
	}
}

struct fib *hub_routes(struct fabric *fabric, const struct lab_hub *hub,
                       const struct lab_hub_table *table)
{
	uint32_t router = fabric_node_of(fabric, hub->element, 0);
	const struct lab_routing_intent *intent = hub->intent;
	const struct fib *known = fabric_fib(fabric, router);
	size_t room = room_of(hub, table, known);
	struct behind_router *items = xcalloc(room, sizeof(*items));
	struct fib *out;
	size_t count = 0;

	if (intent != NULL && intent->internet)
		items[count++] = (struct behind_router){.prefix = {.addr = {.family = ADDR_IPV4}},
		                                        .address = intent->address};
	if (intent != NULL && intent->private) {
		add_private(intent, items, &count);
	} else {
		add_learned(fabric, hub, table, known, items, &count);
		add_own(hub, table, items, &count);
	}
	CHECK(count > 0 && count <= room);
	qsort(items, count, sizeof(*items), compare_behind);
	out = fib_of_behind(fabric->arena, router, items, count);
	free(items);
	return out;
}
