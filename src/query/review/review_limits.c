/* Limits that are crossed now and were not. */
#include <inttypes.h>
#include <string.h>

#include "query/limits/limits.h"
#include "query/review/review_parts.h"

static bool is_crossed(const struct limit_use *use)
{
	return limit_is_above(use, 100);
}

static const struct limit_use *same_of(const struct limits *limits, const struct limit_use *use)
{
	for (uint32_t i = 0; i < limits->count; i++) {
		const struct limit_use *at = &limits->items[i];

		if (at->kind == use->kind && at->family == use->family &&
		    strcmp(at->element, use->element) == 0)
			return at;
	}
	return NULL;
}

static void add(struct review *review, const struct limit_use *was, const struct limit_use *is)
{
	const struct limit_trait *trait = limit_trait(is->kind);

	review_add(&review->limits,
	           arena_printf(review->arena, "%s: %s", is->element, trait->title),
	           was == NULL ? NULL : arena_printf(review->arena, "%" PRIu32, was->used),
	           arena_printf(review->arena, "%" PRIu32 " of %" PRIu32 "; beyond: %s", is->used,
	                        is->limit, trait->beyond));
	review->limits_broken += limit_is_broken(is);
}

void review_limits(struct review *review, const struct fabric *before, const struct fabric *after)
{
	struct limits *was = limits_take(before->lab->kinds, before->snapshot, before->lab);
	struct limits *is = limits_take(after->lab->kinds, after->snapshot, after->lab);

	for (uint32_t i = 0; i < is->count && is_crossed(&is->items[i]); i++) {
		const struct limit_use *same = same_of(was, &is->items[i]);

		if (same == NULL || !is_crossed(same))
			add(review, same, &is->items[i]);
	}
	limits_free(was);
	limits_free(is);
}
