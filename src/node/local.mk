libcore_a_SOURCES += src/node/effect.c
libcore_a_SOURCES += src/node/fault.c
libcore_a_SOURCES += src/node/node.c src/node/node.h
libcore_a_SOURCES += src/node/node_check.c
libcore_a_SOURCES += src/node/peer.c
libcore_a_SOURCES += src/node/step.h
