/* Sorts the prefixes of a lab by address, and finds gaps between those of others. */
#include "query/path/owners.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

/* A virtual network goes before a site of the same prefix: its VMs are there in any case. */
enum owner_kind { OWNER_VNET, OWNER_ENDPOINT, OWNER_SITE };

struct owned {
	struct prefix prefix;
	enum owner_kind kind;
	const void *owner; /* VNet, private endpoint or site */
	const char *name;
	uint32_t order;
};

struct path_owners {
	struct owned *items; /* by prefix_compare(), then kind, then order */
	uint32_t count;
};

static int by_prefix(const void *a, const void *b)
{
	const struct owned *left = a;
	const struct owned *right = b;
	int order = prefix_compare(&left->prefix, &right->prefix);

	if (order != 0)
		return order;
	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	return left->order < right->order ? -1 : left->order > right->order;
}

static uint32_t count_endpoints(const struct lab_vnet *vnet)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < vnet->subnet_count; i++)
		count += vnet->subnets[i].private_endpoint_count;
	return count;
}

static uint32_t count_all(const struct lab *lab)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		count += lab->vnets[i].address_space.count + count_endpoints(&lab->vnets[i]);
	for (uint32_t i = 0; i < lab->site_count; i++)
		for (uint32_t k = 0; k < lab->sites[i].router_count; k++)
			count += lab->sites[i].routers[k].advertise.count;
	return count;
}

/* A default route is no claim to any address. */
static void add(struct path_owners *owners, const struct prefix *prefix, struct owned owned)
{
	if (prefix->length == 0)
		return;
	owned.prefix = *prefix;
	owned.order = owners->count;
	owners->items[owners->count++] = owned;
}

static void add_vnet(struct path_owners *owners, const struct lab_vnet *vnet)
{
	for (uint32_t i = 0; i < vnet->address_space.count; i++)
		add(owners, &vnet->address_space.items[i],
		    (struct owned){.kind = OWNER_VNET, .owner = vnet, .name = vnet->name});
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		const struct lab_subnet *subnet = &vnet->subnets[i];

		for (uint32_t k = 0; k < subnet->private_endpoint_count; k++) {
			const struct lab_private_endpoint *endpoint = &subnet->private_endpoints[k];
			struct prefix host =
			    prefix_make(&endpoint->address, addr_bits(endpoint->address.family));

			add(owners, &host,
			    (struct owned){
				.kind = OWNER_ENDPOINT, .owner = endpoint, .name = endpoint->name});
		}
	}
}

static void add_site(struct path_owners *owners, const struct lab_site *site)
{
	for (uint32_t i = 0; i < site->router_count; i++) {
		const struct lab_prefixes *prefixes = &site->routers[i].advertise;

		for (uint32_t k = 0; k < prefixes->count; k++)
			add(owners, &prefixes->items[k],
			    (struct owned){.kind = OWNER_SITE, .owner = site, .name = site->name});
	}
}

/* Routers of a site announce the same: each owner stands once at a prefix. */
static void drop_repeats(struct path_owners *owners)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < owners->count; i++) {
		const struct owned *last = kept == 0 ? NULL : &owners->items[kept - 1];

		if (last == NULL || last->owner != owners->items[i].owner ||
		    !prefix_equal(&last->prefix, &owners->items[i].prefix))
			owners->items[kept++] = owners->items[i];
	}
	owners->count = kept;
}

static const struct path_owners *owners_of(struct fabric *fabric)
{
	const struct lab *lab = fabric->lab;
	struct path_owners *owners;
	uint32_t room;

	if (fabric->owners != NULL)
		return fabric->owners;
	room = count_all(lab);
	owners = arena_alloc(fabric->arena, sizeof(*owners));
	*owners = (struct path_owners){
	    .items = arena_alloc(fabric->arena, (room + 1) * sizeof(*owners->items))};
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		add_vnet(owners, &lab->vnets[i]);
	for (uint32_t i = 0; i < lab->site_count; i++)
		add_site(owners, &lab->sites[i]);
	CHECK(owners->count <= room);
	if (owners->count > 0)
		qsort(owners->items, owners->count, sizeof(*owners->items), by_prefix);
	drop_repeats(owners);
	fabric->owners = owners;
	return owners;
}

