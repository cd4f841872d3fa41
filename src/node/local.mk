libcore_a_SOURCES += src/node/node.c src/node/node.h
