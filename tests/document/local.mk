check_PROGRAMS += tests/document/test_document
tests_document_test_document_SOURCES = tests/document/test_document.c tests/topo/lab_text.h
tests_document_test_document_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/document/test_file
tests_document_test_file_SOURCES = tests/document/test_file.c
tests_document_test_file_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/document/test_name_map
tests_document_test_name_map_SOURCES = tests/document/test_name_map.c
tests_document_test_name_map_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/document/test_schema_pattern
tests_document_test_schema_pattern_SOURCES = tests/document/test_schema_pattern.c
tests_document_test_schema_pattern_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/document/test_yaml
tests_document_test_yaml_SOURCES = tests/document/test_yaml.c tests/topo/lab_text.h
tests_document_test_yaml_LDADD = $(APP_TEST_LIBS)
