/* hairpin schema: what editors complete and check files with. */
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "document/schema.h"

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTIONS_END,
};
/* clang-format on */

static const char *const kinds[] = {"lab", "expect", "scenario", "accept"};

static int run(struct cli *cli, int argc, char **argv)
{
	struct arena *arena = arena_new();
	size_t at = 0;

	(void)argc;
	while (at < COUNT_OF(kinds) && strcmp(kinds[at], argv[0]) != 0)
		at++;
	if (at < COUNT_OF(kinds))
		schema_json(arena_printf(arena, "hairpin-%s", kinds[at]), cli_out(cli));
	else
		cli_complain_near(
		    cli, argv[0], kinds, COUNT_OF(kinds),
		    "unknown kind of file '%s'; expected lab, expect, scenario or accept", argv[0]);
	arena_free(arena);
	return at < COUNT_OF(kinds) ? CLI_GOOD : CLI_INVALID;
}

const struct cli_verb cli_schema = {
    .name = "schema",
    .synopsis = "lab|expect|scenario|accept",
    .summary = "Prints a JSON Schema, with which editors complete and check files",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run,
};
