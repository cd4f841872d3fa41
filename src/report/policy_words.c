/* Says policies, times and bandwidths in few words. */
#include "report/policy_words.h"

#include <inttypes.h>

#include "base/instant.h"
#include "report/policy_fields.h"

enum { MBPS_PER_GBPS = 1000 };

static void add_words(const struct node_peer_conf *peer, const struct policy_field *fields,
                      unsigned count, struct text *out)
{
	const char *between = "";

	for (unsigned place = 1; place <= count; place++) {
		for (unsigned i = 0; i < count; i++) {
			struct text words = {0};

			if (fields[i].place != place)
				continue;
			fields[i].words(&fields[i], peer, &words);
			if (words.size > 0) {
				text_addf(out, "%s%s", between, text_str(&words));
				between = ", ";
			}
			text_done(&words);
		}
	}
}

void policy_import_words(const struct node_peer_conf *peer, struct text *out)
{
	add_words(peer, policy_import_fields, policy_import_field_count, out);
}

void policy_export_words(const struct node_peer_conf *peer, struct text *out)
{
	add_words(peer, policy_export_fields, policy_export_field_count, out);
}

void duration_words(int64_t us, struct text *out)
{
	if (us < US_PER_MS)
		text_addf(out, "%" PRId64 " us", us);
	else if (us < US_PER_S && us % US_PER_MS == 0)
		text_addf(out, "%" PRId64 " ms", us / US_PER_MS);
	else if (us < US_PER_S)
		text_addf(out, "%" PRId64 ".%03" PRId64 " ms", us / US_PER_MS, us % US_PER_MS);
	else
		text_addf(out, "%" PRId64 ".%03" PRId64 " s", us / US_PER_S,
		          us % US_PER_S / US_PER_MS);
}

void bandwidth_words(uint32_t mbps, struct text *out)
{
	if (mbps >= MBPS_PER_GBPS && mbps % MBPS_PER_GBPS == 0)
		text_addf(out, "%" PRIu32 " Gbps", mbps / MBPS_PER_GBPS);
	else
		text_addf(out, "%" PRIu32 " Mbps", mbps);
}
