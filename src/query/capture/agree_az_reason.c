/* What Azure's tables show differently for a reason that is known: each names its rule. */
#include "query/capture/agree_az_reason.h"

#include <stdlib.h>

#include "base/check.h"
#include "query/capture/az_predict.h"
#include "query/nic/nic.h"

/* Resource ids differ by subscription and names; what counts is the kind of resource. */
static const char *resource_type(const char *id, size_t *size)
{
	const char *name = strstr(id, "/Microsoft.Network/");

	if (name == NULL) {
		*size = strlen(id);
		return id;
	}
	name += strlen("/Microsoft.Network/");
	*size = strcspn(name, "/");
	return name;
}

static bool same_resource(const char *a, const char *b)
{
	size_t sizes[2];
	const char *types[2] = {resource_type(a, &sizes[0]), resource_type(b, &sizes[1])};

	return sizes[0] == sizes[1] && strncasecmp(types[0], types[1], sizes[0]) == 0;
}

bool agree_az_differs(const struct az_row *actual, const struct az_row *predicted,
                      enum az_member which)
{
	CHECK(which < AZ_MEMBER_COUNT);
	const char *a = actual->members[which];
	const char *b = predicted->members[which];

	if (a == NULL || b == NULL)
		return false;
	if (which == AZ_NEXT_HOP && strchr(b, '/') != NULL)
		return !same_resource(a, b);
	if (which == AZ_ROUTE_ORIGIN)
		return !same_resource(a, b);
	return strcmp(a, b) != 0;
}

static const struct lab_vnet *vnet_with(const struct lab *lab, const struct addr *addr)
{
	for (uint32_t v = 0; v < lab->vnet_count; v++)
		for (uint32_t i = 0; i < lab->vnets[v].address_space.count; i++)
			if (prefix_contains_addr(&lab->vnets[v].address_space.items[i], addr))
				return &lab->vnets[v];
	return NULL;
}

static bool is_a_link_address(const struct lab *lab, const struct addr *addr)
{
	for (uint32_t c = 0; c < lab->circuit_count; c++)
		for (unsigned link = 0; link < LAB_LINK_COUNT; link++)
			if (prefix_contains_addr(&lab->circuits[c].link[link], addr) ||
			    prefix_contains_addr(&lab->circuits[c].link_ipv6[link], addr))
				return true;
	return false;
}

static bool router_announces(const struct lab_router *router, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < router->advertise.count; i++)
		if (prefix_contains(&router->advertise.items[i], prefix))
			return true;
	return false;
}

static bool site_announces(const struct lab *lab, const struct prefix *prefix)
{
	for (uint32_t s = 0; s < lab->site_count; s++)
		for (uint32_t r = 0; r < lab->sites[s].router_count; r++)
			if (router_announces(&lab->sites[s].routers[r], prefix))
				return true;
	return false;
}

/* In none of the lab's networks and links. */
static bool is_foreign(const struct lab *lab, const char *text)
{
	struct addr addr;

	return addr_parse(text, &addr) && vnet_with(lab, &addr) == NULL &&
	       !is_a_link_address(lab, &addr);
}

/* Somebody is spoken to at it. */
static bool is_a_speaker(const struct snapshot *snapshot, const struct addr *addr)
{
	for (uint32_t i = 0; i < snapshot->node_count; i++)
		for (uint32_t p = 0; p < snapshot->nodes[i].peer_count; p++)
			if (addr_equal(&snapshot->nodes[i].peers[p].address, addr))
				return true;
	return false;
}

static bool is_private(const struct addr *addr)
{
	for (unsigned i = 0; i < NIC_RESERVED_COUNT; i++) {
		struct prefix range = nic_reserved(i);

		if (prefix_contains_addr(&range, addr))
			return true;
	}
	return false;
}

/* The loopback of an MSEE (nic-next-hop-address) may lie inside a range that the customer uses; but
 * what belongs to somebody else is none, nor is the public address of a hub's router. */
