/* Reads accepted findings, and takes them out of what was found. */
#include "query/lint/lint_accept.h"

#include <fnmatch.h>
#include <string.h>

#include "base/check.h"
#include "document/document.h"

struct accept {
	const char *name;
	const struct lint_trait *trait;
	const char **elements;
	uint32_t element_count;
	const char *expires; /* NULL: never */
	struct place place;
};

struct lint_accepts {
	struct arena *arena;
	struct accept *items;
	uint32_t count;
};

static const struct lint_trait *read_trait(const struct doc_node *node, struct findings *findings)
{
	const char *names[64];
	const char *id = doc_text(node, "finding");
	const struct lint_trait *trait = lint_trait_named(id);
	const char *near;
	size_t count = 0;

	if (trait != NULL)
		return trait;
	for (; count < COUNT_OF(names) && lint_trait_at((uint32_t)count) != NULL; count++)
		names[count] = lint_trait_at((uint32_t)count)->id;
	near = nearest_word(id, names, count);
	findings_add(findings, SEVERITY_ERROR, doc_place(node, "finding"),
	             "lint has no finding \"%s\"%s%s%s", id,
	             near == NULL ? "" : "; did you mean \"", near == NULL ? "" : near,
	             near == NULL ? "" : "\"?");
	return NULL;
}

static void read_accept(struct lint_accepts *accepts, const struct doc_node *node,
                        struct findings *findings)
{
	struct accept *out = &accepts->items[accepts->count++];
	const char *expires = doc_text(node, "expires");

	*out = (struct accept){
	    .name = arena_strdup(accepts->arena, doc_text(node, "name")),
	    .trait = read_trait(node, findings),
	    .expires = expires == NULL ? NULL : arena_strdup(accepts->arena, expires),
	    .place = doc_place(node, NULL),
	};
	out->elements =
	    arena_alloc(accepts->arena, (doc_count(node, "element") + 1u) * sizeof(const char *));
	for (const struct doc_node *at = doc_child(node, "element"); at != NULL; at = doc_next(at))
		out->elements[out->element_count++] = arena_strdup(accepts->arena, doc_value(at));
}

struct lint_accepts *lint_accepts_parse(const char *file, const char *text, size_t size,
                                        struct findings *findings)
{
	struct document *document = document_parse("hairpin-accept", file, text, size, findings);
	struct arena *arena;
	struct lint_accepts *out;
	size_t errors = findings_errors(findings);

	if (document == NULL)
		return NULL;
	arena = arena_new();
	out = arena_alloc(arena, sizeof(*out));
	out->arena = arena;
	out->items = arena_alloc(arena, (doc_count(document_root(document), "finding") + 1u) *
	                                    sizeof(*out->items));
	for (const struct doc_node *at = doc_child(document_root(document), "finding"); at != NULL;
	     at = doc_next(at))
		read_accept(out, at, findings);
	document_free(document);
	if (findings_errors(findings) == errors)
		return out;
	lint_accepts_free(out);
	return NULL;
}

static bool names(const struct accept *accept, const char *element)
{
	for (uint32_t i = 0; i < accept->element_count; i++) {
		if (fnmatch(accept->elements[i], element, 0) == 0)
			return true;
	}
	return false;
}

static bool is_named(const struct lint_finding *finding, const char *pattern)
{
	for (uint32_t i = 0; i < finding->element_count; i++) {
		if (fnmatch(pattern, finding->elements[i], 0) == 0)
			return true;
	}
	return false;
}

static bool accepts_it(const struct accept *accept, const struct lint_finding *finding)
{
	if (accept->trait != finding->trait)
		return false;
	for (uint32_t i = 0; accept->element_count > 0 && i < finding->element_count; i++) {
		if (!names(accept, finding->elements[i]))
			return false;
	}
	for (uint32_t i = 0; i < accept->element_count; i++) {
		if (!is_named(finding, accept->elements[i]))
			return false;
	}
	return true;
}

/* The first of those that were taken out before which the entry accepts, too; or NULL. */
static const struct lint_finding *taken_before(const struct accept *accept, const struct lint *lint)
{
	const struct lint_finding *taken = lint->items + lint->count;

	for (uint64_t i = 0; i < lint->accepted; i++) {
		if (accepts_it(accept, &taken[i]))
			return &taken[i];
	}
	return NULL;
}

/* Moves what the entry accepts behind the others, which keep their order, to what was taken out
 * before. Returns how many there are, which an entry that has expired leaves where they are. */
static uint32_t take_out(const struct accept *accept, struct lint *lint, bool expired)
{
	struct lint_finding *taken =
	    arena_alloc(lint->arena, (lint->count + 1u) * sizeof(struct lint_finding));
	uint32_t kept = 0;
	uint32_t found = 0;

	for (uint32_t i = 0; i < lint->count; i++) {
		bool accepted = accepts_it(accept, &lint->items[i]);

		if (accepted)
			taken[found++] = lint->items[i];
		if (!accepted || expired)
			lint->items[kept++] = lint->items[i];
	}
	CHECK(kept <= lint->count && (kept + found == lint->count || expired));
	for (uint32_t i = kept; i < lint->count; i++) {
		lint->items[i] = taken[i - kept];
		lint->items[i].accepted_by = arena_strdup(lint->arena, accept->name);
		lint->items[i].accepted_at = accept->place;
	}
	lint->accepted += lint->count - kept;
	lint->count = kept;
	return found;
}

/* Dates of this form stand in the order of their texts. */
static void apply(const struct accept *accept, struct lint *lint, const char *today,
                  struct findings *findings)
{
	bool expired = accept->expires != NULL && strcmp(accept->expires, today) < 0;
	const struct lint_finding *before = taken_before(accept, lint);
	uint32_t found = take_out(accept, lint, expired);

	if (found == 0 && before != NULL)
		findings_add(findings, SEVERITY_WARNING, accept->place,
		             "the entry \"%s\" accepts only what others accept already: it repeats "
		             "\"%s\" (%s:%u); remove one of the two",
		             accept->name, before->accepted_by, before->accepted_at.file,
		             before->accepted_at.line);
	else if (found == 0)
		findings_add(
		    findings, SEVERITY_WARNING, accept->place,
		    "the entry \"%s\" accepts nothing: there is no such finding; remove it",
		    accept->name);
	else if (expired)
		findings_add(findings, SEVERITY_WARNING, accept->place,
		             "the entry \"%s\" was accepted until %s, and is no longer",
		             accept->name, accept->expires);
}

void lint_accepts_apply(const struct lint_accepts *accepts, struct lint *lint, const char *today,
                        struct findings *findings)
{
	CHECK(strlen(today) == strlen("2026-11-30"));
	for (uint32_t i = 0; i < accepts->count; i++)
		apply(&accepts->items[i], lint, today, findings);
}

void lint_accepts_free(struct lint_accepts *accepts)
{
	if (accepts != NULL)
		arena_free(accepts->arena);
}
