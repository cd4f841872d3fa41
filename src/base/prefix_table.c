/*
 * The table of all prefixes: a hash for "which handle has this prefix?", a trie for everything that
 * needs order.
 *
 * Three arrays hold it, and they refer to each other by index, so each can move when it grows.
 *
 *	slots    open addressing          entries  by handle              nodes    the tries
 *	[hash, handle + 1] ----------->   [prefix, node] ------------->   [key, length, children,
 *	                                       ^------------------------   parent, handle]
 *
 * Slots. Interning a prefix that is known already is the hottest call of the whole program, so it
 * touches two cache lines: a slot and the entry that confirms it. A slot keeps 32 bits of the hash.
 * They tell most strangers apart without a look at their entries, and they are all that is needed
 * to move the slot into a larger table. Collisions go to the next slot. Nothing is ever deleted
 * from the slots one by one: a sweep builds them anew, so there are no tombstones.
 *
 * Entries. The index of an entry is the handle. Entries that a sweep freed form a list by their
 * `node` member, lowest handle first. Only a sweep frees, and it lists all free entries again, so
 * taking the head of the list is all it takes to give out the lowest. Free entries at the end
 * are cut off instead, so prefix_table_limit() goes down too.
 *
 * Nodes. One binary trie per family, path-compressed: a node stands for the first `length` bits of
 * its key; its children are longer and differ in the bit at `length`, and runs of bits in which
 * nothing branches have no nodes. A node is there for one of three reasons:
 *
 *	- it is a prefix of the table: `id` is its handle;
 *	- two branches part at it: `id` is PREFIX_NONE and both children are there;
 *	- it is the root of a family, length 0. Roots are always there, so that no function needs
 *	  a case for the empty trie; the default route is the root with a handle.
 *
 *	            0.0.0.0/0                    10.0.0.0/8 is a prefix of the table. Nobody added
 *	                |                        10.64.0.0/15; two branches part there, and the
 *	            10.0.0.0/8                   walk in order steps over it.
 *	                |
 *	           (10.64.0.0/15)
 *	            /         \
 *	    10.64.0.0/16   10.65.0.0/16
 *
 * So n prefixes make less than 2n nodes besides the roots, whatever their lengths are. A key is 128
 * bits, left-aligned; IPv4 fills the first 32. Only the first `length` bits of a node's key mean
 * anything: a branching node simply takes over the key of a prefix below it.
 *
 * Order falls out of the shape. Visiting a node before its children, and the child with a 0 before
 * the child with a 1, lists prefixes by address and the shorter first, which is the order of
 * prefix_compare(). The next prefix is found from the node alone, through `parent`, so a walk needs
 * no stack and survives the growth of the table; what covers a prefix is the next handle on the way
 * up; the longest match is the last handle on the way down.
 */
#include "base/prefix_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/prefix_key.h"

/* The number of a root is that of its family, and node 0 is none. */
enum {
	NODE_NONE = 0,
	NODE_ROOT_FIRST = ADDR_IPV4,
	NODE_ROOT_LAST = ADDR_IPV6,
};

enum { SLOTS_FEWEST = 64 };

struct prefix_slot {
	uint32_t hash;
	uint32_t occupant; /* handle + 1; 0 when empty */
};

struct entry {
	struct prefix prefix; /* of family ADDR_NONE when the handle is free */
	uint32_t node;        /* of a free handle: the next free one, or PREFIX_NONE */
};

struct trie_node {
	struct prefix_key key;
	uint32_t child[2];
	uint32_t parent; /* of a free node: the next free one */
	prefix_id id;
	uint8_t length;
};

struct prefix_table {
	struct prefix_slot *slots;
	size_t slot_mask; /* their number, a power of two, less one */

	struct entry *entries;
	size_t entry_capacity;
	uint32_t limit;
	uint32_t in_use;
	prefix_id free_entry;

	struct trie_node *nodes;
	size_t node_capacity;
	uint32_t node_limit;
	uint32_t free_node;
};

