/*
 * One speaker's table of one prefix, made again from a snapshot and the plan, so that it can be
 * asked what a snapshot does not hold: at which step a path lost, and why a peer is not told.
 */
#ifndef QUERY_WHY_SPEAKER_H
#define QUERY_WHY_SPEAKER_H

#include "query/why/policy_trace.h"
#include "rib/rib.h"

struct speaker;

/* NULL when that cannot be known: the node does not run here, or the plan has another one in its
 * place. All is borrowed; the caller ends it with speaker_free(). */
struct speaker *speaker_again(const struct policy_tracer *tracer, const struct snapshot_node *node,
                              const struct prefix *prefix);

/* Accepts NULL. */
void speaker_free(struct speaker *speaker);

/* How the path, which is one of the node's for the prefix, stood in the decision; candidate.attrs
 * is NULL if it took no part. */
struct rib_judged speaker_judged(const struct speaker *speaker, const struct snapshot_path *path);

/* Why the node's best route for the prefix is told to the peer (RIB_PASS) or is not; RIB_PASS, too,
 * when it has none. */
enum rib_verdict speaker_verdict(const struct speaker *speaker, uint32_t peer);

/* From where the node has its best route, enum plan_group; PLAN_GROUP_COUNT when it has none. */
uint8_t speaker_group(const struct speaker *speaker);

#endif
