check_PROGRAMS += tests/query/test_agree
tests_query_test_agree_SOURCES = tests/query/test_agree.c \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/snapshots.c tests/lib/snapshots.h
tests_query_test_agree_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/query/test_changes
tests_query_test_changes_SOURCES = tests/query/test_changes.c \
	tests/lib/azure_lab.c tests/lib/azure_lab.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_changes_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/query/test_compare
tests_query_test_compare_SOURCES = tests/query/test_compare.c \
	tests/lib/azure_lab.c tests/lib/azure_lab.h \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_compare_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/query/test_effective
tests_query_test_effective_SOURCES = tests/query/test_effective.c \
	tests/lib/azure_lab.c tests/lib/azure_lab.h \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_effective_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/query/test_expect
tests_query_test_expect_SOURCES = tests/query/test_expect.c \
	tests/lib/azure_lab.c tests/lib/azure_lab.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_expect_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/query/test_fib
tests_query_test_fib_SOURCES = tests/query/test_fib.c \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/snapshots.c tests/lib/snapshots.h
tests_query_test_fib_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/query/test_owners
tests_query_test_owners_SOURCES = tests/query/test_owners.c \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_owners_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/query/test_path
tests_query_test_path_SOURCES = tests/query/test_path.c \
	tests/query/ways.c tests/query/ways.h \
	tests/lib/azure_lab.c tests/lib/azure_lab.h \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_path_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/query/test_reach
tests_query_test_reach_SOURCES = tests/query/test_reach.c \
	tests/lib/azure_lab.c tests/lib/azure_lab.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_reach_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/query/test_snapshot
tests_query_test_snapshot_SOURCES = tests/query/test_snapshot.c \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/simulated.c tests/lib/simulated.h tests/lib/snapshots.c tests/lib/snapshots.h
tests_query_test_snapshot_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/query/test_limits
tests_query_test_limits_SOURCES = tests/query/test_limits.c \
	tests/lib/azure_lab.c tests/lib/azure_lab.h \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/simulated.c tests/lib/simulated.h \
	tests/lib/snapshots.c tests/lib/snapshots.h
tests_query_test_limits_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/query/test_resiliency
tests_query_test_resiliency_SOURCES = tests/query/test_resiliency.c \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_resiliency_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/query/test_agree_az
tests_query_test_agree_az_SOURCES = tests/query/test_agree_az.c \
	tests/lib/azure_lab.c tests/lib/azure_lab.h \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_agree_az_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/query/test_az_place
tests_query_test_az_place_SOURCES = tests/query/test_az_place.c \
	tests/lib/azure_lab.c tests/lib/azure_lab.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_az_place_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/query/test_designs
tests_query_test_designs_SOURCES = tests/query/test_designs.c \
	tests/query/ways.c tests/query/ways.h \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_designs_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/query/test_ways
tests_query_test_ways_SOURCES = tests/query/test_ways.c \
	tests/query/ways.c tests/query/ways.h \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_ways_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/query/test_driver
tests_query_test_driver_SOURCES = tests/query/test_driver.c
tests_query_test_driver_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/query/test_hops
tests_query_test_hops_SOURCES = tests/query/test_hops.c \
	tests/query/ways.c tests/query/ways.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_hops_LDADD = $(APP_TEST_LIBS)

EXTRA_DIST += tests/query/labs/chain.json tests/query/labs/firewall.json
check_PROGRAMS += tests/query/test_lint
tests_query_test_lint_SOURCES = tests/query/test_lint.c \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_lint_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/query/test_site_ways
tests_query_test_site_ways_SOURCES = tests/query/test_site_ways.c \
	tests/query/ways.c tests/query/ways.h \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_site_ways_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/query/test_tunnel_ways
tests_query_test_tunnel_ways_SOURCES = tests/query/test_tunnel_ways.c \
	tests/query/ways.c tests/query/ways.h \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_tunnel_ways_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/query/test_why
tests_query_test_why_SOURCES = tests/query/test_why.c \
	tests/lib/azure_lab.c tests/lib/azure_lab.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_query_test_why_LDADD = $(APP_TEST_LIBS)
