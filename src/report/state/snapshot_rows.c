/* Rows and heads of snapshots. */
#include "report/state/snapshot_rows.h"

#include "base/check.h"
#include "topo/plan/plan_words.h"

const char *snapshot_row_begin(bool first)
{
	return first ? "\n" : ",\n";
}

struct view *snapshot_row(struct text *out, bool first)
{
	text_add(out, snapshot_row_begin(first));
	return view_begin_line(out);
}

void snapshot_end_head(struct view *head, struct text *out)
{
	view_end(head);
	CHECK(out->size > 0 && out->at[out->size - 1] == '}');
	out->at[--out->size] = '\0';
}

void snapshot_tell_counts(struct view *view, const char *key, const uint32_t by_family[3])
{
	if (by_family[ADDR_IPV4] == 0 && by_family[ADDR_IPV6] == 0)
		return;
	view_open(view, key);
	view_unless_zero(view, "ipv4", by_family[ADDR_IPV4]);
	view_unless_zero(view, "ipv6", by_family[ADDR_IPV6]);
	view_close(view);
}

void snapshot_tell_node(struct view *head, const struct snapshot_node *node)
{
	view_text(head, "name", node->name);
	view_text(head, "role", lab_kind_role(node->kind));
	view_text(head, "element", node->element);
	view_text(head, "group", node->group);
	view_number(head, "instance", node->instance);
	view_unsigned(head, "as", node->asn);
	view_router_id(head, "routerId", node->router_id);
	view_flag(head, "external", node->external);
	view_flag(head, "present", node->present);
}
