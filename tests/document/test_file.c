/* Reading files whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "document/file.h"

struct sample {
	char path[40];
	size_t size;
};

/* A file of so many bytes, all zero but the last. */
static struct sample begin(size_t size)
{
	struct sample sample = {"/tmp/hairpin-test-XXXXXX", size};
	int fd = mkstemp(sample.path);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	if (size > 0)
		assert_int_equal(pwrite(fd, "x", 1, (off_t)size - 1), 1);
	close(fd);
	return sample;
}

static void test_a_file_is_read_whole(void **state)
{
	static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 200000};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct sample sample = begin(sizes[i]);
		struct findings findings = {0};
		size_t size = 77;
		char *text = file_read(sample.path, sizes[i], &size, &findings);

		assert_non_null(text);
		assert_int_equal(size, sizes[i]);
		assert_int_equal(text[size], '\0');
		if (size > 0)
			assert_int_equal(text[size - 1], 'x');
		assert_int_equal(findings.count, 0);
		free(text);
		unlink(sample.path);
	}
}

static void assert_unread(const char *path, size_t size_max, const char *said)
{
	struct findings findings = {0};
	size_t size = 77;

	assert_null(file_read(path, size_max, &size, &findings));
	assert_int_equal(size, 77);
	assert_int_equal(findings.count, 1);
	assert_string_equal(findings.items[0].place.file, path);
	assert_string_equal(findings.items[0].text, said);
	findings_done(&findings);
}

static void test_what_cannot_be_read_is_a_finding(void **state)
{
	struct sample sample = begin((3 << 20) + 1);

	(void)state;
	assert_unread(sample.path, 3 << 20, "the file is too large; expected at most 3 MiB");
	unlink(sample.path);
	assert_unread(sample.path, 100, "cannot be read: No such file or directory");
	assert_unread("/tmp", 100, "cannot be read: Is a directory");
}

static void test_what_has_no_end_is_refused(void **state)
{
	static const char said[] = "cannot be read: it is a device; expected a file or a pipe";

	(void)state;
	assert_unread("/dev/zero", SIZE_MAX / 2, said);
	assert_unread("/dev/urandom", SIZE_MAX / 2, said);
}

static void test_json_of_too_many_values_is_refused(void **state)
{
	enum { VALUES = 200000 };
	struct sample sample = begin(2 * VALUES);
	FILE *file = fopen(sample.path, "w");

	(void)state;
	assert_non_null(file);
	for (unsigned i = 0; i < VALUES; i++)
		fputs("0,", file);
	assert_int_equal(fclose(file), 0);
	assert_unread(sample.path, SIZE_MAX / 2,
	              "too many values for so short a text; expected at most one for each 12 "
	              "bytes, beyond the first 100000");
	unlink(sample.path);

	/* Within a string they are none. */
	file = fopen(sample.path, "w");
	assert_non_null(file);
	fputs("\"\\\"", file);
	for (unsigned i = 0; i < VALUES; i++)
		fputs("0,", file);
	fputs("\"", file);
	assert_int_equal(fclose(file), 0);
	struct findings findings = {0};
	size_t size;
	char *text = file_read(sample.path, SIZE_MAX / 2, &size, &findings);
	assert_non_null(text);
	free(text);
	unlink(sample.path);
}

/* A file of these bytes. */
static struct sample begin_with(const char *bytes, size_t size)
{
	struct sample sample = begin(size);
	FILE *file = fopen(sample.path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	return sample;
}

static void test_utf16_is_read_as_utf8(void **state)
{
	struct sample sample = begin_with("\xff\xfe{\0\xe9\0}\0", 8);
	struct findings findings = {0};
	size_t size = 0;
	char *text = file_read(sample.path, 8, &size, &findings);

	(void)state;
	assert_non_null(text);
	assert_int_equal(size, 4);
	assert_string_equal(text, "{\xc3\xa9}");
	free(text);
	unlink(sample.path);

	/* Cut: the finding says where. */
	sample = begin_with("{\0\n\0\n\0x", 7);
	assert_null(file_read(sample.path, 8, &size, &findings));
	assert_int_equal(findings.items[0].place.line, 3);
	assert_string_equal(findings.items[0].text,
	                    "half of a character of UTF-16 at byte 6; expected the whole file, in "
	                    "UTF-8 or UTF-16");
	findings_done(&findings);
	unlink(sample.path);

	/* Bounded as UTF-8, too. */
	sample = begin(3 << 20);
	FILE *file = fopen(sample.path, "w");
	assert_non_null(file);
	fputs("\xff\xfe", file);
	for (unsigned i = 0; i < 3 << 19; i++)
		fputs("\xac\x20", file);
	assert_int_equal(fclose(file), 0);
	assert_unread(sample.path, (3 << 20) + 2, "the file is too large; expected at most 3 MiB");
	unlink(sample.path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_file_is_read_whole),
	    cmocka_unit_test(test_what_cannot_be_read_is_a_finding),
	    cmocka_unit_test(test_what_has_no_end_is_refused),
	    cmocka_unit_test(test_utf16_is_read_as_utf8),
	    cmocka_unit_test(test_json_of_too_many_values_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
