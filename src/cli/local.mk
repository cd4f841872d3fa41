libapp_a_SOURCES += src/cli/see/why.c
bin_PROGRAMS += hairpin
hairpin_SOURCES =
hairpin_SOURCES += src/cli/az.c src/cli/az.h
hairpin_SOURCES += src/cli/cli.c src/cli/cli.h
hairpin_SOURCES += src/cli/completion.c
hairpin_SOURCES += src/cli/dates.c src/cli/dates.h
hairpin_SOURCES += src/cli/frame.h
hairpin_SOURCES += src/cli/from/diff.c src/cli/from/diff.h
hairpin_SOURCES += src/cli/from/diff_az.c
hairpin_SOURCES += src/cli/from/fmt.c
hairpin_SOURCES += src/cli/from/import.c
hairpin_SOURCES += src/cli/from/schema.c
hairpin_SOURCES += src/cli/from/validate.c
libapp_a_SOURCES += src/cli/from/diff_states.c
hairpin_SOURCES += src/cli/guard/check.c
hairpin_SOURCES += src/cli/guard/drift.c
hairpin_SOURCES += src/cli/guard/lint.c
hairpin_SOURCES += src/cli/guard/lint_ask.c src/cli/guard/lint_ask.h
hairpin_SOURCES += src/cli/guard/resiliency.c
hairpin_SOURCES += src/cli/guard/rule_age.c src/cli/guard/rule_age.h
hairpin_SOURCES += src/cli/guard/sweep.c
hairpin_SOURCES += src/cli/guard/sweep_files.c src/cli/guard/sweep_files.h
libapp_a_SOURCES += src/cli/guard/snapshot.c
hairpin_SOURCES += src/cli/help.c
hairpin_SOURCES += src/cli/inputs.c src/cli/inputs.h
hairpin_SOURCES += src/cli/live.c
hairpin_SOURCES += src/cli/main.c
hairpin_SOURCES += src/cli/outputs.c src/cli/outputs.h
libapp_a_SOURCES += src/cli/phase.c src/cli/phase.h
hairpin_SOURCES += src/cli/see/compare.c src/cli/see/compare.h
hairpin_SOURCES += src/cli/see/compare_estates.c
hairpin_SOURCES += src/cli/see/effective.c
hairpin_SOURCES += src/cli/see/graph.c
hairpin_SOURCES += src/cli/see/limits.c
hairpin_SOURCES += src/cli/see/list.c
hairpin_SOURCES += src/cli/see/path.c
hairpin_SOURCES += src/cli/see/peers.c
hairpin_SOURCES += src/cli/see/ping.c
hairpin_SOURCES += src/cli/see/plan.c
hairpin_SOURCES += src/cli/see/reach.c src/cli/see/reach.h
hairpin_SOURCES += src/cli/see/review.c
hairpin_SOURCES += src/cli/see/rib.c
hairpin_SOURCES += src/cli/see/rules.c
hairpin_SOURCES += src/cli/see/sim.c
hairpin_SOURCES += src/cli/see/what_if.c
hairpin_SOURCES += src/cli/source.c src/cli/source.h
hairpin_SOURCES += src/cli/terminal.c src/cli/terminal.h
hairpin_SOURCES += src/cli/try/export.c
hairpin_SOURCES += src/cli/try/order.c
hairpin_SOURCES += src/cli/try/run.c
hairpin_SOURCES += src/cli/try/scenario.c
hairpin_SOURCES += src/cli/verbs.c
hairpin_SOURCES += src/cli/version.c src/cli/version.h
hairpin_LDADD = $(APP_LIBS)

bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
nodist_bashcompletion_DATA = completion/hairpin
nodist_zshcompletion_DATA = completion/_hairpin
nodist_fishcompletion_DATA = completion/hairpin.fish
CLEANFILES += completion/hairpin completion/_hairpin completion/hairpin.fish
completion/hairpin: hairpin$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) completion && ./hairpin$(EXEEXT) completion bash > $@.new && mv $@.new $@
completion/_hairpin: hairpin$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) completion && ./hairpin$(EXEEXT) completion zsh > $@.new && mv $@.new $@
completion/hairpin.fish: hairpin$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) completion && ./hairpin$(EXEEXT) completion fish > $@.new && mv $@.new $@
