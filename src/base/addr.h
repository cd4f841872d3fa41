/* IPv4 and IPv6 addresses and prefixes as values. */
#ifndef BASE_ADDR_H
#define BASE_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The numbers are the address family numbers of IANA, as BGP sends them (RFC 4760). */
enum addr_family {
	ADDR_NONE = 0,
	ADDR_IPV4 = 1,
	ADDR_IPV6 = 2,
};

/* IPv4 uses the first four bytes; the rest are zero. All zero bytes: no address. */
struct addr {
	uint8_t family; /* enum addr_family */
	uint8_t bytes[16];
};

/* The bits behind `length` are zero in every prefix that these functions make. */
struct prefix {
	struct addr addr;
	uint8_t length;
};

/* Room for any address or prefix as text, with the closing zero. */
enum { ADDR_TEXT_MAX = 46, PREFIX_TEXT_MAX = 50 };

/* 32 or 128; 0 for ADDR_NONE. */
unsigned addr_bits(uint8_t family);

struct addr addr_v4(uint32_t host_order);

/* The first four bytes as a number: an IPv4 address, or a router ID. */
uint32_t addr_as_u32(const struct addr *addr);

/* Family first, then bytes: negative, zero, positive. */
int addr_compare(const struct addr *a, const struct addr *b);
bool addr_equal(const struct addr *a, const struct addr *b);
static inline bool addr_is_set(const struct addr *addr)
{
	return addr->family != ADDR_NONE;
}

/* `text` as an address of either family; false (and *out untouched) if it is none. */
bool addr_parse(const char *text, struct addr *out);

/* Writes text ("-" for no address) into `out` and returns it. IPv6 as RFC 5952. */
const char *addr_format(const struct addr *addr, char out[ADDR_TEXT_MAX]);

/* `addr` plus `offset`, wrapping within the family. */
struct addr addr_plus(const struct addr *addr, uint64_t offset);

enum prefix_error {
	PREFIX_OK,
	PREFIX_BAD_ADDRESS, /* no address before the slash */
	PREFIX_BAD_LENGTH,  /* no slash, no number, or more bits than the family has */
	PREFIX_HOST_BITS,   /* bits are set behind the length; *out holds the masked prefix */
};

/* "10.0.0.0/16" or "fd00::/56". On an error other than PREFIX_HOST_BITS *out is untouched. */
enum prefix_error prefix_parse(const char *text, struct prefix *out);

const char *prefix_format(const struct prefix *prefix, char out[PREFIX_TEXT_MAX]);

/* Masks `addr` to `length` bits, which must not exceed the family's. */
struct prefix prefix_make(const struct addr *addr, unsigned length);

/* A total order: family, address, length (shorter first), which lists a prefix before all that it
 * covers. */
int prefix_compare(const struct prefix *a, const struct prefix *b);
bool prefix_equal(const struct prefix *a, const struct prefix *b);

/* Same family, and every address of `inner` is in `outer`; a prefix contains itself. */
bool prefix_contains(const struct prefix *outer, const struct prefix *inner);
bool prefix_contains_addr(const struct prefix *outer, const struct addr *addr);
bool prefix_overlap(const struct prefix *a, const struct prefix *b);

/* The address `offset` behind the first of the prefix; 0 is the network address. */
struct addr prefix_host(const struct prefix *prefix, uint64_t offset);

#endif
