libapp_a_SOURCES += src/sim/change.c src/sim/change.h
libapp_a_SOURCES += src/sim/circle.c
libapp_a_SOURCES += src/sim/fault.c
libapp_a_SOURCES += src/sim/rest.c
libapp_a_SOURCES += src/sim/sim.c src/sim/sim.h
libapp_a_SOURCES += src/sim/traffic.c
libapp_a_SOURCES += src/sim/wire.c src/sim/wire.h
libapp_a_SOURCES += src/sim/world.h
