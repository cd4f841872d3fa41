/* Any bytes as a file to import, and as answers of --map: nothing is read out of bounds, nothing
 * aborts, a lab that comes out is valid, and what is refused has a reason. Linked once for each
 * envelope, which differ in their corpora; the shape is recognised from the content. */
#include <stddef.h>
#include <stdint.h>

#include "azure/azure.h"
#include "base/check.h"
#include "import/build/import.h"
#include "topo/judge/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void import_one(const struct import_file *file, bool before)
{
	struct import_options options = {.before = before};
	struct import_report *report = import_report_new();
	struct findings findings = {0};
	struct text lab = {0};
	struct text said = {0};
	bool made = import_azure(file, 1, &options, &lab, report, &findings);

	CHECK(made == (findings_errors(&findings) == 0));
	CHECK(made == (lab.size > 0));
	if (made)
		lab_free(azure_parse("lab.json", text_str(&lab), lab.size, &findings));
	CHECK(findings_errors(&findings) == 0 || !made);
	import_report_text(report, true, &said);
	import_report_json(report, false, &said);
	text_done(&said);
	text_done(&lab);
	findings_done(&findings);
	import_report_free(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct import_file file = {"fuzz", (const char *)data, size};

	import_one(&file, false);
	import_one(&file, true);
	return 0;
}
