/*
 * What a speaker accepts from a peer and what it announces to it: typed settings, no language.
 *
 * Every judgement has a name, so that "why is this route not there?" always has an answer.
 */
#ifndef RIB_POLICY_H
#define RIB_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/writer.h"
#include "bgp/attrs.h"

enum rib_verdict {
	RIB_PASS,
	/* on import */
	RIB_AS_LOOP,      /* own AS in the path more often than allowed (RFC 4271 section 9.1.2) */
	RIB_FIRST_AS,     /* the path does not begin with the peer's AS (RFC 4271 section 6.3) */
	RIB_FILTERED,     /* a prefix filter denies it */
	RIB_REFUSED_PATH, /* the path is made of an AS alone that is refused here */
	RIB_MARKED,       /* it carries the community that is refused here */
	RIB_POLICY,       /* a routing policy rejects it */
	RIB_OWN_PREFIX,   /* the speaker originates the prefix itself */
	RIB_REFLECTION_LOOP, /* own router ID as originator or in the cluster list (RFC 4456) */
	RIB_NEXT_HOP_SELF,   /* the next hop is the speaker itself (RFC 4271 sections 5.1.3, 6.3) */
	RIB_NEXT_HOP_OFF_LINK, /* the next hop is not in the link's subnet (RFC 4271 section 6.3) */
	RIB_NO_DESTINATION,    /* loopback, link-local, multicast or reserved addresses */
	RIB_NEXT_HOP_UNREACHABLE, /* no way to the next hop is known (RFC 4271 section 9.1.2) */
	/* on export */
	RIB_SPLIT_HORIZON,  /* it was learned from this very peer */
	RIB_SITE_OF_ORIGIN, /* it was learned from the same site (RFC 4364 section 7) */
	RIB_NOT_ORIGINATED, /* the session announces own routes only */
	RIB_WITHHELD,       /* routes of its group are not for this peer */
	RIB_PEER_ANNOUNCES, /* the peer's site announces the prefix itself */
	RIB_PEER_AS,        /* the peer's AS is in the path: it would refuse it */
	RIB_INTERNAL, /* iBGP routes are not passed to iBGP peers that are no clients (RFC 4456) */
	RIB_NO_ADVERTISE,  /* community (RFC 1997) */
	RIB_NO_EXPORT,     /* community NO_EXPORT, or NO_EXPORT_SUBCONFED (RFC 1997) */
	RIB_PATH_TOO_LONG, /* the path cannot grow any further */
	RIB_FAMILY,        /* the session does not carry this address family */
	RIB_VERDICT_COUNT,
};

/* "as-loop", "site-of-origin": static text, stable. "pass" for RIB_PASS. What is peculiar to a plan
 * has other words there: plan_verdict_name(). */
const char *rib_verdict_name(enum rib_verdict verdict);

/* The same as a sentence for people. */
const char *rib_verdict_text(enum rib_verdict verdict);

/* One line of a prefix filter: prefixes inside `prefix` whose length is within the bounds. */
struct rib_filter_rule {
	struct prefix prefix;
	uint8_t length_min;
	uint8_t length_max;
	bool permit;
};

/* First match decides; no match is denied, as in every router's prefix list. */
struct rib_filter {
	const struct rib_filter_rule *rules;
	uint32_t count;
};

/* Prefixes of 127/8, 224/4, 240/4, ::1, fe80::/10 and ff00::/8: no packet is sent there. */
bool rib_is_no_destination(const struct prefix *prefix);

bool rib_filter_permits(const struct rib_filter *filter, const struct prefix *prefix);

enum { RIB_TAG_MAX = 4, RIB_OVERRIDE_MAX = 4, RIB_STRIP_MAX = 4, RIB_GROUP_MAX = 32 };

/* Different values of rib_export.best_of among the peers of a speaker. */
enum { RIB_BEST_OF_MAX = 8 };

/* A set of groups, a bit each. */
typedef uint32_t rib_groups;

static inline rib_groups rib_group_bit(unsigned group)
{
	return UINT32_C(1) << group;
}

/* Policies are compared as bytes, so there is no padding between their fields. A new field needs a
 * row in report/policy_fields.c. */

/* What some groups' routes are announced like, over eBGP and iBGP alike; `groups` 0: nothing. The
 * AS goes in front before the speaker's own. */
struct rib_rewrite {
	rib_groups groups;
	uint32_t prepend_as;
	uint32_t local_pref; /* over iBGP; 0: as it is */
	uint16_t prepend;    /* times */
	bool origin_set;
	uint8_t origin;
};

struct rib_policy_chain; /* rib/route_policy.h */

struct rib_import {
	const struct rib_filter *filter;       /* borrowed; NULL: everything passes */
	const struct rib_policy_chain *policy; /* borrowed; NULL: none */
	uint32_t mark;                         /* a community that sets routes apart; 0: none */
	/* Reject paths that are made of this AS only, unless they carry `mark`; 0: accept them. */
	uint32_t refuse_only_as;
	uint32_t weight;        /* given to every route; 0: none */
	uint32_t local_pref;    /* given to every route; 0: 100, or as received over iBGP */
	uint8_t own_as_allowed; /* times the own AS may stand in the path; 255: any number */
	bool any_first_as;      /* over eBGP the path may begin with another AS than the peer's */
	bool refuse_own_prefix; /* reject what the speaker itself originates */
	bool refuse_marked;     /* reject what carries `mark` */
	bool next_hop_on_link;  /* next hops must be in `link` of the peer */
	bool destinations_only; /* reject what rib_is_no_destination() */
	uint8_t unused[2];
};

