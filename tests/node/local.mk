check_PROGRAMS += tests/node/test_node
tests_node_test_node_SOURCES = tests/node/test_node.c tests/lib/routes.c tests/lib/routes.h
tests_node_test_node_LDADD = $(CORE_TEST_LIBS)
