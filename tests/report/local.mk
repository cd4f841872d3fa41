check_PROGRAMS += tests/report/test_az
tests_report_test_az_SOURCES = tests/report/test_az.c \
	tests/lib/viewed.c tests/lib/viewed.h \
	tests/lib/azure_lab.c tests/lib/azure_lab.h \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/simulated.c tests/lib/simulated.h \
	tests/lib/snapshots.c tests/lib/snapshots.h
tests_report_test_az_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/report/test_designs
tests_report_test_designs_SOURCES = tests/report/test_designs.c \
	tests/lib/viewed.c tests/lib/viewed.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_report_test_designs_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/report/test_github
tests_report_test_github_SOURCES = tests/report/test_github.c \
	tests/lib/results.c tests/lib/results.h
tests_report_test_github_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/report/test_graph
tests_report_test_graph_SOURCES = tests/report/test_graph.c
tests_report_test_graph_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/report/test_junit
tests_report_test_junit_SOURCES = tests/report/test_junit.c \
	tests/lib/results.c tests/lib/results.h
tests_report_test_junit_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/report/test_peers
tests_report_test_peers_SOURCES = tests/report/test_peers.c \
	tests/lib/viewed.c tests/lib/viewed.h \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/snapshots.c tests/lib/snapshots.h
tests_report_test_peers_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/report/test_plan
tests_report_test_plan_SOURCES = tests/report/test_plan.c \
	tests/lib/viewed.c tests/lib/viewed.h \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/snapshots.c tests/lib/snapshots.h
tests_report_test_plan_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/report/test_rib
tests_report_test_rib_SOURCES = tests/report/test_rib.c \
	tests/lib/viewed.c tests/lib/viewed.h \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/snapshots.c tests/lib/snapshots.h
tests_report_test_rib_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/report/test_fit
tests_report_test_fit_SOURCES = tests/report/test_fit.c
tests_report_test_fit_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/report/test_table
tests_report_test_table_SOURCES = tests/report/test_table.c
tests_report_test_table_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/report/test_tap
tests_report_test_tap_SOURCES = tests/report/test_tap.c \
	tests/lib/results.c tests/lib/results.h
tests_report_test_tap_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/report/test_view
tests_report_test_view_SOURCES = tests/report/test_view.c \
	tests/lib/viewed.c tests/lib/viewed.h
tests_report_test_view_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/report/test_words
tests_report_test_words_SOURCES = tests/report/test_words.c
tests_report_test_words_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/report/test_rules
tests_report_test_rules_SOURCES = tests/report/test_rules.c \
	tests/lib/viewed.c tests/lib/viewed.h
tests_report_test_rules_LDADD = $(APP_TEST_LIBS)
