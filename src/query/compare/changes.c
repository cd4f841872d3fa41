/* Looks for changes speaker by speaker, and puts those with the same words together. */
#include "query/compare/changes.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "bgp/as_path.h"
#include "bgp/community.h"
#include "document/name_map.h"
#include "query/compare/compare_routes.h"
#include "topo/plan/plan_words.h"

/* A change that is being collected. */
struct change_entry {
	struct state_change change;
	const char **nodes; /* on the heap until the end */
	size_t room;
	uint32_t order;
};

struct change_finder {
	struct state_changes *out;
	struct change_entry *entries;
	size_t entry_room;
	uint32_t entry_count;
	struct name_map by_words; /* kind and text: number of the entry + 1 */
};

/* `text` is emptied. */
static void add(struct change_finder *finder, enum change_kind kind, const char *node,
                const struct prefix *prefix, struct text *text)
{
	struct arena *arena = finder->out->arena;
	const char *key = arena_printf(arena, "%d %s", kind, text_str(text));
	uintptr_t found = (uintptr_t)name_map_get(&finder->by_words, key);
	struct change_entry *entry;

	text_done(text);
	finder->out->by_kind[kind]++;
	if (found == 0) {
		finder->entries = mem_grow(finder->entries, &finder->entry_room,
		                           finder->entry_count + 1u, sizeof(*finder->entries));
		found = ++finder->entry_count;
		name_map_add(&finder->by_words, key, (const void *)found);
		finder->entries[found - 1] =
		    (struct change_entry){.change = {.kind = kind, .text = strchr(key, ' ') + 1},
		                          .order = (uint32_t)found};
		if (prefix != NULL)
			finder->entries[found - 1].change.prefix = *prefix;
	}
	entry = &finder->entries[found - 1];
	entry->nodes = mem_grow(entry->nodes, &entry->room, entry->change.node_count + 1u,
	                        sizeof(*entry->nodes));
	entry->nodes[entry->change.node_count++] = arena_strdup(arena, node);
}

/* Speakers */

static void add_node(struct change_finder *finder, enum change_kind kind,
                     const struct snapshot_node *node)
{
	struct text text = {0};

	text_addf(&text, "%s %s is %s", lab_kind_name(node->kind), node->element,
	          kind == CHANGE_NODE_NEW ? "new" : "gone");
	add(finder, kind, node->name, NULL, &text);
}

/* Sessions */

static const struct snapshot_peer *same_peer(const struct snapshot_node *node,
                                             const struct snapshot_peer *peer)
{
	for (uint32_t i = 0; i < node->peer_count; i++)
		if (strcmp(node->peers[i].name, peer->name) == 0 &&
		    addr_equal(&node->peers[i].address, &peer->address))
			return &node->peers[i];
	return NULL;
}

static const char *state_of(const struct snapshot_peer *peer)
{
	return peer->link_down && peer->established ? "Established over a dead link" : peer->state;
}

/* Told by the speaker that comes first. */
static bool is_teller(const struct snapshot *snapshot, const struct snapshot_node *node,
                      const struct snapshot_peer *peer)
{
	const struct snapshot_node *far = &snapshot->nodes[peer->node];

	return !far->present || node < far;
}

static void compare_session(struct change_finder *finder, const struct snapshot_node *node,
                            const struct snapshot_peer *before, const struct snapshot_peer *after)
{
	const struct snapshot_peer *one = after != NULL ? after : before;
	struct text text = {0};

	CHECK(one != NULL);
	text_addf(&text, "session with %s ", one->name);
	if (before == NULL)
		text_addf(&text, "is new, %s", state_of(after));
	else if (after == NULL)
		text_addf(&text, "is gone, it was %s", state_of(before));
	else if (strcmp(state_of(before), state_of(after)) != 0)
		text_addf(&text, "is %s, it was %s", state_of(after), state_of(before));
	else if (before->asn != after->asn)
		text_addf(&text, "has the AS %u, it had %u", after->asn, before->asn);
	else {
		text_done(&text);
		return;
	}
	add(finder, CHANGE_SESSION, node->name, NULL, &text);
}

