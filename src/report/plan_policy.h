/* The policies of one end of a session as JSON. */
#ifndef REPORT_PLAN_POLICY_H
#define REPORT_PLAN_POLICY_H

#include "node/node.h"
#include "report/frame/view.h"

/* Members import and export. */
void plan_tell_policies(struct view *view, const struct node_peer_conf *peer);

/* A member of communities as a list of words; left out when there are none. */
void plan_tell_communities(struct view *view, const char *key, struct span communities);

#endif
