/* The words of Azure's tables in any of their spellings: headings, and what stands in cells. */
#ifndef IMPORT_AZ_WORDS_H
#define IMPORT_AZ_WORDS_H

#include "query/capture/az_table.h"

/* What a heading or the name of a JSON member stands for, whatever its spelling: "Next Hop IP",
 * "nextHopIpAddress". AZ_MEMBER_COUNT for what Azure's tables do not have. */
enum az_member az_heading(const char *text, size_t size);

/* True when a heading belongs to MSEEs only: "Path". */
bool az_heading_is_path(const char *text, size_t size);

/* The kind that has these headings, or AZ_KIND_COUNT. */
enum az_kind az_kind_of(uint32_t told, bool path_heading);

/* "-", "N/A" and the like say that there is nothing. */
bool az_says_nothing(const char *text);

/* The spelling of the Azure CLI; "" for nothing. The result is the arena's, or constant. */
const char *az_respell(struct arena *arena, const char *text);

/* A copy of at most `max` characters, none of which a terminal would obey. */
const char *az_tame(struct arena *arena, const char *words, size_t max);

#endif
