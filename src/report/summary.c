/* Prints the summary of a simulated run. */
#include "report/summary.h"

#include <inttypes.h>
#include <string.h>

#include "bgp/message.h"
#include "report/frame/table.h"
#include "report/plan_table.h"
#include "report/policy_words.h"
#include "topo/plan/plan_words.h"

/* What is counted of one node. */
struct counts {
	uint32_t networks;
	uint32_t paths;
	uint32_t rejected[RIB_VERDICT_COUNT];
	uint32_t rejected_in_all;
	uint32_t established;
};

static struct counts count_node(const struct snapshot_node *node)
{
	struct counts counts = {0};

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

static void add_node(struct table *table, const struct snapshot_node *node)
{
	struct counts counts = count_node(node);

	table_row(table);
	table_cell(table, 0, node->name);
	table_cell(table, 1, lab_kind_role(node->kind));
	table_cellf(table, 2, "%" PRIu32, node->asn);
	if (!node->present)
		return;
	table_cellf(table, 3, "%" PRIu32 "/%" PRIu32, counts.established, node->peer_count);
	table_cellf(table, 4, "%" PRIu32, counts.networks);
	table_cellf(table, 5, "%" PRIu32, counts.paths);
	if (counts.rejected_in_all > 0)
		table_cellf(table, 6, "%" PRIu32, counts.rejected_in_all);
	table_cellf(table, 7, "%" PRIu32, node->told_count);
}

static void print_nodes(const struct snapshot *snapshot, struct text *out)
{
	struct table *table = table_new();

	table_column(table, "Node", TABLE_LEFT);
	table_column(table, "Role", TABLE_LEFT);
	table_column(table, "AS", TABLE_RIGHT);
	table_column(table, "Sessions", TABLE_RIGHT);
	table_column(table, "Networks", TABLE_RIGHT);
	table_column(table, "Paths", TABLE_RIGHT);
	table_column(table, "Rejected", TABLE_OPTIONAL_RIGHT);
	table_column(table, "Told", TABLE_RIGHT);
	for (uint32_t i = 0; i < snapshot->node_count; i++)
		add_node(table, &snapshot->nodes[i]);
	table_print(table, out);
	table_free(table);
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
	struct counts counts = count_node(node);

	for (unsigned verdict = 0; verdict < RIB_VERDICT_COUNT; verdict++) {
		if (counts.rejected[verdict] > 0)
			text_addf(out, "- %s: %" PRIu32 " path%s rejected, %s: %s\n", node->name,
			          counts.rejected[verdict],
			          counts.rejected[verdict] == 1 ? "" : "s",
			          plan_verdict_name((enum rib_verdict)verdict),
			          plan_verdict_text((enum rib_verdict)verdict));
	}
}

static void print_warnings(const struct snapshot *snapshot, struct text *out)
{
	struct text warnings = {0};

	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *node = &snapshot->nodes[i];
		for (uint32_t p = 0; p < node->peer_count; p++)
			warn_of_peer(node, &node->peers[p], &warnings);
		warn_of_rejected(node, &warnings);
	}
	if (warnings.size > 0)
		text_addf(out, "\nWorth a look\n%s", text_str(&warnings));
	text_done(&warnings);
}

static void print_head(const struct snapshot *snapshot, const struct plan *plan,
                       const struct summary_run *run, struct text *out)
{
	text_addf(out, "%s: ", snapshot->lab);
	if (snapshot->converged) {
		text_add(out, "converged after ");
		duration_words(run->converged_at.us, out);
	} else {
		text_add(out, "NOT converged after ");
		duration_words(snapshot->time_us, out);
	}
	text_addf(out,
	          " of virtual time; %" PRIu32 " speakers, %" PRIu32 " sessions, %" PRIu64
	          " events, %" PRIu64 " bytes, seed %" PRIu64 "\n\n",
	          plan->node_count, plan->session_count, run->events, run->bytes, run->seed);
}

void summary_print(const struct snapshot *snapshot, const struct plan *plan,
                   const struct summary_run *run, struct text *out)
{
	print_head(snapshot, plan, run, out);
	print_nodes(snapshot, out);
	print_warnings(snapshot, out);
	plan_assumptions_print(plan, out);
	text_addf(out, "%sThe answer rests on %" PRIu32 " assumption%s\n",
	          plan->assumption_count > 0 ? "" : "\n", plan->assumption_count,
	          plan->assumption_count == 1 ? "" : "s");
}
