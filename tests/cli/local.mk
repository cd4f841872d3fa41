# The program as its users call it.
EXTRA_DIST += tests/cli/verbs.sh
TESTS += tests/cli/verbs.sh
