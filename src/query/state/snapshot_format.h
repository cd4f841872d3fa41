/* What a snapshot says of itself as a document: the writer and the reader know it from here. */
#ifndef QUERY_STATE_SNAPSHOT_FORMAT_H
#define QUERY_STATE_SNAPSHOT_FORMAT_H

/* The member "format", and the member "version"; the oldest that is read has AS paths as text. */
#define SNAPSHOT_FORMAT "hairpin-snapshot"
enum { SNAPSHOT_VERSION = 3, SNAPSHOT_VERSION_OLDEST = 2 };

/* The member "layout" of a snapshot that is to be kept (docs/snapshots.md): a line for each route,
 * and nothing that is another one in each run. Between programs there is none: sets of attributes
 * and peers have numbers, and sessions counters. */
#define SNAPSHOT_LINES "lines"

#endif