static bool is_loopback(const struct agree_az_tables *tables, const char *text)
{
	struct addr addr;

	return addr_parse(text, &addr) && !is_a_link_address(tables->lab, &addr) &&
	       !is_a_speaker(tables->snapshot, &addr) &&
	       (tables->lab->hub_count == 0 || is_private(&addr));
}

/* The speaker behind a predicted effective route, if it is of this kind; or NULL. */
static const struct snapshot_node *leads_to(const struct agree_az_tables *tables,
                                            const struct az_row *predicted, enum lab_kind kind)
{
	const struct snapshot_node *node;

	if (predicted->effective == NULL || predicted->effective->element == NULL)
		return NULL;
	node = snapshot_find_node(tables->snapshot, predicted->effective->element);
	return node != NULL && node->kind == kind ? node : NULL;
}

/* The next hop is a VPN gateway that is not active-active. */
static bool is_passive(const struct agree_az_tables *tables, const struct az_row *predicted)
{
	const struct snapshot_node *node = leads_to(tables, predicted, LAB_VPN_GATEWAY);

	for (uint32_t i = 0; node != NULL && i < tables->lab->vnet_count; i++) {
		const struct lab_vpn_gateway *gateway = tables->lab->vnets[i].vpn_gateway;

		if (gateway != NULL && strcmp(gateway->name, node->element) == 0)
			return !gateway->active_active;
	}
	return false;
}

static struct agree_az_reason next_hop_reason(const struct agree_az_tables *tables,
                                              const struct az_row *actual,
                                              const struct az_row *predicted)
{
	const char *hop = agree_az_member(actual, AZ_NEXT_HOP);
	struct addr addr;
	bool public = addr_parse(hop, &addr) && !is_private(&addr);

	if (tables->actual->kind != AZ_EFFECTIVE)
		return (struct agree_az_reason){NULL, NULL};
	if (leads_to(tables, predicted, LAB_CIRCUIT) != NULL) {
		if (hop[0] == '\0')
			return (struct agree_az_reason){
			    "nic-next-hop-address", "the capture leaves the MSEE's address away"};
		if (is_loopback(tables, hop))
			return (struct agree_az_reason){
			    "nic-next-hop-address",
			    "a loopback address of the MSEE, which no rule gives"};
	}
	if (public && is_passive(tables, predicted))
		return (struct agree_az_reason){
		    "nic-vpn-next-hop", "the public address of an active-passive VPN gateway"};
	if (leads_to(tables, predicted, LAB_HUB) != NULL && public)
		return (struct agree_az_reason){
		    "nic-hub-router-next-hop",
		    "a public address of the hub's router, which no rule gives"};
	return (struct agree_az_reason){NULL, NULL};
}

/* A gateway holds an equally good route to the network with this next hop. */
static bool is_equal_choice(const struct agree_az_tables *tables, const struct prefix *key,
                            const char *hop)
{
	struct addr addr;

	if (!addr_parse(hop, &addr))
		return false;
	for (uint32_t i = 0; i < tables->snapshot->node_count; i++) {
		const struct snapshot_node *node = &tables->snapshot->nodes[i];

		if (node->kind != LAB_GATEWAY)
			continue;
		for (uint32_t p = 0; p < node->path_count; p++)
			if (prefix_equal(&node->paths[p].prefix, key) &&
			    (node->paths[p].best || node->paths[p].multipath) &&
			    addr_equal(&node->paths[p].attrs->next_hop, &addr))
				return true;
	}
	return false;
}

static bool has_role(const struct agree_az_tables *tables, const struct snapshot_peer *peer,
                     enum lab_kind kind)
{
	return peer != NULL && tables->snapshot->nodes[peer->node].kind == kind;
}

/* Another MSEE of the same routes, by a Route Server or gateway that chose otherwise. */
static struct agree_az_reason reflected_reason(const struct agree_az_tables *tables,
                                               const struct az_row *actual,
                                               const struct az_row *predicted)
{
	if (tables->actual->kind != AZ_LEARNED ||
	    !is_equal_choice(tables, &predicted->key, agree_az_member(actual, AZ_NEXT_HOP)))
		return next_hop_reason(tables, actual, predicted);
	if (has_role(tables, predicted->peer, LAB_ROUTE_SERVER))
		return (struct agree_az_reason){
		    "route-server-reflected-copy",
		    "the Route Server chose the other of two equal routes"};
	if (has_role(tables, predicted->peer, LAB_GATEWAY))
		return (struct agree_az_reason){"er-gateway-tells-one-of-equals",
		                                "the gateway told the other of two equal routes"};
	return (struct agree_az_reason){NULL, NULL};
}

