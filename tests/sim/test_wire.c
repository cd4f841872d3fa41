/* Connections in memory: order, books, and what counts as more than a keepalive. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "sim/wire.h"

#define MARKER      "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
#define KEEPALIVE   MARKER "\x00\x13\x04"
#define OPEN        MARKER "\x00\x14\x01\x00"
#define NOTIFY      MARKER "\x00\x15\x03\x06\x02"
#define END_IPV4    MARKER "\x00\x17\x02\x00\x00\x00\x00"
#define END_IPV6    MARKER "\x00\x1d\x02\x00\x00\x00\x06\x80\x0f\x03\x00\x02\x01"
#define END_LONG    MARKER "\x00\x1e\x02\x00\x00\x00\x07\x90\x0f\x00\x03\x00\x02\x01"
#define GONE_IPV4   MARKER "\x00\x18\x02\x00\x01\x00\x00\x00"
#define GONE_IPV6   MARKER "\x00\x1e\x02\x00\x00\x00\x07\x80\x0f\x04\x00\x02\x01\x00"
#define OTHER_ATTR  MARKER "\x00\x1d\x02\x00\x00\x00\x06\x80\x63\x03\x00\x02\x01"
#define BYTES(text) text, sizeof(text) - 1

/* clang-format off */
static const struct row {
	const char *name;
	const char *bytes;
	size_t size;
	enum wire_weight weight;
} rows[] = {
	{"nothing",                   BYTES(""),                          WIRE_KEEPALIVES},
	{"keepalive",                 BYTES(KEEPALIVE),                   WIRE_KEEPALIVES},
	{"two keepalives",            BYTES(KEEPALIVE KEEPALIVE),         WIRE_KEEPALIVES},
	{"open",                      BYTES(OPEN),                        WIRE_TALK},
	{"open, keepalive",           BYTES(OPEN KEEPALIVE),              WIRE_TALK},
	{"keepalive, notification",   BYTES(KEEPALIVE NOTIFY),            WIRE_TALK},
	{"end of RIB",                BYTES(END_IPV4),                    WIRE_TALK},
	{"end of RIB, IPv6",          BYTES(END_IPV6),                    WIRE_TALK},
	{"end of RIB, long header",   BYTES(END_LONG),                    WIRE_TALK},
	{"withdrawal of a default",   BYTES(GONE_IPV4),                   WIRE_ROUTES},
	{"the same of IPv6",          BYTES(GONE_IPV6),                   WIRE_ROUTES},
	{"another attribute",         BYTES(OTHER_ATTR),                  WIRE_ROUTES},
	{"routes behind a keepalive", BYTES(KEEPALIVE GONE_IPV4 END_IPV4), WIRE_ROUTES},
	{"a cut keepalive",           KEEPALIVE, 10,                      WIRE_TALK},
	{"a cut behind a whole one",  KEEPALIVE KEEPALIVE, 30,            WIRE_TALK},
	{"a length below the header", BYTES(MARKER "\x00\x12\x04"),       WIRE_TALK},
};
/* clang-format on */

static void test_weights(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct span bytes = {(const uint8_t *)rows[i].bytes, rows[i].size};

		if (wire_weigh(bytes) != rows[i].weight)
			fail_msg("%s: weight %d", rows[i].name, (int)wire_weigh(bytes));
	}
}

static void send_text(struct wire_queue *queue, const char *text, int64_t arrival_us)
{
	wire_send(queue, WIRE_BYTES, text[0] == 'k' ? WIRE_KEEPALIVES : WIRE_ROUTES,
	          (struct span){(const uint8_t *)text, strlen(text)}, (struct instant){arrival_us});
}

static void take_text(struct wire_queue *queue, const char *text, int64_t arrival_us)
{
	struct wire_chunk *chunk = wire_take(queue);

	assert_int_equal(chunk->size, strlen(text));
	assert_memory_equal(chunk->bytes, text, chunk->size);
	assert_int_equal(chunk->arrival.us, arrival_us);
	free(chunk);
}

static void test_chunks_arrive_in_order_and_never_overtake(void **state)
{
	struct wire_queue queue = {0};

	(void)state;
	send_text(&queue, "one", 50);
	send_text(&queue, "two", 20);
	send_text(&queue, "kept", 70);
	assert_int_equal(queue.bytes, 10);
	assert_int_equal(queue.busy, 2);
	take_text(&queue, "one", 50);
	take_text(&queue, "two", 50);
	assert_int_equal(queue.busy, 0);
	take_text(&queue, "kept", 70);
	assert_int_equal(queue.bytes, 0);
	assert_null(queue.head);
	send_text(&queue, "again", 10);
	take_text(&queue, "again", 70);
}

static void test_what_was_held_up_arrives_together(void **state)
{
	struct wire_queue queue = {0};

	(void)state;
	send_text(&queue, "one", 50);
	send_text(&queue, "two", 60);
	wire_delay(&queue, (struct instant){900});
	send_text(&queue, "three", 100);
	take_text(&queue, "one", 900);
	take_text(&queue, "two", 900);
	take_text(&queue, "three", 900);
}

static void test_numbers_are_used_again(void **state)
{
	struct wire wire = {0};
	uint32_t first = wire_conn_new(&wire, 7, 0);
	uint32_t second = wire_conn_new(&wire, 8, 1);

	(void)state;
	assert_int_not_equal(first, second);
	send_text(&wire.conns[first].to[1], "lost", 1);
	wire_conn_free(&wire, first);
	assert_int_equal(wire_conn_new(&wire, 9, 1), first);
	assert_int_equal(wire.conns[first].session, 9);
	assert_int_equal(wire.conns[first].opener, 1);
	assert_null(wire.conns[first].to[1].head);
	assert_int_equal(wire.conns[second].session, 8);
	send_text(&wire.conns[second].to[0], "lost", 1);
	wire_done(&wire);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_weights),
	    cmocka_unit_test(test_chunks_arrive_in_order_and_never_overtake),
	    cmocka_unit_test(test_what_was_held_up_arrives_together),
	    cmocka_unit_test(test_numbers_are_used_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
