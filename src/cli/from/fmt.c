/* hairpin fmt: a lab in the order and layout that import uses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/source.h"
#include "document/document.h"
#include "document/file.h"
#include "document/file_write.h"
#include "import/lab/into.h"
#include "import/lab/scrub.h"

static const char *const formats[] = {"json", "yaml", NULL};

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_OUTPUT(formats),
	{"write", 'w', NULL, "write the file itself, in its own format, when that changes it", NULL},
	{"check", 0, NULL, "write nothing; exit with 1 when the file would change", NULL},
	{"scrub", 0, NULL, "replace names and addresses, so that the lab can be shown to others", NULL},
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

/* The format that -o says; else that of the file. */
static bool wants_yaml(const struct cli *cli, const struct import_file *file)
{
	const char *format = cli_value(cli, "output");

	return format != NULL ? strcmp(format, "yaml") == 0
	                      : document_is_yaml(file->name, file->text, file->size);
}

static bool rewrite(const struct cli *cli, const struct import_file *file, struct text *out,
                    struct findings *findings)
{
	struct text scrubbed = {0};
	const char *path = file->name;
	bool yaml = wants_yaml(cli, file);

	if (!cli_given(cli, "scrub"))
		return lab_rewrite(path, file->text, file->size, yaml, out, findings);
	bool good = lab_scrub(file, cli_secret(), &scrubbed, findings) &&
	            lab_rewrite("the scrubbed lab", text_str(&scrubbed), scrubbed.size, yaml, out,
	                        findings);
	text_done(&scrubbed);
	return good;
}

static int write_back(struct cli *cli, const char *path, const struct text *text)
{
	struct findings findings = {0};
	bool wrote = file_write(path, text_str(text), text->size, &findings);

	cli_print_findings(cli, &findings);
	findings_done(&findings);
	return wrote ? CLI_GOOD : CLI_ENVIRONMENT;
}

static int put(struct cli *cli, const struct import_file *file, const struct text *text)
{
	bool same = file->size == text->size && memcmp(file->text, text_str(text), text->size) == 0;

	if (cli_given(cli, "check")) {
		if (!same)
			text_addf(cli_out(cli), "%s\n", file->name);
		return same ? CLI_GOOD : CLI_NO;
	}
	if (cli_given(cli, "write"))
		return same ? CLI_GOOD : write_back(cli, file->name, text);
	text_add_bytes(cli_out(cli), text_str(text), text->size);
	return CLI_GOOD;
}

static int format(struct cli *cli, const char *path)
{
	struct findings findings = {0};
	struct text text = {0};
	size_t size = 0;
	char *read = file_read(path, IMPORT_SIZE_MAX, &size, &findings);
	struct import_file file = {path, read, size};
	int code = CLI_INVALID;

	if (read != NULL && rewrite(cli, &file, &text, &findings))
		code = put(cli, &file, &text);
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	text_done(&text);
	free(read);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	int worst = CLI_GOOD;

	for (int i = 0; i < argc; i++) {
		int code = format(cli, argv[i]);
		worst = code > worst ? code : worst;
	}
	return worst;
}

const struct cli_verb cli_fmt = {
    .name = "fmt",
    .synopsis = "LAB...",
    .summary = "Rewrites labs in one order and layout",
    .options = options,
    .arguments_min = 1,
    .arguments_max = -1,
    .run = run,
};
