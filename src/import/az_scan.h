/* The insides of az_read.h: a text at work, line by line, and the forms that tables stand in. */
#ifndef IMPORT_AZ_SCAN_H
#define IMPORT_AZ_SCAN_H

#include "import/az_clean.h"
#include "import/az_draft.h"
#include "import/az_layout.h"

/* How the rows of the table at work are cut into cells. */
enum az_form {
	AZ_FORM_NONE,
	AZ_FORM_COLUMNS, /* by the places of the headings */
	AZ_FORM_BARS,    /* Markdown */
	AZ_FORM_COMMAS,
	AZ_FORM_TABS,
	AZ_FORM_LIST,   /* "Network : 10.0.0.0/16", a member a line */
	AZ_FORM_ROUTER, /* "show ip bgp" */
	AZ_FORM_JUNOS,  /* "show route" */
};

/* What a line was to the table at work. */
enum az_line_use {
	AZ_LINE_ROW,   /* a row of it, or part of one */
	AZ_LINE_OTHER, /* none, but rows may follow */
	AZ_LINE_END,   /* the table ends before it */
};

enum { AZ_WORD_MAX = 64, AZ_STATUS_MAX = 16 };

struct az_scan {
	struct az_reading *reading;
	struct az_clean clean;
	const char *rest; /* behind the present line */
	const char *end;
	size_t line; /* number of the present line in `clean`, from 1 */
	enum az_form form;
	bool doubtful; /* something else stood between: only what is a row without doubt goes on */
	struct az_layout layout;
	size_t json_waste;
	unsigned broken_json; /* line of the first thing that looked like one of Azure's; 0: none */

	/* Of a router's table: what the next line goes on with; "" for nothing. */
	char network[AZ_WORD_MAX];
	char hop[AZ_WORD_MAX];
	char status[AZ_STATUS_MAX];
	bool is_bgp; /* the entry of Junos at work */
	/* What a command asked for: the routes of one neighbour, or those that it was told. */
	struct addr neighbour;
	bool told_routes;
};

/* The table at work is one of `kind`, in this form. */
void az_scan_begin(struct az_scan *scan, enum az_form form, enum az_kind kind);

/* The line that follows, without being read; empty at the end. */
struct az_line az_scan_peek(const struct az_scan *scan);

/* Without what somebody wrote behind a row: "<- the spoke", "# here". */
struct az_line az_without_remark(struct az_line line);

/* Something in the key's column may be an address; `strict`: all that must be an address is one. */
bool az_looks_like_row(const struct az_reading *reading, bool strict);

/* Notes the command in a line of prose: "show ip bgp neighbors 172.16.0.2 advertised-routes". */
void az_router_note(struct az_scan *scan, struct az_line line);

/* Begins a table if the line is the heading of one (or its first row, which is then read); false
 * when it is not. */
bool az_text_begin(struct az_scan *scan, struct az_line line);
bool az_router_begin(struct az_scan *scan, struct az_line line);
bool az_junos_begin(struct az_scan *scan, struct az_line line);

/* Reads a line of the table at work, which is in one of the forms of each. */
enum az_line_use az_text_row(struct az_scan *scan, struct az_line line);
enum az_line_use az_router_row(struct az_scan *scan, struct az_line line);
enum az_line_use az_junos_row(struct az_scan *scan, struct az_line line);

#endif