static uint32_t hash_prefix(const struct prefix *prefix)
{
	uint64_t head;
	uint64_t middle;
	uint16_t tail;

	_Static_assert(sizeof(*prefix) == sizeof(head) + sizeof(middle) + sizeof(tail),
	               "all of it");
	memcpy(&head, prefix, sizeof(head));
	memcpy(&middle, (const uint8_t *)prefix + sizeof(head), sizeof(middle));
	memcpy(&tail, (const uint8_t *)prefix + sizeof(head) + sizeof(middle), sizeof(tail));

	/* IPv4 has nothing in the middle. */
	uint64_t rest = tail * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)hash_mix(head ^ (middle == 0 ? rest : hash_mix(middle + rest)));
}

/* The slot of `prefix`, or the empty one where it belongs. */
static struct prefix_slot *slot_of(const struct prefix_table *table, const struct prefix *prefix,
                                   uint32_t hash)
{
	for (size_t at = hash & table->slot_mask;; at = (at + 1) & table->slot_mask) {
		struct prefix_slot *slot = &table->slots[at];
		if (slot->occupant == 0)
			return slot;
		if (slot->hash == hash && memcmp(&table->entries[slot->occupant - 1].prefix, prefix,
		                                 sizeof(*prefix)) == 0)
			return slot;
	}
}

/* For a prefix that is known not to be there. */
static void slot_put(struct prefix_slot *slots, size_t mask, struct prefix_slot new_slot)
{
	size_t at = new_slot.hash & mask;

	while (slots[at].occupant != 0)
		at = (at + 1) & mask;
	slots[at] = new_slot;
}

/* At most five of eight slots are taken, so that a search ends soon. */
static bool slots_are_full(const struct prefix_table *table)
{
	return table->in_use >= (table->slot_mask + 1) / 8 * 5;
}

static void slots_grow(struct prefix_table *table)
{
	size_t mask = table->slot_mask * 2 + 1;
	struct prefix_slot *slots = xcalloc(mask + 1, sizeof(*slots));

	CHECK(mask <= UINT32_MAX);
	for (size_t i = 0; i <= table->slot_mask; i++) {
		if (table->slots[i].occupant != 0)
			slot_put(slots, mask, table->slots[i]);
	}
	free(table->slots);
	table->slots = slots;
	table->slot_mask = mask;
}

static void slots_rebuild(struct prefix_table *table)
{
	memset(table->slots, 0, (table->slot_mask + 1) * sizeof(*table->slots));
	for (prefix_id id = 0; id < table->limit; id++) {
		const struct prefix *prefix = &table->entries[id].prefix;
		if (addr_is_set(&prefix->addr))
			slot_put(table->slots, table->slot_mask,
			         (struct prefix_slot){hash_prefix(prefix), id + 1});
	}
}

/* May move the nodes. */
static uint32_t node_new(struct prefix_table *table, struct prefix_key key, unsigned length)
{
	uint32_t at = table->free_node;

	if (at != NODE_NONE) {
		table->free_node = table->nodes[at].parent;
	} else {
		CHECK(table->node_limit < UINT32_MAX);
		at = table->node_limit++;
		table->nodes = mem_grow(table->nodes, &table->node_capacity, table->node_limit,
		                        sizeof(*table->nodes));
	}
	table->nodes[at] =
	    (struct trie_node){.key = key, .length = (uint8_t)length, .id = PREFIX_NONE};
	return at;
}

static void node_free(struct prefix_table *table, uint32_t at)
{
	CHECK(at > NODE_ROOT_LAST && table->nodes[at].id == PREFIX_NONE);
	table->nodes[at].parent = table->free_node;
	table->free_node = at;
}

/* Hangs `child` below `parent`, on the side that its key says. */
static void node_attach(struct prefix_table *table, uint32_t parent, uint32_t child)
{
	struct trie_node *nodes = table->nodes;

	CHECK(nodes[parent].length < nodes[child].length);
	nodes[parent].child[prefix_key_bit(nodes[child].key, nodes[parent].length)] = child;
	nodes[child].parent = parent;
}

/* The node of exactly these bits, which is made if need be, with the branching node that hangs it
 * into the trie. */
