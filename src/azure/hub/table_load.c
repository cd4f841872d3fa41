/* The route tables of a virtual hub in a lab file, and who propagates to which. */
#include <string.h>

#include "azure/hub/hub.h"
#include "base/check.h"
#include "topo/model/model_load.h"

#define DEFAULT_TABLE "defaultRouteTable"
#define NONE_TABLE    "noneRouteTable"
#define DEFAULT_LABEL "default"

static void load_labels(struct loader *loader, const struct doc_node *node,
                        struct lab_hub_table *table, bool is_default)
{
	uint32_t count = doc_count(node, "label") + is_default;

	table->labels = arena_alloc(loader->arena, count * sizeof(*table->labels));
	if (is_default)
		table->labels[table->label_count++] = DEFAULT_LABEL;
	for (const struct doc_node *at = doc_child(node, "label"); at != NULL; at = doc_next(at))
		table->labels[table->label_count++] = load_text(loader, doc_value(at));
	CHECK(table->label_count == count);
}

static void load_routes(struct loader *loader, const struct doc_node *node,
                        struct lab_hub_table *table)
{
	uint32_t count = doc_count(node, "route");
	unsigned doubts = 0;

	table->routes = arena_alloc(loader->arena, count * sizeof(*table->routes));
	for (const struct doc_node *at = doc_child(node, "route"); at != NULL; at = doc_next(at))
		table->routes[table->route_count++] = (struct lab_hub_route){
		    .name = load_name(loader, at, &doubts),
		    .destinations = load_prefixes(loader, at, "destination"),
		    .place = doc_place(at, NULL),
		};
	CHECK(table->route_count == count);
}

static const char *name_of(const struct doc_node *node)
{
	const char *name = doc_text(node, "name");

	return name == NULL ? "" : name;
}

void hub_load_tables(struct loader *loader, const struct doc_node *node, struct lab_hub *hub)
{
	uint32_t count = doc_count(node, "hub-route-table") + 1;
	unsigned doubts = 0;

	hub->tables = arena_alloc(loader->arena, count * sizeof(*hub->tables));
	hub->tables[0] = (struct lab_hub_table){.name = DEFAULT_TABLE, .place = hub->place};
	hub->table_count = 1;
	for (const struct doc_node *at = doc_child(node, "hub-route-table"); at != NULL;
	     at = doc_next(at)) {
		bool is_default = strcmp(name_of(at), DEFAULT_TABLE) == 0;
		struct lab_hub_table *table = &hub->tables[is_default ? 0 : hub->table_count++];

		table->name = load_name(loader, at, &doubts);
		table->place = doc_place(at, NULL);
		load_labels(loader, at, table, is_default);
		load_routes(loader, at, table);
		loader->lab->has_hub_tables = true;
	}
	if (hub->tables[0].label_count == 0)
		load_labels(loader, NULL, &hub->tables[0], true);
	CHECK(hub->table_count <= count);
}

static const struct lab_hub_table *find_table(const struct lab_hub *hub, const char *name)
{
	for (uint32_t i = 0; name != NULL && i < hub->table_count; i++)
		if (strcmp(hub->tables[i].name, name) == 0)
			return &hub->tables[i];
	return NULL;
}

static void report_table(struct loader *loader, struct place place, const struct lab_hub *hub,
                         const char *name)
{
	findings_add(
	    loader->findings, SEVERITY_ERROR, place,
	    "virtual hub \"%s\" has no hub-route-table \"%s\"; expected one of its tables, "
	    "or " DEFAULT_TABLE,
	    hub->name, name);
}

const struct lab_hub_table *hub_associated_table(struct loader *loader, const struct lab_hub *hub,
                                                 const struct doc_node *connection)
{
	const char *name = doc_text(connection, "associated-route-table");
	const struct lab_hub_table *table = find_table(hub, name);

	CHECK(hub->table_count > 0);
	if (table != NULL)
		return table;
	if (name != NULL)
		report_table(loader, doc_place(connection, "associated-route-table"), hub, name);
	return &hub->tables[0];
}

static void add_table(struct loader *loader, const struct doc_node *at, const struct lab_hub *hub,
                      struct lab_hub_propagation *out)
{
	const char *name = doc_value(at);
	const struct lab_hub_table *table = find_table(hub, name);

	if (table != NULL)
		out->tables[out->table_count++] = table;
	else if (strcmp(name, NONE_TABLE) != 0)
		report_table(loader, doc_place(at, NULL), hub, name);
}

