/* AS paths in wire form: walks over segments, and new paths written from old ones. */
#include "bgp/as_path.h"

#include <inttypes.h>

#include "base/check.h"
#include "bgp/iana.h"

enum {
	NUMBER_SIZE = 4,
	SEGMENT_HEAD = 2,
	SEGMENT_MAX = 255, /* the count is one octet */
};

struct segment {
	const uint8_t *numbers;
	uint8_t type;
	uint8_t count;
};

static uint32_t number_at(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* The next segment of a well-formed path, which advances; false at its end. */
static bool segment_next(struct span *path, struct segment *out)
{
	if (path->size == 0)
		return false;

	size_t size = SEGMENT_HEAD + (size_t)path->at[1] * NUMBER_SIZE;
	CHECK(size <= path->size);
	*out = (struct segment){path->at + SEGMENT_HEAD, path->at[0], path->at[1]};
	path->at += size;
	path->size -= size;
	return true;
}

static uint32_t segment_number(const struct segment *segment, unsigned index)
{
	return number_at(segment->numbers + (size_t)index * NUMBER_SIZE);
}

bool as_path_well_formed(struct span path)
{
	while (path.size > 0) {
		if (path.size < SEGMENT_HEAD)
			return false;

		uint8_t type = path.at[0];
		size_t size = SEGMENT_HEAD + (size_t)path.at[1] * NUMBER_SIZE;
		if (type < BGP_AS_SET || type > BGP_CONFED_SET)
			return false;
		if (size == SEGMENT_HEAD || size > path.size)
			return false;
		path.at += size;
		path.size -= size;
	}
	return true;
}

unsigned as_path_length(struct span path)
{
	struct segment segment;
	unsigned length = 0;

	while (segment_next(&path, &segment)) {
		if (segment.type == BGP_AS_SEQUENCE)
			length += segment.count;
		else if (segment.type == BGP_AS_SET)
			length += 1;
	}
	return length;
}

unsigned as_path_count(struct span path, uint32_t asn)
{
	struct segment segment;
	unsigned found = 0;

	while (segment_next(&path, &segment)) {
		for (unsigned i = 0; i < segment.count; i++)
			found += segment_number(&segment, i) == asn;
	}
	return found;
}

uint32_t as_path_first(struct span path)
{
	struct segment segment;

	if (!segment_next(&path, &segment) || segment.type != BGP_AS_SEQUENCE)
		return 0;
	return segment_number(&segment, 0);
}

uint32_t as_path_last(struct span path)
{
	struct segment segment = {.type = 0};

	while (segment_next(&path, &segment))
		continue;
	if (segment.type != BGP_AS_SEQUENCE)
		return 0;
	return segment_number(&segment, segment.count - 1u);
}

static bool set_has(const uint32_t *set, unsigned count, uint32_t asn)
{
	for (unsigned i = 0; i < count; i++) {
		if (set[i] == asn)
			return true;
	}
	return false;
}

bool as_path_only_of(struct span path, const uint32_t *set, unsigned count)
{
	struct segment segment;

	while (segment_next(&path, &segment)) {
		for (unsigned i = 0; i < segment.count; i++) {
			if (!set_has(set, count, segment_number(&segment, i)))
				return false;
		}
	}
	return true;
}

bool asn_is_private(uint32_t asn)
{
	return (asn >= 64512 && asn <= 65534) ||
	       (asn >= UINT32_C(4200000000) && asn <= UINT32_C(4294967294));
}

static void write_repeated(struct writer *out, uint32_t asn, unsigned times)
{
	for (unsigned i = 0; i < times; i++)
		writer_u32(out, asn);
}

void as_path_prepend(struct span path, uint32_t asn, unsigned times, struct writer *out)
{
	struct span rest = path;
	struct segment lead;

	/* Behind anything but a sequence, and behind a full one, a segment of its own begins
	 * (RFC 4271 section 5.1.2 b). */
	if (!segment_next(&rest, &lead) || lead.type != BGP_AS_SEQUENCE) {
		lead = (struct segment){.type = BGP_AS_SEQUENCE};
		rest = path;
	}

	unsigned joined = SEGMENT_MAX - lead.count;
	if (joined > times)
		joined = times;

	/* A part that is no whole segment comes first, so that repeated prepending would have
	 * given the same path. */
	for (unsigned left = times - joined; left > 0 && !out->failed;) {
		unsigned part = left % SEGMENT_MAX != 0 ? left % SEGMENT_MAX : SEGMENT_MAX;
		writer_u8(out, BGP_AS_SEQUENCE);
		writer_u8(out, (uint8_t)part);
		write_repeated(out, asn, part);
		left -= part;
	}
	if (joined + lead.count > 0) {
		writer_u8(out, BGP_AS_SEQUENCE);
		writer_u8(out, (uint8_t)(joined + lead.count));
		write_repeated(out, asn, joined);
		writer_bytes(out, lead.numbers, (size_t)lead.count * NUMBER_SIZE);
	}
	writer_span(out, rest);
}

void as_path_remove_private(struct span path, struct writer *out)
{
	struct segment segment;

	while (segment_next(&path, &segment)) {
		size_t head = out->used;
		uint8_t kept = 0;

		writer_u8(out, segment.type);
		writer_u8(out, 0);
		for (unsigned i = 0; i < segment.count; i++) {
			uint32_t asn = segment_number(&segment, i);
			if (asn_is_private(asn))
				continue;
			writer_u32(out, asn);
			kept++;
		}
		if (out->failed)
			return;
		if (kept > 0)
			out->start[head + 1] = kept;
		else
			out->used = head;
	}
}

bool as_path_has_confederation(struct span path)
{
	struct segment segment;

	while (segment_next(&path, &segment)) {
		if (segment.type >= BGP_CONFED_SEQUENCE)
			return true;
	}
	return false;
}

void as_path_remove_confederation(struct span path, struct writer *out)
{
	struct segment segment;

	while (segment_next(&path, &segment)) {
		if (segment.type >= BGP_CONFED_SEQUENCE)
			continue;
		writer_u8(out, segment.type);
		writer_u8(out, segment.count);
		writer_bytes(out, segment.numbers, (size_t)segment.count * NUMBER_SIZE);
	}
}

void as_path_replace(struct span path, uint32_t from, uint32_t to, struct writer *out)
{
	struct segment segment;

	while (segment_next(&path, &segment)) {
		writer_u8(out, segment.type);
		writer_u8(out, segment.count);
		for (unsigned i = 0; i < segment.count; i++) {
			uint32_t asn = segment_number(&segment, i);
			writer_u32(out, asn == from ? to : asn);
		}
	}
}

/* How a segment is written, as FRR and most routers do. NULL: the caller's separator. */
static const struct {
	const char *open;
	const char *separator;
	const char *close;
} segment_styles[] = {
    [BGP_AS_SET] = {"{", ",", "}"},
    [BGP_AS_SEQUENCE] = {"", NULL, ""},
    [BGP_CONFED_SEQUENCE] = {"(", NULL, ")"},
    [BGP_CONFED_SET] = {"[", ",", "]"},
};

static void format_segment(const struct segment *segment, const char *separator, struct text *out)
{
	const char *between = segment_styles[segment->type].separator;

	if (between == NULL)
		between = separator;
	text_add(out, segment_styles[segment->type].open);
	for (unsigned i = 0; i < segment->count; i++)
		text_addf(out, "%s%" PRIu32, i == 0 ? "" : between, segment_number(segment, i));
	text_add(out, segment_styles[segment->type].close);
}

void as_path_format(struct span path, const char *separator, struct text *out)
{
	struct segment segment;
	bool first = true;

	while (segment_next(&path, &segment)) {
		if (!first)
			text_add(out, separator);
		first = false;
		format_segment(&segment, separator, out);
	}
}

/* A decimal AS number at the head of *text, which advances; 0 if there is none. AS 0 itself has
 * no place in a path (RFC 7607). */
static uint32_t parse_number(const char **text)
{
	uint64_t value = 0;
	const char *at = *text;

	for (; *at >= '0' && *at <= '9' && value <= UINT32_MAX; at++)
		value = value * 10 + (uint64_t)(*at - '0');
	*text = at;
	return value <= UINT32_MAX ? (uint32_t)value : 0;
}

static const char *skip_blanks(const char *text)
{
	while (*text == ' ' || *text == '\t')
		text++;
	return text;
}

bool as_path_parse(const char *text, struct writer *out)
{
	size_t start = out->used;
	size_t head = start;
	unsigned count = 0;

	for (text = skip_blanks(text); *text != '\0'; text = skip_blanks(text)) {
		uint32_t asn = parse_number(&text);
		if (asn == 0 || (*text != '\0' && *text != ' ' && *text != '\t')) {
			out->used = start;
			return false;
		}
		if (count % SEGMENT_MAX == 0) {
			head = out->used;
			writer_u8(out, BGP_AS_SEQUENCE);
			writer_u8(out, 0);
		}
		writer_u32(out, asn);
		if (out->failed)
			return false;
		count++;
		out->start[head + 1]++;
	}
	return !out->failed;
}
