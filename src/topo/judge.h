/* What the files of the judge share: the lab, and the way to say what is wrong with it. */
#ifndef TOPO_JUDGE_H
#define TOPO_JUDGE_H

#include "base/findings.h"
#include "topo/model.h"

struct judge {
	const struct lab *lab;
	const struct facts *facts;
	struct findings *findings;
};

/* One finding: what is wrong; what was expected; how to mend it. `rule` names its reason in
 * data/rules.json; NULL when the reason is not Azure's. */
void judge_say(const struct judge *judge, enum severity severity, struct place place,
               const char *rule, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Prefixes that must lie within others, or apart from them. */
void judge_address_spaces(const struct judge *judge);
void judge_subnets(const struct judge *judge);
void judge_circuit_overlaps(const struct judge *judge);
void judge_peering_overlaps(const struct judge *judge);
void judge_link_overlaps(const struct judge *judge);

#endif
