/* What counts as linked to a circuit, or as a peer of a Route Server. */
#include "azure/links.h"

#include "base/check.h"

void azure_add_circuit_link(struct limit_counter *counter, const struct lab_circuit *circuit,
                            uint32_t count)
{
	const struct facts *facts = counter->lab->facts;
	struct limit_use use = {
	    .kind = LIMIT_CIRCUIT_LINKS,
	    .element = circuit->name,
	    .used = count,
	    .limit = facts_links_max(facts, circuit->sku, circuit->bandwidth_mbps),
	};

	CHECK(count <= 1 && circuit->sku != NULL);
	limits_add(counter, &use);
}

void azure_add_server_peer(struct limit_counter *counter, const struct lab_route_server *server,
                           uint32_t count)
{
	struct limit_use use = {
	    .kind = LIMIT_APPLIANCES,
	    .element = server->name,
	    .used = count,
	    .limit = facts_limit(counter->lab->facts, "route-server-peers"),
	    .limit_id = "route-server-peers",
	};

	CHECK(count <= 1);
	limits_add(counter, &use);
}
