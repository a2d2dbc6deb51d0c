// Events that wait, first in first out. The room that was used up in front is used again once the queue has run empty.
#include "base/mem.h"
#include "chart/machine_internal.h"

void queue_add(struct queue *queue, struct queued queued) {
  if (queue->count == queue->capacity) {
    queue->capacity = queue->capacity ? queue->capacity * 2 : 8;
    queue->items = mem_grow(queue->items, (size_t)queue->capacity, sizeof *queue->items);
  }
  queue->items[queue->count++] = queued;
}

bool queue_take(struct queue *queue, struct queued *queued) {
  if (queue->next == queue->count) return false;
  *queued = queue->items[queue->next++];
  if (queue->next == queue->count) queue->next = queue->count = 0;
  return true;
}

void queue_clear(struct queue *queue) {
  for (int i = queue->next; i < queue->count; i++) json_decref(queue->items[i].json);
  mem_free(queue->items);
  *queue = (struct queue){0};
}
