/*
 * From what people have of their estate (answers of az, of Resource Graph and of PowerShell,
 * exported templates, states and plans of Terraform) to a lab, and a report of what the files could
 * not say.
 */
#ifndef IMPORT_BUILD_IMPORT_H
#define IMPORT_BUILD_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/findings.h"
#include "import/estate/report.h"

/* Larger inputs are refused. */
enum { IMPORT_SIZE_MAX = 512 * 1024 * 1024 };

struct import_file {
	const char *name; /* in findings, which borrow it */
	const char *text;
	size_t size;
};

struct import_naming;

struct import_options {
	const char *name;            /* of the lab; NULL: "imported" */
	const char *gateway_era;     /* NULL: not known */
	bool before;                 /* of plans: the state before them */
	const char *const *circuits; /* "NAME=location,tier,mbps,asn,prefix,prefix" */
	size_t circuit_count;
	const struct import_file *routes; /* tables of routes that sites and appliances announce */
	size_t route_count;
	const struct import_file *map; /* answers to what plans leave open; or NULL */
	struct import_naming *naming;  /* of several imports that shall agree; or NULL */
};

/* The names that resources have been given, by their ids: in the next import they have them again,
 * whatever else it finds. Zero-initialise but for the arena. */
struct import_naming {
	struct name_map by_key;
};

/* Reads all files and appends the lab as JSON, valid and in a stable order. The caller ends the
 * report with import_report_free(). On errors, which are among the findings: nothing is appended,
 * and false. */
bool import_azure(const struct import_file *files, size_t count,
                  const struct import_options *options, struct text *lab,
                  struct import_report *report, struct findings *findings);

/* The commands that give files which can be imported, for the help. */
const char *import_commands(void);

#endif
