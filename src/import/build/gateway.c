/* What stands in a virtual network: gateways with their connections, Route Server, appliances. And
 * local network gateways. */
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "import/build/lab.h"

enum { INSTANCES = 2, DEFAULT_ASN = 65515 };

static void add_address(const char *addresses[INSTANCES], size_t *count, const char *address)
{
	struct addr addr;

	if (addr_parse(address, &addr) && addr.family == ADDR_IPV4 && (*count)++ < INSTANCES)
		addresses[*count - 1] = address;
}

/* "a,b" in one text. */
static void split_addresses(struct estate_lab *lab, const char *text,
                            const char *addresses[INSTANCES], size_t *count)
{
	while (text != NULL && *text != '\0') {
		text += strspn(text, ", ");
		size_t size = strcspn(text, ", ");
		add_address(addresses, count, arena_strndup(lab->arena, text, size));
		text += size;
	}
}

static void add_entries(const struct doc_node *list, const char *addresses[INSTANCES],
                        size_t *count)
{
	const struct doc_node *at = list->kind == TREE_ARRAY ? list->first : list;

	for (; at != NULL; at = list->kind == TREE_ARRAY ? at->next : NULL) {
		if (at->text != NULL)
			add_address(addresses, count, at->text);
	}
}

/* One list for each instance, or one for both. */
static void list_addresses(const struct doc_node *node, enum estate_dialect dialect,
                           const char *addresses[INSTANCES], size_t *count)
{
	for (const struct doc_node *at = node->first; at != NULL; at = at->next) {
		const struct doc_node *list = at;
		bool inverted;

		if (at->kind == TREE_OBJECT)
			list = estate_look_up(at, dialect, INSTANCE_ADDRESS, &inverted);
		if (list != NULL)
			add_entries(list, addresses, count);
	}
}

void estate_make_instances(struct estate_lab *lab, const struct estate_resource *gateway,
                           struct doc_node *element)
{
	bool hub = gateway->kind == ESTATE_HUB;
	const char *addresses[INSTANCES] = {NULL, NULL};
	const struct doc_node *list = estate_node(gateway, hub ? HUB_ADDRESSES : GATEWAY_ADDRESSES);
	size_t count = 0;

	if (!hub)
		split_addresses(lab, estate_text(gateway, GATEWAY_ADDRESS), addresses, &count);
	for (unsigned dialect = 0; dialect < ESTATE_DIALECT_COUNT && list != NULL && count == 0;
	     dialect++)
		list_addresses(list, (enum estate_dialect)dialect, addresses, &count);
	for (size_t i = 0; i < INSTANCES && count == INSTANCES; i++)
		tree_make_text(lab->arena,
		               tree_make_list(lab->arena, element, "bgp-peering-address"), NULL,
		               addresses[i]);
}

/* An AS number as the lab takes it; false after saying that it is none. */
static bool is_asn(struct estate_lab *lab, const struct estate_resource *resource,
                   enum estate_member member, uint64_t *asn)
{
	struct quoted quoted;

	if (estate_node(resource, member) == NULL)
		return false;
	if (estate_number(resource, member, asn) && *asn >= 1 && *asn < UINT32_MAX)
		return true;
	import_remark(lab->estate->report, IMPORT_LEFT_OUT, "AS number", resource->name,
	              estate_member_place(resource, member), "%s is no AS number of 32 bits",
	              estate_text(resource, member) != NULL
	                  ? tree_quote(estate_text(resource, member), &quoted)
	                  : "");
	return false;
}

static void add_weight(struct estate_lab *lab, const struct estate_resource *connection,
                       struct doc_node *element)
{
	uint64_t weight;

	if (estate_number(connection, CONNECTION_WEIGHT, &weight) && weight > 0)
		tree_make_number(lab->arena, element, "routing-weight", weight);
}

static void make_circuit_connection(struct estate_lab *lab,
                                    const struct estate_resource *connection,
                                    struct doc_node *gateway)
{
	const struct estate_resource *circuit =
	    estate_above(lab->estate, estate_text(connection, CONNECTION_CIRCUIT), ESTATE_CIRCUIT);

	if (circuit == NULL || circuit->lab_name == NULL)
		return;
	struct doc_node *element =
	    estate_element(lab, gateway, "connection", connection, connection->name);
	tree_make_text(lab->arena, element, "express-route-circuit", circuit->lab_name);
	add_weight(lab, connection, element);
	estate_leaves(lab, element, connection, CONNECTION_FAST_PATH, CONNECTION_FAST_PATH);
}

