/* Which prefixes somebody means who asks why. */
#ifndef QUERY_WHY_WHY_PREFIX_H
#define QUERY_WHY_WHY_PREFIX_H

#include "query/state/fabric.h"

/* What `text` stands for, in the fabric's arena: a prefix; an address, which is the longest prefix
 * that holds it, of those that the node uses, or else of those that the lab has; a virtual network
 * or hub by all of its address space, "vnet/subnet" by what of that holds the subnet, a site by all
 * that its routers announce. False with a finding for anything else. */
bool why_find_prefixes(struct fabric *fabric, uint32_t node, const char *text,
                       const struct prefix **out, uint32_t *count, struct findings *findings);

#endif
