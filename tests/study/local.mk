check_PROGRAMS += tests/study/test_scenario
tests_study_test_scenario_SOURCES = tests/study/test_scenario.c tests/lib/azure_lab.c tests/lib/azure_lab.h
tests_study_test_scenario_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/study/test_down
tests_study_test_down_SOURCES = tests/study/test_down.c tests/lib/simulated.c tests/lib/simulated.h
tests_study_test_down_LDADD = $(APP_TEST_LIBS)
