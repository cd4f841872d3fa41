/* Which sets of failures there are, in order. */
#include <string.h>

#include "base/check.h"
#include "study/sweep_world.h"

/* n over k, or UINT64_MAX. Each step divides without a remainder. */
static uint64_t binomial(uint64_t n, uint64_t k)
{
	uint64_t count = 1;

	for (uint64_t i = 1; i <= k; i++) {
		uint64_t factor = n - k + i;

		if (count > UINT64_MAX / factor)
			return UINT64_MAX;
		count = count * factor / i;
	}
	return count;
}

uint64_t sweep_count_cases(uint32_t elements, uint32_t failures)
{
	uint64_t count = 1;

	for (uint32_t k = 1; k <= failures && k <= elements; k++) {
		uint64_t more = binomial(elements, k);

		if (more > UINT64_MAX - count)
			return UINT64_MAX;
		count += more;
	}
	return count;
}

bool sweep_next_case(const struct sweep *sweep, struct sweep_record *record)
{
	uint32_t n = sweep->element_count;
	uint32_t k = record->failure_count;
	uint32_t at = k;

	record->number++;
	while (at > 0 && record->failures[at - 1] == n - k + at - 1)
		at--;
	if (at == 0) {
		if (k == sweep->question.failures || k == n)
			return false;
		record->failure_count = k + 1;
		for (uint32_t i = 0; i <= k; i++)
			record->failures[i] = i;
		return true;
	}
	record->failures[at - 1]++;
	for (uint32_t i = at; i < k; i++)
		record->failures[i] = record->failures[i - 1] + 1;
	CHECK(record->failures[k - 1] < n);
	return true;
}

/* What the others of the set do, holds all that this one does. */
static bool adds_nothing(const struct sweep *sweep, const struct sweep_record *record, uint32_t one)
{
	const uint64_t *own = sweep->elements[record->failures[one]].effect;

	for (uint32_t w = 0; w < sweep->effect_words; w++) {
		uint64_t others = 0;

		if (own[w] == 0)
			continue;
		for (uint32_t i = 0; i < record->failure_count; i++)
			others |= i == one ? 0 : sweep->elements[record->failures[i]].effect[w];
		if ((own[w] & ~others) != 0)
			return false;
	}
	return true;
}

bool sweep_is_equal(const struct sweep *sweep, const struct sweep_record *record)
{
	CHECK(record->failure_count <= SWEEP_FAILURES_MAX);
	for (uint32_t i = 0; record->failure_count > 1 && i < record->failure_count; i++) {
		if (adds_nothing(sweep, record, i))
			return true;
	}
	return false;
}
