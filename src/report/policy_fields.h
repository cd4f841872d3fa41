/*
 * The settings of a session's policies: one row a field says its name in JSON and its words for
 * people. What writes policies walks the rows; a test sees to it that every byte of the settings
 * belongs to a row, and that every row is written.
 */
#ifndef REPORT_POLICY_FIELDS_H
#define REPORT_POLICY_FIELDS_H

#include <stddef.h>

#include "base/text.h"
#include "node/node.h"
#include "report/frame/view.h"

struct policy_field {
	size_t offset; /* in struct node_peer_conf */
	size_t size;
	const char *member; /* of a JSON object */
	/* Where its words stand in a line, from 1; 0: another row's words say it. */
	unsigned place;
	const char *phrase; /* for `words` */
	/* In text, and as a member. Both write nothing where the field is as in plain BGP. */
	void (*words)(const struct policy_field *field, const struct node_peer_conf *peer,
	              struct text *out);
	void (*tell)(const struct policy_field *field, const struct node_peer_conf *peer,
	             struct view *view);
};

/* In the order of the JSON object. */
extern const struct policy_field policy_import_fields[];
extern const unsigned policy_import_field_count;
extern const struct policy_field policy_export_fields[];
extern const unsigned policy_export_field_count;

#endif
