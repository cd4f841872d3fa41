/* Addresses and prefixes: which texts are good and which are not, canonical text, order, masks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/addr.h"
#include "base/check.h"
#include "base/rng.h"

static struct addr addr_from(const char *text)
{
	struct addr addr;

	if (!addr_parse(text, &addr))
		fail_msg("%s is no address", text);
	return addr;
}

static struct prefix prefix_from(const char *text)
{
	struct prefix prefix;

	if (prefix_parse(text, &prefix) != PREFIX_OK)
		fail_msg("%s is no prefix", text);
	return prefix;
}

/* clang-format off */
static const struct addr_row {
	const char *text;
	const char *canonical; /* NULL: no address */
} addr_rows[] = {
	{"0.0.0.0",                  "0.0.0.0"},
	{"10.1.2.3",                 "10.1.2.3"},
	{"255.255.255.255",          "255.255.255.255"},
	{"::",                       "::"},
	{"::1",                      "::1"},
	{"FD00:0:0:0:0:0:0:1",       "fd00::1"},
	{"2001:0db8::0001",          "2001:db8::1"},
	/* RFC 5952 section 4.2.2: one zero field is not shortened. */
	{"2001:db8:0:1:1:1:1:1",     "2001:db8:0:1:1:1:1:1"},
	{"2001:db8::1:1:1:1:1",      "2001:db8:0:1:1:1:1:1"},
	/* Section 4.2.3: the longest run, and of equals the first. */
	{"2001:0:0:1:0:0:0:1",       "2001:0:0:1::1"},
	{"2001:db8:0:0:1:0:0:1",     "2001:db8::1:0:0:1"},
	/* Section 5: mixed notation behind a well-known prefix. */
	{"::ffff:192.0.2.1",         "::ffff:192.0.2.1"},
	{"::ffff:c000:201",          "::ffff:192.0.2.1"},
	{"64:ff9b::c000:201",        "64:ff9b::c000:201"},
	{"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"},
	{"",                         NULL},
	{"10.0.0",                   NULL},
	{"10.0.0.0.0",               NULL},
	{"10.0.0.256",               NULL},
	{"10.0.0.01",                NULL},
	{"010.0.0.1",                NULL},
	{"10.0.0.-1",                NULL},
	{"0x0a.0.0.1",               NULL},
	{" 10.0.0.1",                NULL},
	{"10.0.0.1 ",                NULL},
	{"10.0.0.1/32",              NULL},
	{"fd00",                     NULL},
	{"fd00:::1",                 NULL},
	{"fd00::1::2",               NULL},
	{"fd00::12345",              NULL},
	{"fd00::g",                  NULL},
	{"fe80::1%eth0",             NULL},
	{"1:2:3:4:5:6:7:8:9",        NULL},
};
/* clang-format on */

static void test_addresses_are_read_strictly_and_written_canonically(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(addr_rows); i++) {
		const struct addr_row *row = &addr_rows[i];
		struct addr addr = addr_v4(0x01020304);
		struct addr before = addr;
		char text[ADDR_TEXT_MAX];

		if (addr_parse(row->text, &addr) != (row->canonical != NULL))
			fail_msg("\"%s\" is misjudged", row->text);
		if (row->canonical == NULL)
			assert_memory_equal(&addr, &before, sizeof(addr));
		else
			assert_string_equal(addr_format(&addr, text), row->canonical);
	}
}

static void test_no_address_is_a_dash(void **state)
{
	(void)state;
	struct addr none = {0};
	struct prefix nothing = {0};
	char text[PREFIX_TEXT_MAX];

	assert_string_equal(addr_format(&none, text), "-");
	assert_string_equal(prefix_format(&nothing, text), "-");
	assert_false(addr_is_set(&none));
	assert_int_equal(addr_bits(ADDR_NONE), 0);
	assert_int_equal(addr_bits(ADDR_IPV4), 32);
	assert_int_equal(addr_bits(ADDR_IPV6), 128);
}

static void test_ipv4_as_a_number(void **state)
{
	(void)state;
	struct addr addr = addr_v4(0xc0000281);
	char text[ADDR_TEXT_MAX];
	static const uint8_t zeros[12] = {0};

	assert_string_equal(addr_format(&addr, text), "192.0.2.129");
	assert_int_equal(addr_as_u32(&addr), 0xc0000281);
	assert_true(addr_is_set(&addr));
	assert_memory_equal(addr.bytes + 4, zeros, sizeof(zeros));
}

