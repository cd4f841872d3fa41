/*
 * Reads what FRR says that it holds: the answer to "show bgp ipv4 unicast json detail", or "ipv6";
 * also the plain "json" form, which has no communities. Members are found by name and unknown ones
 * are ignored, so other versions than 8.4 are read, too. The text is not trusted.
 */
#ifndef IMPORT_FRR_READ_H
#define IMPORT_FRR_READ_H

#include <stddef.h>

#include "base/findings.h"
#include "query/capture/agree.h"

/* Largest answer that is read. */
enum { FRR_SIZE_MAX = 1024 * 1024 * 1024 };

/*
 * Appends the routes of the answers in `text`, which stand one behind the other, to `table`; they
 * live in `arena`. Returns how many answers there were, 0 after adding an error to the findings.
 * `name` says there where the text comes from. An answer without routes tells no family.
 */
unsigned frr_read(const char *name, const char *text, size_t size, struct arena *arena,
                  struct agree_table *table, struct findings *findings);

#endif
