check_PROGRAMS += tests/study/test_scenario
tests_study_test_scenario_SOURCES = tests/study/test_scenario.c tests/lib/azure_lab.c tests/lib/azure_lab.h
tests_study_test_scenario_LDADD = $(APP_TEST_LIBS)
