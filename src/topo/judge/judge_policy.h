/* What is said of sets and policies: what matches nothing, what is never asked, what nobody uses.
 */
#ifndef TOPO_JUDGE_JUDGE_POLICY_H
#define TOPO_JUDGE_JUDGE_POLICY_H

#include "topo/judge/judge.h"

/* The sets and policies of the lab, by themselves. */
void judge_policies(const struct judge *judge);

/* The policies of one end of a session. `own` is what can be announced there, NULL if that is more
 * than own routes; `who` is "router \"ce1\"". */
void judge_session_policy(const struct judge *judge, const struct lab_session_policy *policy,
                          const struct lab_prefixes *own, const char *who);

#endif
