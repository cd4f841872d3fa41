check_PROGRAMS += tests/live/test_confine
tests_live_test_confine_SOURCES = tests/live/test_confine.c
tests_live_test_confine_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/live/test_answer
tests_live_test_answer_SOURCES = tests/live/test_answer.c tests/live/process.c tests/live/process.h
tests_live_test_answer_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/live/test_crowd
tests_live_test_crowd_SOURCES = tests/live/test_crowd.c tests/live/process.c tests/live/process.h
tests_live_test_crowd_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/live/test_live
tests_live_test_live_SOURCES = tests/live/test_live.c tests/live/process.c tests/live/process.h
tests_live_test_live_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/live/test_log
tests_live_test_log_SOURCES = tests/live/test_log.c
tests_live_test_log_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/live/test_patience
tests_live_test_patience_SOURCES = tests/live/test_patience.c
tests_live_test_patience_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/live/test_strangers
tests_live_test_strangers_SOURCES = tests/live/test_strangers.c tests/live/process.c tests/live/process.h
tests_live_test_strangers_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/live/test_work
tests_live_test_work_SOURCES = tests/live/test_work.c
tests_live_test_work_LDADD = $(APP_TEST_LIBS)
