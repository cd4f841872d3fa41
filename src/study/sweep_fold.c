/* Lines of JSON, and what they add up to. */
#include "study/sweep_fold.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "report/frame/view.h"

/* Whole numbers beyond this are not exact in JSON's usual form. */
#define NUMBER_MAX (1ll << 53)

/* More pairs than a sweep compares. */
enum { PAIRS_MAX = 1 << 28 };

/* Writing */

void sweep_head_of(const struct sweep *sweep, struct arena *arena, struct sweep_head *out)
{
	struct text kinds = {0};
	const char *lab;

	sweep_format_kinds(sweep, &kinds);
	lab = sweep_lab_name(sweep);
	*out = (struct sweep_head){
	    .lab = arena_strdup(arena, lab),
	    .fingerprint = arena_printf(arena, "%016" PRIx64, sweep_fingerprint(sweep)),
	    .kinds = arena_strdup(arena, text_str(&kinds)),
	    .elements = sweep_element_count(sweep),
	    .same = sweep_same_count(sweep),
	    .failures = sweep_failures(sweep),
	    .expectations = sweep_expectation_count(sweep),
	    .cases = sweep_case_count(sweep),
	    .shard = sweep_shard(sweep),
	    .shards = sweep_shards(sweep),
	};
	text_done(&kinds);
}

void sweep_write_head(const struct sweep_head *head, struct text *out)
{
	struct view *view = view_begin_line(out);

	view_unsigned(view, "sweep", 1);
	view_text(view, "lab", head->lab);
	view_text(view, "fingerprint", head->fingerprint);
	view_text(view, "kinds", head->kinds);
	view_unsigned(view, "elements", head->elements);
	view_unsigned(view, "same", head->same);
	view_unsigned(view, "failures", head->failures);
	view_unsigned(view, "expectations", head->expectations);
	view_unsigned(view, "cases", head->cases);
	view_unsigned(view, "shard", head->shard);
	view_unsigned(view, "shards", head->shards);
	view_end_line(view);
}

static void write_hurts(const struct sweep *sweep, const struct sweep_record *record,
                        struct view *view)
{
	view_list(view, "pairs", NULL);
	for (uint32_t i = 0; i < record->hurt_count; i++) {
		const struct sweep_hurt *hurt = &record->hurts[i];
		const char *from;
		const char *to;

		sweep_pair_names(sweep, hurt->pair, &from, &to);
		view_row(view);
		view_unsigned(view, "pair", hurt->pair);
		view_text(view, "from", from);
		view_text(view, "to", to);
		view_text(view, "harm", sweep_harm_name((enum sweep_harm)hurt->harm));
		view_unless_zero(view, "rttUs", hurt->rtt_us);
		view_close(view);
	}
	view_close(view);
}

static void write_done(const struct sweep *sweep, const struct sweep_record *record,
                       struct view *view)
{
	view_list(view, "failures", NULL);
	for (uint32_t i = 0; i < record->failure_count; i++)
		view_text(view, NULL, sweep_element_name(sweep, record->failures[i]));
	view_close(view);
	view_flag(view, "unsettled", record->unsettled);
	if (record->broken_count > 0) {
		view_list(view, "broken", NULL);
		for (uint32_t i = 0; i < record->broken_count; i++)
			view_text(view, NULL, sweep_expectation_name(sweep, record->broken[i]));
		view_close(view);
	}
	for (unsigned h = SWEEP_WORSE; h < SWEEP_HARM_COUNT; h++)
		view_unless_zero(view, sweep_harm_name((enum sweep_harm)h), record->pairs[h]);
	if (record->witness[0] != '\0')
		view_text(view, "witness", record->witness);
	if (record->hurt_count > 0)
		write_hurts(sweep, record, view);
}

void sweep_write_record(const struct sweep *sweep, const struct sweep_record *record,
                        struct text *out)
{
	struct view *view = view_begin_line(out);

	view_unsigned(view, "case", record->number);
	view_flag(view, "equal", record->equal);
	if (!record->equal)
		write_done(sweep, record, view);
	view_end_line(view);
}

