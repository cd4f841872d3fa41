/*
 * Whose an address is: the prefixes of all networks, hubs and sites of a lab, and its private
 * endpoints, in one sorted list. A name that stands for "some host there" becomes an address that
 * only its bearer owns; an address within a larger prefix that somebody else holds a part of is
 * another's.
 */
#ifndef QUERY_PATH_OWNERS_H
#define QUERY_PATH_OWNERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "query/state/fabric.h"

/* Who asks: one of the two. */
struct path_claim {
	const struct lab_vnet *vnet;
	const struct lab_site *site;
};

enum path_owning {
	PATH_OWNED,   /* the longest match over all is the claimant's alone */
	PATH_SHARED,  /* others have the very same prefix, and none a longer one */
	PATH_COVERED, /* the longest match is another's */
};

/* Whose the address is. */
enum path_owning path_owning_of(struct fabric *fabric, struct path_claim claim,
                                const struct addr *address);

/* The first address of `prefix`, from `first` hosts on, that is the claimant's; the prefix must be
 * within its space. PATH_COVERED leaves *out alone. */
enum path_owning path_owned_in(struct fabric *fabric, struct path_claim claim,
                               const struct prefix *prefix, unsigned first, struct addr *out);

/* Appends the others that have addresses of the prefix, or all of them: "virtual network 'hub'
 * (10.0.0.0/16) and site 'dc' (10.0.0.0/8)"; of many the first three. */
void path_owners_say(struct fabric *fabric, struct path_claim claim, const struct prefix *prefix,
                     struct text *out);

#endif
