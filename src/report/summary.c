/* Says the summary of a simulated run. */
#include "report/summary.h"

#include <inttypes.h>
#include <string.h>

#include "bgp/message.h"
#include "report/plan.h"
#include "report/policy_words.h"
#include "topo/plan/plan_words.h"

/* What is counted of one node. */
struct node_counts {
	uint32_t networks;
	uint32_t paths;
	uint32_t rejected[RIB_VERDICT_COUNT];
	uint32_t rejected_in_all;
	uint32_t established;
};

static struct node_counts count_node(const struct snapshot_node *node)
{
	struct node_counts counts = {0};

	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];
		counts.networks += path->best;
		counts.paths += path->verdict == RIB_PASS;
		counts.rejected[path->verdict] += path->verdict != RIB_PASS;
		counts.rejected_in_all += path->verdict != RIB_PASS;
	}
	for (uint32_t i = 0; i < node->peer_count; i++)
		counts.established += node->peers[i].established;
	return counts;
}

/* clang-format off */
static const struct view_column columns[] = {
	{"name",     "Node",     TABLE_LEFT,           0},
	{"role",     "Role",     TABLE_LEFT,           0},
	{"as",       "AS",       TABLE_RIGHT,          0},
	{"sessions", "Sessions", TABLE_RIGHT,          VIEW_IN_WORDS},
	{"networks", "Networks", TABLE_RIGHT,          0},
	{"paths",    "Paths",    TABLE_RIGHT,          0},
	{"rejected", "Rejected", TABLE_OPTIONAL_RIGHT, 0},
	{"told",     "Told",     TABLE_RIGHT,          0},
	{0},
};
/* clang-format on */

static void tell_counts(struct view *view, const struct snapshot_node *node)
{
	struct node_counts counts = count_node(node);

	view_wordsf(view, "sessions", "%" PRIu32 "/%" PRIu32, counts.established, node->peer_count);
	view_unsigned(view, "networks", counts.networks);
	view_unsigned(view, "paths", counts.paths);
	view_unless_zero(view, "rejected", counts.rejected_in_all);
	view_unsigned(view, "told", node->told_count);
}

static void tell_nodes(struct view *view, const struct snapshot *snapshot)
{
	view_list(view, NULL, columns);
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *node = &snapshot->nodes[i];

		view_row(view);
		view_text(view, "name", node->name);
		view_text(view, "role", lab_kind_role(node->kind));
		view_unsigned(view, "as", node->asn);
		if (node->present)
			tell_counts(view, node);
		view_close(view);
	}
	view_close(view);
}

/* A session that is not up, or had trouble, deserves a line. */
static void warn_of_peer(const struct snapshot_node *node, const struct snapshot_peer *peer,
                         struct text *out)
{
	if (!peer->established)
		text_addf(out, "- %s: the session with %s is %s", node->name, peer->name,
		          peer->state);
	else if (peer->last_error != 0)
		text_addf(out, "- %s: the session with %s is up again", node->name, peer->name);
	else if (peer->last_fault != NULL)
		text_addf(out, "- %s: faulty UPDATE from %s: %s", node->name, peer->name,
		          peer->last_fault);
	else
		return;
	if (peer->last_error != 0)
		text_addf(out, "; %s %s", peer->last_error_sent ? "sent" : "received",
		          bgp_notify_name(peer->last_error));
	text_add(out, "\n");
}

static void warn_of_rejected(const struct snapshot_node *node, struct text *out)
{
	struct node_counts counts = count_node(node);

	for (unsigned verdict = 0; verdict < RIB_VERDICT_COUNT; verdict++) {
		if (counts.rejected[verdict] > 0)
			text_addf(out, "- %s: %" PRIu32 " path%s rejected, %s: %s\n", node->name,
			          counts.rejected[verdict],
			          counts.rejected[verdict] == 1 ? "" : "s",
			          plan_verdict_name((enum rib_verdict)verdict),
			          plan_verdict_text((enum rib_verdict)verdict));
	}
}

static void say_warnings(struct view *view, const struct snapshot *snapshot)
{
	struct text warnings = {0};

	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *node = &snapshot->nodes[i];
		for (uint32_t p = 0; p < node->peer_count; p++)
			warn_of_peer(node, &node->peers[p], &warnings);
		warn_of_rejected(node, &warnings);
	}
	if (warnings.size > 0)
		view_say(view, "\nWorth a look\n%s", text_str(&warnings));
	text_done(&warnings);
}

static void say_head(struct view *view, const struct snapshot *snapshot, const struct plan *plan,
                     const struct summary_run *run)
{
	struct text time = {0};

	duration_words(snapshot->converged ? run->converged_at.us : snapshot->time_us, &time);
	view_say(view, "%s: %s after %s of virtual time; ", snapshot->lab,
	         snapshot->converged ? "converged" : "NOT converged", text_str(&time));
	view_say(view,
	         "%" PRIu32 " speakers, %" PRIu32 " sessions, %" PRIu64 " events, %" PRIu64
	         " bytes, seed %" PRIu64 "\n\n",
	         plan->node_count, plan->session_count, run->events, run->bytes, run->seed);
	text_done(&time);
}

void summary_view(struct view *view, const struct snapshot *snapshot, const struct plan *plan,
                  const struct summary_run *run)
{
	say_head(view, snapshot, plan, run);
	tell_nodes(view, snapshot);
	say_warnings(view, snapshot);
	plan_say_assumptions(view, plan);
	view_say(view, "%sThe answer rests on %" PRIu32 " assumption%s\n",
	         plan->assumption_count > 0 ? "" : "\n", plan->assumption_count,
	         plan->assumption_count == 1 ? "" : "s");
}