static void add_scale_units(struct estate_lab *lab, const struct estate_resource *gateway,
                            const struct gateway_sku *sku, struct doc_node *element)
{
	uint64_t min = 0;
	uint64_t max = 0;

	if (!sku->scales || !estate_number(gateway, GATEWAY_UNITS, &min) || min == 0)
		return;
	tree_make_number(lab->arena, element, "scale-units", min);
	if (estate_number(gateway, GATEWAY_UNITS_MAX, &max) && max > min)
		estate_say(lab->estate, IMPORT_ASSUMED, gateway, "ExpressRoute gateway",
		           "it scales from %u to %u units; the lab has the fewest", (unsigned)min,
		           (unsigned)max);
}

static void make_express_route(struct estate_lab *lab, const struct estate_resource *gateway,
                               struct doc_node *network)
{
	struct doc_node *element =
	    tree_make(lab->arena, network, "virtual-network-gateway", TREE_OBJECT);
	const struct gateway_sku *sku =
	    facts_gateway_sku(lab->facts, estate_text(gateway, GATEWAY_SKU));

	element->schema = gateway;
	tree_make_text(lab->arena, element, "name", gateway->lab_name);
	tree_make_text(lab->arena, element, "sku", sku->name);
	add_scale_units(lab, gateway, sku, element);
	estate_leaves(lab, element, gateway, GATEWAY_REMOTE_VNET, GATEWAY_WAN);
	estate_make_instances(lab, gateway, element);
	for (const struct estate_resource *at = gateway->owned; at != NULL; at = at->owned_next)
		make_circuit_connection(lab, at, element);
	if (estate_flag(gateway, GATEWAY_REMOTE_VNET) == ESTATE_UNSAID &&
	    lab->options->gateway_era == NULL)
		estate_say(
		    lab->estate, IMPORT_ASKED, gateway, "ExpressRoute gateway",
		    "the files do not say allowRemoteVnetTraffic, on which transit depends; the "
		    "lab supposes gateway-era since-2024; say the era with --gateway-era");
}

/* The other end of a connection between networks: as if a local network gateway stood there. */
static const char *make_other_end(struct estate_lab *lab, const struct estate_resource *connection)
{
	const struct estate_resource *other =
	    estate_above(lab->estate, estate_text(connection, CONNECTION_OTHER), ESTATE_GATEWAY);
	uint64_t asn = DEFAULT_ASN;

	if (other == NULL || other->lab_name == NULL)
		return NULL;
	const char *name =
	    estate_free_name(lab, ESTATE_NAMES_LOCAL_GATEWAYS,
	                     arena_printf(lab->arena, "to-%s", other->lab_name), connection);
	struct doc_node *element =
	    estate_element(lab, lab->lab, "local-network-gateway", connection, name);
	estate_leaves(lab, element, other->owner, NETWORK_ADDRESS_SPACE, NETWORK_ADDRESS_SPACE);
	if (estate_flag(connection, CONNECTION_BGP) == ESTATE_YES) {
		is_asn(lab, other, GATEWAY_ASN, &asn);
		tree_make_number(lab->arena, element, "asn", asn);
		const char *address = estate_text(other, GATEWAY_ADDRESS);
		if (address != NULL)
			tree_make_text(lab->arena, element, "bgp-peering-address",
			               arena_strndup(lab->arena, address, strcspn(address, ", ")));
	}
	tree_make_text(lab->arena, element, "vpn-gateway", other->lab_name);
	return name;
}

static void make_vpn_connection(struct estate_lab *lab, const struct estate_resource *connection,
                                struct doc_node *gateway)
{
	const char *id = estate_text(connection, CONNECTION_LOCAL);
	const struct estate_resource *local =
	    id != NULL ? estate_above(lab->estate, id, ESTATE_LOCAL_GATEWAY) : NULL;
	const char *name = local != NULL ? local->lab_name : make_other_end(lab, connection);

	if (name == NULL)
		return;
	struct doc_node *element =
	    estate_element(lab, gateway, "connection", connection, connection->name);
	tree_make_text(lab->arena, element, "local-network-gateway", name);
	estate_leaves(lab, element, connection, CONNECTION_BGP, CONNECTION_BGP);
	add_weight(lab, connection, element);
	if (estate_flag(connection, CONNECTION_PRIVATE) == ESTATE_YES)
		tree_make_bool(lab->arena, element, "use-local-azure-ip-address", true);
}

static void make_vpn(struct estate_lab *lab, const struct estate_resource *gateway,
                     struct doc_node *network)
{
	struct doc_node *element = tree_make(lab->arena, network, "vpn-gateway", TREE_OBJECT);
	const struct vpn_gateway_sku *sku =
	    facts_vpn_gateway_sku(lab->facts, estate_text(gateway, GATEWAY_SKU));
	uint64_t asn;

	element->schema = gateway;
	tree_make_text(lab->arena, element, "name", gateway->lab_name);
	tree_make_text(lab->arena, element, "sku", sku->name);
	if (estate_flag(gateway, GATEWAY_ACTIVE) == ESTATE_YES)
		tree_make_bool(lab->arena, element, "active-active", true);
	if (is_asn(lab, gateway, GATEWAY_ASN, &asn) && asn != DEFAULT_ASN)
		tree_make_number(lab->arena, element, "asn", asn);
	estate_make_instances(lab, gateway, element);
	for (const struct estate_resource *at = gateway->owned; at != NULL; at = at->owned_next)
		make_vpn_connection(lab, at, element);
}

