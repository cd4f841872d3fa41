check_PROGRAMS += tests/oracle/test_oracle
tests_oracle_test_oracle_SOURCES = tests/oracle/test_oracle.c \
	tests/oracle/random_lab.c tests/oracle/random_lab.h \
	tests/oracle/solver.c tests/oracle/solver.h
tests_oracle_test_oracle_LDADD = $(APP_TEST_LIBS)
