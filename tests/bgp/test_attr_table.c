/*
 * The table of attributes: whatever has a row is compared, hashed, copied, sent, received, shown to
 * people, and survives a document. A new row needs a value in value_of(), and nothing else here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "bgp/attr_table.h"

#define SPAN(...)                                                                      \
	(struct span)                                                                  \
	{                                                                              \
		(const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}) \
	}

enum { ROOM = 512, FIRST_NUMBER = offsetof(struct bgp_attrs, present) };

/* Is there a field of its own in struct bgp_attrs? */
static bool has_field(const struct attr_row *row)
{
	return row->class->write != NULL;
}

static bool is_span(const struct attr_row *row)
{
	return row->field < FIRST_NUMBER;
}

static const uint8_t path[] = {2, 2, 0, 0, 0xfd, 0xe9, 0, 1, 0, 0};
/* Ascending in units of 4, 8, 12 and 20 octets. */
static const uint8_t list[] = {0, 0, 0, 1, 0, 2, 0, 7, 1, 2, 3, 4, 1, 3, 0, 8, 0, 0, 0, 1,
                               1, 2, 3, 5, 0, 3, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0};
static const uint8_t unknown[] = {0xe0, 99, 1, 7, 0xe0, 100, 0};

/* Sets the row's attribute, and nothing else. */
static void value_of(const struct attr_row *row, struct bgp_attrs *attrs)
{
	*attrs = (struct bgp_attrs){.present = 0};
	if (row->kept)
		attrs->present |= bgp_attr_bit(row->code);
	if (row->kept && row->kind == ATTR_OPT_TRANSITIVE)
		attrs->partial |= bgp_attr_bit(row->code);
	if (row->class == &attr_as_path)
		attrs->as_path = (struct span){path, sizeof(path)};
	else if (row->class == &attr_unknown)
		attrs->unknown = (struct span){unknown, sizeof(unknown)};
	else if (row->class == &attr_next_hop)
		attrs->next_hop = addr_v4(0xc0000201);
	else if (row->class == &attr_origin)
		attrs->origin = BGP_ORIGIN_INCOMPLETE;
	else if (row->class == &attr_aggregator)
		attrs->aggregator_as = 65550, attrs->aggregator_id = 0x0a000001;
	else if (has_field(row) && is_span(row))
		*(struct span *)attr_field(row, attrs) = (struct span){list, 2u * row->size};
	else if (has_field(row))
		*(uint32_t *)attr_field(row, attrs) = 77;
}

static void test_rows_are_in_order_and_whole(void **state)
{
	(void)state;
	unsigned code = 0;
	unsigned places = 0;
	uint64_t spans = 0;

	for (unsigned i = 0; i < attr_row_count; i++) {
		const struct attr_row *row = &attr_rows[i];

		assert_true(row->code == 0 || (unsigned)row->code > code);
		assert_true(row->code < 64);
		code = row->code == 0 ? code : row->code;
		if (row->code != 0) {
			assert_ptr_equal(attr_row_of((uint8_t)row->code), row);
			assert_non_null(row->class->decode);
		}
		assert_true(!row->kept || row->class->encode != NULL);
		assert_int_equal(row->place > 0, row->class->format != NULL);
		assert_int_equal(row->detail != NULL, row->class->write_detail != NULL);
		assert_int_equal(row->class->write == NULL, row->class->read == NULL);
		places += row->place > 0;
		for (unsigned k = 0; k < i; k++)
			assert_true(row->place == 0 || row->place != attr_rows[k].place);
		if (has_field(row) && is_span(row))
			spans |= UINT64_C(1) << row->field / sizeof(struct span);
	}
	for (unsigned i = 0; i < attr_row_count; i++)
		assert_true(attr_rows[i].place <= places);
	/* Every span of a set belongs to a row. */
	assert_int_equal(spans, (UINT64_C(1) << BGP_ATTRS_SPANS) - 1);
	assert_null(attr_row_of(0));
	assert_null(attr_row_of(99));
}

static void test_every_attribute_tells_sets_apart_and_is_copied(void **state)
{
	(void)state;
	static struct bgp_attrs sets[32];
	unsigned count = 1;

	for (unsigned i = 0; i < attr_row_count; i++) {
		uint8_t room[ROOM];
		struct bgp_attrs *set = &sets[count];

		if (!has_field(&attr_rows[i]) && !attr_rows[i].kept)
			continue;
		value_of(&attr_rows[i], set);
		set->present = 0;
		if (attr_rows[i].class == &attr_presence)
			continue;
		for (unsigned k = 0; k < count; k++) {
			assert_false(bgp_attrs_equal(set, &sets[k]));
			assert_int_not_equal(bgp_attrs_hash(set), bgp_attrs_hash(&sets[k]));
		}
		count++;

		struct bgp_attrs copy = *set;

		assert_true(bgp_attrs_room(set) <= sizeof(room));
		bgp_attrs_settle(&copy, room);
		assert_true(bgp_attrs_equal(&copy, set));
		assert_int_equal(bgp_attrs_hash(&copy), bgp_attrs_hash(set));
		for (unsigned k = 0; k < BGP_ATTRS_SPANS; k++)
			assert_true(copy.spans[k].at == NULL ||
			            (copy.spans[k].at >= room && copy.spans[k].at < room + ROOM));
	}
	assert_true(count > 12);
}

