/* Any bytes as a snapshot: nothing is read out of bounds, nothing aborts, what is taken says the
 * same when it is written and read again, and what is refused has a reason. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "import/snapshot_read.h"
#include "report/state/snapshot_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_and_read(const struct snapshot *snapshot)
{
	struct findings findings = {0};
	struct text differences = {0};
	char *text = snapshot_to_json(snapshot);
	struct snapshot *again = snapshot_from_json("again", text, strlen(text), &findings);

	CHECK(again != NULL);
	CHECK(snapshot_diff(snapshot, again, &differences) == 0);
	text_done(&differences);
	snapshot_free(again);
	findings_done(&findings);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct findings findings = {0};
	struct snapshot *snapshot = snapshot_from_json("fuzz", (const char *)data, size, &findings);

	CHECK((snapshot == NULL) == (findings_errors(&findings) > 0));
	if (snapshot != NULL)
		write_and_read(snapshot);
	snapshot_free(snapshot);
	findings_done(&findings);
	return 0;
}
