/* Names the versions of the program and of the libraries that it was started with. */
#include "cli/version.h"

#include <cjson/cJSON.h>
#include <libsmartcols.h>
#include <libyang/version.h>
#include <uv.h>
#include <yaml.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "(no release)"
#endif

const char *cli_release(void)
{
	return PACKAGE_VERSION;
}

void cli_add_version(struct text *out)
{
	const char *smartcols = "?";

	scols_get_library_version(&smartcols);
	text_add(out, "hairpin " PACKAGE_VERSION "\n");
	text_addf(out, "libyang %s, cJSON %s, libyaml %s, libuv %s, libsmartcols %s\n", LY_VERSION,
	          cJSON_Version(), yaml_get_version_string(), uv_version_string(), smartcols);
}
