/* Asks running processes, and waits until what they say can be answered from. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "base/check.h"
#include "base/instant.h"
#include "cli/source.h"
#include "live/live.h"

enum { WAIT_S = 60, WAIT_MAX_S = 86400, ASK_AGAIN_MS = 250, NAMES_SHOWN = 10 };

static int64_t now_us(void)
{
	struct timespec now;

	CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return (int64_t)now.tv_sec * US_PER_S + now.tv_nsec / 1000;
}

static void pause_a_little(void)
{
	struct timespec left = {.tv_nsec = ASK_AGAIN_MS * 1000000L};

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		;
}

/* Everything that was taken, as one; the parts are gone in every case. */
static struct snapshot *join(struct snapshot **parts, const char *const *names, uint32_t count,
                             struct findings *findings)
{
	struct snapshot *out = count == 1 ? parts[0] : NULL;

	if (count > 1)
		out = snapshot_merge(parts, names, count, findings);
	for (uint32_t i = 0; out == NULL && i < count; i++)
		snapshot_free(parts[i]);
	return out;
}

int cli_source_gather(struct cli *cli, const char *option, int missing, cli_take_fn *take,
                      struct snapshot **out)
{
	const char *const *names;
	uint32_t count = (uint32_t)cli_values(cli, option, &names);
	struct snapshot **parts = xcalloc(count, sizeof(*parts));
	struct findings findings = {0};
	uint32_t got = 0;
	int code = CLI_GOOD;

	while (got < count && (parts[got] = take(names[got], &findings)) != NULL)
		got++;
	if (got < count) {
		code = missing;
		for (uint32_t i = 0; i < got; i++)
			snapshot_free(parts[i]);
	} else {
		*out = join(parts, names, count, &findings);
		if (*out == NULL)
			code = CLI_INVALID;
	}
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	free(parts);
	return code;
}

static int fetch(struct cli *cli, unsigned needs, struct snapshot **out)
{
	bool sessions = (needs & CLI_NEED_SESSIONS) != 0;

	return cli_source_gather(cli, "live", CLI_ENVIRONMENT,
	                         sessions ? live_fetch_sessions : live_fetch, out);
}

int cli_live_whole(struct cli *cli, const struct snapshot *snapshot)
{
	struct arena *arena = arena_new();
	const char **names;
	uint32_t count = snapshot_missing(snapshot, arena, &names);
	struct text list = {0};

	for (uint32_t i = 0; i < count && i < NAMES_SHOWN; i++)
		text_addf(&list, "%s%s", i == 0 ? "" : ", ", names[i]);
	if (count > NAMES_SHOWN)
		text_addf(&list, " and %" PRIu32 " more", count - NAMES_SHOWN);
	if (count > 0)
		cli_complain(
		    cli,
		    "the answer rests on nodes whose tables are not there: %s; name "
		    "every process that runs some, by --live for each, or its snapshot, by "
		    "--snapshot",
		    text_str(&list));
	text_done(&list);
	arena_free(arena);
	return count == 0 ? CLI_GOOD : CLI_INVALID;
}

int cli_live_fetch(struct cli *cli, unsigned needs, struct snapshot **out)
{
	bool whole = (needs & CLI_NEED_WHOLE) != 0;
	uint64_t patience_s = WAIT_S;
	int64_t end;
	int code;

	if (!cli_number(cli, "timeout", 1, WAIT_MAX_S, &patience_s))
		return CLI_INVALID;
	end = now_us() + (int64_t)patience_s * US_PER_S;
	code = fetch(cli, needs, out);
	while (code == CLI_GOOD && whole && (code = cli_live_whole(cli, *out)) == CLI_GOOD &&
	       !(*out)->converged) {
		if (now_us() >= end) {
			cli_complain(cli,
			             "not settled within %" PRIu64 " s: sessions still come and "
			             "go, or tables still change; see 'hairpin peers', or wait "
			             "longer by --timeout",
			             patience_s);
			return CLI_NOT_CONVERGED;
		}
		pause_a_little();
		snapshot_free(*out);
		*out = NULL;
		code = fetch(cli, needs, out);
	}
	return code;
}
