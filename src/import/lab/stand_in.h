/* What stands for the announcements of customers that no file knows, for who compares two labs. */
#ifndef IMPORT_LAB_STAND_IN_H
#define IMPORT_LAB_STAND_IN_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Gives every site that announces nothing a prefix of its own of 198.18.0.0/15 (RFC 2544, which no
 * network uses), the same in each of the labs, JSON that import has made. Returns how many sites
 * got one; beyond the prefixes that there are none does. */
uint32_t lab_stand_in(struct text *labs, size_t count);

#endif
