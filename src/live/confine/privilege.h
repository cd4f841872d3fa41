/* Root's rights, and how a process gives them up once its addresses are bound. */
#ifndef LIVE_CONFINE_PRIVILEGE_H
#define LIVE_CONFINE_PRIVILEGE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/findings.h"

/* Whom to become; without a name, nobody else. */
struct privilege_user {
	char name[64];
	uid_t uid;
	gid_t gid;
};

/*
 * Whom a process that was started with `wanted`, or NULL for nobody in particular, is to become.
 * Root becomes the user "hairpin" if there is one and nobody was named, and stays root if root was
 * named; whoever is not root stays what he is. False, with a finding, if there is no such user or
 * it cannot be.
 */
bool privilege_find(const char *wanted, struct privilege_user *out, struct findings *findings);

/*
 * Becomes that user, for good, with its groups and without capabilities, but for
 * CAP_NET_BIND_SERVICE with `keeps_low_ports`. Only for a process of one thread. False, with a
 * finding, if that cannot be: then the process must not go on.
 */
bool privilege_drop(const struct privilege_user *user, bool keeps_low_ports,
                    struct findings *findings);

#endif
