/*
 * A lab as people describe it: Azure's resources and the sites around them. Names are Azure's.
 *
 * Everything lives in the lab's arena. Arrays keep the order of the file. References are pointers,
 * checked by the loader. Every element knows its place in the file, for findings.
 */
#ifndef TOPO_MODEL_MODEL_H
#define TOPO_MODEL_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/findings.h"
#include "base/mem.h"
#include "document/document.h"
#include "topo/facts/facts.h"
#include "topo/model/kind.h"
#include "topo/model/parts.h"
#include "topo/model/policy.h"
#include "topo/model/site.h"
#include "topo/model/subnet.h"
#include "topo/model/tunnel.h"

/* What the file meant to say but says wrongly: nothing follows from its absence. Bits of `doubts`,
 * which is 0 everywhere in a lab without errors: only the loader and the judge see others. */
enum lab_doubt {
	LAB_DOUBT_NAME = 1 << 0,     /* the name is not one, and only good to be shown */
	LAB_DOUBT_LIMITS = 1 << 1,   /* of a lab: which limits it overrides */
	LAB_DOUBT_SUBNETS = 1 << 2,  /* of a network: which subnets it has */
	LAB_DOUBT_GATEWAY = 1 << 3,  /* of a network: which gateways and Route Server it has */
	LAB_DOUBT_PEERINGS = 1 << 4, /* of a network: with which others it is peered */
	LAB_DOUBT_TRANSIT = 1 << 5, /* of a peering: whether it lets the other side use a gateway */
	LAB_DOUBT_SCALE = 1 << 6,   /* of a gateway: its scale units */
	LAB_DOUBT_IPV6 = 1 << 7,    /* of a circuit: whether it carries IPv6 */
	LAB_DOUBT_LINKS = 1 << 8,   /* of a router: at which circuits it is */
	LAB_DOUBT_ASN = 1 << 9,     /* of who may have one: its AS number */
	LAB_DOUBT_BGP = 1 << 10, /* of who may have one: its address in BGP, or its Route Server */
	LAB_DOUBT_END = 1 << 11, /* of a local network gateway: who stands there */
	LAB_DOUBT_ADDRESS = 1 << 12, /* of who may have some: which addresses the lab gives it */
	LAB_DOUBT_ROUTERS = 1 << 13, /* of a site: which routers it has */
	LAB_DOUBT_NVAS = 1 << 14,    /* of a network: which appliances it has */
};

struct lab_circuit;
struct lab_gateway;
struct lab_hub;
struct lab_route_server;
struct lab_router;
struct lab_vnet;
struct lab_vpn_gateway;

/* hub-routing-preference of a Route Server or virtual hub (route-server-preference,
 * virtual-hub-preference): what decides between equal prefixes. */
enum lab_routing_preference {
	LAB_PREFER_EXPRESSROUTE,
	LAB_PREFER_VPN,
	LAB_PREFER_AS_PATH,
	LAB_PREFERENCE_COUNT,
};

/* virtual-network/virtual-network-gateway/connection: gateway to circuit. */
struct lab_connection {
	const char *name;
	const struct lab_element *element;
	const struct lab_gateway *gateway;
	const struct lab_circuit *circuit;
	uint32_t routing_weight; /* 0-32000 (gateway-weight) */
	bool fast_path;          /* express-route-gateway-bypass */
	bool takes_default;      /* of a virtual hub: enable-internet-security */
	/* The MSEEs' addresses in the GatewaySubnet, by link and family (enum addr_family), as the
	 * lab gives them; unset: the plan takes the next pair (msee-addresses-in-gateway-subnet).
	 */
	struct addr msee_address[LAB_LINK_COUNT][3];
	bool msee_extra; /* the lab gives more than two of a family */
	unsigned doubts;
	struct place place;
};

/* virtual-network/virtual-network-gateway: an ExpressRoute gateway of two instances. */
struct lab_gateway {
	const char *name;
	const struct lab_element *element;
	const struct lab_vnet *vnet;
	const struct gateway_sku *sku;
	uint32_t scale_units;              /* of ErGwScale; 1 for the others */
	bool allow_remote_vnet_traffic;    /* as the lab says, or by the lab's `gateway-era` */
	bool allow_remote_vnet_is_default; /* the lab did not say: an assumption */
	/* allow-virtual-wan-traffic; of a virtual hub's gateway: allow-non-virtual-wan-traffic. */
	bool allow_virtual_wan_traffic;
	bool allow_virtual_wan_is_default;
	struct addr instance_address[LAB_INSTANCES]; /* bgp-peering-address; unset: the plan's */
	struct lab_connection *connections;
	uint32_t connection_count;
	unsigned doubts;
	struct place place;
};

