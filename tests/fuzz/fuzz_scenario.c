/* Any bytes as a scenario, JSON or YAML by the first byte: nothing is read out of bounds, nothing
 * aborts, and what is refused has a reason. */
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/text.h"
#include "query/expect/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *name = size == 0 || data[0] == '{' ? "fuzz.json" : "fuzz.yaml";
	struct findings findings = {0};
	struct text out = {0};
	struct scenario *scenario = scenario_parse(name, (const char *)data, size, &findings);

	CHECK((scenario == NULL) == (findings_errors(&findings) > 0));
	findings_format(&findings, 20, &out);
	text_done(&out);
	findings_done(&findings);
	scenario_free(scenario);
	return 0;
}
