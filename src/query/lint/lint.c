/* Asks every row of the table, and keeps what was found. */
#include "query/lint/lint.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "query/lint/lint_check.h"

const struct lint_options lint_defaults = {
    .limit_percent = 80, .detect_s = 60, .unequal_rtt_us = 5000};

const char *lint_family_name(enum lint_family family)
{
	static const char *const names[LINT_FAMILY_COUNT] = {"leak", "fragile"};

	CHECK(family < LINT_FAMILY_COUNT);
	return names[family];
}

const struct lint_trait *lint_trait_at(uint32_t number)
{
	return number < lint_row_count ? &lint_rows[number].trait : NULL;
}

const struct lint_trait *lint_trait_named(const char *id)
{
	for (uint32_t i = 0; i < lint_row_count; i++) {
		if (strcmp(lint_rows[i].trait.id, id) == 0)
			return &lint_rows[i].trait;
	}
	return NULL;
}

static const char *format_into(struct arena *arena, const char *format, va_list args)
{
	struct text text = {0};
	const char *copy;

	text_addv(&text, format, args);
	copy = arena_strdup(arena, text_str(&text));
	text_done(&text);
	return copy;
}

struct lint_finding *lint_find(struct linter *linter, struct place place, const char *format, ...)
{
	struct lint *out = linter->out;
	struct lint_finding *finding;
	va_list args;

	CHECK(linter->trait != NULL);
	if (linter->of_trait == LINT_EACH_MAX) {
		out->left_out++;
		return NULL;
	}
	linter->of_trait++;
	CHECK(linter->of_trait <= LINT_EACH_MAX);
	out->items = mem_grow(out->items, &linter->capacity, out->count + 1u, sizeof(*out->items));
	finding = &out->items[out->count++];
	*finding = (struct lint_finding){.trait = linter->trait, .place = place};
	finding->elements =
	    arena_alloc(linter->arena, LINT_ELEMENTS_MAX * sizeof(*finding->elements));
	finding->evidence =
	    arena_alloc(linter->arena, (LINT_EVIDENCE_MAX + 1) * sizeof(*finding->evidence));
	va_start(args, format);
	finding->message = format_into(linter->arena, format, args);
	va_end(args);
	return finding;
}

void lint_about(struct linter *linter, struct lint_finding *finding, const char *name)
{
	(void)linter;
	if (finding == NULL)
		return;
	for (uint32_t i = 0; i < finding->element_count; i++) {
		if (strcmp(finding->elements[i], name) == 0)
			return;
	}
	CHECK(finding->element_count < LINT_ELEMENTS_MAX);
	finding->elements[finding->element_count++] = name;
}

void lint_show(struct linter *linter, struct lint_finding *finding, const char *format, ...)
{
	va_list args;

	CHECK(finding == NULL || finding->evidence_count <= LINT_EVIDENCE_MAX + 1);
	if (finding == NULL || finding->evidence_count > LINT_EVIDENCE_MAX)
		return;
	if (finding->evidence_count == LINT_EVIDENCE_MAX) {
		finding->evidence[finding->evidence_count++] = "... and more";
		return;
	}
	va_start(args, format);
	finding->evidence[finding->evidence_count++] = format_into(linter->arena, format, args);
	va_end(args);
}

static void show_step(struct linter *linter, struct lint_finding *finding,
                      const struct route_step *step)
{
	struct text as_path = {0};

	if (step->attrs != NULL)
		as_path_format(step->attrs->as_path, " ", &as_path);
	if (step->originates)
		lint_show(linter, finding, "  %s originates it", step->node);
	else if (step->attrs == NULL)
		lint_show(linter, finding, "  %s announces it", step->node);
	else
		lint_show(linter, finding, "  %s has it by AS path %s", step->node,
		          text_str(&as_path));
	text_done(&as_path);
}

