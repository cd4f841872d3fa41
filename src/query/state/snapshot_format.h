/* What a snapshot says of itself as a document: the writer and the reader know it from here. */
#ifndef QUERY_STATE_SNAPSHOT_FORMAT_H
#define QUERY_STATE_SNAPSHOT_FORMAT_H

/* The member "format", and the member "version"; the oldest that is read has AS paths as text. */
#define SNAPSHOT_FORMAT "hairpin-snapshot"
enum { SNAPSHOT_VERSION = 3, SNAPSHOT_VERSION_OLDEST = 2 };

#endif