/* clang-format off */
static const struct plus_row {
	const char *from;
	uint64_t offset;
	const char *sum;
} plus_rows[] = {
	{"10.0.0.0",        0,                               "10.0.0.0"},
	{"10.0.0.0",        1,                               "10.0.0.1"},
	{"10.0.0.255",      1,                               "10.0.1.0"},
	{"10.255.255.255",  1,                               "11.0.0.0"},
	{"10.0.0.1",        0x01020304,                      "11.2.3.5"},
	{"255.255.255.255", 2,                               "0.0.0.1"},
	{"10.0.0.1",        UINT64_C(0x500000001),           "10.0.0.2"},
	{"10.0.0.1",        UINT64_MAX,                      "10.0.0.0"},
	{"fd00::",          1,                               "fd00::1"},
	{"fd00::ffff",      1,                               "fd00::1:0"},
	{"fd00::1",         UINT64_MAX,                      "fd00:0:0:1::"},
	{"fd00:0:0:ffff:ffff:ffff:ffff:ffff", 1,             "fd00:0:1::"},
	{"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 1,       "::"},
	{"fd00::",          UINT64_C(0x123456789abcdef0),    "fd00::1234:5678:9abc:def0"},
};
/* clang-format on */

static void test_an_offset_carries_and_wraps_within_the_family(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(plus_rows); i++) {
		struct addr from = addr_from(plus_rows[i].from);
		struct addr sum = addr_plus(&from, plus_rows[i].offset);
		struct prefix prefix = {.addr = from, .length = 8};
		struct addr host = prefix_host(&prefix, plus_rows[i].offset);
		char text[ADDR_TEXT_MAX];

		assert_string_equal(addr_format(&sum, text), plus_rows[i].sum);
		assert_true(addr_equal(&sum, &host));
	}
}

/* clang-format off */
static const struct prefix_row {
	const char *text;
	enum prefix_error error;
	const char *canonical; /* NULL: untouched */
} prefix_rows[] = {
	{"10.0.0.0/16",            PREFIX_OK,          "10.0.0.0/16"},
	{"0.0.0.0/0",              PREFIX_OK,          "0.0.0.0/0"},
	{"192.0.2.1/32",           PREFIX_OK,          "192.0.2.1/32"},
	{"fd00::/56",              PREFIX_OK,          "fd00::/56"},
	{"FD00:0::/8",             PREFIX_OK,          "fd00::/8"},
	{"::/0",                   PREFIX_OK,          "::/0"},
	{"fd00::1/128",            PREFIX_OK,          "fd00::1/128"},
	{"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff/128", PREFIX_OK,
	                                               "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff/128"},
	{"::ffff:255.255.255.255/128", PREFIX_OK,      "::ffff:255.255.255.255/128"},
	{"10.0.0.1/16",            PREFIX_HOST_BITS,   "10.0.0.0/16"},
	{"10.0.0.1/31",            PREFIX_HOST_BITS,   "10.0.0.0/31"},
	{"10.0.3.0/23",            PREFIX_HOST_BITS,   "10.0.2.0/23"},
	{"128.0.0.0/0",            PREFIX_HOST_BITS,   "0.0.0.0/0"},
	{"fd00::1/56",             PREFIX_HOST_BITS,   "fd00::/56"},
	{"fd00::3/127",            PREFIX_HOST_BITS,   "fd00::2/127"},
	{"10.0.0.0",               PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/",              PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/33",            PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/128",           PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/016",           PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/00",            PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/+8",            PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/-0",            PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/ 8",            PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/8 ",            PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/8\n",           PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/8x",            PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/8/8",           PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/0x8",           PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0//8",            PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/255.0.0.0",     PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/4294967304",    PREFIX_BAD_LENGTH,  NULL},
	{"10.0.0.0/18446744073709551624", PREFIX_BAD_LENGTH, NULL},
	{"fd00::/129",             PREFIX_BAD_LENGTH,  NULL},
	{"fd00::/264",             PREFIX_BAD_LENGTH,  NULL},
	{"",                       PREFIX_BAD_ADDRESS, NULL},
	{"/8",                     PREFIX_BAD_ADDRESS, NULL},
	{"10/8",                   PREFIX_BAD_ADDRESS, NULL},
	{"10.0.0/24",              PREFIX_BAD_ADDRESS, NULL},
	{" 10.0.0.0/8",            PREFIX_BAD_ADDRESS, NULL},
	{"10.0.0.0 /8",            PREFIX_BAD_ADDRESS, NULL},
	{"010.0.0.0/8",            PREFIX_BAD_ADDRESS, NULL},
	{"nonsense",               PREFIX_BAD_ADDRESS, NULL},
	{"2001:0db8:0000:0000:0000:0000:0000:0000:0000:0000/32", PREFIX_BAD_ADDRESS, NULL},
};
/* clang-format on */

static void test_prefixes_are_read_strictly_and_masked(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(prefix_rows); i++) {
		const struct prefix_row *row = &prefix_rows[i];
		struct prefix prefix;
		struct prefix before;
		char text[PREFIX_TEXT_MAX];

		memset(&prefix, 0xa5, sizeof(prefix));
		before = prefix;
		enum prefix_error error = prefix_parse(row->text, &prefix);
		if (error != row->error)
			fail_msg("\"%s\": %d, want %d", row->text, (int)error, (int)row->error);
		if (row->canonical == NULL)
			assert_memory_equal(&prefix, &before, sizeof(prefix));
		else
			assert_string_equal(prefix_format(&prefix, text), row->canonical);
	}
}

