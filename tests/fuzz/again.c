/* Writes and reads snapshots. */
#include "tests/fuzz/again.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "import/snapshot_read.h"
#include "report/state/snapshot_json.h"

void snapshot_write_and_read(const struct snapshot *snapshot)
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
