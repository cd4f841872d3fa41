/* Sets of communities in wire form: standard (RFC 1997), extended (RFC 4360), large (RFC 8092). */
#ifndef BGP_COMMUNITY_H
#define BGP_COMMUNITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/reader.h"
#include "base/text.h"
#include "base/writer.h"

/* The sets of all kinds are kept in one canonical form: ascending, each value once, so that
 * equal sets have equal bytes (and RFC 8092 section 3 wants repeats gone). `each` is the size of a
 * value. Sorts in place and returns the size that is left. */
size_t community_sort(uint8_t *at, size_t size, size_t each);

/* The list as a set: the list itself if it is one, else appended to `out`. */
struct span community_set(struct span list, size_t each, struct writer *out);

bool community_contains(struct span communities, uint32_t community);

/* Appends the union of both, as a set. */
void community_union(struct span communities, const uint32_t *more, unsigned count,
                     struct writer *out);

/* Appends the set without the communities whose upper half is one of `halves`. */
void community_remove(struct span communities, const uint16_t *halves, unsigned count,
                      struct writer *out);

/* Some of these extended communities are not transitive; and those of them that are, appended (RFC
 * 4360 section 2, RFC 5701 section 2). `each` is the size of a value. */
bool ext_community_is_local(struct span communities, size_t each);
void ext_community_keep_transitive(struct span communities, size_t each, struct writer *out);

/* "12076:20031 12076:50057"; well-known ones by name as FRR prints them (no-export,
 * no-advertise). */
void community_format(struct span communities, struct text *out);

/* "1:2:3 ..." and, for extended ones, "RT:65000:1", "SoO:..." or 16 hex digits. */
void large_community_format(struct span communities, struct text *out);
void ext_community_format(struct span communities, struct text *out);

/* 40 hex digits each. */
void ipv6_community_format(struct span communities, struct text *out);

/* "1:2:3"; false if it is none. */
bool large_community_parse(const char *text, uint32_t out[3]);

/* "65000:20" or a well-known name; false if it is none. */
bool community_parse(const char *text, uint32_t *out);

#endif
