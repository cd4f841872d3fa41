/* Chooses the form of failures by -o. */
#include "cli/failures.h"

#include <string.h>

#include "base/check.h"
#include "cli/cli.h"
#include "report/check/github.h"
#include "report/check/junit.h"
#include "report/check/tap.h"

void cli_print_failures(struct cli *cli, const char *lab, int code)
{
	static const struct {
		const char *format;
		void (*print)(const char *lab, const struct findings *errors, struct text *out);
	} prints[] = {
	    {"junit", junit_print_errors},
	    {"tap", tap_print_errors},
	    {"github", github_print_errors},
	};
	const char *format = cli_value(cli, "output");

	if (format == NULL || code == CLI_GOOD || code == CLI_NO || cli_out(cli)->size > 0)
		return;
	for (size_t i = 0; i < COUNT_OF(prints); i++) {
		if (strcmp(format, prints[i].format) == 0)
			prints[i].print(lab, cli_told(cli), cli_out(cli));
	}
}