/* The first item that does not stand before the prefix. */
static uint32_t lower_bound(const struct path_owners *owners, const struct prefix *prefix)
{
	uint32_t low = 0;
	uint32_t high = owners->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (prefix_compare(&owners->items[middle].prefix, prefix) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_own(struct path_claim claim, const struct owned *owned)
{
	return owned->owner ==
	       (claim.vnet != NULL ? (const void *)claim.vnet : (const void *)claim.site);
}

/* Somebody else at this very prefix: the first; NULL when nobody is. */
static const struct owned *other_at(const struct path_owners *owners, struct path_claim claim,
                                    const struct prefix *prefix)
{
	for (uint32_t i = lower_bound(owners, prefix);
	     i < owners->count && prefix_equal(&owners->items[i].prefix, prefix); i++) {
		if (!is_own(claim, &owners->items[i]))
			return &owners->items[i];
	}
	return NULL;
}

/* How long the claimant's own match is; -1 when it has none. */
static int own_length(struct path_claim claim, const struct addr *address)
{
	const struct prefix *own = claim.vnet != NULL ? lab_vnet_covers(claim.vnet, address)
	                                              : lab_site_covers(claim.site, address);

	return own == NULL ? -1 : own->length;
}

/* The longest prefix of others that holds all of `prefix`; NULL when none does. */
static const struct owned *covering(const struct path_owners *owners, struct path_claim claim,
                                    const struct prefix *prefix)
{
	for (unsigned length = prefix->length; length > 0; length--) {
		struct prefix wider = prefix_make(&prefix->addr, length);
		const struct owned *other = other_at(owners, claim, &wider);

		if (other != NULL)
			return other;
	}
	return NULL;
}

/* How the claimant's match, of a length, stands against the longest of others. A site has no host
 * where a network of that prefix is; the network's VMs are there all the same. */
static enum path_owning compare(struct path_claim claim, int own, const struct owned *other)
{
	if (own < 0)
		return PATH_COVERED;
	if (other == NULL || other->prefix.length < own)
		return PATH_OWNED;
	if (other->prefix.length > own || (claim.site != NULL && other->kind != OWNER_SITE))
		return PATH_COVERED;
	return PATH_SHARED;
}

enum path_owning path_owning_of(struct fabric *fabric, struct path_claim claim,
                                const struct addr *address)
{
	struct prefix host = prefix_make(address, addr_bits(address->family));

	CHECK((claim.vnet == NULL) != (claim.site == NULL));
	return compare(claim, own_length(claim, address),
	               covering(owners_of(fabric), claim, &host));
}

/* The address behind the last of the prefix; zero behind the last of all. */
static struct addr behind(const struct prefix *prefix)
{
	struct addr last = prefix->addr;

	for (unsigned bit = prefix->length; bit < addr_bits(last.family); bit++)
		last.bytes[bit / 8] |= (uint8_t)(0x80u >> (bit % 8));
	return addr_plus(&last, 1);
}

/* Goes over the prefixes of others within `prefix`, which stand behind it in the list, and leaps
 * over those that hold the address. False when there is nothing behind. */
static bool find_gap(const struct path_owners *owners, struct path_claim claim,
                     const struct prefix *prefix, unsigned leap, struct addr *address)
{
	for (uint32_t i = lower_bound(owners, prefix);
	     i < owners->count && prefix_contains(prefix, &owners->items[i].prefix); i++) {
		const struct owned *item = &owners->items[i];

		if (item->prefix.length == prefix->length || is_own(claim, item))
			continue;
		if (addr_compare(address, &item->prefix.addr) < 0)
			return true;
		if (!prefix_contains_addr(&item->prefix, address))
			continue;
		struct addr next = behind(&item->prefix);
		*address = addr_plus(&next, leap);
		if (addr_compare(address, &item->prefix.addr) < 0 ||
		    !prefix_contains_addr(prefix, address))
			return false;
	}
	return true;
}

enum path_owning path_owned_in(struct fabric *fabric, struct path_claim claim,
                               const struct prefix *prefix, unsigned first, struct addr *out)
{
	const struct path_owners *owners = owners_of(fabric);
	enum path_owning owning =
	    compare(claim, own_length(claim, &prefix->addr), covering(owners, claim, prefix));
	unsigned host_bits = addr_bits(prefix->addr.family) - prefix->length;
	uint64_t last = host_bits < 4 ? (1u << host_bits) - 1 : first;
	struct addr address = prefix_host(prefix, last);

	CHECK((claim.vnet == NULL) != (claim.site == NULL) && first < 16);
	if (owning == PATH_COVERED)
		return owning;
	/* Past each stranger as far as past the first address; when that leaps over small gaps,
	 * into these. Azure keeps the first addresses of a subnet in any case. */
	if (!find_gap(owners, claim, prefix, claim.site == NULL ? 0 : first, &address)) {
		address = prefix_host(prefix, claim.site == NULL ? last : 0);
		if (!find_gap(owners, claim, prefix, 0, &address))
			return PATH_COVERED;
	}
	CHECK(prefix_contains_addr(prefix, &address));
	*out = address;
	return owning;
}

enum { SAID_MAX = 3 };

static void say(const struct owned *owned, uint32_t number, struct text *out)
{
	static const char *const words[] = {
	    [OWNER_VNET] = "virtual network",
	    [OWNER_ENDPOINT] = "private endpoint",
	    [OWNER_SITE] = "site",
	};
	char prefix[PREFIX_TEXT_MAX];

	if (number < SAID_MAX)
		text_addf(out, "%s%s '%s' (%s)", number == 0 ? "" : ", ", words[owned->kind],
		          owned->name, prefix_format(&owned->prefix, prefix));
}

void path_owners_say(struct fabric *fabric, struct path_claim claim, const struct prefix *prefix,
                     struct text *out)
{
	const struct path_owners *owners = owners_of(fabric);
	const struct owned *whole = covering(owners, claim, prefix);
	uint32_t count = 0;

	if (compare(claim, own_length(claim, &prefix->addr), whole) != PATH_OWNED)
		say(whole, count++, out);
	for (uint32_t i = lower_bound(owners, prefix);
	     i < owners->count && prefix_contains(prefix, &owners->items[i].prefix); i++) {
		const struct owned *item = &owners->items[i];

		if (item != whole && !is_own(claim, item))
			say(item, count++, out);
	}
	if (count > SAID_MAX)
		text_addf(out, " and %u more", count - SAID_MAX);
}