static uint32_t trie_add(struct prefix_table *table, uint32_t root, struct prefix_key key,
                         unsigned length)
{
	uint32_t above = root;
	uint32_t below = NODE_NONE;
	unsigned shared = 0;

	while (table->nodes[above].length < length) {
		below = table->nodes[above].child[prefix_key_bit(key, table->nodes[above].length)];
		if (below == NODE_NONE)
			break;
		shared = prefix_key_common(key, table->nodes[below].key);
		if (shared < table->nodes[below].length || table->nodes[below].length > length)
			break;
		above = below;
	}
	if (table->nodes[above].length == length)
		return above;

	if (below != NODE_NONE && shared < length) {
		uint32_t fork = node_new(table, key, shared);
		node_attach(table, above, fork);
		node_attach(table, fork, below);
		above = fork;
		below = NODE_NONE;
	}
	uint32_t added = node_new(table, key, length);
	node_attach(table, above, added);
	if (below != NODE_NONE)
		node_attach(table, added, below);
	return added;
}

/* Takes out a node that has lost its reason to be there. A branching node that loses a child
 * this way loses its own. */
static void trie_prune(struct prefix_table *table, uint32_t at)
{
	while (at > NODE_ROOT_LAST && table->nodes[at].id == PREFIX_NONE) {
		struct trie_node *node = &table->nodes[at];
		uint32_t parent = node->parent;
		if (node->child[0] != NODE_NONE && node->child[1] != NODE_NONE)
			return;

		uint32_t only = node->child[0] != NODE_NONE ? node->child[0] : node->child[1];
		if (only != NODE_NONE)
			node_attach(table, parent, only);
		else
			table->nodes[parent].child[table->nodes[parent].child[1] == at] = NODE_NONE;
		node_free(table, at);
		at = parent;
	}
}

/* The node behind `at` when a node is visited before its children; NODE_NONE behind the last. */
static uint32_t trie_next(const struct prefix_table *table, uint32_t at)
{
	const struct trie_node *node = &table->nodes[at];

	if (node->child[0] != NODE_NONE)
		return node->child[0];
	if (node->child[1] != NODE_NONE)
		return node->child[1];
	while (node->parent != NODE_NONE) {
		uint32_t right = table->nodes[node->parent].child[1];
		if (right != NODE_NONE && right != at)
			return right;
		at = node->parent;
		node = &table->nodes[at];
	}
	return NODE_NONE;
}

/* The first handle at node `at` or behind it, in the trie of `root` or a later one. */
static prefix_id walk_from(const struct prefix_table *table, uint32_t root, uint32_t at)
{
	for (;;) {
		if (at == NODE_NONE) {
			if (root == NODE_ROOT_LAST)
				return PREFIX_NONE;
			at = ++root;
		}
		if (table->nodes[at].id != PREFIX_NONE)
			return table->nodes[at].id;
		at = trie_next(table, at);
	}
}

static const struct entry *entry_of(const struct prefix_table *table, prefix_id id)
{
	CHECK(id < table->limit);

	const struct entry *entry = &table->entries[id];
	CHECK(addr_is_set(&entry->prefix.addr));
	return entry;
}

static prefix_id entry_new(struct prefix_table *table)
{
	prefix_id id = table->free_entry;

	if (id != PREFIX_NONE) {
		table->free_entry = table->entries[id].node;
	} else {
		CHECK(table->limit < PREFIX_NONE);
		id = table->limit++;
		table->entries = mem_grow(table->entries, &table->entry_capacity, table->limit,
		                          sizeof(*table->entries));
	}
	table->in_use++;
	CHECK(id < table->limit && table->in_use <= table->limit);
	return id;
}

struct prefix_table *prefix_table_new(void)
{
	struct prefix_table *table = xcalloc(1, sizeof(*table));

	table->slots = xcalloc(SLOTS_FEWEST, sizeof(*table->slots));
	table->slot_mask = SLOTS_FEWEST - 1;
	table->free_entry = PREFIX_NONE;
	for (uint32_t at = NODE_NONE; at <= NODE_ROOT_LAST; at++)
		node_new(table, (struct prefix_key){0}, 0);
	CHECK(table->node_limit == NODE_ROOT_LAST + 1);
	return table;
}

void prefix_table_free(struct prefix_table *table)
{
	if (table == NULL)
		return;
	free(table->slots);
	free(table->entries);
	free(table->nodes);
	free(table);
}

