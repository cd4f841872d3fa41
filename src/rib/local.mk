libcore_a_SOURCES += src/rib/adj_out.c
libcore_a_SOURCES += src/rib/decide.c src/rib/decide.h
libcore_a_SOURCES += src/rib/path_store.c src/rib/path_store.h
libcore_a_SOURCES += src/rib/policy.c src/rib/policy.h
libcore_a_SOURCES += src/rib/rib.c src/rib/rib.h
libcore_a_SOURCES += src/rib/tables.h
