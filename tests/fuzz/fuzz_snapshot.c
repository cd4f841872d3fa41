/* Any bytes as a snapshot: nothing is read out of bounds, nothing aborts, what is taken says the
 * same when it is written and read again, and what is refused has a reason. */
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "import/snapshot_read.h"
#include "tests/fuzz/again.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct findings findings = {0};
	struct snapshot *snapshot = snapshot_from_json("fuzz", (const char *)data, size, &findings);

	CHECK((snapshot == NULL) == (findings_errors(&findings) > 0));
	if (snapshot != NULL)
		snapshot_write_and_read(snapshot);
	snapshot_free(snapshot);
	findings_done(&findings);
	return 0;
}