static prefix_id table_add(struct prefix_table *table, const struct prefix *prefix, uint32_t hash)
{
	uint32_t root = prefix->addr.family;

	CHECK(root >= NODE_ROOT_FIRST && root <= NODE_ROOT_LAST);
	struct prefix masked = prefix_make(&prefix->addr, prefix->length);
	CHECK(prefix_equal(&masked, prefix));

	if (slots_are_full(table))
		slots_grow(table);
	prefix_id id = entry_new(table);
	uint32_t node = trie_add(table, root, prefix_key_of(&masked.addr), masked.length);
	CHECK(table->nodes[node].id == PREFIX_NONE);
	CHECK(table->nodes[node].length == masked.length);
	table->nodes[node].id = id;
	table->entries[id] = (struct entry){masked, node};
	slot_put(table->slots, table->slot_mask, (struct prefix_slot){hash, id + 1});
	return id;
}

prefix_id prefix_table_intern(struct prefix_table *table, const struct prefix *prefix)
{
	uint32_t hash = hash_prefix(prefix);
	const struct prefix_slot *slot = slot_of(table, prefix, hash);

	return slot->occupant != 0 ? slot->occupant - 1 : table_add(table, prefix, hash);
}

prefix_id prefix_table_find(const struct prefix_table *table, const struct prefix *prefix)
{
	const struct prefix_slot *slot = slot_of(table, prefix, hash_prefix(prefix));

	return slot->occupant != 0 ? slot->occupant - 1 : PREFIX_NONE;
}

const struct prefix *prefix_table_get(const struct prefix_table *table, prefix_id id)
{
	return &entry_of(table, id)->prefix;
}

uint32_t prefix_table_limit(const struct prefix_table *table)
{
	return table->limit;
}

size_t prefix_table_bytes(const struct prefix_table *table)
{
	return sizeof(*table) + (table->slot_mask + 1) * sizeof(*table->slots) +
	       table->entry_capacity * sizeof(*table->entries) +
	       table->node_capacity * sizeof(*table->nodes);
}

prefix_id prefix_table_first(const struct prefix_table *table)
{
	return walk_from(table, NODE_ROOT_FIRST, NODE_ROOT_FIRST);
}

prefix_id prefix_table_next(const struct prefix_table *table, prefix_id id)
{
	const struct entry *entry = entry_of(table, id);

	return walk_from(table, entry->prefix.addr.family, trie_next(table, entry->node));
}

prefix_id prefix_table_match(const struct prefix_table *table, const struct addr *addr)
{
	struct prefix_key key = prefix_key_of(addr);
	unsigned bits = addr_bits(addr->family);
	prefix_id best = PREFIX_NONE;

	CHECK(bits > 0);
	for (uint32_t at = addr->family; at != NODE_NONE;) {
		const struct trie_node *node = &table->nodes[at];
		if (prefix_key_common(key, node->key) < node->length)
			break;
		if (node->id != PREFIX_NONE)
			best = node->id;
		if (node->length == bits)
			break;
		at = node->child[prefix_key_bit(key, node->length)];
	}
	return best;
}

prefix_id prefix_table_covering(const struct prefix_table *table, prefix_id id)
{
	uint32_t at = table->nodes[entry_of(table, id)->node].parent;

	while (at != NODE_NONE && table->nodes[at].id == PREFIX_NONE)
		at = table->nodes[at].parent;
	return at != NODE_NONE ? table->nodes[at].id : PREFIX_NONE;
}

/* Cuts the free entries off the end and lists the others, lowest first. */
static void list_free_entries(struct prefix_table *table)
{
	while (table->limit > 0 && !addr_is_set(&table->entries[table->limit - 1].prefix.addr))
		table->limit--;

	table->free_entry = PREFIX_NONE;
	for (prefix_id id = table->limit; id-- > 0;) {
		struct entry *entry = &table->entries[id];
		if (addr_is_set(&entry->prefix.addr))
			continue;
		entry->node = table->free_entry;
		table->free_entry = id;
	}
}

void prefix_table_sweep(struct prefix_table *table, const uint8_t *keep)
{
	uint32_t before = table->in_use;

	for (prefix_id id = 0; id < table->limit; id++) {
		struct entry *entry = &table->entries[id];
		if (keep[id] || !addr_is_set(&entry->prefix.addr))
			continue;
		CHECK(table->nodes[entry->node].id == id);
		table->nodes[entry->node].id = PREFIX_NONE;
		trie_prune(table, entry->node);
		*entry = (struct entry){0};
		table->in_use--;
	}
	if (table->in_use == before)
		return;
	list_free_entries(table);
	CHECK(table->in_use <= table->limit);
	slots_rebuild(table);
}
