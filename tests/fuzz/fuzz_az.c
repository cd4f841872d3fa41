/* Any bytes as a capture of Azure's tables: nothing is read out of bounds, nothing aborts, rows
 * come without errors, and what is refused has a reason. */
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "import/az_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(const struct az_table *table)
{
	for (uint32_t i = 0; i < table->count; i++)
		CHECK(addr_is_set(&table->rows[i].key.addr) && table->rows[i].line > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct findings findings = {0};
	struct az_capture *capture =
	    az_read("fuzz", (const char *)data, size, AZ_KIND_COUNT, arena, &findings);

	CHECK((capture == NULL) == (findings_errors(&findings) > 0));
	for (uint32_t i = 0; capture != NULL && i < capture->count; i++)
		walk(capture->tables[i]);
	findings_done(&findings);
	arena_free(arena);
	return 0;
}
