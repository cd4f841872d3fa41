/* Looks at the tables a few times a second. */
#include "live/watch.h"

#include "base/hash.h"

enum { LOOK_EVERY_MS = 100, QUIET_US = 1000000, QUIET_LOOKS = 10 };

static uint64_t node_signature(uint64_t h, const struct node *node)
{
	const struct rib *rib = node_rib(node);
	uint32_t peers = node_conf(node)->peer_count;

	h = hash_mix(h ^ rib_changes(rib));
	for (uint32_t peer = 0; peer < peers; peer++) {
		uint64_t v4 = rib_received(rib, (rib_peer_id)peer, ADDR_IPV4);
		uint64_t v6 = rib_received(rib, (rib_peer_id)peer, ADDR_IPV6);
		h = hash_mix(h ^ (v4 << 32 | v6));
	}
	return h;
}

/* False when a session is not up. */
static bool look(const struct loop *loop, uint64_t *signature)
{
	*signature = 1;
	for (uint32_t i = 0; i < loop->plan->node_count; i++) {
		if (loop->nodes[i] == NULL)
			continue;
		if (!node_is_up(loop->nodes[i]))
			return false;
		*signature = node_signature(*signature, loop->nodes[i]);
	}
	return true;
}

static void on_timer(uv_timer_t *timer)
{
	struct watch *watch = timer->data;
	struct instant now = loop_now(watch->loop);
	bool was = watch->converged;
	uint64_t signature;

	watch->quiet_looks++;
	if (!look(watch->loop, &signature) || signature != watch->signature) {
		watch->signature = signature;
		watch->since = now;
		watch->quiet_looks = 0;
	}
	watch->converged =
	    watch->quiet_looks >= QUIET_LOOKS && now.us - watch->since.us >= QUIET_US;
	if (watch->converged && !was && watch->on_converged != NULL)
		watch->on_converged(watch->user);
}

void watch_start(struct watch *watch, struct loop *loop, void (*on_converged)(void *user),
                 void *user)
{
	*watch = (struct watch){.loop = loop, .on_converged = on_converged, .user = user};
	uv_timer_init(&loop->uv, &watch->timer);
	watch->timer.data = watch;
	watch->since = loop_now(loop);
	uv_timer_start(&watch->timer, on_timer, LOOK_EVERY_MS, LOOK_EVERY_MS);
}
