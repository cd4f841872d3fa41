/* The log never waits for whoever reads it, and says what it could not keep. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "live/log_writer.h"

enum { LINES = 200000, WITHOUT_END_S = 600 };

static void put(struct log_writer *writer, unsigned number)
{
	char line[64];
	int size = snprintf(line, sizeof(line), "line %u\n", number);

	log_writer_put(writer, (struct instant){(int64_t)number * 1000000}, line, (size_t)size);
}

/* All that comes until `lines` are accounted for, the lost ones included; how many were lost. */
static unsigned read_lines(int fd, unsigned lines)
{
	FILE *in = fdopen(fd, "r");
	char line[128];
	unsigned seen = 0;
	unsigned lost = 0;

	while (seen + lost < lines && fgets(line, sizeof(line), in) != NULL) {
		unsigned number;
		unsigned more;
		double at;
		if (sscanf(line, "line %u\n", &number) == 1) {
			assert_int_equal(seen + lost, number);
			seen++;
			continue;
		}
		/* A busy writer may fall behind before the pipe is full, too. */
		assert_int_equal(2, sscanf(line, "%lf hairpin %u lines lost\n", &at, &more));
		assert_true(more > 0);
		lost += more;
	}
	assert_int_equal(lines, seen + lost);
	fclose(in);
	return lost;
}

/* Were a line to wait for the pipe, this would never come to its end. */
static void a_reader_that_stops_loses_lines_and_nobody_waits(void **state)
{
	int fds[2];
	int reader;

	(void)state;
	assert_int_equal(0, pipe(fds));
	struct log_writer *writer = log_writer_new(fds[1]);
	for (unsigned i = 0; i < LINES; i++)
		put(writer, i);
	reader = dup(fds[0]);
	assert_true(read_lines(reader, LINES) > 0);
	put(writer, LINES); /* and there is room again */
	log_writer_end(writer, WITHOUT_END_S * 1000);
	char line[64] = "";
	assert_true(read(fds[0], line, sizeof(line) - 1) > 0);
	assert_string_equal("line 200000\n", line);
	close(fds[0]);
	close(fds[1]);
}

static void what_was_said_is_written_before_the_end(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(0, pipe(fds));
	struct log_writer *writer = log_writer_new(fds[1]);
	for (unsigned i = 0; i < 1000; i++)
		put(writer, i);
	log_writer_end(writer, WITHOUT_END_S * 1000);
	close(fds[1]);
	assert_int_equal(0, read_lines(fds[0], 1000));
}

static void a_descriptor_that_does_not_block_is_waited_for(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(0, pipe(fds));
	assert_int_equal(0, fcntl(fds[1], F_SETFL, O_NONBLOCK));
	struct log_writer *writer = log_writer_new(fds[1]);
	for (unsigned i = 0; i < 20000; i++)
		put(writer, i);
	assert_int_equal(0, read_lines(fds[0], 20000));
	log_writer_end(writer, WITHOUT_END_S * 1000);
	close(fds[1]);
}

/* The writer is stuck, and stays so. */
static void the_end_does_not_wait_for_a_reader_that_stops(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(0, pipe(fds));
	struct log_writer *writer = log_writer_new(fds[1]);
	for (unsigned i = 0; i < LINES; i++)
		put(writer, i);
	log_writer_end(writer, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_reader_that_stops_loses_lines_and_nobody_waits),
	    cmocka_unit_test(what_was_said_is_written_before_the_end),
	    cmocka_unit_test(a_descriptor_that_does_not_block_is_waited_for),
	    cmocka_unit_test(the_end_does_not_wait_for_a_reader_that_stops),
	};

	alarm(WITHOUT_END_S);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