/* In the wanted order, parents before what they cover. */
static const char *const ordered[] = {
    "0.0.0.0/0",   "0.0.0.0/1",    "10.0.0.0/8",      "10.0.0.0/9", "10.0.0.0/32",
    "10.0.0.1/32", "10.64.0.0/10", "128.0.0.0/1",     "::/0",       "::1/128",
    "fd00::/8",    "fd00::/56",    "fd00:0:0:1::/64",
};

static int sign(int value)
{
	return (value > 0) - (value < 0);
}

static void test_order_is_family_address_length(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(ordered); i++) {
		for (size_t j = 0; j < COUNT_OF(ordered); j++) {
			struct prefix a = prefix_from(ordered[i]);
			struct prefix b = prefix_from(ordered[j]);
			int want = (i > j) - (i < j);

			assert_int_equal(sign(prefix_compare(&a, &b)), want);
			assert_int_equal(prefix_equal(&a, &b), want == 0);
			if (!addr_equal(&a.addr, &b.addr))
				assert_int_equal(sign(addr_compare(&a.addr, &b.addr)), want);
			else
				assert_int_equal(addr_compare(&a.addr, &b.addr), 0);
		}
	}
}

static bool bit_of(const struct addr *addr, unsigned at)
{
	return addr->bytes[at / 8] >> (7 - at % 8) & 1;
}

/* Bit by bit, as the definition says. */
static bool contains_slowly(const struct prefix *outer, const struct prefix *inner)
{
	if (outer->addr.family != inner->addr.family || outer->length > inner->length)
		return false;
	for (unsigned i = 0; i < outer->length; i++) {
		if (bit_of(&outer->addr, i) != bit_of(&inner->addr, i))
			return false;
	}
	return true;
}

/* Few different bits, so that prefixes cover each other often. */
static struct addr some_addr(struct rng *rng)
{
	struct addr addr = {.family = rng_below(rng, 2) ? ADDR_IPV4 : ADDR_IPV6};
	unsigned bits = addr_bits(addr.family);

	for (unsigned i = 0; i < 3; i++) {
		unsigned at = rng_below(rng, bits);
		addr.bytes[at / 8] |= (uint8_t)(0x80 >> at % 8);
	}
	return addr;
}

static void test_masks_and_containment_agree_with_the_bits(void **state)
{
	(void)state;
	struct rng rng = rng_of(11);

	for (unsigned round = 0; round < 20000; round++) {
		struct addr one = some_addr(&rng);
		struct addr two = some_addr(&rng);
		struct prefix a = prefix_make(&one, rng_below(&rng, addr_bits(one.family) + 1));
		struct prefix b = prefix_make(&two, rng_below(&rng, addr_bits(two.family) + 1));
		struct prefix whole = {.addr = two, .length = (uint8_t)addr_bits(two.family)};

		assert_int_equal(a.addr.family, one.family);
		for (unsigned i = 0; i < 128; i++)
			assert_int_equal(bit_of(&a.addr, i), i < a.length && bit_of(&one, i));
		assert_int_equal(prefix_contains(&a, &b), contains_slowly(&a, &b));
		assert_int_equal(prefix_contains_addr(&a, &two), contains_slowly(&a, &whole));
		assert_int_equal(prefix_overlap(&a, &b),
		                 contains_slowly(&a, &b) || contains_slowly(&b, &a));
		assert_true(prefix_contains(&a, &a));
	}
}

static void test_every_written_prefix_reads_back(void **state)
{
	(void)state;
	struct rng rng = rng_of(12);

	for (unsigned round = 0; round < 5000; round++) {
		struct addr addr = some_addr(&rng);
		struct prefix prefix =
		    prefix_make(&addr, rng_below(&rng, addr_bits(addr.family) + 1));
		char text[PREFIX_TEXT_MAX];
		struct prefix again = prefix_from(prefix_format(&prefix, text));

		assert_true(prefix_equal(&prefix, &again));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_addresses_are_read_strictly_and_written_canonically),
	    cmocka_unit_test(test_no_address_is_a_dash),
	    cmocka_unit_test(test_ipv4_as_a_number),
	    cmocka_unit_test(test_an_offset_carries_and_wraps_within_the_family),
	    cmocka_unit_test(test_prefixes_are_read_strictly_and_masked),
	    cmocka_unit_test(test_order_is_family_address_length),
	    cmocka_unit_test(test_masks_and_containment_agree_with_the_bits),
	    cmocka_unit_test(test_every_written_prefix_reads_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
