// Some entries that were read together, and what can be said of each by itself: the leaf that its header gives, whether its payload's text
// gives its root, and what of that may be folded late. Nothing here is shared, so two threads may each have batches of their own; what
// hangs on the entries before comes afterwards, in the log's order (verify_log.c, verify_payload.c).
#include "base/mem.h"
#include "store/verify_internal.h"

#include <string.h>

static void add_entry(void *user, const struct entry *entry, const char *parts, size_t size, bool whole) {
  struct batch *batch = user;
  if (batch->count == batch->room) {
    batch->room = batch->room ? batch->room * 2 : 64;
    batch->items = mem_grow(batch->items, batch->room, sizeof *batch->items);
  }
  batch->items[batch->count++] =
      (struct batch_item){.entry = *entry, .whole = whole, .has_text = parts != NULL, .text_at = batch->text.size, .text_size = size};
  if (parts) buf_add(&batch->text, parts, size + 1); // and its NUL
}

static void add_stray(void *user, int64_t sequence) {
  struct batch *batch = user;
  batch->strays = mem_grow(batch->strays, batch->stray_count + 1, sizeof *batch->strays);
  batch->strays[batch->stray_count++] = sequence;
}

// Evidence is gathered from the whole payload: it stands in lists.
static bool may_name_evidence(const struct part_text *part) {
  return *part->value == '[' && memmem(part->value, part->value_size, "\"sha256\"", strlen("\"sha256\""));
}

static bool can_be_late(struct batch *batch, const struct batch_item *item) {
  struct part_text *part = batch->parts.items + item->part_at, *end = part + item->part_count;
  bool can = item->entry.case_sequence > 0 && !id_is_zero(item->entry.case_id);
  for (; can && part < end; part++) {
    part->is_message = batch->keeps_messages && message_read(part, &item->entry, &batch->scratch);
    can = late_can(part, &batch->keys) && !may_name_evidence(part);
  }
  return can;
}

static void split(struct batch *batch, struct batch_item *item) {
  item->part_at = batch->parts.count;
  item->is_plain = item->whole && item->has_text && payload_plain_split(batch_text(batch, item), item->text_size, &batch->parts);
  if (!item->is_plain) batch->parts.count = item->part_at;
  item->part_count = batch->parts.count - item->part_at;
}

// Its text is hashed as it stands, where that can be done; else it is read. Only a root that is right proves what the text says.
static void prove(struct batch *batch, struct batch_item *item) {
  if (item->whole) item->leaf = entry_leaf(&item->entry);
  if (!item->is_plain) return;
  struct hash root = payload_plain_root(batch->parts.items + item->part_at, item->part_count, &batch->scratch);
  item->is_proved = hash_equal(&root, &item->entry.root);
  item->is_late = item->is_proved && can_be_late(batch, item);
}

const char *batch_text(const struct batch *batch, const struct batch_item *item) {
  return item->has_text ? batch->text.data + item->text_at : NULL;
}

bool batch_read(struct batch *batch, struct reading *reading, int64_t count_max, struct err *err) {
  struct reader reader = {batch, add_entry, add_stray};
  int64_t count;
  batch->count = batch->stray_count = batch->text.size = batch->parts.count = batch->keys.size = 0;
  if (!reading_some(reading, count_max, &count, &reader, err)) return false;
  for (size_t i = 0; i < batch->count; i++) {
    split(batch, &batch->items[i]);
    prove(batch, &batch->items[i]);
  }
  return true;
}

void batch_clear(struct batch *batch) {
  mem_free(batch->items);
  mem_free(batch->strays);
  mem_free(batch->parts.items);
  buf_clear(&batch->scratch);
  buf_clear(&batch->text);
  buf_clear(&batch->keys);
}