/* The row that the prediction would star and the one that is starred are equally good. */
static struct agree_az_reason star_reason(const struct agree_az_tables *tables,
                                          const struct az_row *actual,
                                          const struct az_row *predicted)
{
	const struct snapshot_path *path = predicted->path;

	(void)actual;
	if (tables->actual->kind == AZ_ROUTER)
		return agree_az_router_star(tables, predicted);
	if (path != NULL && (path->best || path->multipath) && path->verdict == RIB_PASS)
		return (struct agree_az_reason){
		    "msee-star-among-equals", "one of equally good routes, and no rule says which"};
	return (struct agree_az_reason){NULL, NULL};
}

static struct agree_az_reason weight_reason(const struct agree_az_tables *tables,
                                            const struct az_row *actual,
                                            const struct az_row *predicted)
{
	long difference =
	    atol(agree_az_member(actual, AZ_WEIGHT)) - atol(agree_az_member(predicted, AZ_WEIGHT));

	if (tables->actual->kind == AZ_LEARNED && (difference == 10 || difference == -10) &&
	    agree_az_is(actual, AZ_ORIGIN, agree_az_member(predicted, AZ_ORIGIN)))
		return (struct agree_az_reason){
		    "cli-connection-weight",
		    "a connection made by the Azure CLI has the weight 10"};
	return (struct agree_az_reason){NULL, NULL};
}

/* A Route Server reflects between none and all of what the gateway's instances have from outside.
 */
static bool is_within_copies(const struct az_row *predicted, long count)
{
	const struct snapshot_node *node = predicted->node;
	long copies = 0;

	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];

		copies += path->best && path->peer >= 0 && node->peers[path->peer].asn != node->asn;
	}
	return labs(count - atol(agree_az_member(predicted, AZ_ROUTES_RECEIVED))) <= copies;
}

/* Copies that a Route Server reflects are counted as they are shown. */
static struct agree_az_reason received_reason(const struct agree_az_tables *tables,
                                              const struct az_row *actual,
                                              const struct az_row *predicted)
{
	(void)actual;
	if (has_role(tables, predicted->peer, LAB_ROUTE_SERVER) && predicted->node != NULL &&
	    is_within_copies(predicted, atol(agree_az_member(actual, AZ_ROUTES_RECEIVED))))
		return (struct agree_az_reason){
		    "route-server-reflected-copy",
		    "depends on which of two equal routes the Route Server chose"};
	return (struct agree_az_reason){NULL, NULL};
}

static struct agree_az_reason time_reason(const struct agree_az_tables *tables,
                                          const struct az_row *actual,
                                          const struct az_row *predicted)
{
	(void)tables;
	(void)actual;
	(void)predicted;
	return (struct agree_az_reason){"az-time-values", "depends on when one asks"};
}

typedef struct agree_az_reason reason_fn(const struct agree_az_tables *tables,
                                         const struct az_row *actual,
                                         const struct az_row *predicted);

static reason_fn *const reasons[AZ_MEMBER_COUNT] = {
    [AZ_NEXT_HOP] = reflected_reason,
    [AZ_STAR] = star_reason,
    [AZ_WEIGHT] = weight_reason,
    [AZ_ROUTES_RECEIVED] = received_reason,
    [AZ_CONNECTED_DURATION] = time_reason,
    [AZ_MESSAGES_RECEIVED] = time_reason,
    [AZ_MESSAGES_SENT] = time_reason,
    [AZ_UP_DOWN] = time_reason,
    [AZ_AGE] = time_reason,
    [AZ_MAC_ADDRESS] = time_reason,
};