/* local-network-gateway: what stands at the other end of VPN connections. */
struct lab_local_gateway {
	const char *name;
	const struct lab_element *element;
	uint32_t index;                    /* in lab->local_gateways */
	struct lab_prefixes address_space; /* reached by static routes */
	uint32_t asn;                      /* 0: no BGP */
	struct addr bgp_address;           /* bgp-peering-address; unset: no BGP */
	struct addr outer;                 /* gateway-ip-address; unset: not said */
	/* Who is there, one of the three or nobody: then packets end there unseen. */
	const struct lab_router *router;
	const struct lab_vpn_gateway *gateway;
	const struct lab_nva *nva;
	const char *nva_said; /* "network/appliance", until `nva` is found; NULL: none */
	struct place nva_place;
	bool site_said;                   /* the lab names a site, */
	bool router_said;                 /* and a router */
	uint32_t rtt_us;                  /* of the tunnel, round trip; 0: not said */
	struct lab_session_policy policy; /* of the router */
	uint32_t prepend[LAB_INSTANCES];  /* by the router, to each instance of the VPN gateway */
	unsigned doubts;
	struct place place;
};

/* virtual-network/vpn-gateway/connection */
struct lab_vpn_connection {
	const char *name;
	const struct lab_element *element;
	const struct lab_vpn_gateway *gateway;
	const struct lab_local_gateway *local;
	bool enable_bgp;
	uint32_t routing_weight;
	bool takes_default;           /* of a virtual hub: enable-internet-security */
	bool is_private;              /* use-local-azure-ip-address: over ExpressRoute */
	struct lab_underlay underlay; /* of such a one */
	struct place place;
};

/* virtual-network/vpn-gateway. One of one instance unless active-active. virtual-hub/vpn-gateway:
 * one of two instances. */
struct lab_vpn_gateway {
	const char *name;
	const struct lab_element *element;
	const struct lab_vnet *vnet;
	const struct vpn_gateway_sku *sku;
	uint32_t asn;         /* 65515 unless the lab says otherwise */
	uint32_t scale_units; /* of a virtual hub's; 1 for the others */
	bool active_active;
	bool learns_expressroute;                    /* learn-expressroute-routes */
	struct addr instance_address[LAB_INSTANCES]; /* bgp-peering-address; unset: the plan's */
	struct lab_vpn_connection *connections;
	uint32_t connection_count;
	unsigned doubts;
	struct place place;
};

/* virtual-network/route-server */
struct lab_route_server {
	const char *name;
	const struct lab_element *element;
	const struct lab_vnet *vnet;
	bool branch_to_branch; /* routes pass between gateways and appliances */
	enum lab_routing_preference preference;
	bool expressroute_ecmp; /* VMs keep all equal next hops; Azure's page says one
	                           (route-server-one-next-hop) */
	struct addr instance_address[LAB_INSTANCES]; /* the first of RouteServerSubnet */
	unsigned doubts;
	struct place place;
};

/* virtual-network/network-virtual-appliance/route-server-peering, or what `route-server` says. */
struct lab_nva_peering {
	const struct lab_route_server *server; /* NULL: the reference is wrong */
	uint32_t instance;                     /* LAB_INSTANCES: both */
	struct lab_session_policy policy;      /* the appliance's where it says nothing */
	struct place place;
};

/* virtual-network/network-virtual-appliance/interface: a further one. */
struct lab_nva_interface {
	const char *name;
	struct addr address;
	struct place place;
};

/* virtual-network/network-virtual-appliance: a VM that forwards, and may speak BGP with a Route
 * Server. */
struct lab_nva {
	const char *name;
	const struct lab_element *element;
	const struct lab_vnet *vnet;
	struct addr address;                  /* of its first interface, by which it speaks BGP */
	struct lab_nva_interface *interfaces; /* the others */
	uint32_t interface_count;
	struct lab_static_route *statics;
	uint32_t static_count;
	uint32_t routing_gbps; /* of Microsoft's Virtual Network Routing Appliance; 0: none */
	uint32_t asn;          /* 0: no BGP */
	const struct lab_route_server *route_server; /* the first of `peerings`; NULL: no BGP */
	struct lab_nva_peering *peerings;
	uint32_t peering_count;
	bool readvertise; /* passes on what it learns */
	bool as_override; /* with its own AS in the place of the peer's */
	bool stateful;    /* drops packets of flows whose beginning it has not seen */
	struct lab_prefixes advertise;
	struct lab_announcements announce; /* more about some of `advertise` */
	struct lab_session_policy policy;
	struct addr next_hop; /* on what it announces; unset: itself */
	bool external;        /* a real router: live waits for it, sim stands in for it */
	const struct lab_tunnel_end *tunnel_ends; /* its ends of tunnels; NULL: none */
	struct lab_tunnel_end *last_tunnel_end;
	bool ends_vpn; /* it stands at the other end of connections of VPN gateways */
	unsigned doubts;
	struct place place;
};

