/* The comparison of captured tables of Azure's with the predicted ones. */
#ifndef REPORT_AGREE_AZ_H
#define REPORT_AGREE_AZ_H

#include "query/capture/agree_az.h"
#include "report/frame/view.h"

/* Where the table is from, for the heading. */
struct agree_az_title {
	const char *lab;  /* name */
	const char *at;   /* node, or subnet */
	const char *file; /* of the capture */
};

/* The members of one comparison: all rows with what differs and why; text ends with "6 rows agree,
 * 2 differ for a known reason, 0 differ". */
void agree_az_tell(struct view *view, const struct agree_az_title *title,
                   const struct agree_az *agreement);

#endif