void sweep_write_end(uint64_t count, uint64_t sum, struct text *out)
{
	text_addf(out, "{\"end\":%" PRIu64 ",\"sum\":\"%016" PRIx64 "\"}\n", count, sum);
}

uint64_t sweep_sum(uint64_t sum, const char *line, size_t size)
{
	return hash_bytes(sum, line, size);
}

/* Reading */

static bool get_number(const cJSON *object, const char *name, uint64_t *out)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	*out = 0;
	if (!cJSON_IsNumber(item) || item->valuedouble < 0 ||
	    item->valuedouble > (double)NUMBER_MAX)
		return false;
	*out = (uint64_t)item->valuedouble;
	return true;
}

static bool get_u32(const cJSON *object, const char *name, uint32_t *out)
{
	uint64_t number;
	bool good = get_number(object, name, &number) && number <= UINT32_MAX;

	*out = good ? (uint32_t)number : 0;
	return good;
}

static const char *get_string(const cJSON *object, const char *name, struct arena *arena)
{
	const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));

	return value == NULL ? NULL : arena_strdup(arena, value);
}

bool sweep_read_head(const char *line, struct arena *arena, struct sweep_head *out)
{
	cJSON *object = cJSON_Parse(line);
	uint64_t version = 0;
	bool good = object != NULL && get_number(object, "sweep", &version) && version == 1;

	*out = (struct sweep_head){0};
	if (good) {
		out->lab = get_string(object, "lab", arena);
		out->fingerprint = get_string(object, "fingerprint", arena);
		out->kinds = get_string(object, "kinds", arena);
		good = out->lab != NULL && out->fingerprint != NULL && out->kinds != NULL &&
		       get_u32(object, "elements", &out->elements) &&
		       get_u32(object, "same", &out->same) &&
		       get_u32(object, "failures", &out->failures) &&
		       get_u32(object, "expectations", &out->expectations) &&
		       get_number(object, "cases", &out->cases) &&
		       get_number(object, "shard", &out->shard) &&
		       get_number(object, "shards", &out->shards) && out->shard < out->shards;
	}
	cJSON_Delete(object);
	return good;
}

bool sweep_read_end(const char *line, uint64_t *count, uint64_t *sum)
{
	char closing = '\0';

	return sscanf(line, "{\"end\":%" SCNu64 ",\"sum\":\"%16" SCNx64 "\"%c", count, sum,
	              &closing) == 3 &&
	       closing == '}';
}

bool sweep_same_question(const struct sweep_head *a, const struct sweep_head *b)
{
	return strcmp(a->fingerprint, b->fingerprint) == 0 && strcmp(a->lab, b->lab) == 0 &&
	       a->cases == b->cases && a->shards == b->shards && a->expectations == b->expectations;
}

/* Folding */

struct sweep_report *sweep_fold_new(const struct sweep_head *head)
{
	struct arena *arena = arena_new();
	struct sweep_report *report = arena_alloc(arena, sizeof(*report));

	*report = (struct sweep_report){
	    .arena = arena,
	    .lab = arena_strdup(arena, head->lab),
	    .kinds = arena_strdup(arena, head->kinds),
	    .element_count = head->elements,
	    .same_count = head->same,
	    .failures = head->failures,
	    .expectation_count = head->expectations,
	    .cases = head->cases,
	    .by_pairs = head->expectations == 0,
	};
	return report;
}

static bool has_string(const cJSON *list, const char *text)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, list)
	{
		if (cJSON_IsString(item) && strcmp(item->valuestring, text) == 0)
			return true;
	}
	return false;
}

/* All names of the set are in the list. */
static bool is_part(const char *const *names, uint32_t count, const cJSON *failures)
{
	for (uint32_t i = 0; i < count; i++) {
		if (!has_string(failures, names[i]))
			return false;
	}
	return true;
}

static bool broke_before(const struct sweep_report *report, const cJSON *failures,
                         const char *expectation)
{
	for (size_t s = 0; s < report->set_count; s++) {
		const struct sweep_set *set = &report->sets[s];

		for (uint32_t i = 0; i < set->broken_count; i++) {
			if (strcmp(set->broken[i], expectation) == 0 &&
			    is_part(set->failures, set->failure_count, failures))
				return true;
		}
	}
	return false;
}

