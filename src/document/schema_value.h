/* One value against one YANG type: the part of the check that speaks of types. Only schema.c and
 * its kind may include this: it shows libyang. */
#ifndef DOCUMENT_SCHEMA_VALUE_H
#define DOCUMENT_SCHEMA_VALUE_H

#include <libyang/libyang.h>

#include "base/text.h"
#include "document/tree.h"

/* The type that decides, behind references. */
const struct lysc_type *schema_type_of(const struct lysc_node *leaf);

/* What a value of the type looks like, for "expected ...". */
void schema_type_describe(const struct lysc_type *type, struct text *out);

/* What is wrong with the scalar `node` as a value of `leaf`: a whole message in `out`, and false;
 * or true. */
bool schema_value_check(const struct lysc_node *leaf, const struct doc_node *node,
                        struct text *out);

#endif
