/*
 * Attribute sets as text for people, and as members of a document, JSON for example, whose library
 * this floor does not know: it gives and takes names, numbers, texts and lists of words. All three
 * walk the table of attributes, so an attribute with a row there is in every document.
 */
#ifndef BGP_ATTR_MEMBERS_H
#define BGP_ATTR_MEMBERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "bgp/attrs.h"

/* Adds members to `document`. */
struct bgp_member_writer {
	void *document;
	void (*number)(void *document, const char *name, uint64_t value);
	void (*text)(void *document, const char *name, const char *value);
	/* A list, of the words that blanks separate; none: no member. */
	void (*words)(void *document, const char *name, const char *words);
	/* A list of the numbers that blanks separate, and of words where a set stands, "{1,2}";
	 * empty as well. */
	void (*path)(void *document, const char *name, const char *numbers);
};

/* Finds members in `document`. A member of the wrong kind is as one that is missing, and has been
 * reported. */
struct bgp_member_reader {
	void *document;
	/* At most `max`; 0 when it is missing. */
	uint64_t (*number)(void *document, const char *name, uint64_t max);
	/* NULL when it is missing. */
	const char *(*text)(void *document, const char *name);
	/* How many words a list has, and one of them. */
	unsigned (*count)(void *document, const char *name);
	const char *(*word)(void *document, const char *name, unsigned index);
	/* Such a list as text again; NULL when it is missing. */
	const char *(*path)(void *document, const char *name);
	/* Reports what is wrong with the member: "is missing". */
	void (*fail)(void *document, const char *name, const char *what);
	/* Bytes that live as long as the set. */
	uint8_t *(*room)(void *document, size_t size);
};

/* All attributes, such that bgp_attrs_read() makes an equal set of them. */
void bgp_attrs_write(const struct bgp_attrs *attrs, const struct bgp_member_writer *to);

/* Sets every member of *attrs. Its spans borrow what room() gave. After a fault the set is not for
 * use. */
void bgp_attrs_read(struct bgp_attrs *attrs, const struct bgp_member_reader *from);

/* Those that routers' own listings leave out, lists as people write them: communities of all kinds,
 * ORIGINATOR_ID, CLUSTER_LIST. */
void bgp_attrs_write_details(const struct bgp_attrs *attrs, const struct bgp_member_writer *to);

/* " next-hop 10.0.0.1 path \"65020\" IGP weight 0 med 5": all attributes, each behind a blank. */
void bgp_attrs_format(const struct bgp_attrs *attrs, struct text *out);

#endif