/* virtual-network/virtual-network-peering: one direction, as in Azure. */
struct lab_vnet_peering {
	const char *name;
	const struct lab_element *element;
	const struct lab_vnet *vnet;
	const struct lab_vnet *remote;
	const struct lab_vnet_peering *back; /* the other direction; NULL when it is missing */
	bool allow_virtual_network_access;
	bool allow_forwarded_traffic;
	bool allow_gateway_transit;
	bool use_remote_gateways;
	/* Subnet peering (subnet-peering): only these subnets of the two networks take part. */
	bool peer_complete_vnets;
	bool enable_only_ipv6_peering;
	const struct lab_subnet **local_subnets;
	const struct lab_subnet **remote_subnets;
	uint32_t local_subnet_count;
	uint32_t remote_subnet_count;
	struct lab_prefixes subnet_space; /* of `remote`: what both sides name */
	unsigned doubts;
	struct place place;
};

/* connectivity-configuration/applies-to-group: networks that Virtual Network Manager joins. */
struct lab_network_group {
	const char *name;
	const struct lab_vnet **members;
	uint32_t member_count;
	bool connected; /* each member reaches each other (connected-group) */
	bool global;    /* in all regions, not only in its own */
	bool use_hub_gateway;
	struct place place;
};

/* connectivity-configuration, of Azure Virtual Network Manager. */
struct lab_connectivity {
	const char *name;
	const struct lab_element *element;
	const struct lab_vnet *hub; /* that is peered with all members; NULL: a mesh */
	struct lab_network_group *groups;
	uint32_t group_count;
	unsigned doubts;
	struct place place;
};

/* A network is in two connected groups at most. */
enum { LAB_VNET_GROUPS = 2 };

struct lab_vnet {
	const char *name;
	const struct lab_element *element;
	uint32_t index; /* in lab->vnets */
	const struct region *region;
	struct lab_prefixes address_space;
	struct lab_subnet *subnets;
	uint32_t subnet_count;
	struct lab_gateway *gateway; /* NULL: none */
	struct lab_vnet_peering *peerings;
	uint32_t peering_count;
	const struct lab_network_group *groups[LAB_VNET_GROUPS]; /* connected ones that it is in */
	uint32_t group_count;
	uint32_t custom_community;             /* 12076:2xxxx, 0: none (regional-community) */
	struct lab_prefixes summarized;        /* summarized-gateway-prefixes; count 0: none
	                                          (summarized-gateway-prefixes) */
	struct lab_vpn_gateway *vpn_gateway;   /* NULL: none */
	struct lab_route_server *route_server; /* NULL: none */
	struct lab_nva *nvas;
	uint32_t nva_count;
	const struct lab_hub *hub; /* this is the network of that hub; NULL: an ordinary one */
	const struct lab_hub *connected_hub; /* by hub-virtual-network-connection; NULL: none */
	const struct lab_hub_connection *hub_connection; /* this one */
	unsigned doubts;
	struct place place;
};

/* To which route tables of virtual hubs somebody propagates: those of the same hub by name, those
 * of all hubs of the virtual WAN by label (virtual-hub-propagation). */
struct lab_hub_propagation {
	const struct lab_hub_table **tables;
	const char **labels;
	uint32_t table_count;
	uint32_t label_count;
};

/* virtual-hub/hub-virtual-network-connection/static-route */
struct lab_hub_static {
	const char *name;
	struct lab_prefixes prefixes;
	struct addr next_hop;
	struct place place;
};

/* virtual-hub/hub-virtual-network-connection */
struct lab_hub_connection {
	const char *name;
	const struct lab_hub *hub;
	const struct lab_vnet *vnet;
	bool takes_default; /* enable-internet-security (virtual-hub-default-switch) */
	const struct lab_hub_table *table; /* associated */
	struct lab_hub_propagation propagation;
	struct lab_hub_static *statics;
	uint32_t static_count;
	struct place place;
};

/* virtual-hub/hub-route-table/route */
struct lab_hub_route {
	const char *name;
	struct lab_prefixes destinations;
	const struct lab_hub_connection *next_hop; /* NULL: the reference is wrong */
	struct place place;
};

