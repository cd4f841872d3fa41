/* Paths with the ways by which they came, and stops with what would let the route on. */
#include "report/state/why.h"

#include <inttypes.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "report/state/attrs.h"
#include "topo/plan/plan_words.h"

static const char *plural(uint32_t count)
{
	return count == 1 ? "" : "s";
}

/* "AS path 12076 65020, local preference 10, weight 100". */
static void say_attrs(const struct bgp_attrs *attrs, struct text *out)
{
	text_add(out, attrs->as_path.size == 0 ? "no AS path" : "AS path ");
	as_path_format(attrs->as_path, " ", out);
	if (bgp_attrs_have(attrs, BGP_ATTR_LOCAL_PREF))
		text_addf(out, ", local preference %" PRIu32, attrs->local_pref);
	if (bgp_attrs_have(attrs, BGP_ATTR_MED) && attrs->med > 0)
		text_addf(out, ", MED %" PRIu32, attrs->med);
	if (attrs->weight > 0)
		text_addf(out, ", weight %" PRIu32, attrs->weight);
}

/* Text is as in the listings of rib. */
static void tell_as_path(struct view *view, const struct bgp_attrs *attrs)
{
	struct text path = {0};

	if (!view_is(view, VIEW_JSON)) {
		attrs_tell_path(view, attrs);
		return;
	}
	as_path_format(attrs->as_path, " ", &path);
	view_as_path(view, "asPath", text_str(&path));
	text_done(&path);
}

static void tell_attrs(struct view *view, const struct bgp_attrs *attrs)
{
	if (attrs == NULL)
		return;
	view_addr(view, "nextHop", &attrs->next_hop);
	attrs_tell_preferences(view, attrs);
	tell_as_path(view, attrs);
}

/* The way of a path */

static void say_hop(struct view *view, const struct why_hop *hop, bool first)
{
	struct text words = {0};

	if (hop->attrs == NULL)
		text_add(&words, "does not run here");
	else
		say_attrs(hop->attrs, &words);
	view_say(view, "      %s%s  %s", first ? "" : "> ", hop->node,
	         first && hop->attrs != NULL ? "originates it" : text_str(&words));
	if (hop->others > 0)
		view_say(view, "; the best of %" PRIu32 " by %s", hop->others + 1,
		         rib_step_name(hop->step));
	if (hop->policy[0] != '\0')
		view_say(view, "; %s", hop->policy);
	view_say(view, "\n");
	text_done(&words);
}

/* The last hop is the node itself, which is told already. */
static void say_hops(struct view *view, const struct why_path *path)
{
	for (uint32_t i = 0; i + 1 < path->hop_count; i++)
		say_hop(view, &path->hops[i], i == 0);
}

static void tell_hops(struct view *view, const struct why_path *path)
{
	view_list(view, "way", NULL);
	for (uint32_t i = 0; i < path->hop_count; i++) {
		const struct why_hop *hop = &path->hops[i];

		view_row(view);
		view_text(view, "node", hop->node);
		tell_attrs(view, hop->attrs);
		if (hop->attrs != NULL) {
			view_text(view, "why", rib_step_name(hop->step));
			view_unsigned(view, "otherPaths", hop->others);
		}
		view_text(view, "policy", hop->policy[0] == '\0' ? NULL : hop->policy);
		view_close(view);
	}
	view_close(view);
}

/* Paths */

static const char *mark_of(const struct snapshot_path *path)
{
	if (path->verdict != RIB_PASS)
		return "x ";
	return path->best ? "*>" : path->multipath ? "*=" : "* ";
}

static void say_rule(struct view *view, const char *rule)
{
	if (rule != NULL)
		view_say(view, " [%s]", rule);
}

/* What became of the path, and why. */
static void say_fate(struct view *view, const struct why_path *path)
{
	const struct snapshot_path *at = path->path;

	if (at->verdict != RIB_PASS) {
		view_say(view, "refused: %s", plan_verdict_text(at->verdict));
		if (path->policy[0] != '\0')
			view_say(view, ", %s", path->policy);
		say_rule(view, path->rule.rule);
	} else if (at->best) {
		view_say(view, "the best, by %s", rib_step_name(at->why));
	} else if (at->multipath) {
		view_say(view, "equally good, and used too");
	} else if (path->lost_at < RIB_STEP_COUNT) {
		view_say(view, "lost at %s: %s, and the best has %s", rib_step_name(path->lost_at),
		         path->here, path->best);
	} else {
		view_say(view, "not the best");
	}
	if (at->verdict == RIB_PASS && path->policy[0] != '\0')
		view_say(view, "; %s", path->policy);
}

