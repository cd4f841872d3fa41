/* Prints a plan as text. */
#include "report/plan_table.h"

#include <inttypes.h>
#include <string.h>

#include "report/frame/table.h"
#include "report/frr.h"
#include "report/policy_words.h"

static void print_nodes(const struct plan *plan, struct text *out)
{
	struct table *table = table_new();

	table_column(table, "Node", TABLE_LEFT);
	table_column(table, "Role", TABLE_LEFT);
	table_column(table, "AS", TABLE_RIGHT);
	table_column(table, "Router ID", TABLE_LEFT);
	table_column(table, "Sessions", TABLE_RIGHT);
	table_column(table, "Own routes", TABLE_RIGHT);
	table_column(table, "Runs", TABLE_OPTIONAL);
	for (uint32_t i = 0; i < plan->node_count; i++) {
		const struct plan_node *node = &plan->nodes[i];
		char id[ADDR_TEXT_MAX];

		table_row(table);
		table_cell(table, 0, node->conf.name);
		table_cell(table, 1, lab_kind_role(node->element->kind));
		table_cellf(table, 2, "%" PRIu32, node->conf.asn);
		table_cell(table, 3, frr_router_id(node->conf.router_id, id));
		table_cellf(table, 4, "%" PRIu32, node->conf.peer_count);
		table_cellf(table, 5, "%" PRIu32, node->conf.route_count);
		if (node->external)
			table_cell(table, 6, "a real router, outside");
	}
	text_addf(out, "Speakers (%" PRIu32 ")\n", plan->node_count);
	table_print(table, out);
	table_free(table);
}

static void words_cell(struct table *table, unsigned column, struct text *words)
{
	table_cell(table, column, text_str(words));
	text_done(words);
}

static void add_delay(struct table *table, unsigned column, const struct plan_session *session)
{
	static const char *const bases[] = {
	    [RTT_MEASURED] = "",
	    [RTT_ESTIMATED] = " (estimate)",
	    [RTT_GIVEN] = " (given)",
	    [RTT_UNKNOWN] = "",
	};
	struct text words = {0};

	if (session->basis == RTT_UNKNOWN)
		text_add(&words, "unknown");
	else
		duration_words(session->delay_us, &words);
	text_add(&words, bases[session->basis]);
	words_cell(table, column, &words);
}

static void add_session(struct table *table, const struct plan *plan,
                        const struct plan_session *session)
{
	const struct plan_node *a = &plan->nodes[session->end[0].node];
	const struct plan_node *b = &plan->nodes[session->end[1].node];
	const struct node_peer_conf *conf = &a->conf.peers[session->end[0].peer];
	struct text bandwidth = {0};
	char address[ADDR_TEXT_MAX];

	table_row(table);
	table_cell(table, 0, a->conf.name);
	table_cell(table, 1, addr_format(&session->end[0].address, address));
	table_cell(table, 2, b->conf.name);
	table_cell(table, 3, addr_format(&session->end[1].address, address));
	table_cell(table, 4, plan_link_name(session->kind));
	add_delay(table, 5, session);
	if (session->bandwidth_mbps > 0)
		bandwidth_words(session->bandwidth_mbps, &bandwidth);
	words_cell(table, 6, &bandwidth);
	table_cellf(table, 7, "%u s", (unsigned)conf->session.hold_time_s);
	if (session->md5_key != NULL)
		table_cell(table, 8, "MD5");
}

static void print_sessions(const struct plan *plan, struct text *out)
{
	struct table *table = table_new();

	table_column(table, "From", TABLE_LEFT);
	table_column(table, "Address", TABLE_LEFT);
	table_column(table, "To", TABLE_LEFT);
	table_column(table, "Address", TABLE_LEFT);
	table_column(table, "Link", TABLE_LEFT);
	table_column(table, "Delay one way", TABLE_RIGHT);
	table_column(table, "Bandwidth", TABLE_OPTIONAL_RIGHT);
	table_column(table, "Hold time", TABLE_RIGHT);
	table_column(table, "Key", TABLE_OPTIONAL);
	for (uint32_t i = 0; i < plan->session_count; i++)
		add_session(table, plan, &plan->sessions[i]);
	text_addf(out, "\nSessions (%" PRIu32 ")\n", plan->session_count);
	table_print(table, out);
	table_free(table);
}

static void print_policies(const struct plan *plan, struct text *out)
{
	struct table *table = table_new();

	table_column(table, "Node", TABLE_LEFT);
	table_column(table, "Peer", TABLE_LEFT);
	table_column(table, "Accepts", TABLE_OPTIONAL);
	table_column(table, "Tells", TABLE_OPTIONAL);
	for (uint32_t i = 0; i < plan->node_count; i++) {
		const struct node_conf *conf = &plan->nodes[i].conf;
		for (uint32_t p = 0; p < conf->peer_count; p++) {
			struct text import = {0};
			struct text export = {0};

			policy_import_words(&conf->peers[p], &import);
			policy_export_words(&conf->peers[p], &export);
			table_row(table);
			table_cell(table, 0, conf->name);
			table_cell(table, 1, conf->peers[p].name);
			words_cell(table, 2, &import);
			words_cell(table, 3, &export);
		}
	}
	text_add(out, "\nPolicies (nothing said: plain BGP)\n");
	table_print(table, out);
	table_free(table);
}

void plan_assumptions_print(const struct plan *plan, struct text *out)
{
	if (plan->assumption_count == 0)
		return;
	text_add(out, "\nAssumed, because Microsoft does not publish it\n");
	for (uint32_t i = 0; i < plan->assumption_count; i++)
		text_addf(out, "- %s (%s)\n", plan->assumptions[i].text, plan->assumptions[i].rule);
}

void plan_table_print(const struct plan *plan, struct text *out)
{
	print_nodes(plan, out);
	print_sessions(plan, out);
	print_policies(plan, out);
	plan_assumptions_print(plan, out);
}
