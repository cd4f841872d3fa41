/* Edits a good lab, and looks whether what is said of it is what the row wants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "azure/azure.h"
#include "broken_lab.h"
#include "lab_text.h"

struct lab *lab_of_text(const char *text, struct findings *findings)
{
	return azure_parse("lab.json", text, strlen(text), findings);
}

/* Line and column of the first `at` in `text`; columns count bytes: the rows are ASCII before it.
 */
static struct place place_of(const char *text, const char *at)
{
	const char *found = strstr(text, at);
	struct place place = {"lab.json", 1, 1};

	if (found == NULL)
		fail_msg("the row asks for the place of %s, which is not there", at);
	for (const char *c = text; c < found; c++) {
		place.column = *c == '\n' ? 1 : place.column + 1;
		place.line += *c == '\n';
	}
	return place;
}

static bool matches(const struct finding *finding, const struct broken_lab *row, const char *text)
{
	if (finding->severity != row->severity || strstr(finding->text, row->said) == NULL)
		return false;
	if (row->at == NULL)
		return true;
	struct place place = place_of(text, row->at);
	return strcmp(finding->place.file, "lab.json") == 0 && finding->place.line == place.line &&
	       finding->place.column == place.column;
}

/* Whether the row's lab gets the row's finding; says what it got instead. */
static bool row_holds(const char *good, const struct broken_lab *row)
{
	char *text = edited(good, row->find, row->with);
	struct findings findings = {0};
	struct text all = {0};
	bool found = false;

	struct lab *lab = lab_of_text(text, &findings);

	for (size_t i = 0; i < findings.count; i++)
		found = found || matches(&findings.items[i], row, text);
	findings_format(&findings, 0, &all);
	if (!found)
		print_error("%s: want \"%s\" at %s, got:\n%s", row->name, row->said,
		            row->at != NULL ? row->at : "any place", text_str(&all));
	/* An error prevents a lab, a warning does not. */
	bool held = found && (lab == NULL) == (row->severity == SEVERITY_ERROR);
	text_done(&all);
	lab_free(lab);
	findings_done(&findings);
	free(text);
	return held;
}

size_t broken_labs_failed(const char *good, const struct broken_lab *rows, size_t count)
{
	size_t failed = 0;

	for (size_t i = 0; i < count; i++)
		failed += !row_holds(good, &rows[i]);
	return failed;
}