/* The bytes of a set that differ do not matter where no field is. */
static void test_padding_is_not_compared(void **state)
{
	(void)state;
	struct bgp_attrs a;
	struct bgp_attrs b;

	memset(&a, 0x55, sizeof(a));
	memset(&b, 0xaa, sizeof(b));
	for (unsigned i = 0; i < BGP_ATTRS_SPANS; i++)
		a.spans[i] = b.spans[i] = (struct span){NULL, 0};
	memset(&a.present, 1, offsetof(struct bgp_attrs, origin) + 1 - FIRST_NUMBER);
	memset(&b.present, 1, offsetof(struct bgp_attrs, origin) + 1 - FIRST_NUMBER);
	assert_true(bgp_attrs_equal(&a, &b));
	assert_int_equal(bgp_attrs_hash(&a), bgp_attrs_hash(&b));
}

/* What is sent to a peer comes back from it. */
static void send_and_receive(const struct bgp_attrs *set, bool as4)
{
	static uint8_t scratch_bytes[4096];
	uint8_t bytes[ROOM];
	struct bgp_attr_context context = {.external = false, .as4 = as4, .as_sets = true};
	struct writer out = writer_of(bytes, sizeof(bytes));
	struct writer scratch = writer_of(scratch_bytes, sizeof(scratch_bytes));
	const struct addr *hop = addr_is_set(&set->next_hop) ? &set->next_hop : NULL;
	struct bgp_attrs want = *set;
	struct bgp_decoded got;

	bgp_attrs_encode(set, &context, hop, &out);
	assert_false(out.failed);
	assert_int_equal(
	    bgp_attrs_decode(reader_of(bytes, out.used), context, &scratch, &got).verdict,
	    BGP_ACCEPT);
	/* These go with every route; the weight stays here. */
	want.present |= bgp_attr_bit(BGP_ATTR_ORIGIN) | bgp_attr_bit(BGP_ATTR_AS_PATH) |
	                bgp_attr_bit(BGP_ATTR_LOCAL_PREF);
	want.local_pref = bgp_attrs_have(set, BGP_ATTR_LOCAL_PREF) ? set->local_pref : 100;
	want.weight = 0;
	assert_true(bgp_attrs_equal(&got.attrs, &want));
}

static void test_every_attribute_crosses_a_session(void **state)
{
	(void)state;
	for (unsigned i = 0; i < attr_row_count; i++) {
		struct bgp_attrs set;

		value_of(&attr_rows[i], &set);
		if (!attr_rows[i].kept && !has_field(&attr_rows[i]))
			continue;
		send_and_receive(&set, true);
		send_and_receive(&set, false);
	}
}

/* A document: names and values. */
struct document {
	char *names[32];
	char *values[32];
	unsigned count;
	const char *fault;
	uint8_t room[ROOM];
	size_t used;
};

static void add_text(void *to, const char *name, const char *value)
{
	struct document *document = to;

	document->names[document->count] = xstrdup(name);
	document->values[document->count++] = xstrdup(value);
}

static void add_number(void *to, const char *name, uint64_t value)
{
	struct text text = {0};

	text_addf(&text, "%llu", (unsigned long long)value);
	add_text(to, name, text_str(&text));
	text_done(&text);
}

static void add_words(void *to, const char *name, const char *words)
{
	if (*words != '\0')
		add_text(to, name, words);
}

static const char *find_text(void *from, const char *name)
{
	const struct document *document = from;

	for (unsigned i = 0; i < document->count; i++) {
		if (strcmp(document->names[i], name) == 0)
			return document->values[i];
	}
	return NULL;
}

static uint64_t find_number(void *from, const char *name, uint64_t max)
{
	const char *text = find_text(from, name);
	uint64_t value = text == NULL ? 0 : strtoull(text, NULL, 10);

	assert_true(value <= max);
	return value;
}

static unsigned count_words(void *from, const char *name)
{
	const char *text = find_text(from, name);
	unsigned count = text == NULL ? 0 : 1;

	for (; text != NULL && *text != '\0'; text++)
		count += *text == ' ';
	return count;
}

