# Each target replays its corpus in `make check`; with --enable-fuzzers it is a libFuzzer program
# instead, for a person to run: tests/fuzz/fuzz_update NEW-CORPUS tests/fuzz/corpus/update

if FUZZERS
FUZZ_MAIN =
FUZZ_LINK = -fsanitize=fuzzer
noinst_PROGRAMS += $(FUZZ_TARGETS)
else
FUZZ_MAIN = tests/fuzz/replay.c
FUZZ_LINK =
check_PROGRAMS += $(FUZZ_TARGETS)
endif

FUZZ_TARGETS = tests/fuzz/fuzz_az tests/fuzz/fuzz_import_az tests/fuzz/fuzz_import_plan \
	tests/fuzz/fuzz_import_state tests/fuzz/fuzz_import_template tests/fuzz/fuzz_lab \
	tests/fuzz/fuzz_node tests/fuzz/fuzz_open tests/fuzz/fuzz_stream tests/fuzz/fuzz_update
tests_fuzz_fuzz_az_SOURCES = tests/fuzz/fuzz_az.c $(FUZZ_MAIN)
tests_fuzz_fuzz_az_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_az_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_import_az_SOURCES = tests/fuzz/fuzz_import.c $(FUZZ_MAIN)
tests_fuzz_fuzz_import_az_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_import_az_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_import_plan_SOURCES = tests/fuzz/fuzz_import.c $(FUZZ_MAIN)
tests_fuzz_fuzz_import_plan_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_import_plan_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_import_state_SOURCES = tests/fuzz/fuzz_import.c $(FUZZ_MAIN)
tests_fuzz_fuzz_import_state_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_import_state_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_import_template_SOURCES = tests/fuzz/fuzz_import.c $(FUZZ_MAIN)
tests_fuzz_fuzz_import_template_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_import_template_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_lab_SOURCES = tests/fuzz/fuzz_lab.c $(FUZZ_MAIN)
tests_fuzz_fuzz_lab_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_lab_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_node_SOURCES = tests/fuzz/fuzz_node.c $(FUZZ_MAIN)
tests_fuzz_fuzz_node_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_node_LDADD = $(CORE_LIBS)
tests_fuzz_fuzz_open_SOURCES = tests/fuzz/fuzz_open.c $(FUZZ_MAIN)
tests_fuzz_fuzz_open_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_open_LDADD = $(CORE_LIBS)
tests_fuzz_fuzz_stream_SOURCES = tests/fuzz/fuzz_stream.c $(FUZZ_MAIN)
tests_fuzz_fuzz_stream_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_stream_LDADD = $(CORE_LIBS)
tests_fuzz_fuzz_update_SOURCES = tests/fuzz/fuzz_update.c $(FUZZ_MAIN)
tests_fuzz_fuzz_update_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_update_LDADD = $(CORE_LIBS)

EXTRA_DIST += tests/fuzz/corpus
