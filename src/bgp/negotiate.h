/* What the OPENs of two speakers agree on. */
#ifndef BGP_NEGOTIATE_H
#define BGP_NEGOTIATE_H

#include <stdint.h>

#include "bgp/message.h"
#include "bgp/session.h"
#include "bgp/update.h"

struct bgp_terms {
	struct bgp_codec codec;
	uint16_t hold_time_s; /* the smaller of both; 0: no keepalives, no hold timer */
};

/* Judges the peer's well-formed OPEN against what `conf` expects and offers. A fault gives the
 * NOTIFICATION of RFC 4271 section 6.2 or RFC 5492, and leaves *out alone. */
struct bgp_notify bgp_negotiate(const struct bgp_session_conf *conf, const struct bgp_open *open,
                                struct bgp_terms *out);

#endif
