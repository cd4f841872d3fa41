# Tests that a program can run anywhere; those that need routers, namespaces or Docker are started
# by ./check (tests/interop, tests/compose).

AM_TESTS_ENVIRONMENT = srcdir='$(srcdir)'; builddir='$(builddir)'; export srcdir builddir;

include tests/base/local.mk
include tests/bgp/local.mk
include tests/rib/local.mk
include tests/node/local.mk
include tests/document/local.mk
include tests/topo/local.mk
include tests/query/local.mk
include tests/hubs/local.mk
include tests/report/local.mk
include tests/import/local.mk
include tests/cli/local.mk
include tests/sim/local.mk
include tests/study/local.mk
include tests/live/local.mk
include tests/oracle/local.mk
include tests/captures/local.mk
include tests/reports/local.mk
include tests/scenarios/local.mk
include tests/fuzz/local.mk
include tests/house/local.mk
EXTRA_DIST += tests/slurm/run.sh