/* What a node refused has its way at the stops. */
static void say_path(struct view *view, const struct why_path *path)
{
	struct text words = {0};

	say_attrs(path->path->attrs, &words);
	view_say(view, "  %s %s%s: %s\n      ", mark_of(path->path),
	         path->from == NULL ? "its own" : "from ", path->from == NULL ? "" : path->from,
	         text_str(&words));
	say_fate(view, path);
	view_say(view, "\n");
	if (path->path->verdict == RIB_PASS)
		say_hops(view, path);
	text_done(&words);
}

static void tell_path(struct view *view, const struct why_path *path)
{
	const struct snapshot_path *at = path->path;

	view_row(view);
	view_text(view, "from", path->from);
	view_flag(view, "best", at->best);
	view_flag(view, "multipath", at->multipath);
	tell_attrs(view, at->attrs);
	if (at->best)
		view_text(view, "why", rib_step_name(at->why));
	if (path->lost_at < RIB_STEP_COUNT) {
		view_text(view, "lostAt", rib_step_name(path->lost_at));
		view_text(view, "has", path->here);
		view_text(view, "bestHas", path->best);
	}
	if (at->verdict != RIB_PASS) {
		view_text(view, "rejected", plan_verdict_name(at->verdict));
		view_text(view, "reason", plan_verdict_text(at->verdict));
	}
	view_text(view, "rule", path->rule.rule);
	view_text(view, "policy", path->policy[0] == '\0' ? NULL : path->policy);
	tell_hops(view, path);
	view_close(view);
}

static void tell_paths(struct view *view, const struct route_why *why)
{
	view_list(view, "paths", NULL);
	for (uint32_t i = 0; i < why->path_count; i++) {
		if (view_is(view, VIEW_JSON))
			tell_path(view, &why->paths[i]);
		else
			say_path(view, &why->paths[i]);
	}
	view_close(view);
}

/* Stops */

static void say_way(struct view *view, const struct why_stop *stop)
{
	for (uint32_t i = 0; i < stop->way_count; i++)
		view_say(view, "%s%s", i == 0 ? "    " : " > ", stop->way[i]);
	view_say(view, stop->way_count == 0 ? "" : "\n");
}

static void say_stop(struct view *view, const struct why_stop *stop)
{
	static const char *const words[WHY_STOP_KIND_COUNT] = {
	    [WHY_REFUSED] = "%s told %s, which refused it: ",
	    [WHY_WITHHELD] = "%s did not tell %s: ",
	    [WHY_BEATEN] = "%s did not tell %s of it: ",
	    [WHY_DOWN] = "between %s and %s ",
	    [WHY_UNKNOWN] = "%s did not tell %s: ",
	};
	struct text text = {0};

	say_way(view, stop);
	text_addf(&text, words[stop->kind], stop->from, stop->to);
	view_say(view, "    x %s%s", text_str(&text), stop->reason);
	if (stop->policy[0] != '\0')
		view_say(view, ", %s", stop->policy);
	say_rule(view, stop->rule.rule);
	view_say(view, "\n");
	text_done(&text);
}

static void tell_stop(struct view *view, const struct why_stop *stop)
{
	view_row(view);
	view_list(view, "way", NULL);
	for (uint32_t i = 0; i < stop->way_count; i++)
		view_text(view, NULL, stop->way[i]);
	view_close(view);
	view_text(view, "kind", why_stop_name(stop->kind));
	view_names(view, "from", stop->from, ", ");
	view_names(view, "to", stop->to, ", ");
	if (stop->verdict != RIB_PASS)
		view_text(view, "verdict", plan_verdict_name(stop->verdict));
	view_text(view, "reason", stop->reason);
	view_text(view, "policy", stop->policy[0] == '\0' ? NULL : stop->policy);
	view_text(view, "rule", stop->rule.rule);
	view_text(view, "change", stop->rule.mend);
	view_close(view);
}

static void say_cure(struct view *view, const struct why_cure *cure)
{
	if (cure->tried == WHY_NOT_TRIED)
		return;
	if (cure->tried == WHY_LETS_NOT) {
		view_say(view, "    no setting that is known here would let it through\n");
		return;
	}
	view_say(view, "    this would let it through, as was tried:");
	for (uint32_t i = 0; i < cure->count; i++)
		view_say(view, " --set '%s'", cure->changes[i]);
	view_say(view, "\n");
}

static void tell_cure(struct view *view, const struct why_cure *cure)
{
	if (!view_is(view, VIEW_JSON)) {
		say_cure(view, cure);
		return;
	}
	if (cure->tried == WHY_NOT_TRIED)
		return;
	view_list(view, "letsThrough", NULL);
	for (uint32_t i = 0; i < cure->count && cure->tried == WHY_LETS_THROUGH; i++)
		view_text(view, NULL, cure->changes[i]);
	view_close(view);
}

