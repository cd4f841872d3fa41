/* Random labs as JSON text, each from its seed. */
#ifndef TESTS_ORACLE_RANDOM_LAB_H
#define TESTS_ORACLE_RANDOM_LAB_H

#include <stdint.h>

#include "base/text.h"

/* Appends a valid lab: one to seven VNets, some of them spokes, one to three circuits, one or two
 * sites whose routers announce, prepend, filter and pass on at random. */
void random_lab(uint64_t seed, struct text *out);

#endif
