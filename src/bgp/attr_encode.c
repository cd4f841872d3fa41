/* Writes the attributes of a set: a walk over the table. */
#include "bgp/attr_encode.h"

#include "base/check.h"
#include "bgp/attr_table.h"

/* Writes the unknown attributes below `code`, which leave `unknown`. */
static void put_unknown(struct writer *out, struct span *unknown, unsigned code)
{
	size_t size = 0;

	while (size < unknown->size && unknown->at[size + 1] < code) {
		const uint8_t *head = unknown->at + size;
		bool extended = (head[0] & ATTR_FLAG_EXTENDED) != 0;
		size += extended ? 4 + ((size_t)head[2] << 8 | head[3]) : 3 + (size_t)head[2];
	}
	if (size == 0)
		return;
	writer_bytes(out, unknown->at, size);
	unknown->at += size;
	unknown->size -= size;
}

void bgp_attrs_encode(const struct bgp_attrs *attrs, const struct bgp_attr_context *context,
                      const struct addr *next_hop, struct writer *out)
{
	enum { BEHIND_ALL = 256 };
	struct span unknown = attrs->unknown;

	for (unsigned i = 0; i < attr_row_count; i++) {
		const struct attr_row *row = &attr_rows[i];

		if (row->class->encode == NULL || !attr_peer_fits(row, *context))
			continue;
		put_unknown(out, &unknown, row->code);
		row->class->encode(row, attrs, context, next_hop, out);
	}
	put_unknown(out, &unknown, BEHIND_ALL);
	CHECK(unknown.size == 0);
}
