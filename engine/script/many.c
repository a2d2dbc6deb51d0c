// The worker's answers to "define" and "many": which slot, which function, which item, in one message.
//
//   {"op":"define","slot":3,"file":"x.lua","source":TEXT,"modules":{},"fresh":true?}  ->  {"defined":true,"warm":true}
//   {"op":"many","slot":3,"items":[ITEM..],"calls":[[FN,INDEX OF ITEM]..]}            ->  {"answers":[{"value":..}|{"error":..}..]}
//
// Answers come in the order of the calls and may be fewer than were asked: a message ends early when it took long or grew large, and an
// empty slot answers nothing. The last word of a worker that ends over a limit says which call did it (jail_mark).
#include "base/mem.h"
#include "script/warm.h"

#include <string.h>

static struct warm *slot_of(struct warm_slots *slots, const json_t *request) {
  int64_t number = json_number(request, "slot", -1);
  return number >= 0 && number < SCRIPT_WARM_MAX ? &slots->items[number] : NULL;
}

void warm_define(struct warm_slots *slots, json_t *request, struct buf *answer) {
  struct warm *warm = slot_of(slots, request);
  if (!warm) {
    request_error(answer, "the request names no slot");
    return;
  }
  warm_clear(warm);
  if (warm_load(warm, request, answer)) buf_format(answer, "{\"defined\":true,\"warm\":%s}", warm->is_warm ? "true" : "false");
}

static bool is_enough(const struct buf *answer, int64_t since_ms) {
  return answer->size > SCRIPT_MANY_SIZE || frame_clock() - since_ms > SCRIPT_MANY_MS;
}

void warm_call_many(struct warm_slots *slots, const json_t *request, struct buf *answer) {
  struct warm *warm = slot_of(slots, request);
  const json_t *items = json_object_get(request, "items"), *call;
  int64_t since_ms = frame_clock();
  size_t i;
  buf_text(answer, "{\"answers\":[");
  json_array_foreach(json_object_get(request, "calls"), i, call) {
    const char *fn = json_string_value(json_array_get(call, 0));
    const json_t *item = json_array_get(items, (size_t)json_integer_value(json_array_get(call, 1)));
    if (!warm || !warm->request || !fn || !item || (i > 0 && is_enough(answer, since_ms))) break;
    if (i > 0) buf_char(answer, ',');
    jail_mark((int)i);
    warm_call(warm, fn, item, answer);
  }
  jail_timer(0);
  jail_mark(-1);
  buf_text(answer, "]}");
}
