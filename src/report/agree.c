/* Says how a real router's routes compare with the predicted ones. */
#include "report/agree.h"

#include <inttypes.h>

#include "base/check.h"

/* clang-format off */
static const struct view_column columns[] = {
	{"result",           "",                  TABLE_LEFT,           VIEW_IN_WORDS},
	{"use",              "",                  TABLE_OPTIONAL,       VIEW_IN_WORDS},
	{"network",          "Network",           TABLE_LEFT,           0},
	{"from",             "From",              TABLE_LEFT,           VIEW_IN_WORDS},
	{"nextHop",          "Next hop",          TABLE_LEFT,           0},
	{"metric",           "Metric",            TABLE_OPTIONAL_RIGHT, 0},
	{"asPath",           "AS path",           TABLE_LEFT,           0},
	{"communities",      "Communities",       TABLE_OPTIONAL,       0},
	{"largeCommunities", "Large communities", TABLE_OPTIONAL,       0},
	{"difference",       "Difference",        TABLE_OPTIONAL,       0},
	{0},
};
/* clang-format on */

static const char *const marks[AGREE_RESULT_COUNT] = {
    [AGREE_SAME] = "=",
    [AGREE_DIFFERENT] = "!",
    [AGREE_MISSING] = "-",
    [AGREE_UNEXPECTED] = "+",
};

/* The route as the router has it, or as it was predicted if the router lacks it. */
static const struct agree_route *shown(const struct agree_row *row)
{
	CHECK(row->actual != NULL || row->predicted != NULL);
	return row->actual != NULL ? row->actual : row->predicted;
}

static void tell_words(struct view *view, const struct agree_row *row)
{
	const struct agree_route *route = shown(row);
	char address[ADDR_TEXT_MAX];

	view_words(view, "result", marks[row->result]);
	view_words(view, "use", route->best ? "*>" : route->in_use ? "*=" : "");
	if (!addr_is_set(&route->peer))
		view_words(view, "from", "own route");
	else if (row->from != NULL)
		view_words(view, "from", row->from);
	else
		view_words(view, "from", addr_format(&route->peer, address));
}

static void tell_route(struct view *view, const struct agree_route *route)
{
	view_addr(view, "nextHop", &route->next_hop);
	view_as_path(view, "asPath", route->as_path);
	view_text(view, "origin", route->origin);
	if (route->med_set)
		view_unsigned(view, "metric", route->med);
	view_word_list(view, "communities", route->communities == NULL ? "" : route->communities);
	view_word_list(view, "largeCommunities",
	               route->large_communities == NULL ? "" : route->large_communities);
	view_flag(view, "bestpath", route->best);
	view_flag(view, "used", route->in_use);
}

/* JSON has both routes, text the one that is there. */
static void tell_routes(struct view *view, const struct agree_row *row)
{
	if (!view_is(view, VIEW_JSON)) {
		tell_route(view, shown(row));
		return;
	}
	if (row->predicted != NULL) {
		view_open(view, "predicted");
		tell_route(view, row->predicted);
		view_close(view);
	}
	if (row->actual != NULL) {
		view_open(view, "actual");
		tell_route(view, row->actual);
		view_close(view);
	}
}

static void tell_row(struct view *view, const struct agree_row *row)
{
	const struct agree_route *route = shown(row);

	view_row(view);
	view_prefix(view, "network", &route->prefix);
	if (addr_is_set(&route->peer))
		view_addr(view, "peerId", &route->peer);
	view_text(view, "from", row->from);
	view_text(view, "result", agree_result_name(row->result));
	tell_words(view, row);
	if (row->difference[0] != '\0')
		view_text(view, "difference", row->difference);
	tell_routes(view, row);
	view_close(view);
}

void agree_view(struct view *view, const struct agree_title *title,
                const struct agreement *agreement)
{
	view_say(view, "%s in lab %s: what the router holds, against what %s\n", title->node,
	         title->lab, title->source);
	view_say(view,
	         "= agrees, ! differs, - missing, + not predicted; *> best, *= used as well\n\n");
	view_format(view, "hairpin-diff-frr", 1);
	view_text(view, "lab", title->lab);
	view_text(view, "node", title->node);
	view_unsigned(view, "agree", agreement->agree);
	view_unsigned(view, "differ", agreement->differ);
	view_list(view, "routes", columns);
	for (uint32_t i = 0; i < agreement->count; i++)
		tell_row(view, &agreement->rows[i]);
	view_close(view);
	view_say(view, "%s%" PRIu32 " route%s, %" PRIu32 " differ%s\n",
	         agreement->count == 0 ? "" : "\n", agreement->agree,
	         agreement->agree == 1 ? " agrees" : "s agree", agreement->differ,
	         agreement->differ == 1 ? "s" : "");
}
