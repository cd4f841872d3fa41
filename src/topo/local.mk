libapp_a_SOURCES += src/topo/catalogue.c src/topo/catalogue.h
libapp_a_SOURCES += src/topo/document.c src/topo/document.h
libapp_a_SOURCES += src/topo/embedded.h
libapp_a_SOURCES += src/topo/facts.c src/topo/facts.h
libapp_a_SOURCES += src/topo/json.c
libapp_a_SOURCES += src/topo/judge.c src/topo/judge.h
libapp_a_SOURCES += src/topo/judge_prefix.c
libapp_a_SOURCES += src/topo/load.c src/topo/load.h
libapp_a_SOURCES += src/topo/model.c src/topo/model.h
libapp_a_SOURCES += src/topo/model_build.c src/topo/model_build.h
libapp_a_SOURCES += src/topo/name_map.c src/topo/name_map.h
libapp_a_SOURCES += src/topo/plan.c src/topo/plan.h
libapp_a_SOURCES += src/topo/plan_assume.c
libapp_a_SOURCES += src/topo/plan_build.c src/topo/plan_build.h
libapp_a_SOURCES += src/topo/plan_policy.c
libapp_a_SOURCES += src/topo/plan_star.c
libapp_a_SOURCES += src/topo/schema.c src/topo/schema.h
libapp_a_SOURCES += src/topo/schema_value.c src/topo/schema_value.h
libapp_a_SOURCES += src/topo/schema_walk.c src/topo/schema_walk.h
libapp_a_SOURCES += src/topo/tree.c src/topo/tree.h
libapp_a_SOURCES += src/topo/yaml.c

# Files that are compiled into the program. `embedded_files` may grow elsewhere, too.
embedded_files += data/circuit-skus.json
embedded_files += data/gateway-skus.json
embedded_files += data/limits.json
embedded_files += data/peering-locations.csv
embedded_files += data/region-rtt.csv
embedded_files += data/regions.json
embedded_files += data/rules.json
embedded_files += yang/hairpin-expect.yang
embedded_files += yang/hairpin-lab.yang

nodist_libapp_a_SOURCES += src/topo/embedded.c
BUILT_SOURCES += src/topo/embedded.c
CLEANFILES += src/topo/embedded.c
EXTRA_DIST += $(embedded_files)

src/topo/embedded.c: tools/embed.sh src/topo/local.mk $(embedded_files)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(SHELL) $(srcdir)/tools/embed.sh $(srcdir) $(embedded_files) > $@.new && mv $@.new $@
