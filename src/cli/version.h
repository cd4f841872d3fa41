/* What "hairpin --version" says. */
#ifndef CLI_VERSION_H
#define CLI_VERSION_H

#include "base/text.h"

/* "0.1.0". */
const char *cli_release(void);

/* The version of the program, then one line with the libraries that it runs with. */
void cli_add_version(struct text *out);

#endif
