/* A large lab as a text: hub-and-spoke networks on circuits, as big organisations have them. */
#ifndef BENCH_LANDSCAPE_H
#define BENCH_LANDSCAPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct landscape {
	uint32_t vnets; /* hubs and spokes together; a multiple of hubs */
	uint32_t hubs;
	uint32_t circuits;
	bool global_reach; /* between all circuits */
	bool vpn;          /* a VPN gateway in each hub, with BGP to a site, as backup */
};

/* What is allowed: at most 500 spokes for a hub, 1,000 prefixes on a connection, 100 links to a
 * circuit, /24s of 10.0.0.0/8 for all. Otherwise a sentence saying what is wrong; NULL when fine.
 */
const char *landscape_refused(const struct landscape *landscape);

/* Appends the lab as JSON. Always the same text for the same numbers. */
void landscape_write(const struct landscape *landscape, struct text *out);

/* How many prefixes the router of each site announces. */
enum { LANDSCAPE_SITE_PREFIXES = 20 };

#endif
