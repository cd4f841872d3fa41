/* Why only one of two tables has a row, where that is known: each reason names its rule. */
#include <stdlib.h>

#include "base/check.h"
#include "query/capture/agree_az_reason.h"

static const struct lab_vnet *vnet_with(const struct lab *lab, const struct addr *addr)
{
	CHECK(addr_is_set(addr));
	for (uint32_t v = 0; v < lab->vnet_count; v++)
		for (uint32_t i = 0; i < lab->vnets[v].address_space.count; i++)
			if (prefix_contains_addr(&lab->vnets[v].address_space.items[i], addr))
				return &lab->vnets[v];
	return NULL;
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
	       !agree_az_is_link_address(lab, &addr);
}

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

/* The way to the Internet, of which the list has no row of any kind, though it has others of the
 * system: every interface has one (system-default-routes). */
static bool is_left_out_internet(const struct agree_az_tables *tables, const struct az_row *row)
{
	bool system = false;

	CHECK(row->line == 0); /* predicted */
	if (tables->actual->kind != AZ_EFFECTIVE || row->key.length > 0 ||
	    !agree_az_is(row, AZ_NEXT_HOP_TYPE, "Internet"))
		return false;
	for (uint32_t i = 0; i < tables->actual->count; i++) {
		const struct az_row *other = &tables->actual->rows[i];

		if (prefix_equal(&other->key, &row->key))
			return false;
		system |= agree_az_is(other, AZ_SOURCE, "Default");
	}
	return system;
}

/* A row of a virtual WAN's network whose next hop is one of several MSEEs. */
static bool is_hub_sibling(const struct agree_az_tables *tables, const struct az_table *table,
                           const struct az_row *row)
{
	return tables->actual->kind == AZ_EFFECTIVE && table == tables->predicted &&
	       tables->lab->hub_count > 0 && agree_az_leads_to(tables, row, LAB_CIRCUIT) != NULL &&
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
		return agree_az_has_role(tables, row->peer, LAB_ROUTE_SERVER);
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
		reason = agree_az_copy(tables, row);
	if (reason.rule == NULL)
		reason = rejected_reason(tables, row);
	return reason.rule == NULL ? unannounced_reason(tables, row) : reason;
}

struct agree_az_reason agree_az_missing_reason(const struct agree_az_tables *tables,
                                               const struct az_row *predicted)
{
	CHECK(predicted->line == 0);
	if (is_ios(tables->actual) && is_own_link(tables, predicted))
		return (struct agree_az_reason){
		    "msee-ios-own-link",
		    "this kind of MSEE does not show the route to its own link"};
	if (is_hub_sibling(tables, tables->predicted, predicted))
		return (struct agree_az_reason){
		    "nic-hub-expressroute-next-hop",
		    "in a virtual WAN some captures show one of the MSEEs"};
	if (is_left_out_internet(tables, predicted))
		return (struct agree_az_reason){
		    "nic-internet-row-shown",
		    "some lists have no row of 0.0.0.0/0, which every interface has"};
	struct agree_az_reason reason = agree_az_copy(tables, predicted);
	return reason.rule != NULL ? reason
	                           : one_sided_reason(tables, tables->predicted, predicted);
}
