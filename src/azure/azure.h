/*
 * Azure's elements, and the sites around them: one room for each, which registers what the kind
 * does in the table below. The frames that ask for it are on the floors beneath (topo, query),
 * which know no kind but by its row in topo/model/kind.h.
 */
#ifndef AZURE_AZURE_H
#define AZURE_AZURE_H

#include <stddef.h>

#include "base/findings.h"
#include "topo/model/kind.h"

/* azure_circuit, azure_gateway ...: one for each row of LAB_KINDS, defined in the room of the
 * kind. */
#define X(constant, type, ...) extern const struct kind_hooks azure_##type;
LAB_KINDS(X)
#undef X

extern const struct kind_hooks *const azure_kinds[LAB_KIND_COUNT];

/* lab_load() and lab_parse() (topo/judge/load.h) with these kinds. */
struct lab *azure_load(const char *path, struct findings *findings);
struct lab *azure_parse(const char *file, const char *text, size_t size, struct findings *findings);

#endif
