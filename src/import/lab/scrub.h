/* Labs that can be shown to others. */
#ifndef IMPORT_LAB_SCRUB_H
#define IMPORT_LAB_SCRUB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/text.h"
#include "import/build/import.h"

/* Appends the lab as JSON with other names and addresses, the same for the same, and prefixes that
 * overlap and contain each other as before. Regions, peering locations, SKUs and private AS numbers
 * stay; keys and descriptions go. Who knows `key` can compute the addresses back: it shall be
 * random, and be forgotten. False with an error among the findings. */
bool lab_scrub(const struct import_file *lab, uint64_t key, struct text *out,
               struct findings *findings);

#endif
