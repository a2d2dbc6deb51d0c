// Some entries that were read together, and what can be said of each by itself: the leaf that its header gives, whether its payload's text
// gives its root, and what of that may be folded late. Nothing here is shared, so two threads may each have batches of their own; what
// hangs on the entries before comes afterwards, in the log's order (verify_log.c, verify_payload.c).
#include "base/mem.h"
#include "store/verify_internal.h"

#include <string.h>

// Evidence is gathered from the whole payload: it stands in lists.
static bool may_name_evidence(const struct part_text *part) {
  return *part->value == '[' && memmem(part->value, part->value_size, "\"sha256\"", strlen("\"sha256\""));
}

static bool can_be_late(struct batch *batch, const struct batch_item *item) {
  struct part_text *part = batch->parts.items + item->part_at, *end = part + item->part_count;
  bool can = item->entry.case_sequence > 0 && !id_is_zero(item->entry.case_id);
  for (; can && part < end; part++) {
    can = late_can(&batch->parts, part, &batch->keys) && !may_name_evidence(part);
    part->is_message = can && !part->is_late && batch->secret && message_read(&batch->parts, part, &item->entry, batch->secret);
  }
  return can;
}

static void split(struct batch *batch, struct batch_item *item) {
  item->part_at = batch->parts.count;
  item->is_plain = item->whole && item->has_text && payload_plain_split(batch_text(batch, item), item->text_size, &batch->parts);
  if (!item->is_plain) batch->parts.count = item->part_at; // of its members nobody asks
  item->part_count = batch->parts.count - item->part_at;
}

// Its text is hashed as it stands, where that can be done; else it is read. Only a root that is right proves what the text says.
static void prove(struct batch *batch, struct batch_item *item) {
  if (item->whole) item->leaf = entry_leaf(&item->entry);
  if (!item->is_plain) return;
  struct hash root = payload_plain_root(batch->parts.items + item->part_at, item->part_count);
  item->is_proved = hash_equal(&root, &item->entry.root);
  item->is_late = item->is_proved && can_be_late(batch, item);
}

const char *batch_text(const struct batch *batch, const struct batch_item *item) {
  return item->has_text ? batch->text.data + item->text_at : NULL;
}

bool batch_read(struct batch *batch, struct reading *reading, int64_t count_max, struct err *err) {
  batch->count = batch->stray_count = batch->text.size = batch->parts.count = batch->parts.members.count = batch->keys.size = 0;
  if (!reading_some(reading, count_max, batch, err)) return false;
  for (size_t i = 0; i < batch->count; i++) {
    split(batch, &batch->items[i]);
    prove(batch, &batch->items[i]);
  }
  return true;
}

void batch_clear(struct batch *batch) {
  mem_free(batch->items);
  mem_free(batch->strays);
  part_texts_clear(&batch->parts);
  buf_clear(&batch->text);
  buf_clear(&batch->keys);
}