struct agree_az_reason agree_az_member_reason(const struct agree_az_tables *tables,
                                              const struct az_row *actual,
                                              const struct az_row *predicted, enum az_member which)
{
	if (reasons[which] == NULL)
		return (struct agree_az_reason){NULL, NULL};
	return reasons[which](tables, actual, predicted);
}

/* Reasons for a row that only one side has. */

static bool is_reserved_row(const struct az_row *row)
{
	return agree_az_is(row, AZ_SOURCE, "Default") && agree_az_is(row, AZ_NEXT_HOP_TYPE, "None");
}

/* Some row of the table is about the same network, by the same kind of next hop. */
static bool has_sibling(const struct az_table *table, const struct az_row *row)
{
	for (uint32_t i = 0; i < table->count; i++)
		if (&table->rows[i] != row && prefix_equal(&table->rows[i].key, &row->key) &&
		    agree_az_is(&table->rows[i], AZ_NEXT_HOP_TYPE,
		                agree_az_member(row, AZ_NEXT_HOP_TYPE)))
			return true;
	return false;
}

/* A row of a virtual WAN's network whose next hop is one of several MSEEs. */
static bool is_hub_sibling(const struct agree_az_tables *tables, const struct az_table *table,
                           const struct az_row *row)
{
	return tables->actual->kind == AZ_EFFECTIVE && table == tables->predicted &&
	       tables->lab->hub_count > 0 && leads_to(tables, row, LAB_CIRCUIT) != NULL &&
	       has_sibling(tables->actual, row);
}

/* A row of an MSEE's table about the prefix of its own link. */
static bool is_own_link(const struct agree_az_tables *tables, const struct az_row *row)
{
	const struct lab_circuit *circuit = lab_find_circuit(tables->lab, row->node->element);
	uint32_t link = row->node->instance;

	return prefix_equal(&circuit->link[link], &row->key) ||
	       prefix_equal(&circuit->link_ipv6[link], &row->key);
}

/* The IOS-like output leaves the local preference blank (msee-output-dialects). */
static bool is_ios(const struct az_table *table)
{
	for (uint32_t i = 0; i < table->count; i++)
		if (agree_az_member(&table->rows[i], AZ_LOC_PRF)[0] != '\0')
			return false;
	return table->kind == AZ_ROUTE_TABLE && table->count > 0;
}

static bool has_route_server(const struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		if (lab->vnets[i].route_server != NULL)
			return true;
	return false;
}

/* A Route Server reflects what comes from the instance that is not reported; whether that is shown
 * depends on which copy it chose. */
static bool is_reflection(const struct agree_az_tables *tables, const struct az_table *table,
                          const struct az_row *row)
{
	if (tables->actual->kind != AZ_LEARNED || !agree_az_is(row, AZ_ORIGIN, "IBgp"))
		return false;
	for (uint32_t i = 0; i < table->count; i++)
		if (prefix_equal(&table->rows[i].key, &row->key) &&
		    agree_az_is(&table->rows[i], AZ_ORIGIN, "EBgp") &&
		    agree_az_is(&table->rows[i], AZ_AS_PATH, agree_az_member(row, AZ_AS_PATH)))
			return true;
	return false;
}

static bool is_from_route_server(const struct agree_az_tables *tables, const struct az_row *row)
{
	struct addr addr;

	if (row->peer != NULL)
		return has_role(tables, row->peer, LAB_ROUTE_SERVER);
	if (!addr_parse(agree_az_member(row, AZ_SOURCE_PEER), &addr))
		return false;
	for (uint32_t i = 0; i < tables->snapshot->node_count; i++) {
		const struct snapshot_node *node = &tables->snapshot->nodes[i];
		struct addr own = snapshot_own_address(node);

		if (node->kind == LAB_ROUTE_SERVER && addr_equal(&own, &addr))
			return true;
	}
	return false;
}

