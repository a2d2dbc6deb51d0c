// What was seen: rendered to the byte, so that its hash can be worked out again by anybody who has the item's entries. See approval.h.
#include "base/hash.h"
#include "base/mem.h"
#include "run/approval.h"
#include "run/history.h"

#include <string.h>

struct rebuilding {
  int64_t revision, wanted;
  json_t *fields;
  bool withheld; // a part that was taken out later may have been one of them
};

static void take_fields(struct rebuilding *rebuilding, const json_t *entry) {
  json_t *parts = history_parts(entry), *value, *part;
  const char *name;
  size_t i;
  json_object_foreach(parts, name, value) {
    if (strncmp(name, "field/", 6) != 0) continue;
    if (json_is_null(value))
      json_object_del(rebuilding->fields, name + 6);
    else
      json_object_set(rebuilding->fields, name + 6, value);
  }
  json_array_foreach(json_object_get(entry, "payload"), i, part) rebuilding->withheld |= !json_text(part, "name");
  json_decref(parts);
}

static bool add_entry(void *user, json_t *entry) {
  struct rebuilding *rebuilding = user;
  if (!entry_kind_is_content((int)json_number(entry, "kind", 0))) return true;
  if (rebuilding->revision == rebuilding->wanted) return false;
  rebuilding->revision++;
  take_fields(rebuilding, entry);
  return true;
}

json_t *approval_fields_at(struct board *board, const struct casefile *item, int64_t revision, struct err *err) {
  struct rebuilding rebuilding = {.wanted = revision, .fields = json_object()};
  bool ok = journal_each(board->store, &item->id, add_entry, &rebuilding, err);
  if (ok && rebuilding.revision != revision)
    ok = err_set(err, ERR_INVALID, "%s has no version %lld; it is at version %lld.", item->ref, (long long)revision,
                 (long long)item->revision);
  if (ok && rebuilding.withheld)
    ok = err_set(err, ERR_REFUSED, "%s cannot be shown as it was at version %lld: parts of it were taken out of the record since.",
                 item->ref, (long long)revision);
  if (ok) return rebuilding.fields;
  json_decref(rebuilding.fields);
  return NULL;
}

char *approval_seen(const struct casefile *item, const char *event, int64_t revision, const json_t *binds, const json_t *fields) {
  json_t *seen = json_object(), *bound;
  size_t i;
  json_array_foreach(binds, i, bound) {
    const char *name = json_text(bound, "field");
    json_t *value = json_object_get(fields, name);
    if (value && !json_is_null(value)) json_object_set(seen, name, value);
  }
  json_t *record = json_pack("{s:i, s:s, s:s, s:I, s:o}", "seen", 1, "item", item->hex, "event", event, "revision", (json_int_t)revision,
                             "fields", seen);
  char *canonical = json_canonical(record), *text = mem_format("%s\n", canonical);
  mem_free(canonical);
  json_decref(record);
  return text;
}

// ---- looking at one again

struct finding {
  int64_t revision, given;
  json_t *seen; // the part of the entry that gave it
};

static bool look_at(void *user, json_t *entry) {
  struct finding *finding = user;
  if (!entry_kind_is_content((int)json_number(entry, "kind", 0)) || ++finding->revision < finding->given) return true;
  json_t *parts = history_parts(entry);
  finding->seen = json_incref(json_object_get(parts, "seen"));
  json_decref(parts);
  return false;
}

static json_t *answer_of(const struct casefile *item, const char *event, const json_t *seen, const json_t *fields) {
  int64_t revision = json_number(seen, "revision", 0);
  char *record = approval_seen(item, event, revision, json_object_get(seen, "binds"), fields), hex[HASH_HEX_SIZE];
  hex_write(hex, hash_of(record, strlen(record)).bytes, HASH_SIZE);
  json_t *answer = json_pack("{s:s, s:s, s:I, s:s, s:s, s:s}", "ref", item->ref, "event", event, "seen", (json_int_t)revision, "record",
                             record, "sha256", hex, "bound", json_text(seen, "sha256"));
  mem_free(record);
  return answer;
}

json_t *approval_show(struct board *board, const struct casefile *item, const char *event, struct err *err) {
  const json_t *approval = json_object_get(item->approvals, event);
  struct finding finding = {.given = json_number(approval, "given", 0)};
  if (!approval) {
    err_set(err, ERR_NOT_FOUND, "No decision \"%s\" on %s stands that binds what was seen; `waymark case show %s` lists those that do.",
            event, item->ref, item->ref);
    return NULL;
  }
  if (!journal_each(board->store, &item->id, look_at, &finding, err)) return NULL;
  if (!finding.seen) {
    err_set(err, ERR_REFUSED, "What \"%s\" on %s bound was taken out of the record, so it cannot be shown.", event, item->ref);
    return NULL;
  }
  json_t *fields = approval_fields_at(board, item, json_number(finding.seen, "revision", 0), err);
  json_t *answer = fields ? answer_of(item, event, finding.seen, fields) : NULL;
  json_decref(fields);
  json_decref(finding.seen);
  return answer;
}
