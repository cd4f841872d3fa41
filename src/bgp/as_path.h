/* AS paths in wire form with 4-octet AS numbers: segments of (type, count, numbers). Only paths
 * that as_path_well_formed() accepts may be given to the other functions. */
#ifndef BGP_AS_PATH_H
#define BGP_AS_PATH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/reader.h"
#include "base/text.h"
#include "base/writer.h"

/* Longest path that hairpin builds or keeps, in bytes; a path that would grow beyond it is not
 * announced. Larger than any message that is not extended. */
enum { AS_PATH_SIZE_MAX = 8192 };

/* Whole segments of known types, none empty (RFC 7606 section 7.2). */
bool as_path_well_formed(struct span path);

/* Hops as the decision counts them: an AS_SET is one, confederation segments none (RFC 4271
 * section 9.1.2.2 a, RFC 5065). */
unsigned as_path_length(struct span path);

/* How often `asn` stands in the path. */
unsigned as_path_count(struct span path, uint32_t asn);

/* The neighbour AS: first of a leading AS_SEQUENCE; 0 for an empty path or a leading set. */
uint32_t as_path_first(struct span path);

/* The origin AS: last of a closing AS_SEQUENCE; 0 otherwise. */
uint32_t as_path_last(struct span path);

/* Every AS number of the path is one of `set`. True for the empty path. */
bool as_path_only_of(struct span path, const uint32_t *set, unsigned count);

/* 64512-65534 and 4200000000-4294967294 (RFC 6996). */
bool asn_is_private(uint32_t asn);

/* Appends to `out` the path with ... in front of it, `times` times. */
void as_path_prepend(struct span path, uint32_t asn, unsigned times, struct writer *out);

/* Appends to `out` the path without private AS numbers; segments that become empty vanish. */
void as_path_remove_private(struct span path, struct writer *out);

/* Confederation segments: RFC 5065. */
bool as_path_has_confederation(struct span path);

/* Appends to `out` the path without them. */
void as_path_remove_confederation(struct span path, struct writer *out);

/* Appends to `out` the path with every `from` replaced by `to`. */
void as_path_replace(struct span path, uint32_t from, uint32_t to, struct writer *out);

/* "12076 65020", sets as "{1,2}"; "" for the empty path. `separator` goes between hops. */
void as_path_format(struct span path, const char *separator, struct text *out);

/* The reverse of as_path_format() with blanks, sequences only; false if it is no path. */
bool as_path_parse(const char *text, struct writer *out);

#endif
