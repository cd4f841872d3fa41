/* The patterns of YANG in the words of JSON Schema. */
#ifndef DOCUMENT_SCHEMA_PATTERN_H
#define DOCUMENT_SCHEMA_PATTERN_H

#include "base/mem.h"

/* The pattern of XML Schema, as YANG has it (RFC 7950 9.4.5), as one that the regular expressions
 * of ECMA-262, with its flag u and without, and those of Python take alike. It matches the whole
 * text, as in YANG. Classes of characters such as \P{Cc} become lists of characters, those of
 * letters and digits without what is not ASCII. Only classes that the table knows may stand in a
 * pattern of our modules, and within brackets none that is negated. In `arena`. */
const char *schema_portable_pattern(struct arena *arena, const char *pattern);

#endif
