check_PROGRAMS += tests/import/test_frr_read
tests_import_test_frr_read_SOURCES = tests/import/test_frr_read.c \
	tests/lib/routes.c tests/lib/routes.h
tests_import_test_frr_read_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/import/test_snapshot_read
tests_import_test_snapshot_read_SOURCES = tests/import/test_snapshot_read.c \
	tests/lib/routes.c tests/lib/routes.h \
	tests/lib/snapshots.c tests/lib/snapshots.h
tests_import_test_snapshot_read_LDADD = $(APP_TEST_LIBS)
check_PROGRAMS += tests/import/test_az_read
tests_import_test_az_read_SOURCES = tests/import/test_az_read.c
tests_import_test_az_read_LDADD = $(APP_TEST_LIBS)