static const char *find_word(void *from, const char *name, unsigned index)
{
	static char word[64];
	const char *text = find_text(from, name);

	for (; index > 0; index--)
		text = strchr(text, ' ') + 1;
	memcpy(word, text, strcspn(text, " "));
	word[strcspn(text, " ")] = '\0';
	return word;
}

static void note_fault(void *from, const char *name, const char *what)
{
	(void)name;
	((struct document *)from)->fault = what;
}

static uint8_t *find_room(void *from, size_t size)
{
	struct document *document = from;

	document->used += size;
	assert_true(document->used <= sizeof(document->room));
	return document->room + document->used - size;
}

static struct bgp_attrs through_document(const struct bgp_attrs *set, struct document *document)
{
	const struct bgp_member_writer writer = {document, add_number, add_text, add_words,
	                                         add_text};
	const struct bgp_member_reader reader = {document,  find_number, find_text,  count_words,
	                                         find_word, find_text,   note_fault, find_room};
	struct bgp_attrs again;

	bgp_attrs_write(set, &writer);
	bgp_attrs_read(&again, &reader);
	return again;
}

static void document_done(struct document *document)
{
	for (unsigned i = 0; i < document->count; i++) {
		free(document->names[i]);
		free(document->values[i]);
	}
}

static void test_every_attribute_survives_a_document(void **state)
{
	(void)state;
	for (unsigned i = 0; i < attr_row_count; i++) {
		struct document document = {.count = 0};
		struct bgp_attrs set;

		value_of(&attr_rows[i], &set);
		struct bgp_attrs again = through_document(&set, &document);
		assert_null(document.fault);
		if (!bgp_attrs_equal(&again, &set))
			fail_msg("%s is lost", attr_rows[i].name);
		document_done(&document);
	}
}

/* What a text cannot say goes as bytes. */
static void test_an_as_set_survives_a_document(void **state)
{
	(void)state;
	struct document document = {.count = 0};
	struct bgp_attrs set = {
	    .as_path = SPAN(2, 1, 0, 0, 0, 1, 1, 2, 0, 0, 0, 1, 0, 0, 0, 2),
	};
	struct bgp_attrs again = through_document(&set, &document);

	assert_non_null(find_text(&document, "asPathBytes"));
	assert_true(bgp_attrs_equal(&again, &set));
	document_done(&document);
}

static void test_every_attribute_is_shown_to_people(void **state)
{
	(void)state;
	struct bgp_attrs none = {.present = 0};
	struct text plain = {0};

	bgp_attrs_format(&none, &plain);
	assert_string_equal(text_str(&plain), " next-hop - path \"\" IGP weight 0");
	for (unsigned i = 0; i < attr_row_count; i++) {
		struct text line = {0};
		struct bgp_attrs set;

		if (!attr_rows[i].kept && !has_field(&attr_rows[i]))
			continue;
		value_of(&attr_rows[i], &set);
		bgp_attrs_format(&set, &line);
		if (strcmp(text_str(&line), text_str(&plain)) == 0)
			fail_msg("%s is not shown", attr_rows[i].name);
		text_done(&line);
	}
	text_done(&plain);
}

static void test_a_line_for_people(void **state)
{
	(void)state;
	struct bgp_attrs set = {
	    .present = bgp_attr_bit(BGP_ATTR_ORIGINATOR_ID) | bgp_attr_bit(BGP_ATTR_CLUSTER_LIST) |
	               bgp_attr_bit(BGP_ATTR_ATOMIC_AGGREGATE) | bgp_attr_bit(BGP_ATTR_MED),
	    .as_path = {path, sizeof(path)},
	    .cluster_list = SPAN(10, 0, 0, 1, 10, 0, 0, 2),
	    .originator_id = 0x0a000003,
	    .next_hop = addr_v4(0xc0000201),
	    .med = 5,
	};
	struct text line = {0};

	bgp_attrs_format(&set, &line);
	assert_string_equal(text_str(&line),
	                    " next-hop 192.0.2.1 path \"65001 65536\" IGP weight 0 med 5 "
	                    "atomic-aggregate originator 10.0.0.3 clusters 10.0.0.1 10.0.0.2");
	text_done(&line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows_are_in_order_and_whole),
	    cmocka_unit_test(test_every_attribute_tells_sets_apart_and_is_copied),
	    cmocka_unit_test(test_padding_is_not_compared),
	    cmocka_unit_test(test_every_attribute_crosses_a_session),
	    cmocka_unit_test(test_every_attribute_survives_a_document),
	    cmocka_unit_test(test_an_as_set_survives_a_document),
	    cmocka_unit_test(test_every_attribute_is_shown_to_people),
	    cmocka_unit_test(test_a_line_for_people),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
