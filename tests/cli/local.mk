# The program as its users call it.
EXTRA_DIST += tests/cli/lib.sh
EXTRA_DIST += tests/cli/azure.sh
TESTS += tests/cli/azure.sh
EXTRA_DIST += tests/cli/verbs.sh
TESTS += tests/cli/verbs.sh
EXTRA_DIST += tests/cli/questions.sh
TESTS += tests/cli/questions.sh
EXTRA_DIST += tests/cli/compare.sh
TESTS += tests/cli/compare.sh
EXTRA_DIST += tests/cli/drift.sh
TESTS += tests/cli/drift.sh
EXTRA_DIST += tests/cli/graph.sh
TESTS += tests/cli/graph.sh
EXTRA_DIST += tests/cli/guard.sh
TESTS += tests/cli/guard.sh
EXTRA_DIST += tests/cli/scenario.sh
TESTS += tests/cli/scenario.sh
EXTRA_DIST += tests/cli/import.sh
TESTS += tests/cli/import.sh
EXTRA_DIST += tests/cli/schema.py tests/cli/schema.sh
TESTS += tests/cli/schema.sh
EXTRA_DIST += tests/cli/memory.sh
if !SANITIZERS
TESTS += tests/cli/memory.sh
endif
EXTRA_DIST += tests/cli/whole.sh
TESTS += tests/cli/whole.sh
EXTRA_DIST += tests/cli/run.sh
TESTS += tests/cli/run.sh
EXTRA_DIST += tests/cli/hostile.sh
TESTS += tests/cli/hostile.sh
EXTRA_DIST += tests/cli/sweep.sh
TESTS += tests/cli/sweep.sh
EXTRA_DIST += tests/cli/terminal.sh
TESTS += tests/cli/terminal.sh