static const char **keep_strings(struct arena *arena, const cJSON *list, uint32_t *count)
{
	const char **kept =
	    arena_alloc(arena, ((size_t)cJSON_GetArraySize(list) + 1) * sizeof(*kept));
	const cJSON *item;

	*count = 0;
	cJSON_ArrayForEach(item, list)
	{
		if (cJSON_IsString(item))
			kept[(*count)++] = arena_strdup(arena, item->valuestring);
	}
	return kept;
}

/* Drops what a part of the set breaks already. */
static uint32_t count_new(const struct sweep_report *report, const cJSON *failures, cJSON *broken)
{
	uint32_t count = 0;

	for (cJSON *item = broken == NULL ? NULL : broken->child, *next; item != NULL;
	     item = next) {
		next = item->next;
		if (cJSON_IsString(item) && !broke_before(report, failures, item->valuestring))
			count++;
		else
			cJSON_Delete(cJSON_DetachItemViaPointer(broken, item));
	}
	return count;
}

static void keep_set(struct sweep_report *report, uint64_t number, const cJSON *object,
                     const struct sweep_set *found)
{
	struct sweep_set *set;

	if (report->set_count == SWEEP_SETS_MAX) {
		report->sets_left_out++;
		return;
	}
	report->sets =
	    mem_grow(report->sets, &report->set_room, report->set_count + 1, sizeof(*report->sets));
	set = &report->sets[report->set_count++];
	*set = *found;
	set->number = number;
	set->failures =
	    keep_strings(report->arena, cJSON_GetObjectItemCaseSensitive(object, "failures"),
	                 &set->failure_count);
	set->broken = keep_strings(
	    report->arena, cJSON_GetObjectItemCaseSensitive(object, "broken"), &set->broken_count);
	set->witness = get_string(object, "witness", report->arena);
}

static const char *join_failures(struct arena *arena, const cJSON *object)
{
	const cJSON *item;
	struct text text = {0};
	const char *kept;

	cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(object, "failures"))
	{
		if (cJSON_IsString(item))
			text_addf(&text, "%s%s", text.size > 0 ? " + " : "", item->valuestring);
	}
	kept = arena_strdup(arena, text_str(&text));
	text_done(&text);
	return kept;
}

static struct sweep_pair *pair_at(struct sweep_report *report, uint32_t number)
{
	size_t had = report->pair_count;

	if (number >= had) {
		report->pairs = mem_grow(report->pairs, &report->pair_room, number + (size_t)1,
		                         sizeof(*report->pairs));
		report->pair_count = number + (size_t)1;
		memset(&report->pairs[had], 0, (report->pair_count - had) * sizeof(*report->pairs));
	}
	return &report->pairs[number];
}

static enum sweep_harm harm_named(const char *name)
{
	enum sweep_harm harm = SWEEP_UNHARMED;

	for (unsigned h = SWEEP_WORSE; name != NULL && h < SWEEP_HARM_COUNT; h++) {
		if (strcmp(sweep_harm_name((enum sweep_harm)h), name) == 0)
			harm = (enum sweep_harm)h;
	}
	return harm;
}

/* Sets of three and more: a record knows what single failures do, and not what two of the three do.
 * So the parts that harm a pair are kept, and a set counts where none of them harms as much. */

static bool harmed_by_part(const struct sweep_report *report, const struct sweep_pair *pair,
                           enum sweep_harm harm, const cJSON *failures)
{
	for (uint32_t at = pair->parts; at != 0; at = report->parts[at - 1].next) {
		const struct sweep_part *part = &report->parts[at - 1];

		if (part->harm >= harm && is_part(part->failures, part->failure_count, failures))
			return true;
	}
	return false;
}

static void add_part(struct sweep_report *report, struct sweep_pair *pair,
                     const struct sweep_part *part)
{
	report->parts = mem_grow(report->parts, &report->part_room, report->part_count + 1,
	                         sizeof(*report->parts));
	report->parts[report->part_count] = *part;
	report->parts[report->part_count].next = pair->parts;
	pair->parts = (uint32_t)++report->part_count;
}

