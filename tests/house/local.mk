# Rules of the house that a program can check, and the tools that look after the tests.
dist_check_SCRIPTS += tests/house/elf.sh tests/house/headers.sh tests/house/layers.sh tests/house/mutants.sh \
	tests/house/pure.sh tests/house/readme.sh tests/house/rules.sh tests/house/shape.sh
TESTS += tests/house/elf.sh tests/house/headers.sh tests/house/layers.sh tests/house/mutants.sh \
	tests/house/pure.sh tests/house/readme.sh tests/house/rules.sh tests/house/shape.sh
