/* What a speaker still holds, when the pools that it shares with others are swept. */
#include "base/check.h"
#include "rib/rib.h"
#include "rib/tables.h"

static void mark_rows(const struct rib *rib, uint32_t page, uint8_t *keep)
{
	for (uint32_t i = 0; i < PAGE_SIZE; i++) {
		const struct rib_row *row = &rib->pages[page][i];

		if (keep != NULL && (row->count > 0 || row->journal != 0))
			keep[page << PAGE_SHIFT | i] = 1;
		for (uint32_t p = 0; p < row->count; p++)
			attr_pool_mark(rib->pools.attrs, rib_row_paths(rib, row)[p].attrs);
	}
}

static void mark_page(const struct rib *rib, const attrs_id page[PAGE_SIZE])
{
	for (uint32_t i = 0; i < PAGE_SIZE; i++) {
		if (page[i] != RIB_ADJ_OUT_STALE)
			attr_pool_mark(rib->pools.attrs, page[i]);
	}
}

static void mark_adj_out(const struct rib *rib, const struct rib_peer *peer)
{
	for (uint32_t page = 0; page < peer->adj_out_pages; page++) {
		if (peer->adj_out[page] != NULL)
			mark_page(rib, peer->adj_out[page]);
	}
}

void rib_mark(struct rib *rib, uint8_t *keep)
{
	rib_classes_forget(rib);
	for (uint32_t page = 0; page < rib->page_count; page++) {
		if (rib->pages[page] != NULL)
			mark_rows(rib, page, keep);
	}
	for (uint32_t i = 0; i < rib->peer_count; i++)
		mark_adj_out(rib, &rib->peers[i]);
}