static void tell_origin(struct view *view, const struct why_origin *origin)
{
	bool json = view_is(view, VIEW_JSON);

	view_row(view);
	view_names(view, "nodes", origin->nodes, ", ");
	view_say(view, "  from %s:\n", origin->nodes);
	view_list(view, "stops", NULL);
	for (uint32_t i = 0; i < origin->stop_count; i++) {
		if (json)
			tell_stop(view, &origin->stops[i]);
		else
			say_stop(view, &origin->stops[i]);
	}
	view_close(view);
	if (origin->stop_count == 0)
		view_say(view, "    no sessions lead on from those who have it to the node\n");
	if (origin->left_out > 0) {
		view_unsigned(view, "stopsLeftOut", origin->left_out);
		view_say(view, "    and at %" PRIu32 " more session%s, farther from the node\n",
		         origin->left_out, plural(origin->left_out));
	}
	tell_cure(view, &origin->cure);
	view_close(view);
}

static void tell_absence(struct view *view, const struct route_why *why)
{
	view_list(view, "origins", NULL);
	for (uint32_t i = 0; i < why->origin_count; i++)
		tell_origin(view, &why->origins[i]);
	view_close(view);
	if (why->silent == NULL)
		return;
	view_say(view, "  nobody announces it: %s", why->silent);
	say_rule(view, why->silent_rule.rule);
	view_say(view, "\n");
	view_open(view, "silent");
	view_text(view, "reason", why->silent);
	view_text(view, "rule", why->silent_rule.rule);
	view_text(view, "change", why->silent_rule.mend);
	tell_cure(view, &why->silent_cure);
	view_close(view);
}

/* Others */

static void tell_others(struct view *view, const struct route_why *why, const char *name,
                        const struct why_other *others, uint32_t count)
{
	uint32_t kept = count < WHY_OTHERS_MAX ? count : WHY_OTHERS_MAX;
	const char *verb = why->others_of_all ? "announced by " : "from ";

	view_list(view, name, NULL);
	for (uint32_t i = 0; i < kept; i++) {
		char prefix[PREFIX_TEXT_MAX];

		prefix_format(&others[i].prefix, prefix);
		view_say(view, "%s%s (%s%s)", i == 0 ? "" : ", ", prefix,
		         others[i].from == NULL ? "its own" : verb,
		         others[i].from == NULL ? "" : others[i].from);
		view_row(view);
		view_prefix(view, "prefix", &others[i].prefix);
		view_text(view, why->others_of_all ? "announcedBy" : "from", others[i].from);
		view_close(view);
	}
	view_close(view);
	if (count > kept)
		view_say(view, " and %" PRIu32 " more", count - kept);
}

static void tell_near(struct view *view, const struct route_why *why)
{
	const char *whose = why->others_of_all ? "somebody has" : why->node->name;

	if (why->covering_count > 0)
		view_say(view, "  covered%s%s by: ", why->others_of_all ? "" : " at ",
		         why->others_of_all ? "" : whose);
	tell_others(view, why, "covering", why->covering, why->covering_count);
	view_say(view, why->covering_count > 0 ? "\n" : "");
	if (why->covered_count > 0)
		view_say(view, "  holds, of what %s%s: ", whose, why->others_of_all ? "" : " has");
	tell_others(view, why, "covered", why->covered, why->covered_count);
	view_say(view, why->covered_count > 0 ? "\n" : "");
}

static void tell_one(struct view *view, const struct route_why *why)
{
	char prefix[PREFIX_TEXT_MAX];

	view_row(view);
	view_text(view, "node", why->node->name);
	view_prefix(view, "prefix", &why->prefix);
	view_bool(view, "here", why->here);
	prefix_format(&why->prefix, prefix);
	if (why->here)
		view_say(view, "%s has %s, by %" PRIu32 " path%s\n", why->node->name, prefix,
		         why->path_count, plural(why->path_count));
	else
		view_say(view, "%s has no route for %s%s\n", why->node->name, prefix,
		         why->path_count > 0 ? ": it was told, and refused it" : "");
	tell_paths(view, why);
	if (!why->here)
		tell_absence(view, why);
	tell_near(view, why);
	view_close(view);
}

void why_view(struct view *view, const struct route_why *const *answers, uint32_t count)
{
	CHECK(count > 0);
	view_format(view, "hairpin-why", WHY_VERSION);
	view_list(view, "answers", NULL);
	for (uint32_t i = 0; i < count; i++) {
		view_say(view, i == 0 ? "" : "\n");
		tell_one(view, answers[i]);
	}
	view_close(view);
}
