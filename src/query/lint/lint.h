/*
 * Leaks and dangerous designs, found without a file of rules: what can be asked of a lab and a
 * snapshot of its routes by whoever knows Azure, RFC 7908 and RFC 9234.
 *
 * Each finding is a row of one table (lint_table.c): its name, how bad it is, what would mend it,
 * and the rule of Azure that it rests on. What it is about it names by elements of the lab, so that
 * the same finding is known again when lines of the file have moved.
 */
#ifndef QUERY_LINT_LINT_H
#define QUERY_LINT_LINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/findings.h"
#include "query/state/fabric.h"
#include "topo/plan/plan.h"

enum lint_family {
	LINT_LEAK,    /* routes or packets get where they should not */
	LINT_FRAGILE, /* it breaks easily, or is there for nothing */
	LINT_FAMILY_COUNT,
};

/* "leak", "fragile": stable, used in JSON. */
const char *lint_family_name(enum lint_family family);

/* What is the same for all findings of one kind. */
struct lint_trait {
	const char *id; /* "default-transit": stable */
	enum lint_family family;
	enum severity severity;
	const char *title; /* "networks reach each other only by a shared circuit" */
	const char *mend;  /* a sentence */
	const char *rule;  /* id in data/rules.json; NULL: not Azure's */
	const char *rfc;   /* "RFC 7908 type 1", or NULL */
};

/* All of them by number, leaks first; NULL behind the last. */
const struct lint_trait *lint_trait_at(uint32_t number);

/* NULL when there is none. */
const struct lint_trait *lint_trait_named(const char *id);

struct lint_finding {
	const struct lint_trait *trait;
	struct place place;    /* in the lab file */
	const char **elements; /* names, in a stable order */
	uint32_t element_count;
	const char *message;
	const char **evidence; /* lines; indented by blanks where they belong to one before */
	uint32_t evidence_count;
	const char *accepted_by; /* name of the entry that took it out; NULL: none did */
	struct place accepted_at;
};

struct lint {
	struct arena *arena;
	const char *lab;
	struct lint_finding *items; /* in the order of the table, then of the lab */
	uint32_t count;
	uint64_t accepted; /* taken out by lint_accepts_apply(); they stand behind the `count` */
	uint64_t left_out; /* more of one kind than LINT_EACH_MAX, which are not in `items` */
};

/* So many findings of one kind are told; the others are counted. */
enum { LINT_EACH_MAX = 1000 };

struct lint_options {
	uint32_t limit_percent;  /* a limit is near when more than this is used */
	uint32_t detect_s;       /* a failure that is found later lasts too long */
	uint32_t unequal_rtt_us; /* equal ways may differ by so much */
};

/* 80 percent, 60 seconds, 5 ms. */
extern const struct lint_options lint_defaults;

/* Borrows from all arguments, which must outlive the result; the caller ends it with lint_free().
 */
struct lint *lint_take(struct fabric *fabric, const struct plan *plan,
                       const struct lint_options *options);

/* Accepts NULL. */
void lint_free(struct lint *lint);

/* Findings of this severity. */
uint32_t lint_count(const struct lint *lint, enum severity severity);

/* The name of a finding that stays the same while lines move and counts change: of its kind and its
 * elements alone. 16 hexadecimal digits. */
enum { LINT_FINGERPRINT_MAX = 17 };
const char *lint_fingerprint(const struct lint_finding *finding, char out[LINT_FINGERPRINT_MAX]);

#endif
