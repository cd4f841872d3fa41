/* Reads the options of lint, and takes findings by them. */
#include "cli/guard/lint_ask.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "document/file.h"
#include "query/lint/lint_accept.h"
#include "query/path/path.h"

const char *const lint_ask_severities[] = {"error", "warning", "note", NULL};

enum {
	PERCENT_MAX = 1000000,
	SECONDS_MAX = 65535,
	MILLISECONDS_MAX = 1000000,
	ACCEPT_BYTES_MAX = 1 << 20
};

static bool read_numbers(const struct cli *cli, struct lint_options *out)
{
	uint64_t percent = lint_defaults.limit_percent;
	uint64_t seconds = lint_defaults.detect_s;
	uint64_t milliseconds = lint_defaults.unequal_rtt_us / 1000;

	if (!cli_number(cli, "above", 0, PERCENT_MAX, &percent) ||
	    !cli_number(cli, "detect", 0, SECONDS_MAX, &seconds) ||
	    !cli_number(cli, "unequal", 0, MILLISECONDS_MAX, &milliseconds))
		return false;
	*out = (struct lint_options){.limit_percent = (uint32_t)percent,
	                             .detect_s = (uint32_t)seconds,
	                             .unequal_rtt_us = (uint32_t)milliseconds * 1000};
	return true;
}

/* The table of severities has their order, the worst first. */
static enum severity fail_on(const struct cli *cli)
{
	const char *value = cli_value(cli, "fail-on");
	enum severity severity = SEVERITY_WARNING;

	for (unsigned i = 0; value != NULL && lint_ask_severities[i] != NULL; i++) {
		if (strcmp(value, lint_ask_severities[i]) == 0)
			severity = (enum severity)i;
	}
	return severity;
}

static void accept_from(const char *path, struct lint *lint, const char *today,
                        struct findings *findings)
{
	size_t size;
	char *text = file_read(path, ACCEPT_BYTES_MAX, &size, findings);
	struct lint_accepts *accepts =
	    text == NULL ? NULL : lint_accepts_parse(path, text, size, findings);

	if (accepts != NULL)
		lint_accepts_apply(accepts, lint, today, findings);
	lint_accepts_free(accepts);
	free(text);
}

/* Takes out what the files of --accept name; false after complaining. */
static bool accept_some(struct cli *cli, struct lint *lint, const char *today)
{
	struct findings findings = {0};
	const char *const *paths;
	size_t count = cli_values(cli, "accept", &paths);
	bool good;

	for (size_t i = 0; i < count; i++)
		accept_from(paths[i], lint, today, &findings);
	good = findings_errors(&findings) == 0;
	cli_print_doubts(cli, &findings);
	findings_done(&findings);
	return good;
}

bool lint_ask_read(const struct cli *cli, struct lint_asked *out)
{
	out->fail_on = fail_on(cli);
	return read_numbers(cli, &out->options) && cli_today(cli, out->today);
}

const char *lint_ask_given(const struct cli *cli)
{
	static const struct cli_option options[] = {CLI_OPTIONS_LINT};

	for (size_t i = 0; i < COUNT_OF(options); i++) {
		if (cli_given(cli, options[i].name) &&
		    !(strcmp(options[i].name, "today") == 0 && cli_given(cli, "max-rule-age")))
			return options[i].name;
	}
	return NULL;
}

struct lint *lint_ask_take(struct cli *cli, struct fabric *fabric, const struct plan *plan,
                           const struct lint_asked *asked)
{
	struct lint *lint = lint_take(fabric, plan, &asked->options);
	struct findings doubts = {0};

	path_ends_say_parts(fabric, ADDR_IPV4, &doubts);
	cli_print_doubts(cli, &doubts);
	findings_done(&doubts);
	if (accept_some(cli, lint, asked->today))
		return lint;
	lint_free(lint);
	return NULL;
}

bool lint_ask_fails(const struct lint *lint, const struct lint_asked *asked)
{
	for (uint32_t i = 0; i < lint->count; i++) {
		if (lint->items[i].trait->severity <= asked->fail_on)
			return true;
	}
	return false;
}
