/* What a speaker accepts from a peer and what it tells it, in a few words for a table cell. */
#ifndef REPORT_POLICY_WORDS_H
#define REPORT_POLICY_WORDS_H

#include "base/text.h"
#include "node/node.h"

/* "weight 32769, no remote VNets"; nothing is appended for plain BGP. */
void policy_import_words(const struct node_peer_conf *peer, struct text *out);
void policy_export_words(const struct node_peer_conf *peer, struct text *out);

/* "1 ms", "12.5 ms", "800 us": a time for people. */
void duration_words(int64_t us, struct text *out);

/* "1 Gbps", "500 Mbps". */
void bandwidth_words(uint32_t mbps, struct text *out);

#endif
