// Several texts in one sentence. See join.h.
#include "base/join.h"

void join_some(struct buf *out, const json_t *texts, size_t most) {
  size_t i, count = json_array_size(texts);
  json_t *text;
  json_array_foreach(texts, i, text) if (i < most) buf_format(out, "%s%s", i ? ", " : "", json_string_value(text));
  if (count > most) buf_format(out, " and %zu more", count - most);
}
