// Where the items stand that an item opened, on its page: whether they are closed is asked of it, and how they were closed differs.
//
// Where another item stands is in its row of every list, for whoever sees anything of it (R1). It is no part of this item, so a bundle,
// which shows what its own record says, has the references alone, and so has a page of the past, which is made of that record.
#include "base/buf.h"
#include "base/mem.h"
#include "op/internal.h"
#include "run/definition.h"
#include "run/rights.h"

enum { STATED_MAX = 50 }; // items of a list: behind them the references are shown alone, and a list of all is `case.list`

// {"ref","state_titles","closed"}; NULL: it is not theirs to see, or no reference. A new reference.
static json_t *stand_of(struct op_call *call, const char *ref) {
  struct err unseen;
  struct casefile *item = ref ? rights_open(call->board, ref, json_text(call->request, "as"), &unseen) : NULL;
  if (!item) return NULL;
  json_t *stand = json_pack("{s:s, s:o, s:b}", "ref", item->ref, "state_titles", casefile_state_titles(item), "closed", item->closed);
  casefile_free(item);
  return stand;
}

static void say(struct buf *out, const char *ref, const json_t *stand) {
  size_t i;
  json_t *title;
  buf_format(out, "%s%s", out->size ? "; " : "", ref);
  json_array_foreach(json_object_get(stand, "state_titles"), i, title) buf_format(out, "%s%s", i ? ", " : " (", json_string_value(title));
  if (i) buf_text(out, ")");
}

static void put_stands(struct op_call *call, json_t *row) {
  const json_t *refs = json_object_get(row, "value");
  json_t *stands = json_array(), *ref;
  struct buf shown;
  size_t i;
  buf_init(&shown);
  json_array_foreach(refs, i, ref) {
    json_t *stand = i < STATED_MAX ? stand_of(call, json_string_value(ref)) : NULL;
    if (json_is_string(ref)) say(&shown, json_string_value(ref), stand);
    if (stand) json_array_append_new(stands, stand);
  }
  if (json_array_size(stands)) {
    json_put_text(row, "shown", shown.data);
    json_object_set(row, "stands", stands);
  }
  json_decref(stands);
  buf_clear(&shown);
}

void answer_opened(struct op_call *call, const struct casefile *item) {
  size_t i;
  json_t *row;
  json_array_foreach(json_object_get(call->answer, "fields"), i,
                     row) if (json_array_has(item->definition->opened, json_text(row, "name")) &&
                              json_is_array(json_object_get(row, "value"))) put_stands(call, row);
}
