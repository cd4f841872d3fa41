/* Says headroom. */
#include "report/limits.h"

#include <inttypes.h>

#include "base/check.h"

enum { NEXT_MAX = 10 };

/* clang-format off */
static const struct view_column columns[] = {
	{"fullPercent", "Full",    TABLE_RIGHT,    VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"used",        "Used",    TABLE_RIGHT,    VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"limit",       "Limit",   TABLE_RIGHT,    VIEW_CSV_TOO},
	{"left",        "Left",    TABLE_RIGHT,    VIEW_CSV_TOO},
	{"kind",        "What",    TABLE_LEFT,     VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"family",      "Family",  TABLE_OPTIONAL, VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"element",     "Element", TABLE_LEFT,     VIEW_CSV_TOO},
	{"note",        "Note",    TABLE_OPTIONAL, VIEW_IN_WORDS},
	{"atLeast",     NULL,      TABLE_LEFT,     VIEW_CSV_TOO},
	{"down",        NULL,      TABLE_LEFT,     VIEW_CSV_TOO},
	{"broken",      NULL,      TABLE_LEFT,     VIEW_CSV_TOO},
	{"advice",      NULL,      TABLE_LEFT,     VIEW_CSV_TOO},
	{"rule",        NULL,      TABLE_LEFT,     VIEW_CSV_TOO},
	{"limitId",     NULL,      TABLE_LEFT,     VIEW_CSV_TOO},
	{0},
};
/* clang-format on */

static bool is_shown(const struct limit_use *use, int64_t above)
{
	return above < 0 || limit_is_above(use, (uint32_t)above);
}

static const char *note_of(const struct limit_use *use)
{
	if (limit_is_broken(use))
		return use->down ? "broken: down" : "broken";
	if (use->used > use->limit)
		return "beyond the advice";
	return use->down ? "down" : "";
}

static void tell_words(struct view *view, const struct limit_use *use)
{
	static const char *const families[] = {
	    [ADDR_NONE] = "",
	    [ADDR_IPV4] = "IPv4",
	    [ADDR_IPV6] = "IPv6",
	};
	uint32_t permille = limit_permille(use);

	view_wordsf(view, "fullPercent", "%" PRIu32 ".%" PRIu32 "%%", permille / 10, permille % 10);
	view_wordsf(view, "used", "%s%" PRIu32, use->at_least ? ">= " : "", use->used);
	view_words(view, "kind", limit_trait(use->kind)->title);
	view_words(view, "family", families[use->family]);
	view_words(view, "note", note_of(use));
}

static void tell_source(struct view *view, const char *source, const char *date,
                        const char *confidence)
{
	view_text(view, "source", source);
	view_text(view, "date", date);
	view_text(view, "confidence", confidence);
}

/* The number's own source, or that of the rule for numbers that depend on a SKU. */
static void tell_origin(struct view *view, const struct limits *limits, const struct limit_use *use)
{
	const char *rule_id = limit_trait(use->kind)->rule;

	view_text(view, "rule", rule_id);
	view_text(view, "limitId", use->limit_id);
	if (!view_is(view, VIEW_JSON))
		return;
	if (use->limit_id != NULL) {
		const struct azure_limit *limit = facts_find_limit(limits->facts, use->limit_id);

		CHECK(limit != NULL);
		tell_source(view, limit->source, limit->date, limit->confidence);
	} else {
		const struct azure_rule *rule = facts_rule(limits->facts, rule_id);

		CHECK(rule != NULL);
		tell_source(view, rule->source, rule->date, rule->confidence);
	}
}

static void tell_use(struct view *view, const struct limits *limits, const struct limit_use *use)
{
	static const char *const families[] = {
	    [ADDR_NONE] = NULL,
	    [ADDR_IPV4] = "ipv4",
	    [ADDR_IPV6] = "ipv6",
	};
	const struct limit_trait *trait = limit_trait(use->kind);
	struct text next = {0};

	CHECK(use->family < COUNT_OF(families));
	limit_next(use, &next);
	view_row(view);
	view_text(view, "kind", trait->name);
	view_text(view, "element", use->element);
	view_text(view, "family", families[use->family]);
	view_unsigned(view, "used", use->used);
	view_unsigned(view, "limit", use->limit);
	view_number(view, "left", (int64_t)use->limit - (int64_t)use->used);
	view_real(view, "fullPercent", limit_permille(use) / 10.0);
	view_flag(view, "atLeast", use->at_least);
	view_flag(view, "down", use->down);
	view_flag(view, "broken", limit_is_broken(use));
	view_flag(view, "advice", trait->advice);
	view_text(view, "beyond", trait->beyond);
	view_text(view, "next", text_str(&next));
	tell_origin(view, limits, use);
	tell_words(view, use);
	view_close(view);
	text_done(&next);
}

/* The fullest first, and not more than one reads. */
static void say_next(struct view *view, const struct limits *limits, int64_t above)
{
	uint32_t left = NEXT_MAX;

	view_say(view, "\nWhat comes next\n");
	for (uint32_t i = 0; i < limits->count && left > 0; i++) {
		struct text next = {0};

		if (!is_shown(&limits->items[i], above))
			continue;
		limit_next(&limits->items[i], &next);
		view_say(view, "- %s\n", text_str(&next));
		text_done(&next);
		left--;
	}
}

static void say_beyond(struct view *view, const bool shown[LIMIT_KIND_COUNT])
{
	view_say(view, "\nBeyond the limit\n");
	for (unsigned kind = 0; kind < LIMIT_KIND_COUNT; kind++) {
		const struct limit_trait *trait = limit_trait((enum limit_kind)kind);

		if (!shown[kind])
			continue;
		view_say(view, "- %s: %s", trait->title, trait->beyond);
		if (trait->rule != NULL)
			view_say(view, " [%s]", trait->rule);
		view_say(view, "\n");
	}
	view_say(view, "\n");
}

void limits_view(struct view *view, const struct limits *limits, const struct snapshot *snapshot,
                 int64_t above)
{
	bool kinds[LIMIT_KIND_COUNT] = {false};
	uint32_t shown = 0;

	view_format(view, "hairpin-limits", 1);
	view_text(view, "lab", snapshot->lab);
	view_text(view, "source", snapshot->source);
	view_unsigned(view, "broken", limits->broken);
	view_list(view, "limits", columns);
	for (uint32_t i = 0; i < limits->count; i++) {
		if (!is_shown(&limits->items[i], above))
			continue;
		tell_use(view, limits, &limits->items[i]);
		kinds[limits->items[i].kind] = true;
		shown++;
	}
	view_close(view);
	if (shown > 0) {
		say_next(view, limits, above);
		say_beyond(view, kinds);
	}
	view_say(view, "%" PRIu32 " limit%s, %" PRIu32 " broken", limits->count,
	         limits->count == 1 ? "" : "s", limits->broken);
	if (above >= 0)
		view_say(view, ", %" PRIu32 " used by more than %" PRId64 "%%", shown, above);
	view_say(view, "\n");
}
