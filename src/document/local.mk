libapp_a_SOURCES += src/document/document.c src/document/document.h
libapp_a_SOURCES += src/document/embedded.h
libapp_a_SOURCES += src/document/file.c src/document/file.h
libapp_a_SOURCES += src/document/file_write.c src/document/file_write.h
libapp_a_SOURCES += src/document/json.c
libapp_a_SOURCES += src/document/make.c src/document/make.h
libapp_a_SOURCES += src/document/name_map.c src/document/name_map.h
libapp_a_SOURCES += src/document/schema.c src/document/schema.h
libapp_a_SOURCES += src/document/schema_change.c
libapp_a_SOURCES += src/document/schema_list.c
libapp_a_SOURCES += src/document/schema_members.c
libapp_a_SOURCES += src/document/schema_json.c
libapp_a_SOURCES += src/document/schema_order.c
libapp_a_SOURCES += src/document/schema_pattern.c src/document/schema_pattern.h
libapp_a_SOURCES += src/document/schema_value.c src/document/schema_value.h
libapp_a_SOURCES += src/document/schema_walk.c src/document/schema_walk.h
libapp_a_SOURCES += src/document/tree.c src/document/tree.h
libapp_a_SOURCES += src/document/write.c src/document/write.h
libapp_a_SOURCES += src/document/yaml.c

# Files that are compiled into the program: each folder names its own in `embedded_files`.
nodist_libapp_a_SOURCES += src/document/embedded.c
BUILT_SOURCES += src/document/embedded.c
CLEANFILES += src/document/embedded.c
EXTRA_DIST += $(embedded_files)

src/document/embedded.c: tools/embed.sh Makefile $(embedded_files)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(SHELL) $(srcdir)/tools/embed.sh $(srcdir) $(embedded_files) > $@.new && mv $@.new $@
