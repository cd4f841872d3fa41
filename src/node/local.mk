libcore_a_SOURCES += src/node/effect.c
libcore_a_SOURCES += src/node/node.c src/node/node.h
libcore_a_SOURCES += src/node/pair.c
libcore_a_SOURCES += src/node/turn.h
