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

FUZZ_TARGETS = tests/fuzz/fuzz_accept tests/fuzz/fuzz_az tests/fuzz/fuzz_expect tests/fuzz/fuzz_frr \
	tests/fuzz/fuzz_import_az tests/fuzz/fuzz_import_plan tests/fuzz/fuzz_import_state \
	tests/fuzz/fuzz_import_template tests/fuzz/fuzz_lab tests/fuzz/fuzz_node \
	tests/fuzz/fuzz_open tests/fuzz/fuzz_pipeline tests/fuzz/fuzz_scenario \
	tests/fuzz/fuzz_snapshot tests/fuzz/fuzz_stream tests/fuzz/fuzz_update
tests_fuzz_fuzz_accept_SOURCES = tests/fuzz/fuzz_accept.c $(FUZZ_MAIN)
tests_fuzz_fuzz_accept_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_accept_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_az_SOURCES = tests/fuzz/fuzz_az.c $(FUZZ_MAIN)
tests_fuzz_fuzz_az_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_az_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_expect_SOURCES = tests/fuzz/fuzz_expect.c $(FUZZ_MAIN)
tests_fuzz_fuzz_expect_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_expect_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_frr_SOURCES = tests/fuzz/fuzz_frr.c $(FUZZ_MAIN)
tests_fuzz_fuzz_frr_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_frr_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_import_az_SOURCES = tests/fuzz/fuzz_import.c $(FUZZ_MAIN)
tests_fuzz_fuzz_import_az_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_import_az_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_import_plan_SOURCES = tests/fuzz/fuzz_import.c $(FUZZ_MAIN)
tests_fuzz_fuzz_import_plan_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_import_plan_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_import_state_SOURCES = tests/fuzz/fuzz_import.c $(FUZZ_MAIN)
tests_fuzz_fuzz_import_state_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_import_state_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_import_template_SOURCES = tests/fuzz/fuzz_import.c $(FUZZ_MAIN)
tests_fuzz_fuzz_import_template_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
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
tests_fuzz_fuzz_pipeline_SOURCES = tests/fuzz/fuzz_pipeline.c tests/fuzz/again.c tests/fuzz/again.h \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_pipeline_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_pipeline_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_scenario_SOURCES = tests/fuzz/fuzz_scenario.c $(FUZZ_MAIN)
tests_fuzz_fuzz_scenario_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_scenario_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_snapshot_SOURCES = tests/fuzz/fuzz_snapshot.c tests/fuzz/again.c tests/fuzz/again.h \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_snapshot_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_snapshot_LDADD = $(APP_LIBS)
tests_fuzz_fuzz_stream_SOURCES = tests/fuzz/fuzz_stream.c $(FUZZ_MAIN)
tests_fuzz_fuzz_stream_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_stream_LDADD = $(CORE_LIBS)
tests_fuzz_fuzz_update_SOURCES = tests/fuzz/fuzz_update.c $(FUZZ_MAIN)
tests_fuzz_fuzz_update_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LINK)
tests_fuzz_fuzz_update_LDADD = $(CORE_LIBS)

EXTRA_DIST += tests/fuzz/corpus
