/* What the files of the solver share: speakers, their links, and routes. */
#ifndef TESTS_ORACLE_SOLVER_WORLD_H
#define TESTS_ORACLE_SOLVER_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "topo/plan/plan.h"

enum { PREFIXES_MAX = 96, HOPS_MAX = 64, LINKS_MAX = 64, CLUSTERS_MAX = 8 };
enum { MICROSOFT = 12076, GATEWAY = 65515, HUBS = 65520 };
enum { ORIGIN_IGP = 0, ORIGIN_EGP = 1 };
enum { BEST_NONE = -2, BEST_OWN = -1 };

/* What an own route is: not everybody is told of all. */
enum own_kind {
	OWN_NETWORK, /* of a VNet, or of a router's site */
	OWN_STATIC,  /* behind a VPN connection without BGP */
	OWN_PEER,    /* the /32 of a BGP peer in a tunnel */
};

struct route {
	bool there;
	bool local;   /* the own route of who is about to tell it */
	bool refused; /* by a policy of who heard it */
	enum own_kind kind;
	bool virtual_wan; /* a VNet's of a virtual WAN, and Microsoft's side has not been left */
	uint32_t path[HOPS_MAX];
	unsigned hops;
	uint8_t origin;
	bool has_med;
	uint32_t med;
	uint32_t preference; /* as told over iBGP; 0: over eBGP */
	char communities[128];
	struct addr next_hop; /* of an own route: unset for the speaker itself */
	uint32_t reflected;   /* who taught it first, by router ID; 0: not reflected */
	uint32_t clusters[CLUSTERS_MAX];
	unsigned cluster_count;
};

/* One end of a session, as one speaker sees it. */
struct link {
	unsigned to;    /* speaker */
	unsigned there; /* index of this session among that speaker's links */
	const struct plan_session *session;
	struct addr mine;
	struct addr theirs;
	struct route in[PREFIXES_MAX];
};

struct speaker {
	const struct plan_node *node;
	struct link *links;
	unsigned link_count;
	struct route own[PREFIXES_MAX];
	bool refused[PREFIXES_MAX]; /* exactly a prefix of a gateway's own networks */
	int best[PREFIXES_MAX];     /* link, or BEST_OWN, or BEST_NONE */
};

struct world {
	const struct plan *plan;
	struct speaker *speakers;
	struct prefix prefixes[PREFIXES_MAX];
	unsigned prefix_count;
};

/* The index of the prefix, which is added when it is not there. */
unsigned world_prefix(struct world *world, const struct prefix *prefix);

/* Who stands at the other end, and what it is. */
const struct plan_node *far_node(const struct world *world, const struct link *link);
enum lab_kind far_kind(const struct world *world, const struct link *link);
bool is_internal(const struct world *world, const struct speaker *speaker, const struct link *link);

/* Fills what the speaker originates. */
void add_own(struct world *world, struct speaker *speaker);

/* Whether the route takes part in the choice. */
bool acceptable(const struct world *world, const struct speaker *speaker, const struct link *link,
                unsigned prefix);

/* What a route that takes part is given when it comes in. */
uint32_t weight_of(const struct world *world, const struct speaker *speaker,
                   const struct link *link);
uint32_t preference_of(const struct world *world, const struct speaker *speaker,
                       const struct link *link, const struct route *route);

/* The best of what the neighbours told that count, all of them if NULL; or BEST_NONE. */
typedef bool (*neighbour_counts)(const struct world *world, const struct speaker *speaker,
                                 const struct link *link);
int best_of(const struct world *world, const struct speaker *speaker, unsigned prefix,
            neighbour_counts counts);

void choose(const struct world *world, struct speaker *speaker, unsigned prefix);

/* What the speaker tells over this link; a route that is not there when nothing. */
struct route tell(const struct world *world, const struct speaker *speaker, const struct link *to,
                  unsigned prefix);

/* Applies policies; false when they reject. */
bool obey(const struct rib_policy_chain *chain, const struct speaker *speaker,
          const struct link *link, const struct prefix *prefix, struct route *route);

/* The speaker's policies at this end. */
const struct lab_session_policy *policies_of(const struct speaker *speaker,
                                             const struct link *link);

/* What the speaker makes of a route that comes in over this link. */
struct route take_in(const struct speaker *speaker, const struct link *link,
                     const struct prefix *prefix, const struct route *told);

/* The end of a link between sites that is the speaker's; NULL when the session is of none. */
const struct lab_site_link_end *site_link_end_of(const struct speaker *speaker,
                                                 const struct link *link);

/* The end of a tunnel of the lab that is the speaker's; NULL when the session is of none. */
const struct lab_tunnel_end *tunnel_end_of(const struct speaker *speaker, const struct link *link);

/* Whether an end that lists a part of the own prefixes tells this one of them. */
bool tunnel_tells(const struct lab_tunnel_end *end, bool own, const struct prefix *prefix);

/* Whether a site's router tells a neighbour what it has from another one, or its own (NULL). */
bool router_tells(const struct world *world, const struct speaker *speaker, const struct link *to,
                  const struct link *from, const struct prefix *prefix);

/* What it says differently on this link. */
struct told_extra {
	uint32_t prepend;
	bool med_set;
	uint32_t med;
};
struct told_extra router_adds(const struct speaker *speaker, const struct link *to);

/* Over iBGP it leaves next hops as they are. */
bool router_keeps_next_hop(const struct speaker *speaker);

/* A way to the next hop is known, for a site's router; for others always. */
bool router_reaches(const struct world *world, const struct speaker *speaker,
                    const struct addr *next_hop, uint32_t *metric);

/* The VNet whose gateways and Route Server serve this one by peering or a virtual hub; or NULL. */
const struct lab_vnet *hub_of(const struct lab *lab, const struct lab_vnet *vnet);

/* What of a network a gateway of `hub`, or of its own, serves: its address space, or the subnets
 * that are peered. How much there is. */
enum { SPACE_MAX = 8 };
unsigned space_of(const struct lab_vnet *vnet, const struct lab_vnet *hub,
                  struct prefix out[SPACE_MAX]);

#endif
