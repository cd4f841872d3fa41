/* Pauses between attempts double up to a bound. */
#include "live/patience.h"

bool patience_tries(struct patience *patience, struct instant now)
{
	int64_t pause_s = 0;

	if (instant_before(now, patience->next))
		return false;
	if (patience->attempts < UINT32_MAX)
		patience->attempts++;
	if (patience->attempts >= PATIENCE_FREE)
		pause_s = PATIENCE_FIRST_S;
	for (uint32_t i = PATIENCE_FREE; i < patience->attempts && pause_s < PATIENCE_MAX_S; i++)
		pause_s *= 2;
	if (pause_s > PATIENCE_MAX_S)
		pause_s = PATIENCE_MAX_S;
	patience->next = instant_after(now, pause_s * US_PER_S);
	return true;
}