static struct agree_az_reason one_sided_reason(const struct agree_az_tables *tables,
                                               const struct az_table *table,
                                               const struct az_row *row)
{
	if (tables->actual->kind == AZ_EFFECTIVE && is_reserved_row(row))
		return (struct agree_az_reason){
		    "nic-reserved-ranges-shown",
		    "Azure's tools show the reserved ranges in some lists only"};
	if (tables->actual->kind == AZ_ARP && table == tables->predicted)
		return (struct agree_az_reason){
		    "msee-arp-rows", "Azure leaves out rows: its own in JSON, the customer's "
				     "when layer 2 is wrong"};
	if (tables->actual->kind == AZ_EFFECTIVE && has_route_server(tables->lab) &&
	    agree_az_is(row, AZ_NEXT_HOP_TYPE, "VirtualNetworkGateway") && has_sibling(table, row))
		return (struct agree_az_reason){
		    "route-server-one-next-hop",
		    "with a Route Server one of several next hops is left, but "
		    "not in every capture"};
	if (is_from_route_server(tables, row) && is_reflection(tables, table, row))
		return (struct agree_az_reason){
		    "route-server-reflected-copy",
		    "depends on which of two equal routes the Route Server chose"};
	return (struct agree_az_reason){NULL, NULL};
}

/* The prediction has the row, but a policy rejects it. */
static struct agree_az_reason rejected_reason(const struct agree_az_tables *tables,
                                              const struct az_row *row)
{
	for (uint32_t i = 0; i < tables->predicted->count; i++) {
		const struct az_row *rejected = &tables->predicted->rows[i];

		if (rejected->path == NULL || !prefix_equal(&rejected->key, &row->key) ||
		    rejected->path->verdict != RIB_REFUSED_PATH ||
		    agree_az_differs(row, rejected, AZ_SOURCE_PEER))
			continue;
		return (struct agree_az_reason){
		    "remote-vnet-toggle",
		    "the lab's gateway refuses routes of other networks: this one accepts them"};
	}
	return (struct agree_az_reason){NULL, NULL};
}

static uint32_t last_as(const char *path)
{
	const char *blank = strrchr(path, ' ');

	return (uint32_t)strtoul(blank == NULL ? path : blank + 1, NULL, 10);
}

/* A route of a customer's that no router of the lab announces. */
static struct agree_az_reason unannounced_reason(const struct agree_az_tables *tables,
                                                 const struct az_row *row)
{
	uint32_t origin = last_as(agree_az_member(row, AZ_AS_PATH));
	bool gateway_route = tables->actual->kind == AZ_EFFECTIVE &&
	                     agree_az_is(row, AZ_SOURCE, "VirtualNetworkGateway") &&
	                     is_foreign(tables->lab, agree_az_member(row, AZ_NEXT_HOP));

	if (site_announces(tables->lab, &row->key) ||
	    vnet_with(tables->lab, &row->key.addr) != NULL)
		return (struct agree_az_reason){NULL, NULL};
	if (gateway_route || (origin != 0 && origin != 12076 && (origin < 65515 || origin > 65520)))
		return (struct agree_az_reason){"router-stand-in",
		                                "no router of the lab announces this network"};
	return (struct agree_az_reason){NULL, NULL};
}

struct agree_az_reason agree_az_unexpected_reason(const struct agree_az_tables *tables,
                                                  const struct az_row *row)
{
	struct agree_az_reason reason = one_sided_reason(tables, tables->actual, row);

	CHECK(row->line > 0); /* captured */
	if (reason.rule == NULL)
		reason = rejected_reason(tables, row);
	return reason.rule == NULL ? unannounced_reason(tables, row) : reason;
}

struct agree_az_reason agree_az_missing_reason(const struct agree_az_tables *tables,
                                               const struct az_row *predicted)
{
	if (is_ios(tables->actual) && is_own_link(tables, predicted))
		return (struct agree_az_reason){
		    "msee-ios-own-link",
		    "this kind of MSEE does not show the route to its own link"};
	if (is_hub_sibling(tables, tables->predicted, predicted))
		return (struct agree_az_reason){
		    "nic-hub-expressroute-next-hop",
		    "in a virtual WAN some captures show one of the MSEEs"};
	return one_sided_reason(tables, tables->predicted, predicted);
}