struct rib_export {
	const struct rib_filter *filter;       /* borrowed; NULL: everything passes */
	const struct rib_policy_chain *policy; /* borrowed; NULL: none */
	/* Where the best path is of another group, the best of these, if there is one; 0: off. */
	rib_groups best_of;
	rib_groups withheld; /* routes of these groups are not announced */
	/* Nor are routes of these whose path holds the own AS, if the peer's site of origin
	 * announces the prefix, too. */
	rib_groups not_to_announcers;
	/* Replace `override_from` by the own AS, but only in a path that is made of nothing else
	 * than `override_only`, or in any if that is empty; 0: off. */
	uint32_t override_from;
	uint32_t override_only[RIB_OVERRIDE_MAX]; /* ends at the first 0 */
	uint32_t tags[RIB_TAG_MAX];               /* communities added; ends at the first 0 */
	uint32_t med;                             /* sent when med_set */
	struct rib_rewrite rewrite;
	uint16_t strip[RIB_STRIP_MAX]; /* communities with these upper halves; ends at the first 0
	                                */
	uint8_t prepend;               /* times the own AS is put in front beyond the usual once */
	bool originated_only;          /* pass on nothing that was learned */
	bool remove_private_as;
	bool next_hop_unchanged; /* over eBGP, of own routes */
	bool next_hop_self;      /* over iBGP */
	bool skip_peer_as;       /* hold back what has the peer's AS in its path */
	bool strip_communities;  /* all that came with the route; `tags` are added after */
	bool ignore_no_export;   /* well-known communities (RFC 1997) hold nothing back */
	bool heed_learned;       /* but what was learned */
	bool med_set;
	bool to_sender; /* no split horizon: the peer hears what it taught, too */
	uint8_t unused[1];
};

bool rib_filter_equal(const struct rib_filter *a, const struct rib_filter *b);

/* Settings that make the same of every route; filters count by what is in them. */
bool rib_import_equal(const struct rib_import *a, const struct rib_import *b);

/* The same, but filters count by where they are. */
bool rib_export_equal(const struct rib_export *a, const struct rib_export *b);

/* Where a link of the speaker, or the IGP, leads to, and how far that is. */
struct rib_next_hop {
	struct prefix prefix;
	struct addr via; /* who is there, as a neighbour knows it; unset: on a link of its own */
	uint32_t metric;
};

/* How a speaker chooses, as far as that is not the same for all. */
struct rib_choice {
	uint16_t maximum;          /* paths in use when the best is external; 0: any number */
	uint16_t maximum_internal; /* the same when it is internal */
	/* Beside the best one only paths of its neighbour's AS are used; inside the own AS only
	 * those with its very AS path. */
	bool same_as;
	bool keep_oldest; /* of equal external paths the one in use stays the best */
	/* By longest match. NULL: every next hop is reached, as far away as the peer
	 * (rib_peer_conf.igp_metric). */
	const struct rib_next_hop *next_hops;
	uint32_t next_hop_count;
};

/* Everything a table has to know about one of the speaker's peers. Addresses of the speaker
 * itself in `next_hop`, by family, are what "next hop self" means on this session. */
struct rib_peer_conf {
	uint32_t local_as;
	uint32_t peer_as;
	uint32_t router_id; /* the speaker's own, by which it knows what was reflected before */
	struct addr peer_address;
	struct addr next_hop[3]; /* by enum addr_family */
	struct prefix link;      /* the subnet that both ends share, for next_hop_on_link */
	uint32_t site_of_origin; /* routes do not go back to a peer with the same number; 0: none */
	uint32_t igp_metric;     /* of the way to the peer */
	uint8_t group;           /* of the routes that it teaches, below RIB_GROUP_MAX */
	bool client;             /* iBGP routes from it and to it are reflected (RFC 4456) */
	bool families[3];
	struct rib_import import;
	struct rib_export export;
};

static inline bool rib_peer_external(const struct rib_peer_conf *peer)
{
	return peer->local_as != peer->peer_as;
}

/* Judges a received set and changes it as the policy says. Prefix filters are judged by
 * rib_filter_permits(), per prefix. */
/* Judges a received set and changes it as the settings say. Prefix filters and routing policies are
 * asked per prefix: rib_filter_permits(), rib_import_policy(). */
enum rib_verdict rib_import_apply(const struct rib_peer_conf *peer, struct bgp_attrs *attrs);

/* The routing policy's verdict on a route that is accepted so far. The spans of *attrs may move
 * into `scratch`. */
enum rib_verdict rib_import_policy(const struct rib_peer_conf *peer, const struct prefix *prefix,
                                   struct bgp_attrs *attrs, struct writer *scratch);

/* A path on its way out: who taught it (NULL: an own route) and its group. */
struct rib_source {
	const struct rib_peer_conf *peer;
	uint8_t group;
	const struct prefix *prefix; /* may be NULL if no routing policy looks at it */
};

/* Makes of a best path's set what is announced to this peer. Judges all that does not depend on the
 * single prefix or peer: those are split horizon, site, filter. The next hop is left unset for
 * "self". New spans live in `scratch`. */
enum rib_verdict rib_export_apply(const struct rib_peer_conf *to, struct rib_source from,
                                  struct bgp_attrs *attrs, struct writer *scratch);

#endif
