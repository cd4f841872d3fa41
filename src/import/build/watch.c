/*
 * What stands in the files and does not come into the lab: members that routing depends on, each
 * with its reason, and members that nobody here has heard of.
 */
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "import/build/lab.h"

/* Set: not null, not empty, not false and not 0. */
static bool is_set(const struct doc_node *node)
{
	return node != NULL && node->kind != TREE_NULL && node->kind != TREE_FALSE &&
	       !((node->kind == TREE_ARRAY || node->kind == TREE_OBJECT) && node->first == NULL) &&
	       !(node->text != NULL &&
	         (node->text[0] == '\0' || strcmp(node->text, "0") == 0 ||
	          strcasecmp(node->text, "false") == 0 || strcasecmp(node->text, "none") == 0 ||
	          strcasecmp(node->text, "disabled") == 0));
}

/* A member that matters: where it stands in both dialects; the value that is harmless, or NULL: any
 * that is not set; and what to say. */
static const struct watched {
	enum estate_kind kind;
	const char *paths[ESTATE_DIALECT_COUNT];
	const char *harmless;
	const char *what;
} watched[] = {
    {ESTATE_PEERING,
     {"peeringSyncLevel", NULL},
     "FullyInSync",
     "the prefixes of the other side are not in sync: Azure routes by old ones"},
    {ESTATE_GATEWAY,
     {"gatewayDefaultSite.id", "default_local_network_gateway_id"},
     NULL,
     "forced tunnelling to a default site is not modelled"},
    {ESTATE_GATEWAY,
     {"customRoutes.addressPrefixes", "custom_route.address_prefixes"},
     NULL,
     "custom routes are not modelled"},
    {ESTATE_GATEWAY, {"natRules", NULL}, NULL, "NAT is not modelled"},
    {ESTATE_GATEWAY,
     {"vpnClientConfiguration", "vpn_client_configuration"},
     NULL,
     "point-to-site clients are not modelled"},
    {ESTATE_GATEWAY,
     {"bgpSettings.bgpPeeringAddresses.customBgpIpAddresses",
      "bgp_settings.peering_addresses.apipa_addresses"},
     NULL,
     "custom BGP addresses are not modelled"},
    {ESTATE_CONNECTION,
     {"usePolicyBasedTrafficSelectors", "use_policy_based_traffic_selectors"},
     NULL,
     "policy-based traffic selectors are not modelled"},
    {ESTATE_CONNECTION,
     {"trafficSelectorPolicies", "traffic_selector_policy"},
     NULL,
     "traffic selectors are not modelled"},
    {ESTATE_CONNECTION,
     {"enablePrivateLinkFastPath", "private_link_fast_path_enabled"},
     NULL,
     "FastPath to private links is not modelled"},
    {ESTATE_CONNECTION, {"ingressNatRules", "ingress_nat_rule_ids"}, NULL, "NAT is not modelled"},
    {ESTATE_CONNECTION, {"egressNatRules", "egress_nat_rule_ids"}, NULL, "NAT is not modelled"},
    {ESTATE_CIRCUIT_PEERING,
     {"routeFilter", "route_filter_id"},
     NULL,
     "route filters are not modelled"},
    {ESTATE_ROUTE, {"hasBgpOverride", NULL}, NULL, "it overrides BGP, which is not modelled"},
    {ESTATE_HUB, {"routeTable.routes", "route"}, NULL, "static routes of hubs are not modelled"},
    {ESTATE_HUB, {"virtualHubRouteTableV2s", NULL}, NULL, "route tables of hubs are not modelled"},
    {ESTATE_HUB, {"azureFirewall", NULL}, NULL, "firewalls in hubs are not modelled"},
    {ESTATE_HUB, {"vpnGateway", NULL}, NULL, "VPN gateways of hubs are not modelled"},
    {ESTATE_HUB, {"p2SVpnGateway", NULL}, NULL, "point-to-site gateways are not modelled"},
    {ESTATE_HUB_CONNECTION,
     {"routingConfiguration.inboundRouteMap", "routing.inbound_route_map_id"},
     NULL,
     "route maps are not modelled"},
    {ESTATE_HUB_CONNECTION,
     {"routingConfiguration.outboundRouteMap", "routing.outbound_route_map_id"},
     NULL,
     "route maps are not modelled"},
    {ESTATE_HUB_CONNECTION,
     {"routingConfiguration.vnetRoutes.staticRoutes", "routing.static_vnet_route"},
     NULL,
     "static routes of hubs are not modelled"},
    {ESTATE_HUB_CIRCUIT,
     {"routingConfiguration.inboundRouteMap", "routing.inbound_route_map_id"},
     NULL,
     "route maps are not modelled"},
    {ESTATE_HUB_CIRCUIT,
     {"routingConfiguration.outboundRouteMap", "routing.outbound_route_map_id"},
     NULL,
     "route maps are not modelled"},
};