struct lab_hub_propagation hub_propagation(struct loader *loader, const struct doc_node *node,
                                           const char *member, const struct lab_hub *hub)
{
	const struct doc_node *said = doc_child(node, member);
	uint32_t tables = said == NULL ? 0 : doc_count(said, "hub-route-table");
	uint32_t labels = said == NULL ? 0 : doc_count(said, "label");
	struct lab_hub_propagation out = {
	    .tables = arena_alloc(loader->arena, tables * sizeof(*out.tables)),
	    .labels = arena_alloc(loader->arena, (labels + 1u) * sizeof(*out.labels)),
	};

	if (tables + labels == 0) {
		out.labels[out.label_count++] = DEFAULT_LABEL;
		return out;
	}
	for (const struct doc_node *at = doc_child(said, "hub-route-table"); at != NULL;
	     at = doc_next(at))
		add_table(loader, at, hub, &out);
	for (const struct doc_node *at = doc_child(said, "label"); at != NULL; at = doc_next(at))
		out.labels[out.label_count++] = load_text(loader, doc_value(at));
	loader->lab->has_hub_tables = true;
	return out;
}

void hub_load_statics(struct loader *loader, const struct doc_node *node,
                      struct lab_hub_connection *connection)
{
	uint32_t count = doc_count(node, "static-route");
	unsigned doubts = 0;

	connection->statics = arena_alloc(loader->arena, count * sizeof(*connection->statics));
	for (const struct doc_node *at = doc_child(node, "static-route"); at != NULL;
	     at = doc_next(at))
		connection->statics[connection->static_count++] = (struct lab_hub_static){
		    .name = load_name(loader, at, &doubts),
		    .prefixes = load_prefixes(loader, at, "address-prefix"),
		    .next_hop = load_addr(at, "next-hop-ip-address"),
		    .place = doc_place(at, NULL),
		};
	CHECK(connection->static_count == count);
}

static const struct lab_hub_connection *find_connection(const struct lab_hub *hub, const char *name)
{
	for (uint32_t i = 0; name != NULL && i < hub->connected_count; i++)
		if (strcmp(hub->connections[i].name, name) == 0)
			return &hub->connections[i];
	return NULL;
}

static void join_route(struct loader *loader, const struct doc_node *node,
                       const struct lab_hub *hub, struct lab_hub_route *route)
{
	const char *name = doc_text(node, "next-hop-connection");

	route->next_hop = find_connection(hub, name);
	if (route->next_hop == NULL && name != NULL)
		findings_add(loader->findings, SEVERITY_ERROR,
		             doc_place(node, "next-hop-connection"),
		             "virtual hub \"%s\" has no connection \"%s\"; expected the name of a "
		             "hub-virtual-network-connection",
		             hub->name, name);
}

void hub_join_tables(struct loader *loader, const struct doc_node *node, struct lab_hub *hub)
{
	for (const struct doc_node *at = doc_child(node, "hub-route-table"); at != NULL;
	     at = doc_next(at)) {
		const struct lab_hub_table *table = find_table(hub, doc_text(at, "name"));
		uint32_t i = 0;

		for (const struct doc_node *route = doc_child(at, "route");
		     route != NULL && table != NULL && i < table->route_count;
		     route = doc_next(route))
			join_route(loader, route, hub, &table->routes[i++]);
	}
}

const struct lab_routing_intent *hub_load_intent(struct loader *loader, const struct doc_node *node,
                                                 const struct lab_hub *hub)
{
	const struct doc_node *at = doc_child(node, "routing-intent");
	const char *name = at == NULL ? NULL : doc_text(at, "security-solution");
	struct lab_routing_intent *intent;

	if (at == NULL)
		return NULL;
	intent = arena_alloc(loader->arena, sizeof(*intent));
	*intent = (struct lab_routing_intent){
	    .name = lab_join_name(loader->arena, hub->name, name == NULL ? "firewall" : name),
	    .address = load_addr(at, "next-hop-ip-address"),
	    .internet = doc_bool(at, "internet-traffic"),
	    .private = doc_bool(at, "private-traffic"),
	    .private_prefixes = load_prefixes(loader, at, "private-traffic-prefix"),
	    .place = doc_place(at, NULL),
	};
	loader->lab->has_hub_tables = true;
	CHECK(intent->name != NULL);
	return intent;
}
