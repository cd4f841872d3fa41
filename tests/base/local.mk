check_PROGRAMS += tests/base/test_addr
tests_base_test_addr_SOURCES = tests/base/test_addr.c
tests_base_test_addr_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/base/test_findings
tests_base_test_findings_SOURCES = tests/base/test_findings.c
tests_base_test_findings_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/base/test_hash
tests_base_test_hash_SOURCES = tests/base/test_hash.c
tests_base_test_hash_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/base/test_heap
tests_base_test_heap_SOURCES = tests/base/test_heap.c
tests_base_test_heap_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/base/test_instant
tests_base_test_instant_SOURCES = tests/base/test_instant.c
tests_base_test_instant_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/base/test_mem
tests_base_test_mem_SOURCES = tests/base/test_mem.c
tests_base_test_mem_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/base/test_prefix_table
tests_base_test_prefix_table_SOURCES = tests/base/test_prefix_table.c
tests_base_test_prefix_table_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/base/test_printable
tests_base_test_printable_SOURCES = tests/base/test_printable.c
tests_base_test_printable_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/base/test_reader
tests_base_test_reader_SOURCES = tests/base/test_reader.c
tests_base_test_reader_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/base/test_rng
tests_base_test_rng_SOURCES = tests/base/test_rng.c
tests_base_test_rng_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/base/test_text
tests_base_test_text_SOURCES = tests/base/test_text.c
tests_base_test_text_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/base/test_utf16
tests_base_test_utf16_SOURCES = tests/base/test_utf16.c
tests_base_test_utf16_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/base/test_utf8
tests_base_test_utf8_SOURCES = tests/base/test_utf8.c
tests_base_test_utf8_LDADD = $(CORE_TEST_LIBS)

check_PROGRAMS += tests/base/test_writer
tests_base_test_writer_SOURCES = tests/base/test_writer.c
tests_base_test_writer_LDADD = $(CORE_TEST_LIBS)
