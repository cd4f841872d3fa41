# Whole answers against golden files, which are for reading in a review.
dist_check_SCRIPTS += tests/scenarios/drills.sh
TESTS += tests/scenarios/drills.sh
dist_check_SCRIPTS += tests/scenarios/goldens.sh tests/scenarios/repeatable.sh
TESTS += tests/scenarios/goldens.sh tests/scenarios/repeatable.sh
EXTRA_DIST += tests/scenarios/commands tests/scenarios/golden

update-goldens: hairpin
	UPDATE=yes srcdir='$(srcdir)' $(srcdir)/tests/scenarios/goldens.sh
.PHONY: update-goldens
