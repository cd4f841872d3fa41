/* OPEN, NOTIFICATION, KEEPALIVE, ROUTE-REFRESH and the header: every way in which the peer can get
 * them wrong, with the NOTIFICATION that it earns, and that what is written can be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/addr.h"
#include "base/check.h"
#include "bgp/message.h"

#define BYTES(...)                                                                     \
	{                                                                              \
		(const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}) \
	}

static void assert_notify(const char *name, const struct bgp_notify *found, uint16_t code,
                          struct span data)
{
	if (found->code != code)
		fail_msg("%s: NOTIFICATION %04x, want %04x", name, found->code, code);
	if (found->data_size != data.size)
		fail_msg("%s: %u bytes of data, want %zu", name, found->data_size, data.size);
	assert_true(data.size == 0 || memcmp(found->data, data.at, data.size) == 0);
}

static const struct header_row {
	const char *name;
	uint8_t type;
	uint16_t size;
	uint16_t max;
	uint16_t code;
	struct span data;
} header_rows[] = {
    {"keepalive", 4, 19, 4096, 0, {0}},
    {"shorter than a header", 4, 18, 4096, 0x0102, BYTES(0, 18)},
    {"keepalive with a body", 4, 20, 4096, 0x0102, BYTES(0, 20)},
    {"shortest open", 1, 29, 4096, 0, {0}},
    {"open too short", 1, 28, 4096, 0x0102, BYTES(0, 28)},
    {"longest open", 1, 4096, 65535, 0, {0}},
    {"open is never extended", 1, 4097, 65535, 0x0102, BYTES(0x10, 0x01)},
    {"shortest update", 2, 23, 4096, 0, {0}},
    {"update too short", 2, 22, 4096, 0x0102, BYTES(0, 22)},
    {"longest update", 2, 4096, 4096, 0, {0}},
    {"update too long", 2, 4097, 4096, 0x0102, BYTES(0x10, 0x01)},
    {"extended update", 2, 65535, 65535, 0, {0}},
    {"shortest notification", 3, 21, 4096, 0, {0}},
    {"notification too short", 3, 20, 4096, 0x0102, BYTES(0, 20)},
    {"route refresh", 5, 23, 4096, 0, {0}},
    {"route refresh of any length", 5, 19, 4096, 0, {0}},
    {"type 0", 0, 23, 4096, 0x0103, BYTES(0)},
    {"type 6", 6, 23, 4096, 0x0103, BYTES(6)},
    {"type 255", 255, 23, 4096, 0x0103, BYTES(255)},
    {"the length is looked at before the type", 255, 3, 4096, 0x0102, BYTES(0, 3)},
};

static void a_header_is_judged_by_type_and_length(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(header_rows); i++) {
		const struct header_row *row = &header_rows[i];
		uint8_t header[BGP_HEADER_SIZE];
		uint8_t type;
		uint16_t body_size;

		memset(header, 0xff, 16);
		header[16] = (uint8_t)(row->size >> 8);
		header[17] = (uint8_t)row->size;
		header[18] = row->type;
		struct bgp_notify found = bgp_header_decode((struct span){header, sizeof(header)},
		                                            row->max, &type, &body_size);

		assert_notify(row->name, &found, row->code, row->data);
		if (row->code == 0) {
			assert_int_equal(type, row->type);
			assert_int_equal(body_size, row->size - 19);
		}
	}
}

static void a_marker_with_any_byte_wrong_is_not_synchronized(void **state)
{
	(void)state;
	for (size_t i = 0; i < BGP_MARKER_SIZE; i++) {
		uint8_t header[BGP_HEADER_SIZE];
		uint8_t type;
		uint16_t body_size;

		memset(header, 0xff, 16);
		memcpy(header + 16, (const uint8_t[]){0, 19, 4}, 3);
		header[i] = 0xfe;
		struct bgp_notify found = bgp_header_decode((struct span){header, sizeof(header)},
		                                            4096, &type, &body_size);

		assert_notify("marker", &found, 0x0101, (struct span){0});
	}
}

#define FIXED(version, as_high, as_low, hold) version, as_high, as_low, 0, hold, 192, 0, 2, 1

static const struct open_row {
	const char *name;
	struct span body;
	uint16_t code;
	struct span data;
} bad_opens[] = {
    {"version 3", BYTES(FIXED(3, 0xfd, 0xe9, 90), 0), 0x0201, BYTES(0, 4)},
    {"version 5", BYTES(FIXED(5, 0xfd, 0xe9, 90), 0), 0x0201, BYTES(0, 4)},
    {"AS 0", BYTES(FIXED(4, 0, 0, 90), 0), 0x0202, {0}},
    {"AS 0 in the capability",
     BYTES(FIXED(4, 0xfd, 0xe9, 90), 8, 2, 6, 65, 4, 0, 0, 0, 0),
     0x0202,
     {0}},
    {"hold time 1", BYTES(FIXED(4, 0xfd, 0xe9, 1), 0), 0x0206, {0}},
    {"hold time 2", BYTES(FIXED(4, 0xfd, 0xe9, 2), 0), 0x0206, {0}},
    {"router id 0", BYTES(4, 0xfd, 0xe9, 0, 90, 0, 0, 0, 0, 0), 0x0203, {0}},
    {"authentication parameter", BYTES(FIXED(4, 0xfd, 0xe9, 90), 3, 1, 1, 0), 0x0204, {0}},
    {"parameter overruns", BYTES(FIXED(4, 0xfd, 0xe9, 90), 2, 2, 1), 0x0200, {0}},
    {"half a parameter", BYTES(FIXED(4, 0xfd, 0xe9, 90), 1, 2), 0x0200, {0}},
    {"parameters longer than the message", BYTES(FIXED(4, 0xfd, 0xe9, 90), 9, 2, 0), 0x0200, {0}},
    {"bytes behind the parameters", BYTES(FIXED(4, 0xfd, 0xe9, 90), 0, 2, 0), 0x0200, {0}},
    {"capability overruns", BYTES(FIXED(4, 0xfd, 0xe9, 90), 4, 2, 2, 65, 4), 0x0200, {0}},
    {"half a capability", BYTES(FIXED(4, 0xfd, 0xe9, 90), 3, 2, 1, 65), 0x0200, {0}},
    {"AS capability too short",
     BYTES(FIXED(4, 0xfd, 0xe9, 90), 7, 2, 5, 65, 3, 1, 2, 3),
     0x0200,
     {0}},
    {"multiprotocol too short",
     BYTES(FIXED(4, 0xfd, 0xe9, 90), 7, 2, 5, 1, 3, 0, 1, 0),
     0x0200,
     {0}},
    {"route refresh with a value", BYTES(FIXED(4, 0xfd, 0xe9, 90), 5, 2, 3, 2, 1, 0), 0x0200, {0}},
    {"extended message with a value",
     BYTES(FIXED(4, 0xfd, 0xe9, 90), 5, 2, 3, 6, 1, 0),
     0x0200,
     {0}},
    {"extended parameters cut", BYTES(FIXED(4, 0xfd, 0xe9, 90), 255, 255, 0), 0x0200, {0}},
    {"extended parameters too long",
     BYTES(FIXED(4, 0xfd, 0xe9, 90), 255, 255, 0, 4, 2, 0, 0),
     0x0200,
     {0}},
    {"extended parameter overruns",
     BYTES(FIXED(4, 0xfd, 0xe9, 90), 255, 255, 0, 3, 2, 0, 1),
     0x0200,
     {0}},
};

static void a_bad_open_earns_its_notification(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad_opens); i++) {
		const struct open_row *row = &bad_opens[i];
		struct bgp_open open = {.asn = 7};
		struct bgp_notify found = bgp_open_decode(row->body, &open);

		assert_notify(row->name, &found, row->code, row->data);
		assert_int_equal(open.asn, 7);
	}
}

static struct bgp_open decoded(struct span body)
{
	struct bgp_open open;
	struct bgp_notify wrong = bgp_open_decode(body, &open);

	if (wrong.code != 0)
		fail_msg("refused with %04x", wrong.code);
	return open;
}

static void an_open_without_capabilities_is_plain_ipv4(void **state)
{
	(void)state;
	struct span body = BYTES(FIXED(4, 0xfd, 0xe9, 90), 0);
	struct bgp_open open = decoded(body);

	assert_int_equal(open.asn, 65001);
	assert_int_equal(open.hold_time_s, 90);
	assert_int_equal(open.router_id, 0xc0000201);
	assert_true(open.capabilities.families[ADDR_IPV4]);
	assert_false(open.capabilities.families[ADDR_IPV6]);
	assert_false(open.capabilities.as4);
	assert_false(open.capabilities.route_refresh);
	assert_false(open.capabilities.extended_message);
}

static void multiprotocol_of_another_family_takes_ipv4_away(void **state)
{
	(void)state;
	struct span ipv6 = BYTES(FIXED(4, 0xfd, 0xe9, 0), 8, 2, 6, 1, 4, 0, 2, 0, 1);
	struct span vpn = BYTES(FIXED(4, 0xfd, 0xe9, 0), 8, 2, 6, 1, 4, 0, 1, 0, 128);
	struct bgp_open open = decoded(ipv6);

	assert_false(open.capabilities.families[ADDR_IPV4]);
	assert_true(open.capabilities.families[ADDR_IPV6]);
	open = decoded(vpn);
	assert_false(open.capabilities.families[ADDR_IPV4]);
	assert_false(open.capabilities.families[ADDR_IPV6]);
}

static void the_capability_carries_the_as_number(void **state)
{
	(void)state;
	struct span body =
	    BYTES(FIXED(4, 0x5b, 0xa0, 180), 10, 2, 8, 99, 0, 65, 4, 0xfb, 0xff, 0, 1);
	struct bgp_open open = decoded(body);

	assert_int_equal(open.asn, 0xfbff0001);
	assert_true(open.capabilities.as4);
}

static void capabilities_may_come_one_in_each_parameter(void **state)
{
	(void)state;
	struct span body = BYTES(FIXED(4, 0xfd, 0xe9, 90), 16, 2, 2, 2, 0, 2, 2, 6, 0, 2, 6, 65, 4,
	                         0, 0, 0xfd, 0xe9);
	struct bgp_open open = decoded(body);

	assert_true(open.capabilities.route_refresh);
	assert_true(open.capabilities.extended_message);
	assert_true(open.capabilities.as4);
	assert_int_equal(open.asn, 65001);
}

static void extended_parameters_are_read_whatever_the_short_length_says(void **state)
{
	(void)state;
	static const uint8_t short_lengths[] = {255, 1, 17};

	for (size_t i = 0; i < COUNT_OF(short_lengths); i++) {
		struct span body =
		    BYTES(FIXED(4, 0xfd, 0xe9, 90), short_lengths[i], 255, 0, 5, 2, 0, 2, 2, 0);
		assert_true(decoded(body).capabilities.route_refresh);
	}
}

static void what_is_offered_is_read_back(void **state)
{
	(void)state;
	for (unsigned bits = 0; bits < 32; bits++) {
		struct bgp_open want = {
		    .asn = 65001,
		    .router_id = 0x0a000001,
		    .hold_time_s = 240,
		    .capabilities =
			{
			    .families = {[ADDR_IPV4] = bits & 1, [ADDR_IPV6] = bits & 2},
			    .route_refresh = bits & 4,
			    .extended_message = bits & 8,
			    .as4 = bits & 16,
			},
		};
		uint8_t room[BGP_MESSAGE_MAX];
		struct writer out = writer_of(room, sizeof(room));
		uint8_t type;
		uint16_t size;

		bgp_open_encode(&out, &want);
		assert_false(out.failed);
		assert_int_equal(bgp_header_decode(writer_written(&out), 4096, &type, &size).code,
		                 0);
		assert_int_equal(type, BGP_OPEN);
		assert_int_equal(out.used, BGP_HEADER_SIZE + size);
		struct bgp_open found = decoded((struct span){room + BGP_HEADER_SIZE, size});
		assert_int_equal(found.asn, want.asn);
		assert_int_equal(found.router_id, want.router_id);
		assert_int_equal(found.hold_time_s, want.hold_time_s);
		if ((bits & 3) == 0)
			want.capabilities.families[ADDR_IPV4] = true;
		assert_memory_equal(&found.capabilities, &want.capabilities,
		                    sizeof(want.capabilities));
	}
}

static void a_large_as_number_goes_as_as_trans(void **state)
{
	(void)state;
	struct bgp_open open = {.asn = 4200000000, .router_id = 1, .hold_time_s = 90};
	uint8_t room[64];
	struct writer out = writer_of(room, sizeof(room));

	bgp_open_encode(&out, &open);
	assert_int_equal(room[20] << 8 | room[21], BGP_AS_TRANS);
	assert_int_equal(out.used, 29);

	open.capabilities.as4 = true;
	out = writer_of(room, sizeof(room));
	bgp_open_encode(&out, &open);
	assert_int_equal(room[20] << 8 | room[21], BGP_AS_TRANS);
	assert_int_equal(decoded((struct span){room + 19, out.used - 19}).asn, 4200000000);
}

static void keepalive_and_refresh_are_the_bytes_of_the_rfc(void **state)
{
	(void)state;
	static const uint8_t want[] = {
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0,    19,   4,    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0,    23,   5,    0,    2,    0,    1,
	};
	uint8_t room[64];
	struct writer out = writer_of(room, sizeof(room));

	bgp_keepalive_encode(&out);
	bgp_refresh_encode(&out, ADDR_IPV6);
	assert_false(out.failed);
	assert_int_equal(out.used, sizeof(want));
	assert_memory_equal(room, want, sizeof(want));
}

static const struct refresh_row {
	const char *name;
	struct span body;
	uint8_t family;
} refresh_rows[] = {
    {"IPv4", BYTES(0, 1, 0, 1), ADDR_IPV4},
    {"IPv6", BYTES(0, 2, 0, 1), ADDR_IPV6},
    {"a VPN family", BYTES(0, 1, 0, 128), ADDR_NONE},
    {"an unknown address family", BYTES(0x40, 1, 0, 1), ADDR_NONE},
    {"begin of refresh asks for nothing", BYTES(0, 1, 1, 1), ADDR_NONE},
    {"end of refresh asks for nothing", BYTES(0, 1, 2, 1), ADDR_NONE},
};

static void a_refresh_names_a_family_that_is_known_or_none(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(refresh_rows); i++) {
		const struct refresh_row *row = &refresh_rows[i];
		uint8_t family = 99;
		struct bgp_notify wrong = bgp_refresh_decode(row->body, &family);

		assert_notify(row->name, &wrong, 0, (struct span){0});
		assert_int_equal(family, row->family);
	}
}

static void a_refresh_of_wrong_length_is_sent_back_whole(void **state)
{
	(void)state;
	struct span body = BYTES(0, 1, 0);
	struct span whole = BYTES(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	                          0xff, 0xff, 0xff, 0xff, 0xff, 0, 22, 5, 0, 1, 0);
	uint8_t family;
	struct bgp_notify wrong = bgp_refresh_decode(body, &family);
	uint8_t zeros[4000] = {0};

	assert_notify("short", &wrong, 0x0701, whole);
	wrong = bgp_refresh_decode((struct span){zeros, sizeof(zeros)}, &family);
	assert_int_equal(wrong.code, 0x0701);
	assert_int_equal(wrong.data_size, sizeof(wrong.data));
	assert_int_equal(wrong.data[16] << 8 | wrong.data[17], 4019);
}

static void a_notification_is_read_back(void **state)
{
	(void)state;
	struct bgp_notify want = {.code = 0x0607, .data = {1, 2, 3}, .data_size = 3};
	uint8_t room[64];
	struct writer out = writer_of(room, sizeof(room));

	bgp_notify_encode(&out, &want);
	assert_int_equal(room[18], BGP_NOTIFICATION);
	assert_int_equal(room[17], 24);
	struct bgp_notify found = bgp_notify_decode((struct span){room + 19, out.used - 19});
	assert_notify("read back", &found, 0x0607, (struct span){want.data, 3});
}

static void a_long_notification_is_kept_as_far_as_there_is_room(void **state)
{
	(void)state;
	uint8_t body[200] = {6, 2, [2] = 0x55, [65] = 0x66, [66] = 0x77};
	struct bgp_notify found = bgp_notify_decode((struct span){body, sizeof(body)});

	assert_int_equal(found.code, 0x0602);
	assert_int_equal(found.data_size, sizeof(found.data));
	assert_int_equal(found.data[0], 0x55);
	assert_int_equal(found.data[63], 0x66);
}

#define TEN "0123456789"

static const struct shutdown_row {
	const char *text;
	uint8_t length; /* of the text that is sent; 0: no data at all */
} shutdown_rows[] = {
    {NULL, 0},
    {"", 0},
    {"maintenance until 14:00", 23},
    {TEN TEN TEN TEN TEN TEN, 60},
    {TEN TEN TEN TEN TEN TEN "x", 60},
    {TEN TEN TEN TEN TEN "012345678\xc3\xa9", 59},
    {TEN TEN TEN TEN TEN "01234567\xc3\xa9", 60},
    {TEN TEN TEN TEN TEN "0123456\xf0\x9f\x98\x80", 57},
};

