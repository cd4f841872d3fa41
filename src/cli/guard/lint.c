/* hairpin lint: what is wrong with a lab, without a file of expectations? */
#include <string.h>

#include "base/check.h"
#include "cli/cli.h"
#include "cli/guard/lint_ask.h"
#include "cli/outputs.h"
#include "cli/source.h"
#include "report/check/lint.h"

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_OUTPUTS(guard_formats),
	CLI_OPTIONS_LINT,
	CLI_OPTIONS_SOURCE,
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static void tell(struct view *view, const void *lint)
{
	lint_view(view, lint);
}

static int answer(struct cli *cli, const struct lint *lint, const struct lint_asked *asked)
{
	struct verdicts *verdicts = verdicts_new(lint->lab);
	struct guard_answer answer = {.verdicts = verdicts, .answer = lint, .tell = tell};
	int code = lint_ask_fails(lint, asked) ? CLI_NO : CLI_GOOD;

	verdicts_add_lint(verdicts, lint, asked->fail_on);
	CHECK((verdicts_count(verdicts, VERDICT_FAILS) > 0) == (code == CLI_NO));
	code = cli_outputs_print(cli, &answer, code);
	verdicts_free(verdicts);
	return code;
}

static int ask(struct cli *cli, const char *path, const struct lint_asked *asked)
{
	struct cli_source source = {0};
	int code = cli_source_open(cli, path, CLI_NEED_MODEL | CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE,
	                           &source);

	if (code == CLI_GOOD) {
		struct fabric *fabric = fabric_new(source.lab, source.snapshot);
		struct lint *lint = lint_ask_take(cli, fabric, source.plan, asked);

		code = lint == NULL ? CLI_INVALID : answer(cli, lint, asked);
		lint_free(lint);
		fabric_free(fabric);
	}
	cli_source_close(&source);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct lint_asked asked;
	int code = cli_outputs_begin(cli, argc, argv);

	if (code != CLI_GOOD)
		return code;
	code = lint_ask_read(cli, &asked) ? ask(cli, argv[0], &asked) : CLI_INVALID;
	return cli_outputs_fail(cli, argv[0], code);
}

const struct cli_verb cli_lint = {
    .name = "lint",
    .synopsis = "LAB",
    .summary = "Finds leaks and fragile designs without a file of expectations; exits with 1 when "
	       "there is one",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run,
};
