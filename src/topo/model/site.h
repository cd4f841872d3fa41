/* On-premises: sites, their routers, and the links between these; a part of model.h. */
#ifndef TOPO_MODEL_SITE_H
#define TOPO_MODEL_SITE_H

#include "topo/facts/facts.h"
#include "topo/model/kind.h"
#include "topo/model/parts.h"
#include "topo/model/policy.h"
#include "topo/model/subnet.h"

struct lab_circuit;
struct lab_tunnel_end;

/* site/router/circuit-link: one session (two with IPv6) between a router and an MSEE. */
struct lab_circuit_link {
	const struct lab_router *router;
	const struct lab_circuit *circuit;
	enum lab_link link;
	uint32_t prepend; /* own AS in front, beyond once */
	bool med_set;
	uint32_t med;
	bool readvertise;              /* passes routes learned elsewhere on to this link */
	struct lab_prefixes advertise; /* only these; count 0: all of the router's */
	struct lab_session_policy policy;
	struct place place;
};

/* site-link/end: one router's. */
struct lab_site_link_end {
	const struct lab_router *router;
	const struct lab_site_link *link;
	unsigned number;                      /* in link->ends */
	const struct lab_site_link_end *next; /* of the same router */
	uint32_t prepend;
	bool med_set;
	uint32_t med;
	bool readvertise;              /* passes routes learned elsewhere on to this link */
	struct lab_prefixes advertise; /* only these; count 0: all of the router's */
	struct lab_session_policy policy;
	struct place place;
};

enum { LAB_SITE_LINK_ENDS = 2 };

/* site-link: between routers of two sites, or of one. A session for each family. */
struct lab_site_link {
	const char *name;
	const struct lab_element *element;
	struct prefix prefix[3]; /* by enum addr_family; unset: none */
	bool rtt_said;
	uint32_t rtt_us;
	uint32_t bandwidth_mbps; /* 0: no limit */
	uint32_t metric;         /* of the IGP, when both ends are of one AS */
	bool backbone;           /* the sites are parts of one network, not peers */
	struct lab_site_link_end ends[LAB_SITE_LINK_ENDS];
	uint32_t end_count; /* two in a lab without errors */
	bool twice;         /* two prefixes of one family; never in a lab without errors */
	unsigned doubts;
	struct place place;
};

/* site/router/static-route */
struct lab_static_route {
	struct prefix prefix;
	struct addr next_hop; /* unset: discard */
	struct place place;
};

struct lab_router {
	const char *name;
	const struct lab_element *element;
	const struct lab_site *site;
	uint32_t asn;
	uint32_t router_id;      /* 0: chosen by the plan */
	bool external;           /* a real router: live waits for it, sim stands in for it */
	struct addr loopback[3]; /* loopback-address, by enum addr_family; unset: not said */
	bool loopback_twice;     /* two of one family; never in a lab without errors */
	bool next_hop_self;      /* on what it passes to iBGP peers */
	bool multipath_relax;    /* equally good routes of several neighbouring ASs are used */
	bool compare_router_id;  /* of equal routes of other ASs; else the oldest is best */
	uint16_t maximum_paths;  /* 0: any number */
	uint16_t maximum_paths_ibgp;
	struct lab_static_route *statics;
	uint32_t static_count;
	struct lab_prefixes advertise;
	struct lab_announcements announce; /* more about some of `advertise` */
	uint32_t *communities;             /* on every route it originates */
	uint32_t community_count;
	struct lab_circuit_link *links;
	uint32_t link_count;
	bool ends_tunnels;                         /* a local network gateway names it */
	const struct lab_site_link_end *site_ends; /* its ends of links between sites; NULL: none */
	struct lab_site_link_end *last_site_end;
	const struct lab_tunnel_end *tunnel_ends; /* its ends of tunnels; NULL: none */
	struct lab_tunnel_end *last_tunnel_end;
	unsigned doubts;
	struct place place;
};

/* site/interior-path: what the IGP and the way cost from one router of a site to another. */
struct lab_interior_path {
	const struct lab_router *router;   /* NULL: not one of the site */
	const struct lab_router *neighbor; /* the same */
	uint32_t metric;                   /* 0: interior-metric of the site */
	uint32_t rtt_us;
	struct place place;
};

/* On-premises. */
struct lab_site {
	const char *name;
	const struct lab_element *element;
	uint32_t index;              /* in lab->sites */
	const struct region *region; /* nearest region, for latency; NULL: not said */
	uint32_t access_rtt_us;      /* router to its circuits' peering location, round trip */
	bool ibgp;                   /* between routers of one AS, each with each */
	bool links_in_igp;           /* the IGP knows the subnets of links to the outside */
	uint32_t interior_metric;    /* between two routers, where no path says otherwise */
	struct lab_interior_path *interior_paths;
	uint32_t interior_path_count;
	struct lab_router *routers;
	uint32_t router_count;
	struct addr *test_addresses; /* hosts that stand for the site; at most one of a family */
	struct place *test_places;
	uint32_t test_address_count;
	unsigned doubts;
	struct place place;
};

#endif
