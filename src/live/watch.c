/* Looks at the tables a few times a second. */
#include "live/watch.h"

#include "base/hash.h"

enum {
	LOOK_EVERY_MS = 100,
	QUIET_US = 1000000,
	QUIET_LOOKS = 10,
	/* A router that has been absent for so long may be missed for a little longer. */
	ABSENT_US = 10000000,
	LOOK_FOR_ABSENT_MS = 1000,
};

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
		if (node_up_count(loop->nodes[i]) + loop->off[i] <
		    node_conf(loop->nodes[i])->peer_count)
			return false;
		*signature = node_signature(*signature, loop->nodes[i]);
	}
	return true;
}

/* Where no node had an event, nothing has changed. */
static void look_again(struct watch *watch, struct instant now)
{
	uint64_t signature;

	watch->quiet_looks++;
	if (watch->steps == watch->loop->steps && watch->is_up)
		return;
	watch->steps = watch->loop->steps;
	watch->is_up = look(watch->loop, &signature);
	if (watch->is_up)
		watch->up = now;
	if (watch->is_up && signature == watch->signature)
		return;
	watch->signature = signature;
	watch->since = now;
	watch->quiet_looks = 0;
}

static void on_timer(uv_timer_t *timer);

static void sleep_until_next_look(struct watch *watch, struct instant now)
{
	bool absent = !watch->is_up && now.us - watch->up.us >= ABSENT_US;

	uv_timer_start(&watch->timer, on_timer, absent ? LOOK_FOR_ABSENT_MS : LOOK_EVERY_MS, 0);
}

/* Once it has converged there is nothing to look at before a node has an event: see on_prepare().
 */
static void on_timer(uv_timer_t *timer)
{
	struct watch *watch = timer->data;
	struct instant now = loop_now(watch->loop);
	bool was = watch->converged;

	look_again(watch, now);
	watch->converged =
	    watch->quiet_looks >= QUIET_LOOKS && now.us - watch->since.us >= QUIET_US;
	if (!watch->converged || watch->steps != watch->loop->steps)
		sleep_until_next_look(watch, now);
	if (watch->converged && !was && watch->on_converged != NULL)
		watch->on_converged(watch->user);
}

static void on_prepare(uv_prepare_t *prepare)
{
	struct watch *watch = prepare->data;

	if (!uv_is_active((uv_handle_t *)&watch->timer) && watch->steps != watch->loop->steps)
		sleep_until_next_look(watch, loop_now(watch->loop));
}

void watch_start(struct watch *watch, struct loop *loop, void (*on_converged)(void *user),
                 void *user)
{
	*watch = (struct watch){.loop = loop, .on_converged = on_converged, .user = user};
	uv_timer_init(&loop->uv, &watch->timer);
	uv_prepare_init(&loop->uv, &watch->prepare);
	watch->timer.data = watch;
	watch->prepare.data = watch;
	watch->since = watch->up = loop_now(loop);
	uv_timer_start(&watch->timer, on_timer, LOOK_EVERY_MS, 0);
	uv_prepare_start(&watch->prepare, on_prepare);
}
