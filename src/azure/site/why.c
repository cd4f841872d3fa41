/* What routers on premises keep from circuits and from each other, and what MSEEs refuse. */
#include "azure/site/site.h"
#include "base/check.h"

/* The end of the session at the router, as a path: of a circuit's link or of a link of sites. */
static const char *end_path(const struct why_at *at)
{
	const struct lab_router *router = lab_router_of(at->sender->element);
	const struct lab_circuit_link *link = at->session->circuit_link;

	CHECK(router != NULL);
	if (link != NULL)
		return arena_printf(at->arena, "site[%s]/router[%s]/circuit-link[%s,%s]",
		                    router->site->name, router->name, link->circuit->name,
		                    lab_link_name(link->link));
	if (lab_site_link_of(at->session->element) != NULL)
		return arena_printf(at->arena, "site-link[%s]/end[%s,%s]",
		                    at->session->element->name, router->site->name, router->name);
	return NULL;
}

static const char *pass_on(const struct why_at *at)
{
	const char *path = end_path(at);

	return path == NULL ? NULL : arena_printf(at->arena, "%s/readvertise=true", path);
}

static const char *list(const struct why_at *at)
{
	const char *path = end_path(at);

	return path == NULL
	           ? NULL
	           : arena_printf(at->arena, "%s/advertise+=%s", path, why_prefix_text(at));
}

static const char *next_hop_self(const struct why_at *at)
{
	const struct lab_router *router = lab_router_of(at->sender->element);

	return arena_printf(at->arena, "site[%s]/router[%s]/next-hop-self=true", router->site->name,
	                    router->name);
}

/* clang-format off */
const struct why_row router_why[] = {
    {LAB_ROUTER, LAB_CIRCUIT, RIB_NOT_ORIGINATED, 0, NULL, NULL, pass_on},
    {LAB_ROUTER, LAB_ROUTER, RIB_NOT_ORIGINATED, 0, NULL, NULL, pass_on},
    {LAB_ROUTER, LAB_CIRCUIT, RIB_FILTERED, 0, NULL, NULL, list},
    {LAB_ROUTER, LAB_ROUTER, RIB_FILTERED, 0, NULL, NULL, list},
    {LAB_ROUTER, LAB_CIRCUIT, RIB_NEXT_HOP_OFF_LINK, 0, NULL, "customer-sanity", NULL},
    {LAB_ROUTER, LAB_CIRCUIT, RIB_NO_DESTINATION, 0, NULL, "customer-sanity", NULL},
    {LAB_ROUTER, LAB_ROUTER, RIB_NEXT_HOP_UNREACHABLE, 0, NULL, NULL, next_hop_self},
    {.verdict = RIB_PASS},
};
/* clang-format on */
