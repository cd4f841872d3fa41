/* Prints in all forms that were asked for. */
#include "cli/outputs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/check.h"
#include "base/mem.h"
#include "cli/frame.h"
#include "cli/version.h"
#include "document/file_write.h"
#include "report/frame/screen.h"

enum { FORMAT_MAX = 16, OUTPUTS_MAX = 16 };

struct output {
	char format[FORMAT_MAX];
	const char *file; /* NULL: standard output */
};

static struct output output_of(const char *value)
{
	const char *equals = strchr(value, '=');
	size_t size = equals == NULL ? strlen(value) : (size_t)(equals - value);
	struct output out = {.file = equals == NULL ? NULL : equals + 1};

	CHECK(size < FORMAT_MAX);
	memcpy(out.format, value, size);
	if (out.file != NULL && strcmp(out.file, "-") == 0)
		out.file = NULL;
	return out;
}

/* What was asked for, or the first of the formats on standard output. */
static size_t read_outputs(const struct cli *cli, struct output out[OUTPUTS_MAX])
{
	const char *const *values;
	size_t count = cli_values(cli, "output", &values);

	CHECK(count <= OUTPUTS_MAX);
	for (size_t i = 0; i < count; i++)
		out[i] = output_of(values[i]);
	if (count > 0)
		return count;
	out[0] = output_of("text");
	return 1;
}

/* The same file, or standard output, as one before. */
static bool is_taken(const struct output *outputs, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (outputs[i].file == NULL ? outputs[index].file == NULL
		                            : outputs[index].file != NULL &&
		                                  strcmp(outputs[i].file, outputs[index].file) == 0)
			return true;
	}
	return false;
}

static bool is_possible(const struct cli *cli, const struct output *outputs, size_t index)
{
	const struct output *output = &outputs[index];

	if (output->file != NULL && output->file[0] == '\0') {
		cli_complain(cli, "-o %s=: the name of the file is empty; expected %s=FILE",
		             output->format, output->format);
		return false;
	}
	if (!is_taken(outputs, index))
		return true;
	if (output->file == NULL)
		cli_complain(cli,
		             "-o %s: standard output has another form already; give all but one "
		             "a file, as in -o %s=FILE",
		             output->format, output->format);
	else
		cli_complain(cli, "-o %s=%s: the file has another form already", output->format,
		             output->file);
	return false;
}

static int finish(struct cli *cli, struct findings *findings, int code)
{
	bool good = findings_errors(findings) == 0;

	cli_print_findings(cli, findings);
	findings_done(findings);
	return good ? code : CLI_ENVIRONMENT;
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat left;
	struct stat right;

	return stat(a, &left) == 0 && stat(b, &right) == 0 && left.st_dev == right.st_dev &&
	       left.st_ino == right.st_ino;
}

/* A lab may be a folder. */
static bool is_read(const char *argument, const char *file)
{
	static const char *const names[] = {"", "/lab.json", "/lab.yaml", "/lab.yml"};
	bool found = false;

	for (size_t i = 0; i < COUNT_OF(names) && !found; i++) {
		struct text path = {0};

		text_addf(&path, "%s%s", argument, names[i]);
		found = is_same_file(text_str(&path), file);
		text_done(&path);
	}
	return found;
}

static bool is_input(const struct cli *cli, const char *file, int argc, char **argv)
{
	static const char *const options[] = {"accept", "snapshot"};

	for (int i = 0; i < argc; i++) {
		if (is_read(argv[i], file))
			return true;
	}
	for (size_t i = 0; i < COUNT_OF(options); i++) {
		const char *const *values;
		size_t count = cli_values(cli, options[i], &values);

		for (size_t v = 0; v < count; v++) {
			if (is_same_file(values[v], file))
				return true;
		}
	}
	return false;
}

static bool clear(struct cli *cli, const struct output *output, int argc, char **argv,
                  struct findings *findings)
{
	if (output->file == NULL)
		return true;
	if (is_input(cli, output->file, argc, argv)) {
		cli_complain(cli, "-o %s=%s: this file is read, so nothing is written to it",
		             output->format, output->file);
		return false;
	}
	file_remove(output->file, findings);
	return true;
}

int cli_outputs_begin(struct cli *cli, int argc, char **argv)
{
	struct output outputs[OUTPUTS_MAX];
	struct findings findings = {0};
	const char *const *values;
	size_t count;

	if (cli_values(cli, "output", &values) > OUTPUTS_MAX) {
		cli_complain(cli, "more than %d outputs", OUTPUTS_MAX);
		return CLI_INVALID;
	}
	count = read_outputs(cli, outputs);
	for (size_t i = 0; i < count; i++) {
		if (!is_possible(cli, outputs, i))
			return CLI_INVALID;
	}
	for (size_t i = 0; i < count; i++) {
		if (!clear(cli, &outputs[i], argc, argv, &findings))
			return CLI_INVALID;
	}
	return finish(cli, &findings, CLI_GOOD);
}

int cli_outputs_print(struct cli *cli, const struct guard_answer *answer, int code)
{
	struct output outputs[OUTPUTS_MAX];
	size_t count = read_outputs(cli, outputs);
	struct findings findings = {0};
	struct guard_answer released = *answer;
	unsigned width = screen_width();

	CHECK(!cli->answered);
	cli->answered = true;
	released.release = cli_release();
	for (size_t i = 0; i < count; i++) {
		struct text text = {0};

		/* A file is no terminal. */
		screen_set_width(outputs[i].file == NULL ? width : 0);
		guard_print(outputs[i].format, &released, &text);
		if (outputs[i].file == NULL)
			text_add_bytes(cli_out(cli), text_str(&text), text.size);
		else if (text.size > 0)
			file_write(outputs[i].file, text_str(&text), text.size, &findings);
		text_done(&text);
	}
	return finish(cli, &findings, code);
}

int cli_outputs_fail(struct cli *cli, const char *lab, int code)
{
	struct verdicts *verdicts;

	if (code == CLI_GOOD || code == CLI_NO || cli->answered)
		return code;
	verdicts = verdicts_new(lab);
	verdicts_add_errors(verdicts, cli_told(cli));
	code = cli_outputs_print(cli, &(struct guard_answer){.verdicts = verdicts}, code);
	verdicts_free(verdicts);
	return code;
}
