/* The words of paths: stable ones for JSON and expectations, others for people. */
#include "base/check.h"
#include "query/path/path.h"

const char *const path_mechanism_names[PATH_MECHANISM_COUNT + 1] = {
    [PATH_NONE] = "none",
    [PATH_VNET_LOCAL] = "vnet-local",
    [PATH_VNET_PEERING] = "vnet-peering",
    [PATH_CONNECTED_GROUP] = "connected-group",
    [PATH_HAIRPIN] = "expressroute-hairpin",
    [PATH_ON_PREMISES] = "on-premises",
    [PATH_TRANSIT] = "on-premises-transit",
    [PATH_SITE_LOCAL] = "site-local",
    [PATH_SITE_LINK] = "site-link",
    [PATH_VPN] = "vpn",
    [PATH_NVA] = "nva",
    [PATH_VIRTUAL_HUB] = "virtual-hub",
    [PATH_VIRTUAL_WAN] = "virtual-wan",
    [PATH_GLOBAL_REACH] = "global-reach",
    [PATH_INTERNET] = "internet",
    [PATH_SERVICE_ENDPOINT] = "service-endpoint",
};

static const char *const mechanism_texts[PATH_MECHANISM_COUNT] = {
    [PATH_NONE] = "no way",
    [PATH_VNET_LOCAL] = "inside the VNet",
    [PATH_VNET_PEERING] = "VNet peering",
    [PATH_CONNECTED_GROUP] = "connected group",
    [PATH_HAIRPIN] = "ExpressRoute hairpin",
    [PATH_ON_PREMISES] = "ExpressRoute circuit",
    [PATH_TRANSIT] = "transit through on-premises",
    [PATH_SITE_LOCAL] = "inside the site",
    [PATH_SITE_LINK] = "a link between sites",
    [PATH_VPN] = "VPN",
    [PATH_NVA] = "network virtual appliance",
    [PATH_VIRTUAL_HUB] = "virtual hub",
    [PATH_VIRTUAL_WAN] = "virtual WAN",
    [PATH_GLOBAL_REACH] = "Global Reach",
    [PATH_INTERNET] = "the Internet",
    [PATH_SERVICE_ENDPOINT] = "service endpoint",
};

static const char *const hop_kind_names[PATH_HOP_KIND_COUNT] = {
    [PATH_HOP_VM] = "vm",
    [PATH_HOP_MSEE] = "msee",
    [PATH_HOP_GATEWAY] = "gateway",
    [PATH_HOP_ROUTER] = "site-router",
    [PATH_HOP_VPN_GATEWAY] = "vpn-gateway",
    [PATH_HOP_NVA] = "nva",
    [PATH_HOP_HUB_ROUTER] = "hub-router",
    [PATH_HOP_PRIVATE_ENDPOINT] = "private-endpoint",
    [PATH_HOP_INTERNET] = "internet",
    [PATH_HOP_SERVICE] = "internet",
};

static const char *const stop_names[PATH_STOP_COUNT] = {
    [PATH_DELIVERED] = "delivered",
    [PATH_STOP_NO_GATEWAY] = "no-gateway",
    [PATH_STOP_NO_ROUTE] = "no-route",
    [PATH_STOP_REJECTED] = "route-rejected",
    [PATH_STOP_SESSIONS_DOWN] = "sessions-down",
    [PATH_STOP_NOBODY] = "nobody-there",
    [PATH_STOP_ELSEWHERE] = "ends-elsewhere",
    [PATH_STOP_LOOP] = "loop",
    [PATH_STOP_LINK_DOWN] = "link-down",
    [PATH_STOP_DROPPED] = "dropped",
    [PATH_STOP_NO_APPLIANCE] = "no-appliance",
    [PATH_STOP_FORWARDED] = "forwarded-traffic-refused",
    [PATH_STOP_UNPEERED] = "subnet-not-peered",
    [PATH_STOP_TUNNEL_DOWN] = "tunnel-down",
};

const char *path_mechanism_name(enum path_mechanism mechanism)
{
	CHECK(mechanism < PATH_MECHANISM_COUNT);
	return path_mechanism_names[mechanism];
}

const char *path_mechanism_text(enum path_mechanism mechanism)
{
	CHECK(mechanism < PATH_MECHANISM_COUNT);
	return mechanism_texts[mechanism];
}

const char *path_hop_kind_name(enum path_hop_kind kind)
{
	CHECK(kind < PATH_HOP_KIND_COUNT);
	return hop_kind_names[kind];
}

const char *path_source_name(const struct path_route *route)
{
	static const char *const names[PATH_TABLE_COUNT] = {
	    [PATH_TABLE_NONE] = "",
	    [PATH_TABLE_SPEAKER] = "BGP",
	    [PATH_TABLE_STATIC] = "Static",
	};

	CHECK(route->table < PATH_TABLE_COUNT);
	if (route->table != PATH_TABLE_INTERFACE)
		return names[route->table];
	return path_route_is_of_peering(route) ? nic_next_hop_name(route->next_hop)
	                                       : nic_source_name(route->source);
}

const char *path_stop_name(enum path_stop stop)
{
	CHECK(stop < PATH_STOP_COUNT);
	return stop_names[stop];
}

const char *path_state_name(enum path_state state)
{
	static const char *const names[] = {
	    [PATH_UNREACHABLE] = "unreachable",
	    [PATH_PARTLY] = "partly-reachable",
	    [PATH_REACHABLE] = "reachable",
	};

	CHECK((size_t)state < COUNT_OF(names));
	return names[state];
}

const char *path_basis_name(enum rtt_basis basis)
{
	static const char *const names[] = {
	    [RTT_MEASURED] = "measured",
	    [RTT_ESTIMATED] = "estimated",
	    [RTT_GIVEN] = "given",
	    [RTT_UNKNOWN] = "unknown",
	};

	CHECK((size_t)basis < COUNT_OF(names));
	return names[basis];
}
