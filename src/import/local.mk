libapp_a_SOURCES += src/import/frr_read.c src/import/frr_read.h
libapp_a_SOURCES += src/import/snapshot_read.c src/import/snapshot_read.h
