# Rules of the house that a program can check.
dist_check_SCRIPTS += tests/house/headers.sh tests/house/layers.sh tests/house/pure.sh \
	tests/house/readme.sh tests/house/rules.sh tests/house/shape.sh
TESTS += tests/house/headers.sh tests/house/layers.sh tests/house/pure.sh tests/house/readme.sh tests/house/rules.sh \
	tests/house/shape.sh
