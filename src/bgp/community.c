/* Communities of all three sizes: sets of them, and their text. */
#include "bgp/community.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "bgp/iana.h"

enum {
	STANDARD_SIZE = 4,
	EXTENDED_SIZE = 8,
	LARGE_SIZE = 12,
	IPV6_SIZE = 20,
};

static const struct {
	uint32_t value;
	const char *name;
} well_known[] = {
    {BGP_NO_EXPORT, "no-export"},
    {BGP_NO_ADVERTISE, "no-advertise"},
    {BGP_NO_EXPORT_SUBCONFED, "local-AS"},
    {0xffffff04, "no-peer"},           /* RFC 3765 */
    {0xffff0000, "graceful-shutdown"}, /* RFC 8326 */
    {0xffff0001, "accept-own"},        /* RFC 7611 */
    {0xffff0006, "llgr-stale"},        /* RFC 9494 */
    {0xffff0007, "no-llgr"},           /* RFC 9494 */
    {0xffff029a, "blackhole"},         /* RFC 7999 */
};

static uint32_t u32_at(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static unsigned u16_at(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

bool community_contains(struct span communities, uint32_t community)
{
	for (size_t at = 0; at + STANDARD_SIZE <= communities.size; at += STANDARD_SIZE) {
		if (u32_at(communities.at + at) == community)
			return true;
	}
	return false;
}

/* Network order makes the order of bytes the order of numbers. */
static int compare_standard(const void *a, const void *b)
{
	return memcmp(a, b, STANDARD_SIZE);
}

static int compare_extended(const void *a, const void *b)
{
	return memcmp(a, b, EXTENDED_SIZE);
}

static int compare_large(const void *a, const void *b)
{
	return memcmp(a, b, LARGE_SIZE);
}

static int compare_ipv6(const void *a, const void *b)
{
	return memcmp(a, b, IPV6_SIZE);
}

typedef int compare_fn(const void *a, const void *b);

static compare_fn *compare_of(size_t each)
{
	switch (each) {
	case STANDARD_SIZE:
		return compare_standard;
	case EXTENDED_SIZE:
		return compare_extended;
	case LARGE_SIZE:
		return compare_large;
	default:
		CHECK(each == IPV6_SIZE);
		return compare_ipv6;
	}
}

static bool is_ascending(const uint8_t *at, size_t size, size_t each)
{
	for (size_t i = each; i < size; i += each) {
		if (memcmp(at + i - each, at + i, each) >= 0)
			return false;
	}
	return true;
}

/* Drops repeats from a sorted array and returns the size that is left. */
static size_t drop_repeats(uint8_t *at, size_t size, size_t each)
{
	size_t kept = each;

	for (size_t i = each; i < size; i += each) {
		if (memcmp(at + kept - each, at + i, each) == 0)
			continue;
		memcpy(at + kept, at + i, each);
		kept += each;
	}
	return kept;
}

size_t community_sort(uint8_t *at, size_t size, size_t each)
{
	compare_fn *compare = compare_of(each);

	CHECK(size % each == 0);
	if (is_ascending(at, size, each))
		return size;
	qsort(at, size / each, each, compare);
	return drop_repeats(at, size, each);
}

struct span community_set(struct span list, size_t each, struct writer *out)
{
	size_t start = out->used;

	if (is_ascending(list.at, list.size, each))
		return list;

	uint8_t *at = writer_room(out, list.size);

	if (at == NULL)
		return (struct span){NULL, 0};
	memcpy(at, list.at, list.size);
	out->used = start + community_sort(at, list.size, each);
	return (struct span){at, out->used - start};
}

void community_union(struct span communities, const uint32_t *more, unsigned count,
                     struct writer *out)
{
	CHECK(communities.size % STANDARD_SIZE == 0);
	size_t start = out->used;
	size_t size = communities.size + (size_t)count * STANDARD_SIZE;
	uint8_t *at = writer_room(out, size);

	if (at == NULL || size == 0)
		return;
	if (communities.size > 0)
		memcpy(at, communities.at, communities.size);
	struct writer behind = writer_of(at + communities.size, size - communities.size);
	for (unsigned i = 0; i < count; i++)
		writer_u32(&behind, more[i]);
	out->used = start + community_sort(at, size, STANDARD_SIZE);
}

static bool half_is_one_of(unsigned half, const uint16_t *halves, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (halves[i] == half)
			return true;
	}
	return false;
}

void community_remove(struct span communities, const uint16_t *halves, unsigned count,
                      struct writer *out)
{
	for (size_t at = 0; at + STANDARD_SIZE <= communities.size; at += STANDARD_SIZE) {
		if (!half_is_one_of(u16_at(communities.at + at), halves, count))
			writer_u32(out, u32_at(communities.at + at));
	}
}

static bool is_transitive(const uint8_t *ext)
{
	enum { NOT_TRANSITIVE = 0x40 };

	return (ext[0] & NOT_TRANSITIVE) == 0;
}

bool ext_community_is_local(struct span communities, size_t each)
{
	CHECK(each > 0);
	for (size_t at = 0; at + each <= communities.size; at += each) {
		if (!is_transitive(communities.at + at))
			return true;
	}
	return false;
}

void ext_community_keep_transitive(struct span communities, size_t each, struct writer *out)
{
	CHECK(each > 0);
	for (size_t at = 0; at + each <= communities.size; at += each) {
		if (is_transitive(communities.at + at))
			writer_bytes(out, communities.at + at, each);
	}
}

static const char *well_known_name(uint32_t community)
{
	for (size_t i = 0; i < COUNT_OF(well_known); i++) {
		if (well_known[i].value == community)
			return well_known[i].name;
	}
	return NULL;
}

void community_format(struct span communities, struct text *out)
{
	for (size_t at = 0; at + STANDARD_SIZE <= communities.size; at += STANDARD_SIZE) {
		uint32_t value = u32_at(communities.at + at);
		const char *name = well_known_name(value);
		const char *blank = at == 0 ? "" : " ";

		if (name != NULL)
			text_addf(out, "%s%s", blank, name);
		else
			text_addf(out, "%s%u:%u", blank, value >> 16, value & 0xffff);
	}
}

void large_community_format(struct span communities, struct text *out)
{
	for (size_t at = 0; at + LARGE_SIZE <= communities.size; at += LARGE_SIZE) {
		const uint8_t *value = communities.at + at;

		text_addf(out, "%s%" PRIu32 ":%" PRIu32 ":%" PRIu32, at == 0 ? "" : " ",
		          u32_at(value), u32_at(value + 4), u32_at(value + 8));
	}
}

/* The part behind the type: RFC 4360 sections 3.1 and 3.2, RFC 5668. */
static void format_ext_value(const uint8_t *value, struct text *out)
{
	switch (value[0]) {
	case 0: /* 2-octet AS, 4 octets */
		text_addf(out, "%u:%" PRIu32, u16_at(value + 2), u32_at(value + 4));
		break;
	case 1: /* IPv4 address, 2 octets */
		text_addf(out, "%u.%u.%u.%u:%u", value[2], value[3], value[4], value[5],
		          u16_at(value + 6));
		break;
	default: /* 4-octet AS, 2 octets */
		text_addf(out, "%" PRIu32 ":%u", u32_at(value + 2), u16_at(value + 6));
		break;
	}
}

static void format_ext(const uint8_t *value, struct text *out)
{
	enum { LAST_TYPE = 2, ROUTE_TARGET = 2, SITE_OF_ORIGIN = 3 };
	bool named = value[1] == ROUTE_TARGET || value[1] == SITE_OF_ORIGIN;

	if (value[0] > LAST_TYPE || !named) {
		text_addf(out, "%08" PRIx32 "%08" PRIx32, u32_at(value), u32_at(value + 4));
		return;
	}
	text_add(out, value[1] == ROUTE_TARGET ? "RT:" : "SoO:");
	format_ext_value(value, out);
}

void ext_community_format(struct span communities, struct text *out)
{
	for (size_t at = 0; at + EXTENDED_SIZE <= communities.size; at += EXTENDED_SIZE) {
		if (at > 0)
			text_add(out, " ");
		format_ext(communities.at + at, out);
	}
}

void ipv6_community_format(struct span communities, struct text *out)
{
	for (size_t i = 0; i < communities.size; i++)
		text_addf(out, "%s%02x", i > 0 && i % IPV6_SIZE == 0 ? " " : "", communities.at[i]);
}

/* A decimal number of at most `max` at the head of *text, which advances. */
static bool parse_number(const char **text, uint32_t max, uint32_t *out)
{
	const char *at = *text;
	uint64_t value = 0;

	for (; *at >= '0' && *at <= '9' && value <= max; at++)
		value = value * 10 + (uint64_t)(*at - '0');
	if (at == *text || value > max)
		return false;
	*text = at;
	*out = (uint32_t)value;
	return true;
}

bool large_community_parse(const char *text, uint32_t out[3])
{
	for (unsigned i = 0; i < 3; i++) {
		if (!parse_number(&text, UINT32_MAX, &out[i]) || *text != (i < 2 ? ':' : '\0'))
			return false;
		text++;
	}
	return true;
}

bool community_parse(const char *text, uint32_t *out)
{
	uint32_t high;
	uint32_t low;

	for (size_t i = 0; i < COUNT_OF(well_known); i++) {
		if (strcmp(text, well_known[i].name) == 0) {
			*out = well_known[i].value;
			return true;
		}
	}
	if (!parse_number(&text, UINT16_MAX, &high) || *text++ != ':' ||
	    !parse_number(&text, UINT16_MAX, &low) || *text != '\0')
		return false;
	*out = high << 16 | low;
	return true;
}
