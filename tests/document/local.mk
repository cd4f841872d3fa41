check_PROGRAMS += tests/document/test_file
tests_document_test_file_SOURCES = tests/document/test_file.c
tests_document_test_file_LDADD = $(APP_TEST_LIBS)
