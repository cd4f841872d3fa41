/* Labs that are kept: rewritten in one layout, and updated by an import. */
#ifndef IMPORT_LAB_INTO_H
#define IMPORT_LAB_INTO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/findings.h"
#include "base/text.h"
#include "import/build/import.h"

/* Appends the lab in the order of the module and the layout of import, as JSON or YAML. A YAML lab
 * with comments is refused: they would be lost. False with an error among the findings. */
bool lab_rewrite(const char *file, const char *text, size_t size, bool yaml, struct text *out,
                 struct findings *findings);

/* Appends `old` as the import `lab` would have it, in the format of its name, and to `changes` a
 * line for each difference. What no file of Azure knows stays: name, description, gateway-era,
 * overrides, sites, members that import never writes, appliances, and what was filled in for
 * circuits and networks that are not in the files. */
bool lab_merge(const struct import_file *old, const struct text *lab, struct text *out,
               struct text *changes, struct findings *findings);

#endif
