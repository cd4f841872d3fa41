/* Attribute sets: comparing, hashing and copying them by the layout of the struct. */
#include "bgp/attrs.h"

#include <string.h>

#include "base/check.h"
#include "base/hash.h"

enum {
	NUMBERS = offsetof(struct bgp_attrs, present),
	NUMBERS_END = offsetof(struct bgp_attrs, origin) + 1,
	NUMBERS_SIZE = NUMBERS_END - NUMBERS,
	WORDS = NUMBERS_SIZE / 8,
	TAIL = NUMBERS_SIZE % 8,
};

_Static_assert(sizeof(((struct bgp_attrs *)0)->spans) == NUMBERS, "a span is missing in `spans`");
_Static_assert(NUMBERS_SIZE ==
                   2 * sizeof(uint64_t) + 6 * sizeof(uint32_t) + sizeof(struct addr) + 1,
               "padding between the numbers, or one of them is missing here");
_Static_assert(sizeof(struct bgp_attrs) - NUMBERS_END < sizeof(uint64_t),
               "a field behind the last of the numbers");

static const uint8_t *numbers_of(const struct bgp_attrs *attrs)
{
	return (const uint8_t *)attrs + NUMBERS;
}

bool bgp_attrs_equal(const struct bgp_attrs *a, const struct bgp_attrs *b)
{
	if (memcmp(numbers_of(a), numbers_of(b), NUMBERS_SIZE) != 0)
		return false;
	for (size_t i = 0; i < BGP_ATTRS_SPANS; i++) {
		const struct span *x = &a->spans[i];
		const struct span *y = &b->spans[i];

		if (x->size != y->size || (x->size > 0 && memcmp(x->at, y->at, x->size) != 0))
			return false;
	}
	return true;
}

/* The numbers enter as a sum of products with odd constants, which the processor computes side by
 * side; the spans follow one after the other. */
uint64_t bgp_attrs_hash(const struct bgp_attrs *attrs)
{
	static const uint64_t odd[] = {
	    UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xc2b2ae3d27d4eb4f),
	    UINT64_C(0x165667b19e3779f9), UINT64_C(0x8ebc6af09c88c6e3),
	    UINT64_C(0xd6e8feb86659fd93), UINT64_C(0xa0761d6478bd642f),
	    UINT64_C(0xe7037ed1a0b428db), UINT64_C(0x589965cc75374cc3),
	};
	const uint8_t *at = numbers_of(attrs);
	uint64_t word = 0;
	uint64_t h = 0;

	_Static_assert(COUNT_OF(odd) == WORDS + (TAIL > 0), "one for each word");
	for (size_t i = 0; i < WORDS; i++, at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		h += word * odd[i];
	}
	word = 0;
	memcpy(&word, at, TAIL);
	h = hash_mix(h + word * odd[COUNT_OF(odd) - 1]);
	for (size_t i = 0; i < BGP_ATTRS_SPANS; i++) {
		const struct span *span = &attrs->spans[i];

		/* The index keeps equal bytes in different spans apart. */
		if (span->size > 0)
			h = hash_bytes(h + i, span->at, span->size);
	}
	return h;
}

size_t bgp_attrs_room(const struct bgp_attrs *attrs)
{
	size_t size = 0;

	for (size_t i = 0; i < BGP_ATTRS_SPANS; i++)
		size += attrs->spans[i].size;
	return size;
}

void bgp_attrs_settle(struct bgp_attrs *attrs, uint8_t *room)
{
	for (size_t i = 0; i < BGP_ATTRS_SPANS; i++) {
		struct span *span = &attrs->spans[i];

		CHECK(span->size == 0 || span->at != NULL);
		if (span->size > 0)
			memcpy(room, span->at, span->size);
		span->at = span->size > 0 ? room : NULL;
		room += span->size;
	}
}

static const struct {
	const char *name;
	const char *mark;
} origins[] = {
    [BGP_ORIGIN_IGP] = {"IGP", "i"},
    [BGP_ORIGIN_EGP] = {"EGP", "e"},
    [BGP_ORIGIN_INCOMPLETE] = {"incomplete", "?"},
};

const char *bgp_origin_name(uint8_t origin)
{
	CHECK(origin < COUNT_OF(origins));
	return origins[origin].name;
}

const char *bgp_origin_mark(uint8_t origin)
{
	CHECK(origin < COUNT_OF(origins));
	return origins[origin].mark;
}
