/* Words that stand in Markdown and mean nothing there. */
#ifndef REPORT_FRAME_MARKDOWN_H
#define REPORT_FRAME_MARKDOWN_H

#include "base/text.h"

/* Appends `words` in one line, with a backslash before every character that GitHub or GitLab would
 * read as markup; "@" is told as an entity, so that nobody is called by it. */
void markdown_escape(const char *words, struct text *out);

#endif
