/* Any bytes as what FRR says that it holds: nothing is read out of bounds, nothing aborts, and what
 * is refused has a reason. */
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "import/frr_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct agree_table table = {0};
	struct findings findings = {0};
	unsigned answers = frr_read("fuzz", (const char *)data, size, arena, &table, &findings);

	CHECK((answers == 0) == (findings_errors(&findings) > 0));
	findings_done(&findings);
	arena_free(arena);
	return 0;
}
