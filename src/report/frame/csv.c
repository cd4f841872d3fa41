/* Writes comma-separated values. */
#include "report/frame/csv.h"

#include <string.h>

void csv_field(struct text *out, const char *field, bool first)
{
	if (!first)
		text_add(out, ",");
	if (strpbrk(field, ",\"\r\n") == NULL) {
		text_add(out, field);
		return;
	}
	text_add(out, "\"");
	for (; *field != '\0'; field++) {
		if (*field == '"')
			text_add(out, "\"");
		text_add_bytes(out, field, 1);
	}
	text_add(out, "\"");
}

void csv_end(struct text *out)
{
	text_add(out, "\n");
}
