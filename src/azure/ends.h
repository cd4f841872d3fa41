/* What the lab says of a router's or an appliance's end of a link, whatever the link is: as a
 * policy, and whether it can be. */
#ifndef AZURE_ENDS_H
#define AZURE_ENDS_H

#include "topo/judge/judge.h"
#include "topo/plan/plan_compile.h"

struct azure_end {
	const struct lab_prefixes *own; /* what the speaker announces elsewhere */
	bool readvertise;
	uint32_t prepend;
	bool med_set;
	uint32_t med;
	const struct lab_prefixes *advertise; /* only these; count 0: all of its own */
};

void azure_apply_end(struct plan_peer *peer, const struct azure_end *end);

/* Each prefix of `part` is one of its own. `who` is "router \"ce1\"". Of a lab that may have
 * errors. */
void azure_judge_part(const struct judge *judge, const char *who, const struct lab_prefixes *own,
                      const struct lab_prefixes *part);

#endif
