check_PROGRAMS += tests/study/test_dispute
tests_study_test_dispute_SOURCES = tests/study/test_dispute.c tests/lib/azure_lab.c tests/lib/azure_lab.h
tests_study_test_dispute_LDADD = $(APP_TEST_LIBS)
EXTRA_DIST += tests/study/labs/appliance-passes-on.json tests/study/labs/bad-gadget.json \
	tests/study/labs/customer-leak.json tests/study/labs/disagree.json
check_PROGRAMS += tests/study/test_order
tests_study_test_order_SOURCES = tests/study/test_order.c
tests_study_test_order_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/study/test_scenario
tests_study_test_scenario_SOURCES = tests/study/test_scenario.c tests/lib/azure_lab.c tests/lib/azure_lab.h
tests_study_test_scenario_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/study/test_sweep
tests_study_test_sweep_SOURCES = tests/study/test_sweep.c
tests_study_test_sweep_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/study/test_down
tests_study_test_down_SOURCES = tests/study/test_down.c tests/lib/simulated.c tests/lib/simulated.h
tests_study_test_down_LDADD = $(APP_TEST_LIBS)
