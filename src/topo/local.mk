libapp_a_SOURCES += src/topo/catalogue.c src/topo/catalogue.h
libapp_a_SOURCES += src/topo/document.c src/topo/document.h
libapp_a_SOURCES += src/topo/embedded.h
libapp_a_SOURCES += src/topo/facts.c src/topo/facts.h
libapp_a_SOURCES += src/topo/facts_read.c src/topo/facts_data.h
libapp_a_SOURCES += src/topo/json.c
libapp_a_SOURCES += src/topo/judge.c src/topo/judge.h
libapp_a_SOURCES += src/topo/judge_gateway.c
libapp_a_SOURCES += src/topo/judge_prefix.c
libapp_a_SOURCES += src/topo/judge_route.c
libapp_a_SOURCES += src/topo/judge_route_server.c
libapp_a_SOURCES += src/topo/judge_vnet.c
libapp_a_SOURCES += src/topo/judge_vpn.c
libapp_a_SOURCES += src/topo/lab_edit.c src/topo/lab_edit.h
libapp_a_SOURCES += src/topo/load.c src/topo/load.h
libapp_a_SOURCES += src/topo/model.c src/topo/model.h
libapp_a_SOURCES += src/topo/model_build.c src/topo/model_build.h
libapp_a_SOURCES += src/topo/model_circuit.c
libapp_a_SOURCES += src/topo/model_hub.c
libapp_a_SOURCES += src/topo/model_leaf.c
libapp_a_SOURCES += src/topo/model_load.h
libapp_a_SOURCES += src/topo/model_site.c
libapp_a_SOURCES += src/topo/model_vnet.c
libapp_a_SOURCES += src/topo/model_vpn.c
libapp_a_SOURCES += src/topo/name_map.c src/topo/name_map.h
libapp_a_SOURCES += src/topo/plan.c src/topo/plan.h
libapp_a_SOURCES += src/topo/plan_address.c
libapp_a_SOURCES += src/topo/plan_assume.c
libapp_a_SOURCES += src/topo/plan_build.c src/topo/plan_build.h
libapp_a_SOURCES += src/topo/plan_circuit.c
libapp_a_SOURCES += src/topo/plan_compile.h
libapp_a_SOURCES += src/topo/plan_gateway.c
libapp_a_SOURCES += src/topo/plan_global_reach.c
libapp_a_SOURCES += src/topo/plan_hub.c
libapp_a_SOURCES += src/topo/plan_policy.c
libapp_a_SOURCES += src/topo/plan_route_server.c
libapp_a_SOURCES += src/topo/plan_sides.c
libapp_a_SOURCES += src/topo/plan_star.c
libapp_a_SOURCES += src/topo/plan_vpn.c
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
embedded_files += data/reserved-asns.json
embedded_files += data/rules.json
embedded_files += data/vpn-gateway-skus.json
embedded_files += yang/hairpin-expect.yang
embedded_files += yang/hairpin-lab.yang
embedded_files += yang/hairpin-scenario.yang

nodist_libapp_a_SOURCES += src/topo/embedded.c
BUILT_SOURCES += src/topo/embedded.c
CLEANFILES += src/topo/embedded.c
EXTRA_DIST += $(embedded_files)

src/topo/embedded.c: tools/embed.sh src/topo/local.mk $(embedded_files)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(SHELL) $(srcdir)/tools/embed.sh $(srcdir) $(embedded_files) > $@.new && mv $@.new $@
