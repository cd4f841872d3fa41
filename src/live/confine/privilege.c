/* Becomes another user; libcap-ng does it in the right order. */
#include "live/confine/privilege.h"

#include <cap-ng.h>
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"

/* A name that is not configured, but made by the package and the image. */
#define SERVICE_USER "hairpin"

static bool fail(struct findings *findings, const char *user, const char *what)
{
	findings_add(findings, SEVERITY_ERROR, (struct place){0}, "--user %s: %s", user, what);
	return false;
}

static const struct passwd *look_up(const char *wanted)
{
	errno = 0;
	const struct passwd *entry = getpwnam(wanted != NULL ? wanted : SERVICE_USER);
	return entry;
}

bool privilege_find(const char *wanted, struct privilege_user *out, struct findings *findings)
{
	*out = (struct privilege_user){0};
	if (wanted == NULL && geteuid() != 0)
		return true;
	const struct passwd *entry = look_up(wanted);
	if (entry == NULL && wanted == NULL)
		return true;
	if (entry == NULL)
		return fail(findings, wanted,
		            errno != 0 ? strerror(errno) : "there is no such user");
	if (entry->pw_uid == geteuid())
		return true;
	if (geteuid() != 0)
		return fail(findings, wanted, "only root may become another user");
	if (strlen(entry->pw_name) >= sizeof(out->name))
		return fail(findings, SERVICE_USER, "the name is too long");
	strcpy(out->name, entry->pw_name);
	out->uid = entry->pw_uid;
	out->gid = entry->pw_gid;
	return true;
}

bool privilege_drop(const struct privilege_user *user, bool keeps_low_ports,
                    struct findings *findings)
{
	CHECK(user->name[0] != '\0' && user->uid != 0);
	capng_clear(CAPNG_SELECT_BOTH);
	if (keeps_low_ports &&
	    capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_NET_BIND_SERVICE) != 0)
		return fail(findings, user->name, "CAP_NET_BIND_SERVICE cannot be kept");
	int result = capng_change_id((int)user->uid, (int)user->gid,
	                             CAPNG_INIT_SUPP_GRP | CAPNG_CLEAR_BOUNDING);
	if (result != 0)
		return fail(findings, user->name, "root's rights cannot be given up");
	return true;
}
