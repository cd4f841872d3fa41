/* Compares two snapshots, as lines for people. Routes are compared as the text that shows them, so
 * that whatever differs is also seen. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "bgp/attr_members.h"
#include "query/state/snapshot.h"
#include "topo/plan/plan_words.h"

/* Texts of one node's lines, sorted. */
struct lines {
	char **items;
	size_t count;
	size_t capacity;
};

struct diff {
	struct text *out;
	uint32_t count;
	const char *node;
};

static void lines_add(struct lines *lines, struct text *line)
{
	lines->items =
	    mem_grow(lines->items, &lines->capacity, lines->count + 1, sizeof(*lines->items));
	lines->items[lines->count++] = text_take(line);
}

static void lines_done(struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->items[i]);
	free(lines->items);
}

static int compare_lines(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

static void put(struct diff *diff, char sign, const char *line)
{
	text_addf(diff->out, "%s: %c %s\n", diff->node, sign, line);
	diff->count++;
}

/* Both sorted: what only one of them has. */
static void compare_sets(struct diff *diff, struct lines *a, struct lines *b)
{
	size_t i = 0;
	size_t j = 0;

	if (a->count > 1)
		qsort(a->items, a->count, sizeof(*a->items), compare_lines);
	if (b->count > 1)
		qsort(b->items, b->count, sizeof(*b->items), compare_lines);
	while (i < a->count || j < b->count) {
		int order = i == a->count   ? 1
		            : j == b->count ? -1
		                            : strcmp(a->items[i], b->items[j]);
		if (order < 0)
			put(diff, '-', a->items[i]);
		if (order > 0)
			put(diff, '+', b->items[j]);
		i += order <= 0;
		j += order >= 0;
	}
	lines_done(a);
	lines_done(b);
}

/* A set that two routes of one snapshot share is one set. */
static bool attrs_equal(const struct bgp_attrs *a, const struct bgp_attrs *b)
{
	return a == b || bgp_attrs_equal(a, b);
}

static const char *peer_name(const struct snapshot_node *node, int64_t peer)
{
	return peer < 0 ? "own route" : node->peers[peer].name;
}

static void path_line(const struct snapshot_node *node, const struct snapshot_path *path,
                      struct text *line)
{
	char prefix[PREFIX_TEXT_MAX];

	text_addf(line, "%s via %s", prefix_format(&path->prefix, prefix),
	          peer_name(node, path->peer));
	bgp_attrs_format(path->attrs, line);
	if (path->best)
		text_addf(line, " best (%s)", rib_step_name(path->why));
	else if (path->multipath)
		text_add(line, " equally good");
	if (path->verdict != RIB_PASS)
		text_addf(line, " rejected (%s)", plan_verdict_name(path->verdict));
}

static bool path_equal(const struct snapshot_node *a, const struct snapshot_path *x,
                       const struct snapshot_node *b, const struct snapshot_path *y)
{
	return prefix_equal(&x->prefix, &y->prefix) && x->best == y->best &&
	       x->multipath == y->multipath && x->verdict == y->verdict && x->why == y->why &&
	       attrs_equal(x->attrs, y->attrs) &&
	       strcmp(peer_name(a, x->peer), peer_name(b, y->peer)) == 0;
}

static uint32_t path_group(const struct snapshot_node *node, uint32_t start)
{
	uint32_t end = start;

	while (end < node->path_count &&
	       prefix_equal(&node->paths[end].prefix, &node->paths[start].prefix))
		end++;
	return end;
}

/* The paths of one prefix. */
struct group {
	const struct snapshot_node *node;
	uint32_t start;
	uint32_t end;
};

static bool groups_equal(const struct group *a, const struct group *b)
{
	bool same = a->end - a->start == b->end - b->start;

	for (uint32_t i = 0; same && i < a->end - a->start; i++)
		same = path_equal(a->node, &a->node->paths[a->start + i], b->node,
		                  &b->node->paths[b->start + i]);
	return same;
}

static void group_lines(const struct group *group, struct lines *lines)
{
	for (uint32_t i = group->start; i < group->end; i++) {
		struct text line = {0};
		path_line(group->node, &group->node->paths[i], &line);
		lines_add(lines, &line);
	}
}

static void compare_groups(struct diff *diff, const struct group *a, const struct group *b)
{
	struct lines before = {0};
	struct lines after = {0};

	if (groups_equal(a, b))
		return;
	group_lines(a, &before);
	group_lines(b, &after);
	compare_sets(diff, &before, &after);
}

static void compare_paths(struct diff *diff, const struct snapshot_node *a,
                          const struct snapshot_node *b)
{
	struct group left = {.node = a};
	struct group right = {.node = b};

	while (left.start < a->path_count || right.start < b->path_count) {
		int order = left.start == a->path_count ? 1
		            : right.start == b->path_count
		                ? -1
		                : prefix_compare(&a->paths[left.start].prefix,
		                                 &b->paths[right.start].prefix);
		left.end = order <= 0 ? path_group(a, left.start) : left.start;
		right.end = order >= 0 ? path_group(b, right.start) : right.start;
		compare_groups(diff, &left, &right);
		left.start = left.end;
		right.start = right.end;
	}
}

static void told_line(const struct snapshot_node *node, const struct snapshot_told *told,
                      struct text *line)
{
	char prefix[PREFIX_TEXT_MAX];

	text_addf(line, "%s told to %s", prefix_format(&told->prefix, prefix),
	          node->peers[told->peer].name);
	bgp_attrs_format(told->attrs, line);
}

/* Prefix, then name of the peer: the order of peers may differ between two labs. */
static void told_lines(const struct snapshot_node *node, struct lines *lines)
{
	for (uint32_t i = 0; i < node->told_count; i++) {
		struct text line = {0};
		told_line(node, &node->told[i], &line);
		lines_add(lines, &line);
	}
}

static bool told_equal(const struct snapshot_node *a, const struct snapshot_node *b)
{
	if (a->told_count != b->told_count)
		return false;
	for (uint32_t i = 0; i < a->told_count; i++) {
		const struct snapshot_told *x = &a->told[i];
		const struct snapshot_told *y = &b->told[i];
		if (!prefix_equal(&x->prefix, &y->prefix) || !attrs_equal(x->attrs, y->attrs) ||
		    strcmp(a->peers[x->peer].name, b->peers[y->peer].name) != 0)
			return false;
	}
	return true;
}

static void peer_lines(const struct snapshot_node *node, struct lines *lines)
{
	for (uint32_t i = 0; i < node->peer_count; i++) {
		const struct snapshot_peer *peer = &node->peers[i];
		char address[ADDR_TEXT_MAX];
		struct text line = {0};

		text_addf(&line, "session with %s %s AS %" PRIu32 " %s", peer->name,
		          addr_format(&peer->address, address), peer->asn, peer->state);
		lines_add(lines, &line);
	}
}

static void compare_nodes(struct diff *diff, const struct snapshot_node *a,
                          const struct snapshot_node *b)
{
	struct lines before = {0};
	struct lines after = {0};

	diff->node = a->name;
	peer_lines(a, &before);
	peer_lines(b, &after);
	compare_sets(diff, &before, &after);
	compare_paths(diff, a, b);
	if (told_equal(a, b))
		return;
	before = (struct lines){0};
	after = (struct lines){0};
	told_lines(a, &before);
	told_lines(b, &after);
	compare_sets(diff, &before, &after);
}

static int compare_names(const void *left, const void *right)
{
	const struct snapshot_node *const *a = left;
	const struct snapshot_node *const *b = right;

	return strcmp((*a)->name, (*b)->name);
}

static const struct snapshot_node **sorted_nodes(const struct snapshot *snapshot)
{
	const struct snapshot_node **nodes = xcalloc(snapshot->node_count + 1, sizeof(*nodes));

	for (uint32_t i = 0; i < snapshot->node_count; i++)
		nodes[i] = &snapshot->nodes[i];
	qsort(nodes, snapshot->node_count, sizeof(*nodes), compare_names);
	return nodes;
}

uint32_t snapshot_diff(const struct snapshot *a, const struct snapshot *b, struct text *out)
{
	const struct snapshot_node **before = sorted_nodes(a);
	const struct snapshot_node **after = sorted_nodes(b);
	struct diff diff = {.out = out};
	uint32_t i = 0;
	uint32_t j = 0;

	while (i < a->node_count || j < b->node_count) {
		int order = i == a->node_count   ? 1
		            : j == b->node_count ? -1
		                                 : strcmp(before[i]->name, after[j]->name);
		diff.node = order <= 0 ? before[i]->name : after[j]->name;
		if (order < 0)
			put(&diff, '-', "node");
		else if (order > 0)
			put(&diff, '+', "node");
		else
			compare_nodes(&diff, before[i], after[j]);
		i += order <= 0;
		j += order >= 0;
	}
	free(before);
	free(after);
	return diff.count;
}
