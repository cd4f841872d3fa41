# Measuring, not testing: make bench, or bench/run for the comparison with BIRD and FRR.
noinst_PROGRAMS += bench/bench-import bench/bench-landscape bench/bench-star
bench_bench_import_SOURCES = bench/bench_import.c
bench_bench_import_LDADD = $(APP_LIBS)
bench_bench_landscape_SOURCES = bench/bench_landscape.c bench/landscape.c bench/landscape.h
bench_bench_landscape_LDADD = $(APP_LIBS)
bench_bench_star_SOURCES = bench/bench_star.c
bench_bench_star_LDADD = $(APP_LIBS)
EXTRA_DIST += bench/README.md bench/daemons.awk bench/daemons.sh bench/landscape.awk \
	bench/labs bench/run bench/sweep.py bench/table.awk

bench: hairpin bench/bench-import bench/bench-landscape bench/bench-star
	BENCH_STAR=bench/bench-star $(srcdir)/bench/run
	HAIRPIN=./hairpin $(srcdir)/bench/labs
.PHONY: bench
