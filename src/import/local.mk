libapp_a_SOURCES += src/import/az_draft.c src/import/az_draft.h
libapp_a_SOURCES += src/import/az_json.c
libapp_a_SOURCES += src/import/az_layout.c src/import/az_layout.h
libapp_a_SOURCES += src/import/az_read.c src/import/az_read.h
libapp_a_SOURCES += src/import/az_words.c src/import/az_words.h
libapp_a_SOURCES += src/import/frr_read.c src/import/frr_read.h
libapp_a_SOURCES += src/import/snapshot_read.c src/import/snapshot_read.h
