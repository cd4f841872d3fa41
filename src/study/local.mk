libapp_a_SOURCES += src/study/outage.c src/study/outage.h
libapp_a_SOURCES += src/study/scenario_act.c
libapp_a_SOURCES += src/study/scenario_judge.c
libapp_a_SOURCES += src/study/scenario_probe.c
libapp_a_SOURCES += src/study/scenario_run.c src/study/scenario_run.h
libapp_a_SOURCES += src/study/scenario_world.h
