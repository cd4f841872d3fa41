/* What ExpressRoute gateways and their connections use of limits. */
#include "azure/gateway/gateway.h"
#include "azure/links.h"
#include "base/check.h"

/* The largest bandwidth that is not of ExpressRoute Direct alone. */
enum { PROVIDER_MBPS_MAX = 10000 };

/* Of its fuller instance. */
static void add_speaker(struct limit_counter *counter, const struct snapshot_node *node)
{
	const struct fabric_node *speaker = limits_speaker(counter, node->name);
	const struct lab_gateway *gateway =
	    speaker == NULL ? NULL : lab_gateway_of(speaker->element);
	struct limit_use use = {
	    .kind = LIMIT_ROUTES_LEARNED,
	    .element = arena_strdup(counter->out->arena, node->element),
	    .used = limits_prefixes(node, false),
	    .limit = gateway == NULL ? 0 : gateway->sku->routes_learned_max,
	};

	CHECK(node->kind == LAB_GATEWAY);
	if (use.limit > 0)
		limits_add(counter, &use);
}

static void add_gateway(struct limit_counter *counter, const struct lab_element *element)
{
	const struct lab_gateway *gateway = lab_gateway_of(element);
	struct limit_use use = {
	    .kind = LIMIT_GATEWAY_CIRCUITS,
	    .element = gateway->name,
	    .used = gateway->connection_count,
	    .limit = facts_gateway_circuits_max(gateway->sku, gateway->scale_units),
	};

	CHECK(element->kind == LAB_GATEWAY);
	if (use.limit > 0)
		limits_add(counter, &use);
}

/* Circuits of one peering location (gateway-circuits). */
static void add_location(struct limit_counter *counter, const struct lab_connection *connection)
{
	static const char *const id = "circuits-per-gateway-same-location";
	struct limit_use use = {
	    .kind = LIMIT_SAME_LOCATION,
	    .element = arena_printf(counter->out->arena, "%s at %s", connection->gateway->name,
	                            connection->circuit->location->name),
	    .used = 1,
	    .limit = facts_limit(counter->lab->facts, id),
	    .limit_id = id,
	};

	limits_add(counter, &use);
}

/* FastPath is for the gateway's own network. ExpressRoute Direct has higher ceilings, which the
 * data does not have. */
static void add_fast_path(struct limit_counter *counter, const struct lab_connection *connection)
{
	struct limit_use use = {
	    .kind = LIMIT_FAST_PATH,
	    .element = connection->circuit->name,
	    .used = connection->gateway->vnet->address_space.count,
	    .limit = facts_limit(counter->lab->facts, "fast-path-routes"),
	    .limit_id = "fast-path-routes",
	};

	CHECK(connection->gateway->vnet->gateway == connection->gateway);
	if (connection->fast_path && connection->circuit->bandwidth_mbps <= PROVIDER_MBPS_MAX)
		limits_add(counter, &use);
}

static void add_connection(struct limit_counter *counter, const struct lab_element *element)
{
	const struct lab_connection *connection = lab_connection_of(element);

	CHECK(connection->circuit != NULL && element->network == connection->gateway->vnet);
	azure_add_circuit_link(counter, connection->circuit, 1);
	add_location(counter, connection);
	add_fast_path(counter, connection);
}

const struct limits_hooks gateway_limits = {
    .speaker = add_speaker,
    .element = add_gateway,
};

const struct limits_hooks connection_limits = {
    .element = add_connection,
};