static void compare_sessions(struct change_finder *finder, const struct snapshot *a,
                             const struct snapshot *b, const struct snapshot_node *before,
                             const struct snapshot_node *after)
{
	for (uint32_t i = 0; i < before->peer_count; i++)
		if (is_teller(a, before, &before->peers[i]))
			compare_session(finder, before, &before->peers[i],
			                same_peer(after, &before->peers[i]));
	for (uint32_t i = 0; i < after->peer_count; i++)
		if (is_teller(b, after, &after->peers[i]) &&
		    same_peer(before, &after->peers[i]) == NULL)
			compare_session(finder, after, NULL, &after->peers[i]);
}

/* Routes */

/* The paths of one prefix. */
struct path_group {
	const struct snapshot_path *first;
	uint32_t count;
};

static struct path_group group_at(const struct snapshot_node *node, uint32_t at)
{
	struct path_group group = {&node->paths[at], 0};

	while (at + group.count < node->path_count &&
	       prefix_equal(&group.first->prefix, &node->paths[at + group.count].prefix))
		group.count++;
	return group;
}

static bool is_used(const struct path_group *group)
{
	return group->count > 0 && group->first->best;
}

/* "from er-fra/primary, er-fra/secondary (AS path 12076 12076)". */
static void say_used(const struct snapshot_node *node, const struct path_group *group,
                     struct text *out)
{
	const char *before = "";

	CHECK(is_used(group));
	if (group->first->peer < 0) {
		text_add(out, "its own");
		return;
	}
	text_add(out, "from ");
	for (uint32_t i = 0; i < group->count && group->first[i].multipath; i++) {
		int32_t peer = group->first[i].peer;
		const char *name = peer < 0 ? "itself" : node->peers[peer].name;

		if (strcmp(name, before) != 0)
			text_addf(out, "%s%s", i == 0 ? "" : ", ", name);
		before = name;
	}
	text_add(out, " (");
	compare_say_attributes(group->first->attrs, out);
	text_add(out, ")");
}

static const struct snapshot_path *refused(const struct path_group *group)
{
	for (uint32_t i = 0; i < group->count; i++)
		if (group->first[i].verdict != RIB_PASS)
			return &group->first[i];
	return NULL;
}

static void lose(struct change_finder *finder, const struct snapshot_node *before,
                 const struct snapshot_node *after, const struct path_group *was,
                 const struct path_group *is)
{
	const struct snapshot_path *why = refused(is);
	struct text text = {0};
	char prefix[PREFIX_TEXT_MAX];

	CHECK(before->kind == after->kind);
	text_addf(&text, "lost %s, which was ", prefix_format(&was->first->prefix, prefix));
	say_used(before, was, &text);
	if (why != NULL)
		text_addf(&text, ": refused now from %s, %s",
		          why->peer < 0 ? "itself" : after->peers[why->peer].name,
		          plan_verdict_text(why->verdict));
	add(finder, CHANGE_ROUTE_LOST, after->name, &was->first->prefix, &text);
}

static void gain(struct change_finder *finder, const struct snapshot_node *after,
                 const struct path_group *is)
{
	struct text text = {0};
	char prefix[PREFIX_TEXT_MAX];

	CHECK(is->count > 0);
	text_addf(&text, "gained %s, ", prefix_format(&is->first->prefix, prefix));
	say_used(after, is, &text);
	add(finder, CHANGE_ROUTE_GAINED, after->name, &is->first->prefix, &text);
}

static void compare_group(struct change_finder *finder, const struct snapshot_node *before,
                          const struct snapshot_node *after, const struct path_group *was,
                          const struct path_group *is)
{
	struct text old = {0};
	struct text now = {0};
	struct text text = {0};
	char prefix[PREFIX_TEXT_MAX];

	if (!is_used(was) && is_used(is))
		gain(finder, after, is);
	else if (is_used(was) && !is_used(is))
		lose(finder, before, after, was, is);
	if (!is_used(was) || !is_used(is))
		return;
	say_used(before, was, &old);
	say_used(after, is, &now);
	if (strcmp(text_str(&old), text_str(&now)) != 0) {
		text_addf(&text, "has %s %s, it was %s", prefix_format(&is->first->prefix, prefix),
		          text_str(&now), text_str(&old));
		add(finder, CHANGE_ROUTE_OTHER, after->name, &is->first->prefix, &text);
	}
	text_done(&old);
	text_done(&now);
}

