check_PROGRAMS += tests/oracle/test_oracle
tests_oracle_test_oracle_SOURCES = tests/oracle/test_oracle.c \
	tests/oracle/random_lab.c tests/oracle/random_lab.h \
	tests/oracle/solver.c tests/oracle/solver.h \
	tests/oracle/solver_choose.c tests/oracle/solver_own.c tests/oracle/solver_policy.c tests/oracle/solver_site.c tests/oracle/solver_tell.c \
	tests/oracle/solver_world.h
tests_oracle_test_oracle_LDADD = $(APP_TEST_LIBS)
