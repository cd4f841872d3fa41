/* Decodes the path-attribute block of an UPDATE and judges it by RFC 7606. */
#ifndef BGP_ATTR_DECODE_H
#define BGP_ATTR_DECODE_H

#include "base/reader.h"
#include "base/writer.h"
#include "bgp/attrs.h"
#include "bgp/nlri.h"

/* What to do with the UPDATE. Ordered by strength: RFC 7606 section 3 (h) wants the strongest of
 * all errors found, so verdicts combine with a maximum. */
enum bgp_verdict {
	BGP_ACCEPT,
	BGP_DISCARD_ATTR,
	BGP_TREAT_AS_WITHDRAW,
	BGP_RESET_SESSION,
};

/* The first attribute that caused the verdict. */
struct bgp_judgement {
	enum bgp_verdict verdict;
	uint8_t code;       /* enum bgp_attr_code, or 0 */
	const char *reason; /* static text; NULL when accepted */
	uint16_t notify;    /* enum bgp_notify_code to send with BGP_RESET_SESSION; 0 otherwise */
	uint16_t subcode;  /* the one that RFC 4271 section 6.3 has for it, should it reset; or 0 */
	struct span bytes; /* the attribute as it came, borrowed; empty when there is none */
};

struct bgp_decoded {
	struct bgp_attrs attrs;
	struct bgp_nlri reach;
	struct bgp_nlri unreach;
	bool has_reach; /* MP_REACH_NLRI announces something, perhaps of a family not spoken here */
};

/* What the session negotiated, as far as attributes care. */
struct bgp_attr_context {
	bool external; /* eBGP */
	bool as4;      /* 4-octet AS numbers both ways (RFC 6793) */
	bool as_sets;  /* AS_SET is taken, although RFC 9774 withdraws such routes */
};

/* "AS_PATH", as its RFC spells it; NULL for an attribute that hairpin does not know. */
const char *bgp_attr_name(uint8_t code);

/* A valid IP host address in the sense of RFC 4271 section 6.3. Loopback addresses pass: whether
 * they do is the session's policy. */
bool bgp_is_host_address(const struct addr *addr);

/* Decodes all of `block` into `out`, which borrows from it and from `scratch`, where AS_PATH is
 * widened to 4 octets and merged with AS4_PATH, and unknown attributes get their partial bit. A
 * missing mandatory attribute and the value of NEXT_HOP are judged by bgp_update_decode(), which
 * knows whether there is NLRI.
 * Appends to `scratch`; four times the size of `block` is always enough, and with less the routes
 * may be withdrawn. Never allocates. */
struct bgp_judgement bgp_attrs_decode(struct reader block, struct bgp_attr_context context,
                                      struct writer *scratch, struct bgp_decoded *out);

#endif
