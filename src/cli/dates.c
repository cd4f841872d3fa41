/* Reads days and counts them. */
#include "cli/dates.h"

#include <string.h>
#include <time.h>

#include "base/check.h"

enum { SECONDS_OF_A_DAY = 86400 };

static void format(time_t time, char out[CLI_DAY_MAX])
{
	struct tm tm;
	size_t size;

	CHECK(gmtime_r(&time, &tm) != NULL);
	size = strftime(out, CLI_DAY_MAX, "%Y-%m-%d", &tm);
	CHECK(size == CLI_DAY_MAX - 1);
}

/* What strptime() takes may be no day, as February 30: it comes back as another. */
static bool read_day(const char *text, time_t *out)
{
	struct tm tm = {0};
	const char *end = strptime(text, "%Y-%m-%d", &tm);
	char again[CLI_DAY_MAX];

	if (end == NULL || *end != '\0' || strlen(text) != CLI_DAY_MAX - 1)
		return false;
	*out = timegm(&tm);
	format(*out, again);
	return strcmp(again, text) == 0;
}

bool cli_day(const struct cli *cli, const char *option, char out[CLI_DAY_MAX])
{
	const char *given = cli_value(cli, option);
	time_t time;

	if (given == NULL)
		return true;
	if (!read_day(given, &time)) {
		cli_complain(cli, "--%s wants a date such as 2026-11-30, not '%s'", option, given);
		return false;
	}
	memcpy(out, given, CLI_DAY_MAX);
	return true;
}

bool cli_today(const struct cli *cli, char out[CLI_DAY_MAX])
{
	format(time(NULL), out);
	return cli_day(cli, "today", out);
}

void cli_day_before(const char *day, uint64_t days, char out[CLI_DAY_MAX])
{
	time_t time = 0;
	bool is_day = read_day(day, &time);

	CHECK(is_day && days <= CLI_DAYS_MAX);
	format(time - (time_t)days * SECONDS_OF_A_DAY, out);
}
