/*
 * Judging a lab: the lab so far, the way to say what is wrong with it, and the hooks by which a
 * kind of element takes part.
 *
 * The lab may have errors: what is wrong in it is NULL, 0 or unset (model_build.h). A rule is
 * silent about elements of which it misses a part, and does not take what is in doubt for absent.
 */
#ifndef TOPO_JUDGE_JUDGE_H
#define TOPO_JUDGE_JUDGE_H

#include "base/findings.h"
#include "base/text.h"
#include "topo/model/model.h"

struct judge {
	const struct lab *lab;
	const struct facts *facts;
	struct findings *findings;
};

struct judge_names;
struct judge_holders;

struct judge_rule {
	void (*judge)(const struct judge *judge);
	bool by_limits; /* not asked when it is in doubt which limits the lab overrides */
};

/* Any of the hooks may be NULL. All are linear, or n log n, in the size of the lab. */
struct judge_hooks {
	/* What Azure would refuse, or would take and then not do what was meant; ends with one
	 * without `judge`. Asked kind by kind in the order of LAB_KINDS. */
	const struct judge_rule *rules;

	/* judge_name() for each name that speakers are called by. */
	void (*names)(struct judge_names *names, const struct lab *lab);

	/* judge_hold() for each address that the lab gives in the network. */
	void (*addresses)(const struct judge *judge, struct judge_holders *holders,
	                  const struct lab_vnet *vnet);
};

/* A name that must not be another's, unless it is in doubt. */
void judge_name(struct judge_names *names, const char *name, unsigned doubts,
                const struct place *place);

/* An address of the network that must not be another's; none when it is unset. `what` is "private
 * endpoint". */
void judge_hold(struct judge_holders *holders, const struct addr *addr, struct place place,
                const char *what, const char *name);

/* What the lab gives to two instances, or to two edge routers. */
struct judge_pair {
	const struct addr *first;
	const struct addr *second;
	const char *what;
	const char *name;
	unsigned doubts;
	struct place place;
};

/* Both are held, if the lab gives both; one alone is an error unless `single`. Each must be in the
 * subnet of this name, where Azure takes them from. */
void judge_hold_pair(const struct judge *judge, struct judge_holders *holders,
                     const struct judge_pair *pair, const struct lab_vnet *vnet, const char *subnet,
                     bool single);

/* One finding: what is wrong; what was expected; how to mend it. `rule` names its reason in
 * data/rules.json; NULL when the reason is not Azure's. */
void judge_say(const struct judge *judge, enum severity severity, struct place place,
               const char *rule, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* How many of the prefixes are of the family. */
uint32_t judge_count_family(const struct lab_prefixes *prefixes, uint8_t family);

/* Whether Azure refuses this AS number to a peer of the kind; and the list of those, as text. */
bool judge_asn_is_refused(const struct judge *judge, enum asn_refuser refuser, uint32_t asn);
void judge_say_refused_asns(const struct judge *judge, enum asn_refuser refuser, struct text *out);

/* Prefixes, sorted, of which none lies in another. The caller frees `items`. */
struct judge_cover {
	struct prefix *items;
	uint32_t count;
};

struct judge_cover judge_cover_of(const struct lab_prefixes *prefixes);

/* Whether `prefix` lies in one of them, by bisection. */
bool judge_cover_holds(const struct judge_cover *cover, const struct prefix *prefix);

#endif
