/* AS paths between speakers of 2-octet and of 4-octet AS numbers (RFC 6793). "Narrow" paths have
 * 2-octet numbers; all others are as in as_path.h. */
#ifndef BGP_AS4_H
#define BGP_AS4_H

#include <stdbool.h>
#include <stddef.h>

#include "base/reader.h"
#include "base/writer.h"

/* Some number of the path is above 65535: a narrow path would lose it. */
bool as4_is_wide(struct span path);

/* The size of the path in narrow form. */
size_t as4_narrow_size(struct span path);

/* Appends the path in narrow form, AS_TRANS in the place of larger numbers. */
void as4_narrow(struct span path, struct writer *out);

/* Appends a narrow path, fresh from the wire, with 4-octet numbers. A segment that is cut stays
 * cut, so that as_path_well_formed() finds it. */
void as4_widen(struct span narrow, struct writer *out);

/* Appends the head of `path` (a widened AS_PATH) that old speakers added, then `as4_path`, as
 * section 4.2.3 says; false, and nothing is written, when AS4_PATH is the longer one. */
bool as4_merge(struct span path, struct span as4_path, struct writer *out);

#endif
