check_PROGRAMS += tests/hubs/test_hubs
tests_hubs_test_hubs_SOURCES = tests/hubs/test_hubs.c \
	tests/query/ways.c tests/query/ways.h \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/rows.c tests/lib/rows.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_hubs_test_hubs_LDADD = $(APP_TEST_LIBS)
TESTS += tests/hubs/test_hubs
EXTRA_DIST += tests/hubs/route-tables tests/hubs/routing-intent tests/hubs/two-by-two tests/hubs/vpn-sites
