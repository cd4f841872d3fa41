/*
 * What the export policy makes of a path.
 *
 * Peers with the same settings form a class, and the policy is asked once for each class and set,
 * however many peers hear of it. Only what depends on the single peer or prefix is asked each time;
 * that is everything where a routing policy looks at prefixes.
 */
#include <stdlib.h>

#include "base/check.h"
#include "base/hash.h"
#include "base/mem.h"
#include "bgp/as_path.h"
#include "rib/route_policy.h"
#include "rib/tables.h"

/* Everything that rib_export_apply() looks at. */
static bool same_class(const struct rib_peer_conf *a, const struct rib_peer_conf *b)
{
	return a->local_as == b->local_as && rib_peer_external(a) == rib_peer_external(b) &&
	       (!a->export.skip_peer_as || a->peer_as == b->peer_as) && a->client == b->client &&
	       rib_export_equal(&a->export, &b->export) &&
	       (a->export.policy == NULL || !rib_policy_looks_at_neighbour(a->export.policy) ||
	        addr_equal(&a->peer_address, &b->peer_address));
}

static bool asks_per_prefix(const struct rib_peer_conf *conf)
{
	return conf->export.policy != NULL && rib_policy_looks_at_prefix(conf->export.policy);
}

static uint16_t class_of(struct rib *rib, const struct rib_peer_conf *conf)
{
	uint32_t i = 0;

	while (i < rib->class_count && !same_class(rib->classes[i].example, conf))
		i++;
	if (i == rib->class_count) {
		rib->classes = xrealloc(rib->classes, (i + 1) * sizeof(*rib->classes));
		rib->classes[i] =
		    (struct rib_class){.example = conf, .per_prefix = asks_per_prefix(conf)};
		rib->class_count++;
	}
	return (uint16_t)i;
}

static void add_best_of(struct rib *rib, rib_groups groups)
{
	for (uint32_t i = 0; i < rib->best_of_count; i++) {
		if (rib->best_of[i] == groups)
			return;
	}
	CHECK(rib->best_of_count < RIB_BEST_OF_MAX);
	rib->best_of[rib->best_of_count++] = groups;
}

void rib_classes_init(struct rib *rib)
{
	CHECK(rib->class_count == 0);
	rib->transit = rib->reflects = false;
	rib->best_of_count = 0;
	rib->not_to_announcers = 0;
	for (uint32_t i = 0; i < rib->peer_count; i++) {
		const struct rib_peer_conf *conf = rib->confs[i];

		CHECK(conf->group < RIB_GROUP_MAX);
		rib->peers[i].class = class_of(rib, conf);
		rib->transit |= !conf->export.originated_only;
		rib->reflects |= conf->client;
		rib->not_to_announcers |= conf->export.not_to_announcers;
		if (conf->export.best_of != 0)
			add_best_of(rib, conf->export.best_of);
	}
}

void rib_classes_forget(struct rib *rib)
{
	for (uint32_t i = 0; i < rib->class_count; i++) {
		free(rib->classes[i].memo);
		rib->classes[i].memo = NULL;
		rib->classes[i].memo_count = rib->classes[i].memo_size = 0;
	}
}

void rib_classes_done(struct rib *rib)
{
	rib_classes_forget(rib);
	free(rib->classes);
	rib->classes = NULL;
	rib->class_count = 0;
}

/* The empty slot, or the one that holds `key`. */
static struct rib_exported *memo_slot(const struct rib_class *class, uint32_t key)
{
	uint32_t mask = class->memo_size - 1;
	uint32_t i = (uint32_t)hash_mix(key) & mask;

	while (class->memo[i].key != 0 && class->memo[i].key != key)
		i = (i + 1) & mask;
	return &class->memo[i];
}

static void memo_grow(struct rib_class *class)
{
	struct rib_class old = *class;

	class->memo_size = old.memo_size == 0 ? 16 : 2 * old.memo_size;
	class->memo = xcalloc(class->memo_size, sizeof(*class->memo));
	for (uint32_t i = 0; i < old.memo_size; i++) {
		if (old.memo[i].key != 0)
			*memo_slot(class, old.memo[i].key) = old.memo[i];
	}
	free(old.memo);
}

static const struct rib_peer_conf *peer_conf(const struct rib *rib, const struct rib_path *path)
{
	return path->peer == RIB_LOCAL ? NULL : rib->confs[path->peer];
}

static struct rib_exported export_compute(struct rib *rib, const struct rib_class *class,
                                          const struct rib_path *path, prefix_id prefix)
{
	uint8_t room[2 * AS_PATH_SIZE_MAX];
	struct writer scratch = writer_of(room, sizeof(room));
	struct bgp_attrs attrs = *attr_pool_get(rib->pools.attrs, path->attrs);
	struct rib_source from = {.peer = peer_conf(rib, path),
	                          .group = path->group,
	                          .prefix = prefix_table_get(rib->pools.prefixes, prefix)};
	struct rib_exported exported = {.attrs = ATTRS_NONE};

	CHECK(path->verdict == RIB_PASS);
	exported.verdict = (uint8_t)rib_export_apply(class->example, from, &attrs, &scratch);
	if (exported.verdict == RIB_PASS)
		exported.attrs = attr_pool_intern(rib->pools.attrs, &attrs);
	return exported;
}

