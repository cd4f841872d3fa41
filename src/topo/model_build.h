/* From a document that follows yang/hairpin-lab.yang to a lab. */
#ifndef TOPO_MODEL_BUILD_H
#define TOPO_MODEL_BUILD_H

#include "base/findings.h"
#include "topo/document.h"
#include "topo/model.h"

/* Builds the lab, which borrows `file` but nothing of the document. Names that the data about Azure
 * does not have are findings; then the lab holds NULL in their place and is only good for
 * lab_free(). */
struct lab *model_build(const struct document *document, const char *file,
                        struct findings *findings);

#endif
