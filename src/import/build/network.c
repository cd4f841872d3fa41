/* Virtual networks with their subnets, appliances and peerings; route tables. */
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "import/build/lab.h"

/* Which route table a subnet has: it says so itself, or the table, or Terraform's association. */
static const char *route_table_of(struct estate_lab *lab, const struct estate_resource *subnet)
{
	const char *id = estate_text(subnet, SUBNET_ROUTE_TABLE);

	if (id == NULL)
		id = subnet->route_table;
	if (id == NULL)
		return NULL;
	const struct estate_resource *table = estate_above(lab->estate, id, ESTATE_ROUTE_TABLE);
	if (table != NULL)
		return table->lab_name;
	estate_say(lab->estate, IMPORT_ASKED, subnet, "route table",
	           "the route table \"%s\" of the subnet is not in the files; add 'az network "
	           "route-table list'",
	           estate_id_name(id));
	return NULL;
}

/* Notes at subnets what route tables and associations say about them. */
static void note_table(struct estate_lab *lab, const char *subnet_id, const char *table_id)
{
	struct estate_resource *subnet = estate_above(lab->estate, subnet_id, ESTATE_SUBNET);

	if (subnet != NULL)
		subnet->route_table = table_id;
}

static void note_tables(struct estate_lab *lab)
{
	for (size_t i = 0; i < lab->estate->count; i++) {
		const struct estate_resource *at = lab->estate->all[i];
		const struct doc_node *list =
		    at->kind == ESTATE_ROUTE_TABLE ? estate_node(at, TABLE_SUBNETS) : NULL;
		const char *subnet = estate_text(at, ASSOCIATION_SUBNET);
		const char *table = estate_text(at, ASSOCIATION_TABLE);

		if (at->kind == ESTATE_TABLE_OF_SUBNET && subnet != NULL && table != NULL)
			note_table(lab, subnet, table);
		for (const struct doc_node *entry = list != NULL ? list->first : NULL;
		     entry != NULL; entry = entry->next) {
			const struct doc_node *id =
			    entry->kind == TREE_OBJECT ? estate_at_path(entry, "id") : entry;
			if (id != NULL && id->text != NULL)
				note_table(lab, id->text, at->id);
		}
	}
}

/* Policies for route tables; those for security groups are another matter. */
static bool has_policies(const struct estate_resource *subnet)
{
	const char *said = estate_text(subnet, SUBNET_POLICIES);

	if (said == NULL)
		return estate_flag(subnet, SUBNET_POLICIES_FLAG) == ESTATE_YES;
	return strcasecmp(said, "Enabled") == 0 || strcasecmp(said, "RouteTableEnabled") == 0;
}

static const char *endpoint_address(struct estate_lab *lab, const struct estate_resource *endpoint)
{
	const char *address = estate_text(endpoint, ENDPOINT_ADDRESS);
	const char *id = estate_text(endpoint, ENDPOINT_INTERFACE);
	const struct estate_resource *interface =
	    address == NULL && id != NULL ? estate_find(lab->estate, id) : NULL;

	return interface != NULL ? estate_text(interface, INTERFACE_ADDRESS) : address;
}

static void make_endpoints(struct estate_lab *lab, const struct estate_resource *subnet,
                           struct doc_node *element)
{
	for (const struct estate_resource *at = subnet->owned; at != NULL; at = at->owned_next) {
		const char *address = endpoint_address(lab, at);

		if (address == NULL) {
			estate_say(lab->estate, IMPORT_ASKED, at, "private endpoint",
			           "the files do not say its address; add 'az network nic list'");
			continue;
		}
		struct doc_node *endpoint =
		    estate_element(lab, element, "private-endpoint", at, at->name);
		tree_make_text(lab->arena, endpoint, "ip-address", address);
	}
}

static void make_subnet(struct estate_lab *lab, const struct estate_resource *subnet,
                        struct doc_node *network)
{
	if (estate_node(subnet, SUBNET_PREFIXES) == NULL) {
		estate_say(lab->estate, IMPORT_LEFT_OUT, subnet, "subnet",
		           "the files do not say its prefix");
		return;
	}
	struct doc_node *element = estate_element(lab, network, "subnet", subnet, subnet->name);
	const char *table = route_table_of(lab, subnet);

	estate_leaves(lab, element, subnet, SUBNET_PREFIXES, SUBNET_PREFIXES);
	if (table != NULL)
		tree_make_text(lab->arena, element, "route-table", table);
	make_endpoints(lab, subnet, element);
	if (has_policies(subnet) && subnet->owned != NULL)
		tree_make_text(lab->arena, element, "private-endpoint-network-policies", "Enabled");
	if (estate_node(subnet, SUBNET_SERVICE_ENDPOINT) != NULL)
		estate_say(lab->estate, IMPORT_LEFT_OUT, subnet, "service endpoint",
		           "the files do not say the prefixes of the service; add them by hand if "
		           "they matter");
}

static void make_peering(struct estate_lab *lab, const struct estate_resource *peering,
                         struct doc_node *network)
{
	const struct estate_resource *remote =
	    estate_above(lab->estate, estate_text(peering, PEERING_REMOTE), ESTATE_NETWORK);