static void watch_member(struct estate *estate, const struct estate_resource *resource,
                         const struct watched *row)
{
	for (const struct estate_body *body = resource->bodies; body != NULL; body = body->next) {
		const char *path = row->paths[body->dialect];
		const struct doc_node *node =
		    path != NULL ? estate_at_path(body->node, path) : NULL;
		struct quoted quoted;

		if (row->harmless == NULL ? !is_set(node)
		                          : node == NULL || node->text == NULL ||
		                                strcasecmp(node->text, row->harmless) == 0)
			continue;
		estate_say(
		    estate, IMPORT_LEFT_OUT, resource,
		    arena_printf(estate->arena, "%s.%s", estate_kinds[resource->kind].words, path),
		    "%s%s%s", row->what, row->harmless != NULL ? ": " : "",
		    row->harmless != NULL ? tree_quote(node->text, &quoted) : "");
		return;
	}
}

/* A hub routes by its default table; another one, or labels, change who learns what. */
static void watch_tables(struct estate *estate, const struct estate_resource *resource)
{
	static const char *const paths[] = {"routingConfiguration.associatedRouteTable.id",
	                                    "routing.associated_route_table_id",
	                                    "routingConfiguration.propagatedRouteTables.ids.id",
	                                    "routing.propagated_route_table.route_table_ids"};

	for (const struct estate_body *body = resource->bodies; body != NULL; body = body->next) {
		for (size_t i = 0; i < COUNT_OF(paths); i++) {
			const struct doc_node *node = estate_at_path(body->node, paths[i]);

			while (node != NULL && node->kind == TREE_ARRAY)
				node = node->first;
			if (node == NULL || node->text == NULL ||
			    strcasecmp(estate_id_name(node->text), "defaultRouteTable") == 0)
				continue;
			estate_say(
			    estate, IMPORT_LEFT_OUT, resource, estate_kinds[resource->kind].words,
			    "its route table \"%s\" is not modelled: the lab has only the default "
			    "one",
			    estate_id_name(node->text));
			return;
		}
	}
}

/* Every name that a path of the table has. */
static void add_names(struct name_map *known, struct arena *arena, const char *path)
{
	while (path != NULL && *path != '\0') {
		path += strspn(path, "|!.");
		size_t size = strcspn(path, "|!.");
		char *name = arena_strndup(arena, path, size);

		for (char *at = name; *at != '\0'; at++)
			*at = (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
		name_map_add(known, name, name);
		path += size;
	}
}

static void add_known(struct name_map *known, struct arena *arena)
{
	for (size_t i = 0; i < estate_harmless_count; i++)
		name_map_add(known, estate_harmless[i], estate_harmless[i]);
	for (size_t i = 0; i < ESTATE_MEMBER_COUNT; i++) {
		for (unsigned k = 0; k < ESTATE_DIALECT_COUNT; k++)
			add_names(known, arena, estate_members[i].paths[k]);
	}
	for (size_t i = 0; i < COUNT_OF(watched); i++) {
		for (unsigned k = 0; k < ESTATE_DIALECT_COUNT; k++)
			add_names(known, arena, watched[i].paths[k]);
	}
	for (size_t i = 0; i < ESTATE_KIND_COUNT; i++) {
		add_names(known, arena, estate_kinds[i].inline_arm);
		add_names(known, arena, estate_kinds[i].inline_azurerm);
	}
}

static void say_unknown(struct estate *estate, const struct estate_resource *resource,
                        const struct doc_node *object, const struct name_map *known)
{
	for (const struct doc_node *at = object->first; at != NULL; at = at->next) {
		struct quoted quoted;
		char name[64] = "";
		size_t size = strlen(at->name);

		for (size_t i = 0; i < size && i < sizeof(name) - 1; i++)
			name[i] = (char)(at->name[i] >= 'A' && at->name[i] <= 'Z'
			                     ? at->name[i] - 'A' + 'a'
			                     : at->name[i]);
		bool shadow = size > 4 && strcasecmp(at->name + size - 4, "text") == 0;
		if (!is_set(at) || shadow || name_map_get(known, name) != NULL)
			continue;
		estate_say(estate, IMPORT_LEFT_OUT, resource, estate_kinds[resource->kind].words,
		           "the member \"%s\" is not known here; it may matter to routing",
		           tree_quote(at->name, &quoted));
	}
}

static void watch_unknown(struct estate *estate, const struct estate_resource *resource,
                          const struct name_map *known)
{
	for (const struct estate_body *body = resource->bodies; body != NULL; body = body->next) {
		const struct doc_node *properties = estate_child(body->node, "properties");

		say_unknown(estate, resource, body->node, known);
		if (properties != NULL && properties->kind == TREE_OBJECT)
			say_unknown(estate, resource, properties, known);
	}
}

void estate_watch(struct estate *estate)
{
	struct name_map known = {.arena = estate->arena};

	add_known(&known, estate->arena);
	for (size_t i = 0; i < estate->count; i++) {
		const struct estate_resource *at = estate->all[i];

		for (size_t row = 0; row < COUNT_OF(watched); row++) {
			if (watched[row].kind == at->kind)
				watch_member(estate, at, &watched[row]);
		}
		if (at->kind == ESTATE_HUB_CONNECTION || at->kind == ESTATE_HUB_CIRCUIT)
			watch_tables(estate, at);
		if (at->kind != ESTATE_INTERFACE && at->kind != ESTATE_FIREWALL)
			watch_unknown(estate, at, &known);
	}
}
