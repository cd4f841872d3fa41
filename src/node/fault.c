/* What is said of UPDATEs at fault (RFC 7606 section 8): why, which attribute, what becomes of
 * which prefixes, and the bytes. */
#include "base/check.h"
#include "base/mem.h"
#include "base/text.h"
#include "node/step.h"

enum { FAULTS_A_SECOND = 10, PREFIXES_SHOWN = 3, BYTES_SHOWN = 40 };

/* Texts of notes live until the next step. */
static const char *keep(struct node *node, struct text *text)
{
	const char *kept;

	if (node->texts == NULL)
		node->texts = arena_new();
	kept = arena_strdup(node->texts, text_str(text));
	text_done(text);
	return kept;
}

void step_forget_texts(struct node *node)
{
	arena_free(node->texts);
	node->texts = NULL;
}

/* False: this peer's faults have filled the second. */
static bool may_tell(struct node_peer *peer, struct instant now)
{
	int64_t second = now.us / US_PER_S;

	if (second != peer->fault_second) {
		peer->fault_second = second;
		peer->fault_count = 0;
	}
	return ++peer->fault_count <= FAULTS_A_SECOND;
}

static void add_bytes(struct span bytes, struct text *out)
{
	if (bytes.size == 0)
		return;
	text_add(out, "; bytes ");
	for (size_t i = 0; i < bytes.size && i < BYTES_SHOWN; i++)
		text_addf(out, "%02x", bytes.at[i]);
	if (bytes.size > BYTES_SHOWN)
		text_addf(out, " and %zu more", bytes.size - BYTES_SHOWN);
}

static void add_prefixes(const struct bgp_nlri_list *list, struct text *out)
{
	unsigned count = 0;

	for (unsigned i = 0; i < list->count; i++) {
		struct bgp_nlri nlri = list->items[i];
		struct prefix prefix;

		while (bgp_nlri_next(&nlri, &prefix)) {
			char name[PREFIX_TEXT_MAX];

			if (count++ < PREFIXES_SHOWN)
				text_addf(out, " %s", prefix_format(&prefix, name));
		}
	}
	if (count > PREFIXES_SHOWN)
		text_addf(out, " and %u more", count - PREFIXES_SHOWN);
}

static void add_attribute(uint8_t code, struct text *out)
{
	const char *name = bgp_attr_name(code);

	if (code == 0)
		return;
	if (name != NULL)
		text_addf(out, " (%s)", name);
	else
		text_addf(out, " (attribute %u)", code);
}

void step_note_fault(struct step *step, struct node_peer *peer, const struct bgp_update *update)
{
	const struct bgp_judgement *judgement = &update->judgement;
	struct text text = {0};

	if (!may_tell(peer, step->now)) {
		step->node->faults_untold++;
		return;
	}
	text_add(&text, judgement->reason);
	add_attribute(judgement->code, &text);
	if (judgement->verdict == BGP_DISCARD_ATTR) {
		text_add(&text, ", ignored");
	} else {
		text_add(&text, ", withdrawn:");
		add_prefixes(&update->announced, &text);
	}
	add_bytes(judgement->bytes, &text);
	if (step->node->faults_untold > 0)
		text_addf(&text, "; %u more were not logged", step->node->faults_untold);
	step->node->faults_untold = 0;
	step_note(step, peer, NODE_NOTE_BAD_UPDATE, judgement->code, keep(step->node, &text));
}

const char *step_error_text(struct node *node, const struct bgp_session *session)
{
	enum { UPDATE_ERROR = 3 };
	bool was_sent;
	const struct bgp_notify *error = bgp_session_last_error(session, &was_sent);
	const char *fault = bgp_session_last_fault(session);
	struct text text = {0};

	if (!was_sent || error->code >> 8 != UPDATE_ERROR || fault == NULL)
		return NULL;
	text_add(&text, fault);
	add_bytes((struct span){error->data, error->data_size}, &text);
	return keep(node, &text);
}
