/* Words, and the end, of a report about orders. */
#include "query/expect/order_report.h"

#include "base/check.h"

const char *order_delay_kind_name(enum order_delay_kind kind)
{
	static const char *const names[ORDER_DELAY_KIND_COUNT] = {
	    [ORDER_SLOWER] = "slower",
	    [ORDER_LATER] = "later",
	    [ORDER_SEED] = "seed",
	};

	CHECK(kind < ORDER_DELAY_KIND_COUNT);
	return names[kind];
}

void order_report_free(struct order_report *report)
{
	if (report != NULL)
		arena_free(report->arena);
}
