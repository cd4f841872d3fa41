/* Addresses and prefixes: text, order, masks and containment. */
#include "base/addr.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"

enum { IPV4_BITS = 32, IPV6_BITS = 128 };

/* Both structs are bytes in the order in which they compare, without gaps, and the bytes that IPv4
 * does not use are zero. So one memcmp() is the whole comparison. */
_Static_assert(sizeof(struct addr) == 17, "family, bytes");
_Static_assert(sizeof(struct prefix) == 18, "family, bytes, length");
_Static_assert(ADDR_TEXT_MAX == INET6_ADDRSTRLEN, "room for the longest IPv6 text");

unsigned addr_bits(uint8_t family)
{
	if (family == ADDR_IPV4)
		return IPV4_BITS;
	return family == ADDR_IPV6 ? IPV6_BITS : 0;
}

struct addr addr_v4(uint32_t host_order)
{
	return (struct addr){
	    .family = ADDR_IPV4,
	    .bytes = {(uint8_t)(host_order >> 24), (uint8_t)(host_order >> 16),
	              (uint8_t)(host_order >> 8), (uint8_t)host_order},
	};
}

uint32_t addr_as_u32(const struct addr *addr)
{
	const uint8_t *at = addr->bytes;

	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

int addr_compare(const struct addr *a, const struct addr *b)
{
	return memcmp(a, b, sizeof(*a));
}

bool addr_equal(const struct addr *a, const struct addr *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

bool addr_parse(const char *text, struct addr *out)
{
	struct addr addr = {.family = ADDR_IPV4};

	if (inet_pton(AF_INET, text, addr.bytes) != 1) {
		addr = (struct addr){.family = ADDR_IPV6};
		if (inet_pton(AF_INET6, text, addr.bytes) != 1)
			return false;
	}
	*out = addr;
	return true;
}

/* A number below 256 in decimal, without a closing zero. Returns where it ends. */
static char *put_byte(char *out, unsigned number)
{
	if (number >= 100)
		*out++ = (char)('0' + number / 100);
	if (number >= 10)
		*out++ = (char)('0' + number / 10 % 10);
	*out++ = (char)('0' + number % 10);
	return out;
}

const char *addr_format(const struct addr *addr, char out[ADDR_TEXT_MAX])
{
	char *end = out;

	if (!addr_is_set(addr))
		return strcpy(out, "-");
	if (addr->family != ADDR_IPV4) {
		CHECK(inet_ntop(AF_INET6, addr->bytes, out, ADDR_TEXT_MAX) != NULL);
		return out;
	}
	/* Without inet_ntop(), which is slow: large tables are mostly addresses. */
	for (unsigned i = 0; i < 4; i++) {
		end = put_byte(end, addr->bytes[i]);
		*end++ = '.';
	}
	end[-1] = '\0';
	return out;
}

struct addr addr_plus(const struct addr *addr, uint64_t offset)
{
	struct addr sum = *addr;

	for (unsigned i = addr_bits(addr->family) / 8; i > 0 && offset > 0; i--) {
		/* The carry never overflows: what is added shrinks to 56 bits in the first step. */
		uint64_t low = sum.bytes[i - 1] + (offset & 0xff);
		sum.bytes[i - 1] = (uint8_t)low;
		offset = (offset >> 8) + (low >> 8);
	}
	return sum;
}

/* The number behind the slash: decimal, without sign, leading zero or anything around it. */
static bool length_parse(const char *text, unsigned most, uint8_t *out)
{
	unsigned length = 0;
	const char *at = text;

	for (; *at >= '0' && *at <= '9' && length <= most; at++)
		length = length * 10 + (unsigned)(*at - '0');
	if (at == text || *at != '\0' || length > most || (*text == '0' && at - text > 1))
		return false;
	*out = (uint8_t)length;
	return true;
}

enum prefix_error prefix_parse(const char *text, struct prefix *out)
{
	char front[ADDR_TEXT_MAX];
	size_t size = strcspn(text, "/");
	struct prefix written;

	if (size >= sizeof(front))
		return PREFIX_BAD_ADDRESS;
	memcpy(front, text, size);
	front[size] = '\0';
	if (!addr_parse(front, &written.addr))
		return PREFIX_BAD_ADDRESS;
	if (text[size] != '/' ||
	    !length_parse(text + size + 1, addr_bits(written.addr.family), &written.length))
		return PREFIX_BAD_LENGTH;

	*out = prefix_make(&written.addr, written.length);
	return addr_equal(&out->addr, &written.addr) ? PREFIX_OK : PREFIX_HOST_BITS;
}

const char *prefix_format(const struct prefix *prefix, char out[PREFIX_TEXT_MAX])
{
	CHECK(prefix->length <= addr_bits(prefix->addr.family));
	addr_format(&prefix->addr, out);
	if (addr_is_set(&prefix->addr)) {
		char *end = out + strlen(out);

		*end++ = '/';
		end = put_byte(end, prefix->length);
		*end = '\0';
	}
	return out;
}

struct prefix prefix_make(const struct addr *addr, unsigned length)
{
	struct prefix prefix = {.addr = *addr, .length = (uint8_t)length};
	unsigned whole = length / 8;

	CHECK(length <= addr_bits(addr->family));
	if (whole < sizeof(addr->bytes)) {
		prefix.addr.bytes[whole] &= (uint8_t)(0xff00 >> (length % 8));
		memset(prefix.addr.bytes + whole + 1, 0, sizeof(addr->bytes) - whole - 1);
	}
	return prefix;
}

int prefix_compare(const struct prefix *a, const struct prefix *b)
{
	return memcmp(a, b, sizeof(*a));
}

bool prefix_equal(const struct prefix *a, const struct prefix *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

bool prefix_contains_addr(const struct prefix *outer, const struct addr *addr)
{
	unsigned whole = outer->length / 8;
	unsigned rest = outer->length % 8;

	CHECK(whole < sizeof(addr->bytes) || (whole == sizeof(addr->bytes) && rest == 0));
	if (outer->addr.family != addr->family)
		return false;
	for (unsigned i = 0; i < whole; i++) /* few: cheaper than a call */
		if (outer->addr.bytes[i] != addr->bytes[i])
			return false;
	return rest == 0 || (outer->addr.bytes[whole] ^ addr->bytes[whole]) >> (8 - rest) == 0;
}

bool prefix_contains(const struct prefix *outer, const struct prefix *inner)
{
	return outer->length <= inner->length && prefix_contains_addr(outer, &inner->addr);
}

bool prefix_overlap(const struct prefix *a, const struct prefix *b)
{
	return prefix_contains(a, b) || prefix_contains(b, a);
}

struct addr prefix_host(const struct prefix *prefix, uint64_t offset)
{
	return addr_plus(&prefix->addr, offset);
}
