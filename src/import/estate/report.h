/*
 * What an import tells beside the lab: what it took, what it left out and why, and what it could
 * not know. Equal remarks about several resources are one, with a count and the first names.
 */
#ifndef IMPORT_ESTATE_REPORT_H
#define IMPORT_ESTATE_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/mem.h"
#include "base/text.h"
#include "document/name_map.h"

enum import_remark_kind {
	IMPORT_ALARM,    /* changes what the lab means, and no file says how */
	IMPORT_ASKED,    /* must be added, or stands in for what is not known */
	IMPORT_LEFT_OUT, /* is in the files and not in the lab */
	IMPORT_ASSUMED,  /* follows from the files, but no file says it */
	IMPORT_REMARK_KIND_COUNT,
};

enum { IMPORT_NAMES_MAX = 3 };

struct import_remark {
	enum import_remark_kind kind;
	const char *what;   /* "Microsoft peering" */
	const char *reason; /* a phrase */
	const char *names[IMPORT_NAMES_MAX];
	uint32_t count;
	struct place place; /* of the first */
};

struct import_count {
	const char *what; /* "virtual network" */
	uint32_t count;
};

struct import_report {
	struct arena *arena;
	struct name_map by_text;
	struct import_remark **remarks;
	size_t count;
	size_t capacity;
	struct import_count *taken; /* in the order of the lab */
	size_t taken_count;
	size_t taken_capacity;
};

struct import_report *import_report_new(void);
void import_report_free(struct import_report *report);

/* Adds a remark about the thing `name`; `what` and the reason are copied. */
void import_remark(struct import_report *report, enum import_remark_kind kind, const char *what,
                   const char *name, struct place place, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* Counts things that are in the lab. */
void import_taken(struct import_report *report, const char *what, uint32_t count);

/* For people and for programs. `names` false: without the names of resources. */
void import_report_text(const struct import_report *report, bool names, struct text *out);
void import_report_json(const struct import_report *report, bool names, struct text *out);

#endif
