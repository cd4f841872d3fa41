/* One snapshot of many: each process of a lab holds the tables of its own nodes. */
#include <string.h>

#include "base/check.h"
#include "query/state/snapshot.h"

static bool complain(struct findings *findings, const char *name, const char *format,
                     const char *what, const char *other)
{
	findings_add(findings, SEVERITY_ERROR, (struct place){.file = name}, format, what, other);
	return false;
}

/* The same nodes in the same order, as every process of one lab has them. */
static bool same_lab(const struct snapshot *a, const struct snapshot *b)
{
	if (strcmp(a->lab, b->lab) != 0 || a->node_count != b->node_count)
		return false;
	for (uint32_t i = 0; i < a->node_count; i++)
		if (strcmp(a->nodes[i].name, b->nodes[i].name) != 0)
			return false;
	return true;
}

/* Where the node is present; `count` for nowhere, and false when it is in two places. */
static bool holder_of(struct snapshot *const *parts, const char *const *names, uint32_t count,
                      uint32_t node, struct findings *findings, uint32_t *holder)
{
	*holder = count;
	for (uint32_t i = 0; i < count; i++) {
		if (!parts[i]->nodes[node].present)
			continue;
		if (*holder != count)
			return complain(findings, names[i], "runs '%s', and so does %s",
			                parts[i]->nodes[node].name, names[*holder]);
		*holder = i;
	}
	return true;
}

static struct snapshot *merged_new(struct snapshot *const *parts, uint32_t count)
{
	struct arena *arena = arena_new();
	struct snapshot *out = arena_alloc(arena, sizeof(*out));
	struct snapshot **kept = arena_alloc(arena, count * sizeof(*kept));

	*out = *parts[0];
	memcpy(kept, parts, count * sizeof(*kept));
	out->arena = arena;
	out->parts = kept;
	out->part_count = 0; /* they are not ours yet */
	out->nodes = arena_alloc(arena, (out->node_count + 1u) * sizeof(*out->nodes));
	for (uint32_t i = 1; i < count; i++) {
		out->converged &= parts[i]->converged;
		if (parts[i]->time_us > out->time_us)
			out->time_us = parts[i]->time_us;
	}
	return out;
}

struct snapshot *snapshot_merge(struct snapshot *const *parts, const char *const *names,
                                uint32_t count, struct findings *findings)
{
	struct snapshot *out;
	bool good = true;

	CHECK(count > 0);
	for (uint32_t i = 1; i < count; i++)
		if (!same_lab(parts[0], parts[i]))
			good = complain(findings, names[i],
			                "runs another lab, or another version of it, than %s%s",
			                names[0], "");
	if (!good)
		return NULL;
	out = merged_new(parts, count);
	for (uint32_t node = 0; node < out->node_count; node++) {
		uint32_t holder;

		good &= holder_of(parts, names, count, node, findings, &holder);
		CHECK(holder <= count);
		out->nodes[node] = parts[holder == count ? 0 : holder]->nodes[node];
	}
	if (!good) {
		snapshot_free(out);
		return NULL;
	}
	out->part_count = count;
	return snapshot_check(out);
}

uint32_t snapshot_missing(const struct snapshot *snapshot, struct arena *arena, const char ***names)
{
	uint32_t count = 0;

	*names = arena_alloc(arena, (snapshot->node_count + 1u) * sizeof(**names));
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *node = &snapshot->nodes[i];

		if (!node->present && !node->external)
			(*names)[count++] = node->name;
	}
	return count;
}
