/* hairpin compare as the reviewer of a change reads it: what is lost, what leaks. */
#include "cli/see/compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "document/file.h"
#include "query/review/review.h"
#include "report/review.h"

/* Files of expectations, and what became of them on both sides. */
struct review_verdicts {
	size_t count;
	struct expectations **expectations;
	struct expect_report **reports[2];
};

static bool read_files(struct cli *cli, struct review_verdicts *judged)
{
	struct findings findings = {0};
	const char *const *paths;
	bool good;

	judged->count = cli_values(cli, "expect", &paths);
	judged->expectations = xcalloc(judged->count + 1, sizeof(struct expectations *));
	for (int side = 0; side < 2; side++)
		judged->reports[side] = xcalloc(judged->count + 1, sizeof(struct expect_report *));
	for (size_t i = 0; i < judged->count; i++) {
		size_t size;
		char *text = file_read(paths[i], EXPECT_SIZE_MAX, &size, &findings);

		if (text != NULL)
			judged->expectations[i] = expect_parse(paths[i], text, size, &findings);
		free(text);
	}
	good = findings_errors(&findings) == 0;
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	return good;
}

/* What the lab before does not have cannot be expected of it. */
static bool judge(struct cli *cli, struct fabric *const fabrics[2], struct review_verdicts *judged)
{
	struct findings before = {0};
	struct findings after = {0};
	bool good;

	for (size_t i = 0; i < judged->count; i++) {
		judged->reports[0][i] = expect_judge(fabrics[0], judged->expectations[i], &before);
		judged->reports[1][i] = expect_judge(fabrics[1], judged->expectations[i], &after);
	}
	good = findings_errors(&after) == 0;
	cli_print_findings(cli, &after);
	findings_done(&before);
	findings_done(&after);
	return good;
}

static void judged_done(struct review_verdicts *judged)
{
	for (size_t i = 0; i < judged->count; i++) {
		expect_report_free(judged->reports[0][i]);
		expect_report_free(judged->reports[1][i]);
		expect_free(judged->expectations[i]);
	}
	free(judged->reports[0]);
	free(judged->reports[1]);
	free(judged->expectations);
}

static bool is_allowed(const struct cli *cli, const char *what)
{
	const char *const *values;
	size_t count = cli_values(cli, "allow", &values);

	for (size_t i = 0; i < count; i++) {
		if (strcmp(values[i], what) == 0)
			return true;
	}
	return false;
}

static enum view_form form_of(const struct cli *cli)
{
	const char *format = cli_value(cli, "output");

	if (format != NULL && strcmp(format, "markdown") == 0)
		return VIEW_MARKDOWN;
	return cli_wants_json(cli) ? VIEW_JSON : VIEW_TEXT;
}

/* A failed expectation cannot be allowed: the file can be changed. */
static int verdict(const struct cli *cli, const struct review *review)
{
	if (review->failed.count > 0 || (review->lost && !is_allowed(cli, "lost")) ||
	    (review->leaked && !is_allowed(cli, "leaked")))
		return CLI_NO;
	return CLI_GOOD;
}

static int print(struct cli *cli, const struct cli_source sources[2],
                 struct fabric *const fabrics[2], const struct review_verdicts *judged)
{
	const char *value = cli_value(cli, "family");
	uint8_t family = value != NULL && strcmp(value, "6") == 0 ? ADDR_IPV6 : ADDR_IPV4;
	struct review_side sides[2];
	struct findings doubts = {0};

	for (int side = 0; side < 2; side++) {
		sides[side] =
		    (struct review_side){fabrics[side], sources[side].plan, judged->reports[side]};
		path_ends_say_covered(fabrics[side], family, &doubts);
	}
	cli_print_doubts(cli, &doubts);
	findings_done(&doubts);
	struct review *review = review_designs(&sides[0], &sides[1], judged->count, family);
	struct view *view = view_begin(form_of(cli), cli_out(cli));
	int code = verdict(cli, review);

	review_view(view, review);
	view_end_line(view);
	review_free(review);
	return code;
}

int cli_review(struct cli *cli, const struct cli_source sources[2])
{
	struct review_verdicts judged = {0};
	struct fabric *fabrics[2];
	int code = CLI_INVALID;

	for (int side = 0; side < 2; side++)
		fabrics[side] = fabric_new(sources[side].lab, sources[side].snapshot);
	if (read_files(cli, &judged) && judge(cli, fabrics, &judged))
		code = print(cli, sources, fabrics, &judged);
	judged_done(&judged);
	for (int side = 0; side < 2; side++)
		fabric_free(fabrics[side]);
	return code;
}