static void shutdown_text_is_cut_between_characters(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(shutdown_rows); i++) {
		const struct shutdown_row *row = &shutdown_rows[i];
		struct bgp_notify found = bgp_notify_shutdown(0x0602, row->text);

		assert_int_equal(found.code, 0x0602);
		if (row->length == 0) {
			assert_int_equal(found.data_size, 0);
			continue;
		}
		assert_int_equal(found.data_size, row->length + 1);
		assert_int_equal(found.data[0], row->length);
		assert_memory_equal(found.data + 1, row->text, row->length);
	}
}

static void notifications_have_names(void **state)
{
	(void)state;
	assert_string_equal(bgp_notify_name(0x0602), "Cease/Administrative Shutdown");
	assert_string_equal(bgp_notify_name(0x0400), "Hold Timer Expired");
	assert_string_equal(bgp_notify_name(0x0202), "OPEN Message Error/Bad Peer AS");
	assert_string_equal(bgp_notify_name(0x0663), "Cease");
	assert_string_equal(bgp_notify_name(0x0405), "Hold Timer Expired");
	assert_string_equal(bgp_notify_name(0x6300), "Unknown Error");
	assert_string_equal(bgp_notify_name(0), "Unknown Error");
}

static void a_writer_that_is_full_fails_and_nothing_else(void **state)
{
	(void)state;
	struct bgp_open open = {.asn = 1, .router_id = 1, .capabilities.as4 = true};
	struct bgp_notify notify = bgp_notify_shutdown(0x0602, "bye");
	uint8_t room[64];

	for (size_t size = 0; size < BGP_HEADER_SIZE; size++) {
		struct writer out[4];
		for (size_t i = 0; i < COUNT_OF(out); i++)
			out[i] = writer_of(room, size);
		bgp_open_encode(&out[0], &open);
		bgp_keepalive_encode(&out[1]);
		bgp_notify_encode(&out[2], &notify);
		bgp_refresh_encode(&out[3], ADDR_IPV4);
		for (size_t i = 0; i < COUNT_OF(out); i++)
			assert_true(out[i].failed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_header_is_judged_by_type_and_length),
	    cmocka_unit_test(a_marker_with_any_byte_wrong_is_not_synchronized),
	    cmocka_unit_test(a_bad_open_earns_its_notification),
	    cmocka_unit_test(an_open_without_capabilities_is_plain_ipv4),
	    cmocka_unit_test(multiprotocol_of_another_family_takes_ipv4_away),
	    cmocka_unit_test(the_capability_carries_the_as_number),
	    cmocka_unit_test(capabilities_may_come_one_in_each_parameter),
	    cmocka_unit_test(extended_parameters_are_read_whatever_the_short_length_says),
	    cmocka_unit_test(what_is_offered_is_read_back),
	    cmocka_unit_test(a_large_as_number_goes_as_as_trans),
	    cmocka_unit_test(keepalive_and_refresh_are_the_bytes_of_the_rfc),
	    cmocka_unit_test(a_refresh_names_a_family_that_is_known_or_none),
	    cmocka_unit_test(a_refresh_of_wrong_length_is_sent_back_whole),
	    cmocka_unit_test(a_notification_is_read_back),
	    cmocka_unit_test(a_long_notification_is_kept_as_far_as_there_is_room),
	    cmocka_unit_test(shutdown_text_is_cut_between_characters),
	    cmocka_unit_test(notifications_have_names),
	    cmocka_unit_test(a_writer_that_is_full_fails_and_nothing_else),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
