/* What becomes of pairs: from a comparison, direction by direction. */
#include <string.h>

#include "query/review/review_parts.h"

/* "ExpressRoute hairpin by er-ams/primary > gw-b, 31.0 ms". */
static const char *way_words(const struct compare_side *side, struct arena *arena)
{
	struct text text = {0};
	const char *words;

	if (!side->there)
		return "not there";
	if (side->state == PATH_UNREACHABLE)
		return "not reachable";
	text_add(&text, path_mechanism_text(side->mechanism));
	if (side->between[0] != '\0')
		text_addf(&text, " by %s", side->between);
	if (side->rtt.basis != RTT_UNKNOWN) {
		text_add(&text, ", ");
		path_format_round_trip(&side->rtt, &text);
	}
	if (side->state == PATH_PARTLY)
		text_add(&text, ", some flows lost");
	words = arena_strdup(arena, text_str(&text));
	text_done(&text);
	return words;
}

static void add(struct review *review, enum review_kind kind, const struct compare_pair *pair,
                const char *why)
{
	struct review_pairs *pairs = &review->pairs[kind];

	pairs->items =
	    mem_grow(pairs->items, &pairs->capacity, pairs->count + 1u, sizeof(*pairs->items));
	pairs->items[pairs->count++] = (struct review_pair){
	    .from = pair->from,
	    .to = pair->to,
	    .before = way_words(&pair->side[0], review->arena),
	    .after = way_words(&pair->side[1], review->arena),
	    .why = why,
	};
}

/* Every flow that arrives has passed an appliance. */
static bool is_guarded(const struct path_direction *direction)
{
	for (uint32_t w = 0; w < direction->way_count; w++) {
		const struct path_way *way = &direction->ways[w];
		bool passed = way->stop != PATH_DELIVERED;

		for (uint32_t i = 0; i < way->hop_count && !passed; i++)
			passed = way->hops[i].kind == PATH_HOP_NVA;
		if (!passed)
			return false;
	}
	return true;
}

static bool find_ends(struct fabric *fabric, const struct compare_pair *pair, uint8_t family,
                      struct path_end ends[2])
{
	struct findings none = {0};
	bool found = path_end_find(fabric, pair->from, family, &ends[0], &none) &&
	             path_end_find(fabric, pair->to, family, &ends[1], &none);

	findings_done(&none);
	return found;
}

/* Was every way guarded, and is one not? */
static bool is_bypassed(struct fabric *const fabrics[2], const struct compare_pair *pair,
                        uint8_t family)
{
	struct arena *scratch = arena_new();
	bool guarded[2] = {false, true};

	for (int lab = 0; lab < 2; lab++) {
		struct path_end ends[2];

		if (!find_ends(fabrics[lab], pair, family, ends))
			continue;
		struct path_direction direction =
		    path_walk(fabrics[lab], &ends[0], &ends[1], scratch);
		guarded[lab] = is_guarded(&direction);
	}
	arena_free(scratch);
	return guarded[0] && !guarded[1];
}

static bool is_open(const struct compare_side *side)
{
	return side->there && side->state != PATH_UNREACHABLE;
}

/* Open before and after, and not only at another speed. */
static bool is_rerouted(const struct compare_pair *pair)
{
	const struct compare_side *before = &pair->side[0];
	const struct compare_side *after = &pair->side[1];

	return is_open(before) && is_open(after) &&
	       (before->mechanism != after->mechanism ||
	        strcmp(before->between, after->between) != 0);
}

static void judge_direction(struct review *review, struct fabric *const fabrics[2],
                            const struct compare_pair *pair, uint8_t family)
{
	const struct compare_side *before = &pair->side[0];
	const struct compare_side *after = &pair->side[1];
	bool was = is_open(before);
	bool is = is_open(after);
	bool turns =
	    is && after->mechanism == PATH_HAIRPIN && !(was && before->mechanism == PATH_HAIRPIN);
	bool bypassed = is_rerouted(pair) && is_bypassed(fabrics, pair, family);

	if (was && (!is || after->state < before->state))
		add(review, REVIEW_LOST, pair, after->why_not);
	if (before->there && is && after->state > before->state)
		add(review, REVIEW_LEAKED, pair, before->why_not);
	if (bypassed)
		add(review, REVIEW_BYPASS, pair, NULL);
	if (turns)
		add(review, REVIEW_U_TURN, pair, NULL);
	if (!before->there && is)
		add(review, REVIEW_GAINED, pair, NULL);
	if (is_rerouted(pair) && !turns && !bypassed)
		add(review, REVIEW_REROUTED, pair, NULL);
}

/* How the pair's directions differ, or NULL; *open: packets come through both ways. */
static const char *asymmetry(struct review *review, struct fabric *fabric,
                             const struct compare_pair *pair, uint8_t family, bool *open)
{
	struct path_end ends[2];
	const char *sentence = NULL;

	*open = false;
	if (find_ends(fabric, pair, family, ends)) {
		struct path *path = path_find(fabric, &ends[0], &ends[1]);

		*open =
		    path->there.state != PATH_UNREACHABLE && path->back.state != PATH_UNREACHABLE;
		if (path->asymmetry != NULL)
			sentence = arena_strdup(review->arena, path->asymmetry);
		path_free(path);
	}
	return sentence;
}

/* Of a pair whose ways differ, each pair once. */
static void judge_symmetry(struct review *review, struct fabric *const fabrics[2],
                           const struct compare_pair *pair, uint8_t family)
{
	bool was_open, still_open;
	const char *before = asymmetry(review, fabrics[0], pair, family, &was_open);
	const char *after;

	if (!was_open || before != NULL)
		return;
	after = asymmetry(review, fabrics[1], pair, family, &still_open);
	if (still_open && after != NULL)
		add(review, REVIEW_ASYMMETRIC, pair, after);
}

/* The listed pair of the other direction differs too and stands before this one. */
static bool is_second(const struct comparison *comparison, uint32_t index)
{
	const struct compare_pair *pair = &comparison->pairs[index];
	uint32_t low = 0;
	uint32_t high = index;

	if (pair->from_order < pair->to_order)
		return false;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct compare_pair *at = &comparison->pairs[middle];

		if (at->from_order < pair->to_order ||
		    (at->from_order == pair->to_order && at->to_order < pair->from_order))
			low = middle + 1;
		else
			high = middle;
	}
	const struct compare_pair *other = &comparison->pairs[low];
	return other->from_order == pair->to_order && other->to_order == pair->from_order &&
	       other->differs;
}

void review_pairs(struct review *review, struct fabric *before, struct fabric *after,
                  uint8_t family)
{
	struct fabric *const fabrics[2] = {before, after};
	const struct comparison *comparison = review->comparison;

	for (uint32_t i = 0; i < comparison->pair_count; i++) {
		const struct compare_pair *pair = &comparison->pairs[i];

		if (!pair->differs)
			continue;
		judge_direction(review, fabrics, pair, family);
		if (!is_second(comparison, i))
			judge_symmetry(review, fabrics, pair, family);
	}
}