/* virtual-hub/hub-route-table. The first of a hub is its defaultRouteTable, said or not. */
struct lab_hub_table {
	const char *name;
	const char **labels;
	uint32_t label_count;
	struct lab_hub_route *routes;
	uint32_t route_count;
	struct place place;
};

/* virtual-hub/routing-intent (virtual-hub-routing-intent) */
struct lab_routing_intent {
	const char *name; /* of the firewall, "hub-weu/azfw" */
	struct addr address;
	bool internet;
	bool private;
	struct lab_prefixes private_prefixes; /* beside those of RFC 1918 */
	struct place place;
};

/* virtual-hub. To everything else it is a VNet that Microsoft runs: `vnet` has its address prefix
 * as address space and as GatewaySubnet, and its ExpressRoute gateway; it stands in lab->vnets
 * behind the ordinary ones. */
struct lab_hub {
	const char *name;
	const struct lab_element *element;
	uint32_t index;          /* in lab->hubs */
	const char *virtual_wan; /* hubs of one virtual WAN exchange their routes */
	const struct lab_vnet *vnet;
	enum lab_routing_preference preference;
	bool expressroute_ecmp;                 /* interfaces show both MSEEs of a circuit */
	const struct lab_vnet **connected;      /* by hub-virtual-network-connection */
	struct lab_hub_connection *connections; /* of each of these */
	uint32_t connected_count;
	struct lab_hub_table *tables;
	uint32_t table_count;
	struct lab_hub_propagation branches;     /* circuits and VPN sites */
	const struct lab_routing_intent *intent; /* NULL: none */
	unsigned doubts;
	struct place place;
};

/* express-route-circuit/global-reach-connection */
struct lab_global_reach {
	const char *name;
	const struct lab_element *element;
	const struct lab_circuit *circuit; /* where it is written */
	const struct lab_circuit *peer;
	struct prefix prefix; /* the /29: two /30, circuit first, peer second */
	unsigned doubts;
	struct place place;
};

struct lab_circuit {
	const char *name;
	const struct lab_element *element;
	const char *link_names[LAB_LINK_COUNT]; /* "er-ams/primary" */
	uint32_t index;                         /* in lab->circuits */
	const struct circuit_sku *sku;
	uint32_t bandwidth_mbps;
	const struct peering_location *location;
	const struct peering_location *metro_location; /* of the secondary link; NULL: the same */
	/* azure-private-peering */
	uint32_t peer_asn;
	struct prefix link[LAB_LINK_COUNT];      /* the two /30: customer first, Microsoft second */
	struct prefix link_ipv6[LAB_LINK_COUNT]; /* the two /126; unset: no IPv6 */
	uint16_t vlan_id;
	const char *shared_key; /* MD5; NULL: none */
	unsigned doubts;
	struct place place;
};

/* One of "down": what is off, as --down names it (topo/event/event_word.h). */
struct lab_down {
	const char *word;
	struct place place;
};

struct lab {
	struct arena *arena;
	const struct kind_hooks *const *kinds; /* what its elements do, by kind */
	const char *file;
	const char *text; /* of the file: for the same lab once more */
	size_t text_size;
	struct document_changes changes; /* made to the text */
	const char *name;
	const char *description;
	const struct facts *facts; /* with this lab's overrides */
	bool gateways_before_2024; /* `gateway-era`: decides the default of
	                              allow-remote-vnet-traffic */
	bool accepts_as_sets;
	struct lab_vnet *vnets; /* the networks of virtual hubs last */
	uint32_t vnet_count;
	struct lab_circuit *circuits;
	uint32_t circuit_count;
	struct lab_site *sites;
	uint32_t site_count;
	struct lab_site_link *site_links;
	uint32_t site_link_count;
	struct lab_tunnel *tunnels;
	uint32_t tunnel_count;
	struct lab_hub *hubs;
	uint32_t hub_count;
	bool has_hub_tables; /* one of them has more than what all have by themselves,
	                        or a routing intent */
	struct lab_route_table *route_tables;
	uint32_t route_table_count;
	struct lab_local_gateway *local_gateways;
	uint32_t local_gateway_count;
	struct lab_global_reach *global_reaches;
	uint32_t global_reach_count;
	/* Elements of kinds that the others need not know, in structs of the kind's own. */
	struct lab_own {
		void *items;
		uint32_t count;
	} own[LAB_KIND_COUNT];
	struct lab_policies policies;
	struct lab_down *down;
	uint32_t down_count;
	struct lab_element *elements; /* all that has an identity, kind by kind */
	uint32_t element_count;
	uint32_t *elements_by_name; /* their numbers, by kind and name */
	unsigned doubts;
};

#include "topo/model/ask.h" /* the functions */

#endif
