/*
 * The kinds of elements that a lab is made of, in one table, and what an element is: the identity
 * by which plan, snapshots and questions know a thing. A name is for people; things are told apart
 * by element.
 */
#ifndef TOPO_MODEL_KIND_H
#define TOPO_MODEL_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/mem.h"

struct lab;
struct lab_vnet;

/* One row a kind: its constant, the `struct lab_...` that describes it, Azure's name for it (a site
 * is ours), and, if BGP speakers stand for it, what these are called in JSON, and what stands
 * behind the element's name in theirs, by instance ("": nothing). In the order in which a lab is
 * built and a plan is made: what others stand in or lead to comes first. */
/* clang-format off */
#define LAB_KINDS(X) \
	X(VNET,           vnet,           "virtual-network",           NULL,           "", "") \
	X(CIRCUIT,        circuit,        "express-route-circuit",     "msee",         "primary", "secondary") \
	X(SITE,           site,           "site",                      NULL,           "", "") \
	X(ROUTER,         router,         "router",                    "site-router",  "", "") \
	X(SITE_LINK,      site_link,      "site-link",                 NULL,           "", "") \
	X(GATEWAY,        gateway,        "virtual-network-gateway",   "er-gateway",   "0", "1") \
	X(CONNECTION,     connection,     "connection",                NULL,           "", "") \
	X(GLOBAL_REACH,   global_reach,   "global-reach-connection",   NULL,           "", "") \
	X(VPN_GATEWAY,    vpn_gateway,    "vpn-gateway",               "vpn-gateway",  "0", "1") \
	X(VPN_CONNECTION, vpn_connection, "vpn-connection",            NULL,           "", "") \
	X(LOCAL_GATEWAY,  local_gateway,  "local-network-gateway",     NULL,           "", "") \
	X(ROUTE_SERVER,   route_server,   "route-server",              "route-server", "0", "1") \
	X(NVA,            nva,            "network-virtual-appliance", "nva",          "", "") \
	X(TUNNEL,         tunnel,         "tunnel",                    NULL,           "", "") \
	X(HUB,            hub,            "virtual-hub",               "hub-router",   "router", "") \
	X(CONNECTIVITY,   connectivity,   "connectivity-configuration", NULL,          "", "") \
	X(VNET_PEERING,   vnet_peering,   "virtual-network-peering",   NULL,           "", "") \
	X(ROUTE_TABLE,    route_table,    "route-table",               NULL,           "", "")
/* clang-format on */

enum lab_kind {
#define X(constant, ...) LAB_##constant,
	LAB_KINDS(X)
#undef X
	    LAB_KIND_COUNT,
};

/*
 * What a kind of element does, floor by floor: each part is declared by the floor that asks for it,
 * and NULL where the kind has nothing to say. The elements themselves are on a higher floor
 * (src/azure), which fills a table of these with one row a kind; a lab keeps the table that it was
 * loaded with, and everybody who asks something of all kinds walks it.
 */
struct kind_hooks {
	const struct load_hooks *load;       /* topo/model/model_load.h */
	const struct judge_hooks *judge;     /* topo/judge/judge.h */
	const struct plan_hooks *plan;       /* topo/plan/plan_compile.h */
	const struct table_hooks *table;     /* query/state/fabric.h */
	const struct why_row *why;           /* query/why/why_rule.h: ends with RIB_PASS */
	const struct forward_hooks *forward; /* query/path: where a packet goes from here */
	const struct limits_hooks *limits;   /* query/limits/limits_count.h */
	const struct target_hooks *targets;  /* topo/event/event_target.h */
};

/* By kind. */
typedef const struct kind_hooks *const kind_table[LAB_KIND_COUNT];

/* "express-route-circuit": as the lab file has it. */
const char *lab_kind_name(enum lab_kind kind);

/* "msee": what the speakers of such an element are; stable, used in JSON. NULL for a kind that has
 * none. */
const char *lab_kind_role(enum lab_kind kind);

/* The kind whose speakers are called so; LAB_KIND_COUNT for none. */
enum lab_kind lab_kind_of_role(const char *role);

/* Something of the lab that has a name of its own. */
struct lab_element {
	enum lab_kind kind;
	uint32_t index;       /* in lab->elements */
	const char *name;     /* unique in its kind: "er-ams", "hq/ce1", "gw-uks/to-er-ams" */
	const char *own_name; /* as in the file: "ce1" */
	const char *group;    /* what it belongs to: "hq", "gw-uks"; else its name */
	struct place place;
	const struct lab_vnet *network; /* in which it stands; NULL: in none */
	void *self;                     /* the struct lab_... of its kind: the lab's to change */
};

/* The elements of a finished lab, in its arena: kind by kind in the order of the table, in each as
 * in the file. Fills lab->elements, and `element` of everything that is one. */
void lab_list_elements(struct lab *lab);

/* The element of the kind with this name; NULL when there is none. A few steps for each thousand
 * elements. */
const struct lab_element *lab_find_element(const struct lab *lab, enum lab_kind kind,
                                           const char *name);

/* lab_circuit_of(element), lab_gateway_of(element) ...: what describes the element; NULL when it is
 * of another kind, or NULL. */
#define X(constant, type, ...)                                                                    \
	struct lab_##type;                                                                        \
	static inline const struct lab_##type *lab_##type##_of(const struct lab_element *element) \
	{                                                                                         \
		return element != NULL && element->kind == LAB_##constant ? element->self : NULL; \
	}
LAB_KINDS(X)
#undef X

/* The name of what stands in something else: "hq/ce1", "vnet-a/GatewaySubnet". All such names are
 * made here; none is taken apart. */
const char *lab_join_name(struct arena *arena, const char *group, const char *name);

/* What the speaker is called: "er-ams/primary" (circuit and link), "gw-uks/0" (gateway or Route
 * Server, and instance), "hub-weu/router", or as the element ("hq/ce1", "vnet-a/nva1"). */
const char *lab_node_name(struct arena *arena, const struct lab_element *element,
                          uint32_t instance);

/* The part behind the element's name: "primary", "0", "router"; NULL for one that has none.
 * `instance` < LAB_INSTANCES. */
const char *lab_instance_name(enum lab_kind kind, uint32_t instance);

#endif
