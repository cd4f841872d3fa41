/* What was found in labs without running them, for people and as JSON. */
#ifndef REPORT_CHECK_VALIDATION_H
#define REPORT_CHECK_VALIDATION_H

#include "base/findings.h"
#include "report/frame/view.h"
#include "topo/model/model.h"

struct validation {
	const char *file;
	bool valid;
	uint32_t networks; /* 0 of a lab that is not valid; so are the others */
	uint32_t hubs;
	uint32_t circuits;
	uint32_t sites;
	struct findings findings;
};

/* What the lab holds, NULL when it is not valid, into *out. */
void validation_count(struct validation *out, const struct lab *lab);

/* Members errors, warnings and labs: each with its file, whether it is valid, counts, and findings
 * with their places and rules. Text has a line for each valid lab; its findings are for standard
 * error. */
void validation_view(struct view *view, const struct validation *labs, size_t count);

#endif