static void compare_tables(struct change_finder *finder, const struct snapshot_node *before,
                           const struct snapshot_node *after)
{
	uint32_t b = 0;
	uint32_t a = 0;

	while (b < before->path_count || a < after->path_count) {
		int order = b == before->path_count ? 1
		            : a == after->path_count
		                ? -1
		                : prefix_compare(&before->paths[b].prefix, &after->paths[a].prefix);
		struct path_group was = {0};
		struct path_group is = {0};

		if (order <= 0)
			was = group_at(before, b);
		if (order >= 0)
			is = group_at(after, a);
		compare_group(finder, before, after, &was, &is);
		b += was.count;
		a += is.count;
	}
}

/* All of it */

static void compare_node(struct change_finder *finder, const struct snapshot *a,
                         const struct snapshot *b, const struct snapshot_node *before)
{
	const struct snapshot_node *after = snapshot_find_node(b, before->name);

	if (after == NULL) {
		add_node(finder, CHANGE_NODE_GONE, before);
		return;
	}
	compare_sessions(finder, a, b, before, after);
	if (before->present && after->present)
		compare_tables(finder, before, after);
}

static int by_kind(const void *left, const void *right)
{
	const struct change_entry *a = left;
	const struct change_entry *b = right;

	if (a->change.kind != b->change.kind)
		return a->change.kind < b->change.kind ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static void finish(struct change_finder *finder)
{
	struct state_changes *out = finder->out;

	if (finder->entry_count > 0)
		qsort(finder->entries, finder->entry_count, sizeof(*finder->entries), by_kind);
	out->items = arena_alloc(out->arena, (finder->entry_count + 1u) * sizeof(*out->items));
	for (uint32_t i = 0; i < finder->entry_count; i++) {
		struct change_entry *entry = &finder->entries[i];
		size_t size = entry->change.node_count * sizeof(*entry->nodes);

		CHECK(entry->change.node_count > 0);
		entry->change.nodes = memcpy(arena_alloc(out->arena, size), entry->nodes, size);
		free(entry->nodes);
		out->items[out->count++] = entry->change;
	}
	free(finder->entries);
	name_map_done(&finder->by_words);
}

struct state_changes *changes_find(const struct snapshot *before, const struct snapshot *after)
{
	struct arena *arena = arena_new();
	struct state_changes *out = arena_alloc(arena, sizeof(*out));
	struct change_finder finder = {.out = out};
	struct text lines = {0};

	*out = (struct state_changes){.arena = arena};
	for (uint32_t i = 0; i < before->node_count; i++)
		compare_node(&finder, before, after, &before->nodes[i]);
	for (uint32_t i = 0; i < after->node_count; i++)
		if (snapshot_find_node(before, after->nodes[i].name) == NULL)
			add_node(&finder, CHANGE_NODE_NEW, &after->nodes[i]);
	finish(&finder);
	out->lines = snapshot_diff(before, after, &lines);
	text_done(&lines);
	return out;
}

void changes_free(struct state_changes *changes)
{
	if (changes != NULL)
		arena_free(changes->arena);
}

const char *change_kind_name(enum change_kind kind)
{
	static const char *const names[CHANGE_KIND_COUNT] = {
	    [CHANGE_NODE_GONE] = "node-gone",       [CHANGE_NODE_NEW] = "node-new",
	    [CHANGE_SESSION] = "session",           [CHANGE_ROUTE_LOST] = "route-lost",
	    [CHANGE_ROUTE_GAINED] = "route-gained", [CHANGE_ROUTE_OTHER] = "route-other",
	};

	CHECK(kind < CHANGE_KIND_COUNT);
	return names[kind];
}
