/* hairpin resiliency: Microsoft's resiliency index, computed off line. */
#include "query/limits/resiliency.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/source.h"
#include "report/check/resiliency.h"

enum { INDEX_MAX = 100, DAYS_MAX = 100000 };

static const char *const zones[] = {"one", "several", NULL};
static const char *const advices[] = {"none", "open", NULL};

/* clang-format off */
static const struct cli_option options[] = {
	{"tested", 0, "LOCATION=DAYS", "a peering location that Resiliency Validation tried so many days ago; again for each", NULL},
	{"zones", 0, "HOW", "over how many zones ErGw1AZ to ErGw3AZ are: one, several", zones},
	{"recommendations", 0, "HOW", "what else Azure Advisor recommends: none, open", advices},
	{"at-least", 0, "INDEX", "exit with 1 when a gateway may have less", NULL},
	CLI_OPTION_OUTPUT(cli_table_or_json),
	CLI_OPTIONS_SOURCE,
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static bool refuse(const struct cli *cli, const char *word)
{
	cli_complain(cli, "--tested: '%s' is not LOCATION=DAYS, as in \"Amsterdam=12\"", word);
	return false;
}

/* The name of a location holds no '='. */
static bool read_test(const struct cli *cli, const struct facts *facts, const char *word,
                      struct resiliency_test *out)
{
	const char *sign = strrchr(word, '=');
	uint32_t count;
	char *end;

	if (sign == NULL || sign[1] < '0' || sign[1] > '9')
		return refuse(cli, word);

	unsigned long days = strtoul(sign + 1, &end, 10);
	char *name = strndup(word, (size_t)(sign - word));

	if (*end != '\0' || days > DAYS_MAX) {
		free(name);
		return refuse(cli, word);
	}
	out->location = name == NULL ? NULL : facts_location(facts, name);
	out->days_ago = (uint32_t)days;
	if (out->location == NULL) {
		const char *const *names = facts_location_names(facts, &count);

		cli_complain_near(cli, name, names, count, "--tested: no peering location '%s'",
		                  name);
	}
	free(name);
	return out->location != NULL;
}

static bool read_tests(const struct cli *cli, struct resiliency_question *question,
                       struct resiliency_test *tests)
{
	const char *const *words;
	size_t count = cli_values(cli, "tested", &words);
	bool good = true;

	for (size_t i = 0; i < count; i++)
		good &= read_test(cli, question->lab->facts, words[i], &tests[i]);
	question->tests = tests;
	question->test_count = (uint32_t)count;
	return good;
}

/* 0 when it was not given, else one more than its place in the choices. */
static unsigned choice(const struct cli *cli, const char *option, const char *const *choices)
{
	const char *value = cli_value(cli, option);

	for (unsigned i = 0; value != NULL && choices[i] != NULL; i++) {
		if (strcmp(value, choices[i]) == 0)
			return i + 1;
	}
	return 0;
}

static int print(struct cli *cli, const struct resiliency_question *question, uint64_t least)
{
	struct resiliency *resiliency = resiliency_take(question);
	const struct azure_limit *page =
	    facts_find_limit(question->lab->facts, "resiliency-two-locations");
	struct view *view = cli_view(cli);
	int code = CLI_GOOD;

	resiliency_view(view, resiliency, question->lab->name, page->source, page->date);
	view_end_line(view);
	for (uint32_t i = 0; i < resiliency->gateway_count; i++) {
		if (resiliency->gateways[i].low < 2 * least)
			code = CLI_NO;
	}
	resiliency_free(resiliency);
	return code;
}

static int answer(struct cli *cli, const struct cli_source *source)
{
	const char *const *words;
	size_t count = cli_values(cli, "tested", &words);
	struct resiliency_test *tests = xcalloc(count + 1, sizeof(*tests));
	struct resiliency_question question = {
	    .lab = source->lab,
	    .snapshot = source->snapshot,
	    .zones = (enum resiliency_zones)choice(cli, "zones", zones),
	    .advice = (enum resiliency_advice)choice(cli, "recommendations", advices),
	};
	uint64_t least = 0;
	int code = CLI_INVALID;

	if (cli_number(cli, "at-least", 0, INDEX_MAX, &least) && read_tests(cli, &question, tests))
		code = print(cli, &question, least);
	free(tests);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};
	int code = cli_source_open(cli, argv[0],
	                           CLI_NEED_MODEL | CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE, &source);

	(void)argc;
	if (code == CLI_GOOD)
		code = answer(cli, &source);
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_resiliency = {
    .name = "resiliency",
    .synopsis = "LAB",
    .summary =
	"Computes Microsoft's resiliency index of each ExpressRoute gateway, factor by factor",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run,
};
