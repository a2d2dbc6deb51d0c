// References of other items in a bundle. See bundle_mention.h.
#include "op/bundle_mention.h"

#include "run/history.h"
#include "run/opener.h"
#include "run/rights.h"

#include <string.h>

static const char WHY[] = "another item, which whoever made this bundle may not see";

static void add(json_t *refs, const char *ref) {
  if (ref) json_put_flag(refs, ref, true);
}

static void add_field(const struct casefile *item, const char *name, const json_t *value, json_t *refs) {
  const char *type = json_text(chart_field(item->chart, name), "type");
  const json_t *row;
  size_t i;
  if (type && strcmp(type, "item") == 0) add(refs, json_string_value(value));
  if (!type || strcmp(type, "parties") != 0) return;
  json_array_foreach(value, i, row) add(refs, json_text(row, "item"));
}

void bundle_mention_add(const struct casefile *item, const json_t *entry, json_t *refs) {
  static const char FIELD[] = "field/";
  json_t *parts = history_parts(entry), *value;
  const char *name;
  json_object_foreach(parts, name, value) {
    if (strncmp(name, FIELD, sizeof FIELD - 1) == 0) add_field(item, name + sizeof FIELD - 1, value, refs);
  }
  add(refs, opener_opened(parts));
  json_decref(parts);
}

void bundle_mention_keep_hidden(struct board *board, const char *person, json_t *refs) {
  const char *ref;
  json_t *there;
  void *next;
  json_object_foreach_safe(refs, next, ref, there) {
    struct err failed;
    struct casefile *item = casefile_open(board, ref, &failed);
    bool hidden = item ? !rights_see(board, item, person) : failed.code != ERR_NOT_FOUND;
    casefile_free(item);
    if (!hidden) json_object_del(refs, ref);
  }
}

json_t *bundle_mention_profile(void) { return json_pack("{s:s, s:s, s:[]}", "name", "references", "title", WHY, "withhold"); }

void bundle_mention_withhold(struct redaction *redaction, const json_t *refs) {
  const char *ref;
  json_t *there;
  json_object_foreach((json_t *)refs, ref, there) redaction_withhold(redaction, ref, WHY);
}

json_t *bundle_mention_shown(struct redaction *redaction, const struct entry *entry, const json_t *payload) {
  json_t *all = redaction_payload(redaction, entry, payload), *out = json_array(), *part;
  size_t i;
  json_array_foreach(payload, i, part) {
    bool names = json_text(part, "name") && redaction_repeats(redaction, json_object_get(part, "value"));
    json_array_append(out, names ? json_array_get(all, i) : part);
  }
  json_decref(all);
  return out;
}
