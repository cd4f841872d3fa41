/*
 * The journal: prefixes whose routes changed, oldest first.
 *
 * Every change of what peers may hear of appends the prefix and makes the row point at that entry:
 * earlier entries of the same prefix no longer count, and are squeezed out when they outnumber
 * those that do. Each peer has a cursor into the journal, so a change costs the same whether two
 * peers or five thousand must hear of it.
 */
#include <stdlib.h>

#include "base/check.h"
#include "base/mem.h"
#include "rib/tables.h"

/* Squeezes out the entries that no longer count, and those of rows without a best path that every
 * peer has passed; the cursors move along. */
static void squeeze(struct rib *rib)
{
	size_t slowest = rib->journal_count;
	uint32_t *kept_before = xmalloc((rib->journal_count + 1) * sizeof(*kept_before));
	uint32_t kept = 0;

	for (uint32_t i = 0; i < rib->peer_count; i++) {
		if (rib->peers[i].codec != NULL && rib->peers[i].cursor < slowest)
			slowest = rib->peers[i].cursor;
	}
	for (size_t i = 0; i < rib->journal_count; i++) {
		prefix_id prefix = rib->journal[i];
		struct rib_row *row = rib_row_find(rib, prefix);

		kept_before[i] = kept;
		if (row->journal != i + 1)
			continue;
		if (!row->has_best && i < slowest) {
			row->journal = 0;
			continue;
		}
		rib->journal[kept++] = prefix;
		row->journal = kept;
	}
	kept_before[rib->journal_count] = kept;
	for (uint32_t i = 0; i < rib->peer_count; i++)
		rib->peers[i].cursor = kept_before[rib->peers[i].cursor];
	rib->journal_count = rib->journal_live = kept;
	free(kept_before);
}

void rib_journal_append(struct rib *rib, struct rib_row *row, prefix_id prefix)
{
	enum { SLACK = 64 };

	CHECK(rib->journal_live <= rib->journal_count);
	if (rib->journal_count > 2 * (size_t)rib->journal_live + SLACK)
		squeeze(rib);
	rib->journal = mem_grow(rib->journal, &rib->journal_capacity, rib->journal_count + 1,
	                        sizeof(*rib->journal));
	rib->journal[rib->journal_count++] = prefix;
	if (row->journal == 0)
		rib->journal_live++;
	row->journal = (uint32_t)rib->journal_count;
}

void rib_journal_complete(struct rib *rib)
{
	for (uint32_t page = 0; page < rib->page_count; page++) {
		for (uint32_t i = 0; rib->pages[page] != NULL && i < PAGE_SIZE; i++) {
			struct rib_row *row = &rib->pages[page][i];

			if (row->has_best && row->journal == 0)
				rib_journal_add(rib, row, page << PAGE_SHIFT | i);
		}
	}
}
