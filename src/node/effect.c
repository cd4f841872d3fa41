/* What a node tells its driver. */
#include <stdlib.h>

#include "base/check.h"
#include "base/mem.h"
#include "base/text.h"
#include "node/step.h"

void node_effects_done(struct node_effects *effects)
{
	free(effects->items);
	*effects = (struct node_effects){0};
}

struct node_effect *step_effect(struct step *step, enum node_effect_kind kind,
                                const struct node_peer *peer, enum node_conn conn)
{
	struct node_effects *effects = step->effects;

	effects->items = mem_grow(effects->items, &effects->capacity, effects->count + 1,
	                          sizeof(*effects->items));
	effects->items[effects->count] = (struct node_effect){
	    .kind = kind, .peer = node_peer_index(step->node, peer), .conn = conn};
	return &effects->items[effects->count++];
}

void step_note(struct step *step, const struct node_peer *peer, enum node_note what, uint32_t code,
               const char *text)
{
	struct node_effect *effect = step_effect(step, NODE_NOTE, peer, peer->main_conn);

	effect->note = what;
	effect->code = code;
	effect->text = text;
}

void step_ready(struct step *step, struct node_peer *peer, enum node_conn conn)
{
	if (peer->ready[conn])
		return;
	peer->ready[conn] = true;
	if (peer->up && conn == peer->main_conn)
		step->node->asleep--;
	step_effect(step, NODE_READY, peer, conn);
}

void node_unready(struct node *node, struct node_peer *peer, enum node_conn conn)
{
	if (!peer->ready[conn])
		return;
	peer->ready[conn] = false;
	if (peer->up && conn == peer->main_conn)
		node->asleep++;
}

void step_wake(struct step *step)
{
	struct node *node = step->node;

	if (node->changes_seen == rib_changes(node->rib))
		return;
	node->changes_seen = rib_changes(node->rib);
	for (uint32_t i = 0; i < node->conf->peer_count && node->asleep > 0; i++) {
		struct node_peer *peer = &node->peers[i];

		if (peer->up && rib_pending(node->rib, (rib_peer_id)i))
			step_ready(step, peer, peer->main_conn);
	}
}

/* Notes */

static const char *const note_texts[] = {
    [NODE_NOTE_UP] = "session up",
    [NODE_NOTE_DOWN] = "session down",
    [NODE_NOTE_NOTIFICATION_SENT] = "sent NOTIFICATION",
    [NODE_NOTE_NOTIFICATION_RECEIVED] = "received NOTIFICATION",
    [NODE_NOTE_PREFIX_LIMIT] = "more prefixes than the limit of",
    [NODE_NOTE_BAD_UPDATE] = "bad UPDATE",
    [NODE_NOTE_COLLISION] = "connection collision",
};

void node_note_format(const struct node *node, const struct node_effect *effect, struct text *out)
{
	CHECK(effect->kind == NODE_NOTE && effect->note < COUNT_OF(note_texts));
	text_addf(out, "%s: %s", node->conf->peers[effect->peer].name, note_texts[effect->note]);
	if (effect->note == NODE_NOTE_NOTIFICATION_SENT ||
	    effect->note == NODE_NOTE_NOTIFICATION_RECEIVED)
		text_addf(out, " %s", bgp_notify_name((uint16_t)effect->code));
	if (effect->note == NODE_NOTE_PREFIX_LIMIT)
		text_addf(out, " %u", effect->code);
	if (effect->text != NULL)
		text_addf(out, ": %s", effect->text);
}
