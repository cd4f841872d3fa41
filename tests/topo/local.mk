check_PROGRAMS += tests/topo/test_elements
tests_topo_test_elements_SOURCES = tests/topo/test_elements.c tests/topo/broken_lab.c \
	tests/topo/broken_lab.h tests/topo/lab_text.h
tests_topo_test_elements_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/topo/test_event
tests_topo_test_event_SOURCES = tests/topo/test_event.c tests/lib/azure_lab.c tests/lib/azure_lab.h
tests_topo_test_event_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/topo/test_facts
tests_topo_test_facts_SOURCES = tests/topo/test_facts.c
tests_topo_test_facts_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/topo/test_judge
tests_topo_test_judge_SOURCES = tests/topo/test_judge.c
tests_topo_test_judge_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/topo/test_judge_policy
tests_topo_test_judge_policy_SOURCES = tests/topo/test_judge_policy.c tests/topo/broken_lab.c \
	tests/topo/broken_lab.h
tests_topo_test_judge_policy_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/topo/test_load
tests_topo_test_load_SOURCES = tests/topo/test_load.c tests/topo/broken_lab.c \
	tests/topo/broken_lab.h tests/topo/lab_text.h
tests_topo_test_load_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/topo/test_metro
tests_topo_test_metro_SOURCES = tests/topo/test_metro.c tests/topo/broken_lab.c \
	tests/topo/broken_lab.h tests/topo/lab_text.h tests/lib/simulated.c tests/lib/simulated.h
tests_topo_test_metro_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/topo/test_plan
tests_topo_test_plan_SOURCES = tests/topo/test_plan.c tests/lib/azure_lab.c tests/lib/azure_lab.h tests/lib/routes.c tests/lib/routes.h
tests_topo_test_plan_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/topo/test_plan_azure
tests_topo_test_plan_azure_SOURCES = tests/topo/test_plan_azure.c \
	tests/lib/routes.c tests/lib/routes.h tests/lib/rows.c tests/lib/rows.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_topo_test_plan_azure_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/topo/test_plan_vpn
tests_topo_test_plan_vpn_SOURCES = tests/topo/test_plan_vpn.c \
	tests/lib/routes.c tests/lib/routes.h tests/lib/rows.c tests/lib/rows.h \
	tests/lib/simulated.c tests/lib/simulated.h
tests_topo_test_plan_vpn_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/topo/test_sites
tests_topo_test_sites_SOURCES = tests/topo/test_sites.c tests/topo/broken_lab.c \
	tests/topo/broken_lab.h tests/topo/lab_text.h
tests_topo_test_sites_LDADD = $(APP_TEST_LIBS)

check_PROGRAMS += tests/topo/test_tunnels
tests_topo_test_tunnels_SOURCES = tests/topo/test_tunnels.c tests/topo/broken_lab.c \
	tests/topo/broken_lab.h tests/topo/lab_text.h
tests_topo_test_tunnels_LDADD = $(APP_TEST_LIBS)
