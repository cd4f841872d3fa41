/* What Route Servers use of limits: prefixes that appliances announce, and peers, which the
 * appliances count. */
#include "azure/links.h"
#include "azure/route_server/route_server.h"
#include "base/check.h"

static void add_speaker(struct limit_counter *counter, const struct snapshot_node *node)
{
	CHECK(node->kind == LAB_ROUTE_SERVER);
	limits_add_heard(counter, node, LIMIT_APPLIANCE_PREFIXES, "route-server-peer-prefixes");
}

static void add_server(struct limit_counter *counter, const struct lab_element *element)
{
	CHECK(element->kind == LAB_ROUTE_SERVER);
	azure_add_server_peer(counter, lab_route_server_of(element), 0);
}

const struct limits_hooks route_server_limits = {
    .speaker = add_speaker,
    .element = add_server,
};
