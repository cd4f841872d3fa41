/* What an appliance keeps from its Route Server, and what that refuses from it. */
#include "azure/nva/nva.h"

static const char *change(const struct why_at *at, const char *member)
{
	const struct lab_element *nva = at->sender->element;

	return arena_printf(at->arena, "virtual-network[%s]/network-virtual-appliance[%s]/%s=true",
	                    nva->network->name, nva->own_name, member);
}

static const char *pass_on(const struct why_at *at)
{
	return change(at, "readvertise");
}

static const char * override(const struct why_at *at)
{
	return lab_nva_of(at->sender->element)->as_override ? NULL : change(at, "as-override");
}

const struct why_row nva_why[] = {
    {LAB_NVA, LAB_ROUTE_SERVER, RIB_NOT_ORIGINATED, 0, NULL, NULL, pass_on},
    {LAB_NVA, LAB_ROUTE_SERVER, RIB_AS_LOOP, 0, NULL, "msee-as-override-exception", override},
    {.verdict = RIB_PASS},
};