void lint_show_route(struct linter *linter, struct lint_finding *finding, uint32_t node,
                     const struct held_route *route)
{
	struct route_step steps[ROUTE_TRACE_MAX];
	char prefix[PREFIX_TEXT_MAX];
	uint32_t count;

	if (finding == NULL)
		return;
	count = route_trace(linter->fabric, node, route, steps);
	lint_show(linter, finding, "the way of %s to %s:", prefix_format(&route->prefix, prefix),
	          linter->fabric->nodes[node].node->name);
	for (uint32_t i = 0; i < count; i++)
		show_step(linter, finding, &steps[i]);
}

static const struct path_way *first_delivered(const struct path_direction *direction)
{
	for (uint32_t i = 0; i < direction->way_count; i++) {
		if (direction->ways[i].stop == PATH_DELIVERED)
			return &direction->ways[i];
	}
	return NULL;
}

void lint_show_way(struct linter *linter, struct lint_finding *finding,
                   const struct path_direction *direction)
{
	const struct path_way *way = first_delivered(direction);

	lint_show(linter, finding, "%s -> %s: %s%s%s", direction->from.name, direction->to.name,
	          path_state_name(direction->state), way == NULL ? "" : " by ",
	          way == NULL ? "" : path_mechanism_text(way->mechanism));
	for (uint32_t i = 1; way != NULL && i < way->hop_count; i++) {
		const struct path_hop *hop = &way->hops[i];
		char prefix[PREFIX_TEXT_MAX];

		if (hop->route.table == PATH_TABLE_NONE)
			lint_show(linter, finding, "  %s", hop->name);
		else
			lint_show(linter, finding, "  %s, by %s of %s", hop->name,
			          prefix_format(&hop->route.prefix, prefix), hop->route.node);
	}
}

static void ask_all(struct linter *linter, struct lint_pairs *const pairs[2])
{
	for (uint32_t i = 0; i < lint_row_count; i++) {
		const struct lint_row *row = &lint_rows[i];

		CHECK((row->look == NULL) != (row->holds == NULL));
		linter->trait = &row->trait;
		linter->of_trait = 0;
		if (row->look != NULL)
			row->look(linter);
		for (uint32_t family = 0; row->holds != NULL && family < 2; family++)
			lint_pairs_ask(pairs[family], linter, row);
	}
}

struct lint *lint_take(struct fabric *fabric, const struct plan *plan,
                       const struct lint_options *options)
{
	struct arena *arena = arena_new();
	struct lint *out = arena_alloc(arena, sizeof(*out));
	struct linter linter = {.out = out,
	                        .arena = arena,
	                        .fabric = fabric,
	                        .lab = fabric->lab,
	                        .plan = plan,
	                        .options = options};
	struct lint_pairs *pairs[2];

	CHECK(fabric->lab != NULL && plan->lab == fabric->lab);
	out->arena = arena;
	out->lab = fabric->lab->name;
	pairs[0] = lint_pairs_new(&linter, ADDR_IPV4);
	pairs[1] = lint_pairs_new(&linter, ADDR_IPV6);
	ask_all(&linter, pairs);
	CHECK(out->count == 0 || out->items != NULL);
	lint_pairs_free(pairs[0]);
	lint_pairs_free(pairs[1]);
	return out;
}

void lint_free(struct lint *lint)
{
	if (lint == NULL)
		return;
	free(lint->items);
	arena_free(lint->arena);
}

uint32_t lint_count(const struct lint *lint, enum severity severity)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < lint->count; i++)
		count += lint->items[i].trait->severity == severity;
	return count;
}

/* FNV-1a, for it is the same on every machine. */
static uint64_t mix_name(uint64_t hash, const char *name)
{
	const char *at = name;

	do
		hash = (hash ^ (uint8_t)*at) * UINT64_C(0x100000001b3);
	while (*at++ != '\0');
	return hash;
}

const char *lint_fingerprint(const struct lint_finding *finding, char out[LINT_FINGERPRINT_MAX])
{
	uint64_t hash = mix_name(UINT64_C(0xcbf29ce484222325), finding->trait->id);

	for (uint32_t i = 0; i < finding->element_count; i++)
		hash = mix_name(hash, finding->elements[i]);
	snprintf(out, LINT_FINGERPRINT_MAX, "%016" PRIx64, hash);
	return out;
}
