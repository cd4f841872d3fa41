/* The parts of the kinds: sites, their routers, and the links between these; put together in
 * site.c. */
#ifndef AZURE_SITE_SITE_H
#define AZURE_SITE_SITE_H

#include "query/why/why_rule.h"
#include "topo/judge/judge.h"
#include "topo/plan/plan_compile.h"

extern const struct forward_hooks site_forward;
extern const struct forward_hooks router_forward;
extern const struct forward_hooks site_link_forward;
extern const struct table_hooks router_table;
extern const struct load_hooks site_load;
extern const struct judge_hooks site_judge;
extern const struct load_hooks router_load;
extern const struct judge_hooks router_judge;
extern const struct plan_hooks router_plan;
extern const struct load_hooks site_link_load;
extern const struct judge_hooks site_link_judge;
extern const struct plan_hooks site_link_plan;

extern const struct plan_side router_sides[];
extern const struct plan_assumed router_assumed[];

/* The address by which the router speaks iBGP: its loopback, its router ID, or one of its links;
 * unset when it has none of the family. Of a lab without errors. */
struct addr site_router_address(const struct lab *lab, const struct lab_router *router,
                                uint8_t family);

/* The two have iBGP as routers of one site. */
bool site_routers_speak(const struct lab_router *a, const struct lab_router *b);

/* Cost and round trip from a router to another one of its site. */
uint32_t site_metric(const struct lab_router *from, const struct lab_router *to);
uint32_t site_interior_rtt_us(const struct lab_router *from, const struct lab_router *to);

/* Fills the next hops that the router reaches: by links of its own, by the IGP, by static routes.
 */
void site_add_next_hops(struct plan_compiler *c, const struct lab_router *router,
                        struct rib_choice *choice);

/* The router's iBGP sessions with those of its site that stand behind it in the lab. */
void site_make_interior_sessions(struct plan_compiler *c, const struct lab_router *router);

/* The address of one end of a link between sites; the link has the family. */
struct addr site_link_address(const struct lab_site_link *link, unsigned end, uint8_t family);

/* What is said of the inside of a site, of a router that has nobody to speak with, and of prefixes
 * that a link shall announce of those of its router. Of a lab that may have errors. */
void site_judge_interior(const struct judge *judge, const struct lab_site *site);
bool site_router_is_alone(const struct lab *lab, const struct lab_router *router);
void site_judge_advertise(const struct judge *judge, const struct lab_router *router,
                          const struct lab_prefixes *part);

/* It has the family, and room for two hosts of it. */
bool site_link_has(const struct lab_site_link *link, uint8_t family);

/* Who stands at an address that the router has a link to. */
struct site_neighbour {
	const struct lab_element *element; /* NULL in a lab whose elements are not listed yet */
	const void *self;                  /* NULL: nobody */
	uint32_t instance;
};

/* An edge router of Microsoft, a router over a link between sites, or another one of the site; also
 * in a lab with errors. And an instance of a VPN gateway at the other end of a tunnel; not there.
 */
struct site_neighbour site_neighbour_at(const struct lab *lab, const struct lab_router *router,
                                        const struct addr *address);
struct site_neighbour site_tunnel_to(const struct lab *lab, const struct lab_router *router,
                                     const struct addr *address);

extern const struct why_row router_why[];

#endif