static void count_by_parts(struct sweep_report *report, const cJSON *object, uint32_t *counts)
{
	const cJSON *failures = cJSON_GetObjectItemCaseSensitive(object, "failures");
	const cJSON *hurt;
	struct sweep_part part = {0};
	uint32_t at;

	cJSON_ArrayForEach(hurt, cJSON_GetObjectItemCaseSensitive(object, "pairs"))
	{
		const cJSON *name = cJSON_GetObjectItemCaseSensitive(hurt, "harm");

		part.harm = harm_named(cJSON_GetStringValue(name));
		if (!get_u32(hurt, "pair", &at) || at >= PAIRS_MAX ||
		    harmed_by_part(report, pair_at(report, at), part.harm, failures))
			continue;
		if (part.failures == NULL)
			part.failures = keep_strings(report->arena, failures, &part.failure_count);
		counts[part.harm]++;
		add_part(report, pair_at(report, at), &part);
	}
}

static void count_pairs(struct sweep_report *report, const cJSON *object, uint32_t *counts)
{
	if (report->by_pairs && report->failures > 2) {
		count_by_parts(report, object, counts);
		return;
	}
	for (unsigned h = SWEEP_WORSE; h < SWEEP_HARM_COUNT; h++)
		get_u32(object, sweep_harm_name((enum sweep_harm)h), &counts[h]);
}

static void fold_set(struct sweep_report *report, uint64_t number, const cJSON *object)
{
	struct sweep_set set = {0};
	cJSON *broken = cJSON_GetObjectItemCaseSensitive(object, "broken");
	uint32_t pairs = 0;

	set.unsettled = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, "unsettled"));
	count_pairs(report, object, set.pairs);
	for (unsigned h = SWEEP_WORSE; h < SWEEP_HARM_COUNT; h++)
		pairs += set.pairs[h];
	report->unsettled += set.unsettled;
	report->harmful += broken != NULL || pairs > 0;
	if (count_new(report, cJSON_GetObjectItemCaseSensitive(object, "failures"), broken) > 0 ||
	    pairs > 0 || set.unsettled)
		keep_set(report, number, object, &set);
}

static bool fold_pair(struct sweep_report *report, uint64_t number, const cJSON *object,
                      const cJSON *hurt, const char **failures)
{
	const cJSON *name = cJSON_GetObjectItemCaseSensitive(hurt, "harm");
	enum sweep_harm harm = harm_named(cJSON_GetStringValue(name));
	struct sweep_pair *pair;
	uint32_t at;
	uint32_t rtt_us;

	if (!get_u32(hurt, "pair", &at) || at >= PAIRS_MAX || harm == SWEEP_UNHARMED)
		return false;
	get_u32(hurt, "rttUs", &rtt_us);
	pair = pair_at(report, at);
	if (pair->harm > harm || (pair->harm == harm && pair->rtt_us >= rtt_us))
		return true;
	if (*failures == NULL)
		*failures = join_failures(report->arena, object);
	if (pair->from == NULL) {
		pair->from = get_string(hurt, "from", report->arena);
		pair->to = get_string(hurt, "to", report->arena);
	}
	pair->harm = harm;
	pair->rtt_us = rtt_us;
	pair->number = number;
	pair->failures = *failures;
	return pair->from != NULL && pair->to != NULL;
}

static bool fold_done(struct sweep_report *report, uint64_t number, const cJSON *object)
{
	const cJSON *hurt;
	const char *failures = NULL;

	if (!cJSON_IsArray(cJSON_GetObjectItemCaseSensitive(object, "failures")))
		return false;
	report->solved++;
	fold_set(report, number, object);
	cJSON_ArrayForEach(hurt, cJSON_GetObjectItemCaseSensitive(object, "pairs"))
	{
		if (!fold_pair(report, number, object, hurt, &failures))
			return false;
	}
	return true;
}

bool sweep_fold(struct sweep_report *report, const char *line, uint64_t *number)
{
	cJSON *object = cJSON_Parse(line);
	bool good = object != NULL && get_number(object, "case", number);

	if (good) {
		report->done++;
		if (!cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, "equal")))
			good = fold_done(report, *number, object);
	}
	cJSON_Delete(object);
	return good;
}
