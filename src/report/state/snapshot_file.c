/* Writes a snapshot that is to be kept: a change of the network is a change of few lines. What
 * names a peer does so by its address, not by a number, which would be another one when a peer
 * comes or goes. */
#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "bgp/attr_members.h"
#include "query/state/snapshot_format.h"
#include "report/frame/view.h"
#include "report/state/snapshot_json.h"
#include "report/state/snapshot_rows.h"
#include "topo/plan/plan_words.h"

static void tell_peer(struct view *view, const struct snapshot_peer *peer)
{
	view_text(view, "node", peer->name);
	view_addr(view, "address", &peer->address);
	view_addr(view, "localAddress", &peer->local_address);
	view_unsigned(view, "as", peer->asn);
	view_router_id(view, "routerId", peer->router_id);
	view_text(view, "state", peer->state);
	view_flag(view, "established", peer->established);
	view_flag(view, "linkDown", peer->link_down);
	view_unless_zero(view, "holdTime", peer->hold_time_s);
	snapshot_tell_counts(view, "prefixLimit", peer->prefix_limit);
}

/* Who it is for people, and by which address it is found. */
static void tell_peer_of(struct view *view, const struct snapshot_node *node, uint32_t peer)
{
	CHECK(peer < node->peer_count);
	view_text(view, "node", node->peers[peer].name);
	view_addr(view, "peer", &node->peers[peer].address);
}

static void tell_attrs(struct view *view, const struct bgp_attrs *attrs)
{
	struct bgp_member_writer members;

	view_open(view, "attributes");
	members = view_member_writer(view);
	bgp_attrs_write(attrs, &members);
	view_close(view);
}

static void tell_path(struct view *view, const struct snapshot_node *node,
                      const struct snapshot_path *path)
{
	view_prefix(view, "prefix", &path->prefix);
	if (path->peer >= 0)
		tell_peer_of(view, node, (uint32_t)path->peer);
	view_flag(view, "best", path->best);
	if (path->best)
		view_text(view, "why", rib_step_name(path->why));
	view_flag(view, "multipath", path->multipath);
	if (path->verdict != RIB_PASS)
		view_text(view, "rejected", plan_verdict_name(path->verdict));
	tell_attrs(view, path->attrs);
}

static void tell_told(struct view *view, const struct snapshot_node *node,
                      const struct snapshot_told *told)
{
	view_prefix(view, "prefix", &told->prefix);
	tell_peer_of(view, node, told->peer);
	tell_attrs(view, told->attrs);
}

static void add_lists(struct text *out, const struct snapshot_node *node)
{
	struct view *view;

	text_add(out, ",\n\"peers\":[");
	for (uint32_t i = 0; i < node->peer_count; i++) {
		view = snapshot_row(out, i == 0);
		tell_peer(view, &node->peers[i]);
		view_end(view);
	}
	text_add(out, "],\n\"paths\":[");
	for (uint32_t i = 0; i < node->path_count; i++) {
		view = snapshot_row(out, i == 0);
		tell_path(view, node, &node->paths[i]);
		view_end(view);
	}
	text_add(out, "],\n\"told\":[");
	for (uint32_t i = 0; i < node->told_count; i++) {
		view = snapshot_row(out, i == 0);
		tell_told(view, node, &node->told[i]);
		view_end(view);
	}
	text_add(out, "]}");
}

static void add_node(struct text *out, bool first, const struct snapshot_node *node)
{
	struct view *head = snapshot_row(out, first);

	snapshot_tell_node(head, node);
	snapshot_end_head(head, out);
	add_lists(out, node);
}

char *snapshot_to_file(const struct snapshot *snapshot)
{
	struct text out = {0};
	struct view *head = view_begin_line(&out);

	view_text(head, "format", SNAPSHOT_FORMAT);
	view_number(head, "version", SNAPSHOT_VERSION);
	view_text(head, "layout", SNAPSHOT_LINES);
	view_text(head, "lab", snapshot->lab);
	view_text(head, "source", snapshot->source);
	view_flag(head, "converged", snapshot->converged);
	snapshot_end_head(head, &out);
	text_add(&out, ",\n\"nodes\":[");
	for (uint32_t i = 0; i < snapshot->node_count; i++)
		add_node(&out, i == 0, &snapshot->nodes[i]);
	text_add(&out, "]}\n");
	return text_take(&out);
}