/* A list of peers is there, and empty. */
static bool has_no_peers(const struct estate_resource *server)
{
	for (const struct estate_body *body = server->bodies; body != NULL; body = body->next) {
		const struct doc_node *list = estate_child(body->node, "bgpConnections");

		if (list != NULL && list->kind == TREE_ARRAY && list->first == NULL)
			return true;
	}
	return false;
}

static void make_route_server(struct estate_lab *lab, const struct estate_resource *server,
                              struct doc_node *network)
{
	static const char *const preferences[] = {"VpnGateway", "ASPath"};
	struct doc_node *element = tree_make(lab->arena, network, "route-server", TREE_OBJECT);
	const char *preference = estate_text(server, HUB_PREFERENCE);

	element->schema = server;
	tree_make_text(lab->arena, element, "name", server->lab_name);
	estate_leaves(lab, element, server, HUB_BRANCHES, HUB_BRANCHES);
	for (size_t i = 0; preference != NULL && i < COUNT_OF(preferences); i++) {
		if (strcasecmp(preferences[i], preference) == 0)
			tree_make_text(lab->arena, element, "hub-routing-preference",
			               preferences[i]);
	}
	estate_make_instances(lab, server, element);
	for (const struct estate_resource *at = server->children; at != NULL; at = at->sibling) {
		if (at->kind == ESTATE_BGP_PEER)
			return;
	}
	if (!has_no_peers(server))
		estate_say(lab->estate, IMPORT_ASKED, server, "Route Server",
		           "no file has its BGP peers; Resource Graph never has; add 'az network "
		           "routeserver peering list --routeserver RS -g GROUP -o json'");
}

static void make_appliance(struct estate_lab *lab, const struct estate_resource *peer,
                           struct doc_node *network)
{
	bool firewall = peer->kind == ESTATE_FIREWALL;
	const char *name = peer->region != NULL ? peer->region : peer->name;
	struct doc_node *element =
	    estate_element(lab, network, "network-virtual-appliance", peer, name);
	uint64_t asn;

	tree_make_text(lab->arena, element, "ip-address",
	               estate_text(peer, firewall ? FIREWALL_ADDRESS : BGP_PEER_ADDRESS));
	if (firewall || !is_asn(lab, peer, BGP_PEER_ASN, &asn))
		return;
	tree_make_number(lab->arena, element, "asn", asn);
	tree_make_text(lab->arena, element, "route-server", peer->parent->lab_name);
	for (const struct estate_resource *at = peer->owned; at != NULL; at = at->owned_next) {
		struct doc_node *list = tree_make_list(lab->arena, element, "route-server-peering");

		tree_make_text(lab->arena, tree_make(lab->arena, list, NULL, TREE_OBJECT),
		               "route-server", at->parent->lab_name);
	}
}

void estate_make_gateways(struct estate_lab *lab, const struct estate_resource *network,
                          struct doc_node *element)
{
	static void (*const make[])(struct estate_lab *, const struct estate_resource *,
	                            struct doc_node *) = {
	    [ESTATE_SEAT_EXPRESS_ROUTE] = make_express_route,
	    [ESTATE_SEAT_VPN] = make_vpn,
	    [ESTATE_SEAT_ROUTE_SERVER] = make_route_server,
	};

	for (size_t i = 0; i < COUNT_OF(make); i++) {
		if (network->stands[i] != NULL)
			make[i](lab, network->stands[i], element);
	}
	for (const struct estate_resource *at = network->owned; at != NULL; at = at->owned_next) {
		if (at->kind == ESTATE_BGP_PEER || at->kind == ESTATE_FIREWALL)
			make_appliance(lab, at, element);
	}
}

void estate_make_local_gateways(struct estate_lab *lab)
{
	for (size_t i = 0; i < lab->estate->count; i++) {
		struct estate_resource *at = lab->estate->all[i];
		const char *address;
		struct addr addr;
		uint64_t asn;

		if (at->kind != ESTATE_LOCAL_GATEWAY)
			continue;
		at->made = estate_element(lab, lab->lab, "local-network-gateway", at, at->lab_name);
		estate_leaves(lab, at->made, at, LOCAL_SPACE, LOCAL_SPACE);
		address = estate_text(at, LOCAL_ADDRESS);
		if (address == NULL || !addr_parse(address, &addr) ||
		    !is_asn(lab, at, LOCAL_ASN, &asn))
			continue;
		tree_make_number(lab->arena, at->made, "asn", asn);
		tree_make_text(lab->arena, at->made, "bgp-peering-address", address);
	}
}
