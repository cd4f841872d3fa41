libapp_a_SOURCES += src/study/scenario_event.c
libapp_a_SOURCES += src/study/scenario_judge.c
libapp_a_SOURCES += src/study/scenario_probe.c
libapp_a_SOURCES += src/study/scenario_run.c src/study/scenario_run.h
libapp_a_SOURCES += src/study/scenario_target.c
libapp_a_SOURCES += src/study/scenario_world.h
