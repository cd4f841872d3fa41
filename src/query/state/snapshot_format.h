/* What a snapshot says of itself as a document: the writer and the reader know it from here. */
#ifndef QUERY_STATE_SNAPSHOT_FORMAT_H
#define QUERY_STATE_SNAPSHOT_FORMAT_H

/* The member "format", and the member "version". */
#define SNAPSHOT_FORMAT "hairpin-snapshot"
enum {
	/* Between programs: sets of attributes by number, and counters. */
	SNAPSHOT_VERSION = 2,
	/* To be kept (docs/snapshots.md): a line for each route, and nothing that is another one in
	 * each run. */
	SNAPSHOT_VERSION_KEPT = 3,
};

#endif
