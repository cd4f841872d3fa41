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

bool agree_az_is_link_address(const struct lab *lab, const struct addr *addr)
{
	for (uint32_t c = 0; c < lab->circuit_count; c++)
		for (unsigned link = 0; link < LAB_LINK_COUNT; link++)
			if (prefix_contains_addr(&lab->circuits[c].link[link], addr) ||
			    prefix_contains_addr(&lab->circuits[c].link_ipv6[link], addr))
				return true;
	return false;
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

	return addr_parse(text, &addr) && !agree_az_is_link_address(tables->lab, &addr) &&
	       !is_a_speaker(tables->snapshot, &addr) &&
	       (tables->lab->hub_count == 0 || is_private(&addr));
}

const struct snapshot_node *agree_az_leads_to(const struct agree_az_tables *tables,
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
	const struct snapshot_node *node = agree_az_leads_to(tables, predicted, LAB_VPN_GATEWAY);

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
	if (agree_az_leads_to(tables, predicted, LAB_CIRCUIT) != NULL) {
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
	if (agree_az_leads_to(tables, predicted, LAB_HUB) != NULL && public)
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

bool agree_az_has_role(const struct agree_az_tables *tables, const struct snapshot_peer *peer,
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
	if (agree_az_has_role(tables, predicted->peer, LAB_ROUTE_SERVER))
		return (struct agree_az_reason){
		    "route-server-reflected-copy",
		    "the Route Server chose the other of two equal routes"};
	if (agree_az_has_role(tables, predicted->peer, LAB_GATEWAY))
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

	if (tables->actual->kind == AZ_ROUTER)
		return agree_az_router_star(tables, actual, predicted);
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
	if (agree_az_has_role(tables, predicted->peer, LAB_ROUTE_SERVER) &&
	    predicted->node != NULL &&
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
    [AZ_NEXT_HOP] = reflected_reason,     [AZ_STAR] = star_reason,
    [AZ_WEIGHT] = weight_reason,          [AZ_ROUTES_RECEIVED] = received_reason,
    [AZ_STATE_PFX_RCD] = agree_az_copies, [AZ_CONNECTED_DURATION] = time_reason,
    [AZ_MESSAGES_RECEIVED] = time_reason, [AZ_MESSAGES_SENT] = time_reason,
    [AZ_UP_DOWN] = time_reason,           [AZ_AGE] = time_reason,
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
