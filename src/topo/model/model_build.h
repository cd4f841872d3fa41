/* From a document, salvaged from a text that shall follow yang/hairpin-lab.yang, to a lab. */
#ifndef TOPO_MODEL_MODEL_BUILD_H
#define TOPO_MODEL_MODEL_BUILD_H

#include "base/findings.h"
#include "document/document.h"
#include "topo/model/model.h"

/* Builds the lab in `arena`, which becomes the lab's own. It borrows `kinds`, and `file`, the name
 * in the places of the document, but nothing else. Names that the data about Azure does not have
 * are findings. What is wrong in the document, or has no such name, is NULL, 0 or unset in the lab,
 * and its owner has a doubt where its absence could mislead: such a lab is good for lab_judge() and
 * lab_free() alone. */
struct lab *model_build(kind_table kinds, const struct document *document, const char *file,
                        struct arena *arena, struct findings *findings);

#endif
