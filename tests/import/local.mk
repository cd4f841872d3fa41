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
EXTRA_DIST += tests/import/tables
EXTRA_DIST += tests/import/samples tests/import/samples.txt tests/import/contoso
EXTRA_DIST += tests/import/pitfalls tests/import/pitfalls.txt
check_PROGRAMS += tests/import/test_import
tests_import_test_import_SOURCES = tests/import/test_import.c \
	tests/lib/az_export.c tests/lib/az_export.h
tests_import_test_import_LDADD = $(APP_TEST_LIBS)