/* What the policy can tell apart about a path beside its set. Withheld groups are not asked for. */
static uint32_t kind_of(const struct rib_peer_conf *to, const struct rib_peer_conf *from,
                        uint8_t group)
{
	enum { OWN, EXTERNAL, INTERNAL, CLIENT, REWRITTEN };
	uint32_t kind = from == NULL              ? OWN
	                : rib_peer_external(from) ? EXTERNAL
	                : from->client            ? CLIENT
	                                          : INTERNAL;

	return to->export.rewrite.groups & rib_group_bit(group) ? kind + REWRITTEN : kind;
}

static struct rib_exported export_ask(struct rib *rib, uint16_t class_id,
                                      const struct rib_path *path, prefix_id prefix)
{
	enum { KINDS = 8 };
	struct rib_class *class = &rib->classes[class_id];
	uint32_t key =
	    path->attrs * KINDS + kind_of(class->example, peer_conf(rib, path), path->group);

	CHECK(path->attrs < UINT32_MAX / KINDS);
	if (class->per_prefix)
		return export_compute(rib, class, path, prefix);
	if (class->memo_size > 0) {
		struct rib_exported *found = memo_slot(class, key);

		if (found->key == key)
			return *found;
	}
	if (4 * (class->memo_count + 1) > 3 * class->memo_size)
		memo_grow(class);

	struct rib_exported *slot = memo_slot(class, key);

	CHECK(key != 0 && slot->key == 0 && class->memo_count < class->memo_size);
	*slot = export_compute(rib, class, path, prefix);
	slot->key = key;
	class->memo_count++;
	return *slot;
}

/* The site of the peer, this one or another of its speakers, has announced what the row is about.
 */
static bool is_announcer(const struct rib *rib, rib_peer_id to, const struct rib_row *row)
{
	const struct rib_path *paths = rib_row_paths(rib, row);
	uint32_t site = rib->confs[to]->site_of_origin;

	for (uint32_t i = 0; i < row->count; i++)
		if (paths[i].verdict == RIB_PASS && paths[i].peer != RIB_LOCAL &&
		    (paths[i].peer == to ||
		     (site != 0 && rib->confs[paths[i].peer]->site_of_origin == site)))
			return true;
	return false;
}

/* It has been in the speaker's own AS before: somebody passes on what he was told there. */
static bool is_copy(const struct rib *rib, rib_peer_id to, const struct rib_path *path)
{
	const struct bgp_attrs *attrs = attr_pool_get(rib->pools.attrs, path->attrs);

	return as_path_count(attrs->as_path, rib->confs[to]->local_as) > 0;
}

/* What depends on the single peer and prefix, then what its class says. */
static enum rib_verdict export_judge(struct rib *rib, rib_peer_id to, prefix_id prefix,
                                     const struct rib_row *row, attrs_id *out)
{
	const struct rib_path *best = rib_row_best_of(rib, row, rib->confs[to]->export.best_of);
	const struct rib_peer_conf *conf = rib->confs[to];

	*out = ATTRS_NONE;
	if (best->peer == to && !conf->export.to_sender)
		return RIB_SPLIT_HORIZON;
	if (best->peer != RIB_LOCAL && conf->site_of_origin != 0 &&
	    rib->confs[best->peer]->site_of_origin == conf->site_of_origin)
		return RIB_SITE_OF_ORIGIN;
	if (conf->export.withheld & rib_group_bit(best->group))
		return RIB_WITHHELD;
	if (conf->export.not_to_announcers & rib_group_bit(best->group) &&
	    is_announcer(rib, to, row) && is_copy(rib, to, best))
		return RIB_PEER_ANNOUNCES;

	struct rib_exported exported = export_ask(rib, rib->peers[to].class, best, prefix);

	if (exported.verdict != RIB_PASS)
		return exported.verdict;
	if (conf->export.filter != NULL &&
	    !rib_filter_permits(conf->export.filter, prefix_table_get(rib->pools.prefixes, prefix)))
		return RIB_FILTERED;
	*out = exported.attrs;
	return RIB_PASS;
}

enum rib_verdict rib_export_row(struct rib *rib, rib_peer_id to, prefix_id prefix,
                                const struct rib_row *row, attrs_id *out)
{
	CHECK(row->has_best && to < rib->peer_count);
	return export_judge(rib, to, prefix, row, out);
}

enum rib_verdict rib_export_verdict(struct rib *rib, rib_peer_id peer, prefix_id prefix)
{
	const struct rib_row *row = rib_row_find(rib, prefix);
	uint8_t family = prefix_table_get(rib->pools.prefixes, prefix)->addr.family;
	attrs_id out;

	CHECK(row != NULL && row->has_best);
	if (!rib->confs[peer]->families[family])
		return RIB_FAMILY;
	return rib_export_row(rib, peer, prefix, row, &out);
}
