/* AS paths between speakers of 2-octet and of 4-octet AS numbers: RFC 6793. */
#include "bgp/as4.h"

#include "bgp/as_path.h"
#include "bgp/iana.h"

enum {
	AS2_SIZE = 2,
	AS4_SIZE = 4,
	AS2_MAX = 65535,
	SEGMENT_HEAD = 2,
	SEGMENT_MAX = 255,
	NO_SEGMENT = -1, /* where an offset in a path is asked for */
};

bool as4_is_wide(struct span path)
{
	for (size_t at = 0; at < path.size;) {
		size_t end = at + SEGMENT_HEAD + (size_t)path.at[at + 1] * AS4_SIZE;

		for (at += SEGMENT_HEAD; at < end; at += AS4_SIZE) {
			if ((path.at[at] | path.at[at + 1]) != 0)
				return true;
		}
	}
	return false;
}

size_t as4_narrow_size(struct span path)
{
	size_t size = 0;

	for (size_t at = 0; at < path.size; at += SEGMENT_HEAD + (size_t)path.at[at + 1] * AS4_SIZE)
		size += SEGMENT_HEAD + (size_t)path.at[at + 1] * AS2_SIZE;
	return size;
}

void as4_narrow(struct span path, struct writer *out)
{
	struct reader reader = reader_of_span(path);

	while (reader.left > 0) {
		writer_u8(out, reader_u8(&reader));
		uint8_t count = reader_u8(&reader);
		writer_u8(out, count);
		for (unsigned i = 0; i < count; i++) {
			uint32_t asn = reader_u32(&reader);
			writer_u16(out, asn > AS2_MAX ? BGP_AS_TRANS : (uint16_t)asn);
		}
	}
}

void as4_widen(struct span narrow, struct writer *out)
{
	struct reader reader = reader_of_span(narrow);

	while (reader.left > 0) {
		writer_u8(out, reader_u8(&reader));
		if (reader.left == 0)
			return;
		uint8_t count = reader_u8(&reader);
		writer_u8(out, count);
		for (unsigned i = 0; i < count && reader.left >= AS2_SIZE; i++)
			writer_u32(out, reader_u16(&reader));
	}
}

/* Appends a segment with the first `count` of its numbers and returns where it begins. */
static size_t append_segment(struct writer *out, const uint8_t *segment, uint8_t count)
{
	size_t head = out->used;

	writer_u8(out, segment[0]);
	writer_u8(out, count);
	writer_bytes(out, segment + SEGMENT_HEAD, (size_t)count * AS4_SIZE);
	return head;
}

/* Appends the segments at the head of `path` that make up `hops` hops, and the confederation
 * segments that lead or touch them (RFC 6793 section 4.2.3). Returns where the last of them begins
 * in `out`; NO_SEGMENT if there is none. */
static ptrdiff_t append_leading(struct writer *out, struct span path, unsigned hops)
{
	ptrdiff_t last = NO_SEGMENT;

	for (size_t at = 0; at < path.size;) {
		const uint8_t *segment = path.at + at;
		uint8_t count = segment[1];
		bool counted = segment[0] < BGP_CONFED_SEQUENCE;

		if (counted && hops == 0)
			break;
		if (segment[0] == BGP_AS_SEQUENCE && count > hops)
			count = (uint8_t)hops;
		if (counted)
			hops -= segment[0] == BGP_AS_SEQUENCE ? count : 1;
		last = (ptrdiff_t)append_segment(out, segment, count);
		if (count < segment[1])
			break;
		at += SEGMENT_HEAD + (size_t)count * AS4_SIZE;
	}
	return last;
}

/* Lengthens the sequence at `head`, which ends `out`, by a sequence; false if it cannot be. */
static bool join_segment(struct writer *out, ptrdiff_t head, const uint8_t *segment)
{
	if (head == NO_SEGMENT || out->failed || out->start[head] != BGP_AS_SEQUENCE ||
	    segment[0] != BGP_AS_SEQUENCE || out->start[head + 1] + segment[1] > SEGMENT_MAX)
		return false;
	out->start[head + 1] = (uint8_t)(out->start[head + 1] + segment[1]);
	writer_bytes(out, segment + SEGMENT_HEAD, (size_t)segment[1] * AS4_SIZE);
	return true;
}

/* Appends the path without confederation segments, joined to the segment at `head` so that the
 * seam of a merge leaves no trace. */
static void append_as4_path(struct writer *out, ptrdiff_t head, struct span path)
{
	for (size_t at = 0; at < path.size;) {
		const uint8_t *segment = path.at + at;

		at += SEGMENT_HEAD + (size_t)segment[1] * AS4_SIZE;
		if (segment[0] >= BGP_CONFED_SEQUENCE)
			continue;
		if (!join_segment(out, head, segment))
			append_segment(out, segment, segment[1]);
		head = NO_SEGMENT;
	}
}

bool as4_merge(struct span path, struct span as4_path, struct writer *out)
{
	unsigned hops = as_path_length(path);
	unsigned as4_hops = as_path_length(as4_path);

	if (hops < as4_hops)
		return false;
	append_as4_path(out, append_leading(out, path, hops - as4_hops), as4_path);
	return true;
}
