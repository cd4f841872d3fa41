#include "tests/lib/rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/text.h"
#include "bgp/as_path.h"
#include "bgp/community.h"
#include "tests/lib/routes.h"
#include "topo/plan/plan_words.h"

static void say_path(const struct snapshot_path *path, struct text *out)
{
	char next_hop[ADDR_TEXT_MAX];

	as_path_format(path->attrs->as_path, " ", out);
	text_addf(out, "; %s; %u", addr_format(&path->attrs->next_hop, next_hop),
	          path->attrs->weight);
	if (path->attrs->origin == BGP_ORIGIN_EGP)
		text_add(out, "; EGP");
	if (path->peer >= 0 && path->verdict == RIB_PASS && path->attrs->local_pref != 100)
		text_addf(out, "; local-pref %u", path->attrs->local_pref);
	if (path->attrs->communities.size > 0) {
		text_add(out, "; ");
		community_format(path->attrs->communities, out);
	}
	if (path->verdict != RIB_PASS)
		text_addf(out, "; %s", plan_verdict_name(path->verdict));
}

static const struct snapshot_path *find(const struct snapshot_node *node, const struct row *row)
{
	struct prefix prefix = a_prefix(row->prefix);

	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];
		const char *from = path->peer < 0 ? "" : node->peers[path->peer].name;

		if (prefix_equal(&path->prefix, &prefix) && strcmp(from, row->peer) == 0)
			return path;
	}
	return NULL;
}

void check_rows(const struct simulated *s, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct row *row = &rows[i];
		const struct snapshot_node *node = snapshot_find_node(s->snapshot, row->node);
		const struct snapshot_path *path = node == NULL ? NULL : find(node, row);
		struct text has = {0};

		if (node == NULL)
			fail_msg("%s: no node %s", row->rule, row->node);
		if (path != NULL)
			say_path(path, &has);
		if ((path == NULL) != (row->has == NULL) ||
		    (path != NULL && strcmp(text_str(&has), row->has) != 0))
			fail_msg("%s: %s has %s from %s: %s, want %s", row->rule, row->node,
			         row->prefix, row->peer,
			         path == NULL ? "(nothing)" : text_str(&has),
			         row->has == NULL ? "(nothing)" : row->has);
		text_done(&has);
	}
}