	if (remote == NULL || remote->lab_name == NULL)
		return;
	struct doc_node *element =
	    estate_element(lab, network, "virtual-network-peering", peering, peering->name);
	tree_make_text(lab->arena, element, "remote-virtual-network", remote->lab_name);
	if (estate_flag(peering, PEERING_ACCESS) == ESTATE_NO)
		tree_make_bool(lab->arena, element, "allow-virtual-network-access", false);
	estate_leaves(lab, element, peering, PEERING_FORWARDED, PEERING_REMOTE_GATEWAYS);
	if (estate_flag(peering, PEERING_COMPLETE) != ESTATE_NO)
		return;
	tree_make_bool(lab->arena, element, "peer-complete-vnets", false);
	estate_leaves(lab, element, peering, PEERING_ONLY_IPV6, PEERING_REMOTE_SUBNETS);
}

/* A network that is only the end of peerings: they are Connected, so it has its sides of them. */
static void make_other_sides(struct estate_lab *lab, const struct estate_resource *network,
                             struct doc_node *element)
{
	for (size_t i = 0; i < lab->estate->count; i++) {
		const struct estate_resource *at = lab->estate->all[i];
		const char *id = at->kind == ESTATE_PEERING && at->owner != NULL
		                     ? estate_text(at, PEERING_REMOTE)
		                     : NULL;

		if (id == NULL || estate_find(lab->estate, id) != network)
			continue;
		struct doc_node *side =
		    estate_element(lab, element, "virtual-network-peering", at,
		                   arena_printf(lab->arena, "to-%s", at->owner->lab_name));
		tree_make_text(lab->arena, side, "remote-virtual-network", at->owner->lab_name);
	}
}

static void make_space(struct estate_lab *lab, const struct estate_resource *network,
                       struct doc_node *element)
{
	const struct doc_node *space = network->space;

	for (const struct doc_node *at = space != NULL ? space->first : NULL; at != NULL;
	     at = at->next) {
		if (at->text != NULL)
			tree_make_text(lab->arena,
			               tree_make_list(lab->arena, element, "address-space"), NULL,
			               at->text);
	}
	estate_leaves(lab, element, network, NETWORK_ADDRESS_SPACE, NETWORK_ADDRESS_SPACE);
	estate_leaves(lab, element, network, NETWORK_SUMMARIZED, NETWORK_SUMMARIZED);
	const char *community = estate_text(network, NETWORK_BGP_COMMUNITY);
	if (community != NULL && strncmp(community, "12076:2", 7) == 0 && strlen(community) == 11)
		tree_make_text(lab->arena, element, "bgp-community", community);
}

static void make_network(struct estate_lab *lab, struct estate_resource *network)
{
	struct doc_node *element =
	    estate_element(lab, lab->lab, "virtual-network", network, network->lab_name);

	network->made = element;
	tree_make_text(lab->arena, element, "region", estate_region(lab, network));
	make_space(lab, network, element);
	for (const struct estate_resource *at = network->children; at != NULL; at = at->sibling) {
		if (at->kind == ESTATE_SUBNET)
			make_subnet(lab, at, element);
	}
	estate_make_gateways(lab, network, element);
	for (const struct estate_resource *at = network->owned; at != NULL; at = at->owned_next) {
		if (at->kind == ESTATE_PEERING)
			make_peering(lab, at, element);
	}
	if (network->placeholder)
		make_other_sides(lab, network, element);
}

void estate_make_networks(struct estate_lab *lab)
{
	note_tables(lab);
	for (size_t i = 0; i < lab->estate->count; i++) {
		struct estate_resource *at = lab->estate->all[i];

		if (at->kind == ESTATE_NETWORK && at->lab_name != NULL)
			make_network(lab, at);
	}
}

static bool is_service_tag(const char *prefix)
{
	return prefix != NULL && strchr(prefix, '/') == NULL;
}

static void make_route(struct estate_lab *lab, const struct estate_resource *route,
                       struct doc_node *table)
{
	static const char *const types[] = {"VirtualAppliance", "VirtualNetworkGateway",
	                                    "VnetLocal", "Internet", "None"};
	const char *prefix = estate_text(route, ROUTE_PREFIX);
	const char *type = estate_text(route, ROUTE_TYPE);
	const char *address = estate_text(route, ROUTE_ADDRESS);
	size_t known = 0;

	while (type != NULL && known < COUNT_OF(types) && strcasecmp(types[known], type) != 0)
		known++;
	if (is_service_tag(prefix) || prefix == NULL) {
		estate_say(
		    lab->estate, IMPORT_LEFT_OUT, route, "route",
		    "its destination is the service tag %s, whose prefixes change every week",
		    prefix != NULL ? prefix : "");
		return;
	}
	if (type == NULL || known == COUNT_OF(types)) {
		estate_say(lab->estate, IMPORT_LEFT_OUT, route, "route",
		           "its next hop type %s is not known", type != NULL ? type : "");
		return;
	}
	struct doc_node *element = estate_element(lab, table, "route", route, route->name);
	tree_make_text(lab->arena, element, "address-prefix", prefix);
	tree_make_text(lab->arena, element, "next-hop-type", types[known]);
	if (address != NULL && known == 0)
		tree_make_text(lab->arena, element, "next-hop-ip-address", address);
}

void estate_make_route_tables(struct estate_lab *lab)
{
	for (size_t i = 0; i < lab->estate->count; i++) {
		const struct estate_resource *at = lab->estate->all[i];

		if (at->kind != ESTATE_ROUTE_TABLE)
			continue;
		struct doc_node *element =
		    estate_element(lab, lab->lab, "route-table", at, at->lab_name);
		estate_leaves(lab, element, at, TABLE_NO_PROPAGATION, TABLE_NO_PROPAGATION);
		for (const struct estate_resource *route = at->children; route != NULL;
		     route = route->sibling)
			make_route(lab, route, element);
	}
}
