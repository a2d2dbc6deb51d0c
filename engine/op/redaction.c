// Operations on redaction profiles: kept as documents of the directory, each change with its history; and the preview, which applies one to
// an item and shows what a recipient will see of it and what not.
#include "run/redaction.h"

#include "base/mem.h"
#include "op/internal.h"
#include "run/field_order.h"
#include "run/history.h"
#include "run/people.h"
#include "run/value.h"
#include "store/store.h"

#include <string.h>

// ---- profiles

static bool record(struct op_call *call, const char *name, json_t *profile, struct err *err) {
  struct entry entry;
  int64_t now = board_now(call->board);
  char *part = mem_format("directory/profile/%s", name);
  entry_init(&entry, ENTRY_DIRECTORY, now, now);
  people_key(call->board, ask_maybe(call, "as"), &entry.actor_id);
  entry_part(&entry, "event",
             json_pack("{s:s, s:{s:s}, s:s}", "name", json_is_null(profile) ? "profile removed" : "profile kept", "data", "profile", name,
                       "actor", ask_maybe(call, "as")));
  entry_part(&entry, part, profile);
  mem_free(part);
  return board_append(call->board, &entry, err);
}

static bool put(struct op_call *call, struct err *err) {
  json_t *profile = json_object_get(call->request, "document");
  if (!profile) return err_set(err, ERR_INVALID, "\"redaction.put\" needs \"document\", the profile as an object.");
  if (!redaction_check(call->board, profile, err)) return false;
  const char *name = json_text(profile, "name");
  json_t *kept = json_copy(profile);
  json_put_text(kept, "id", name);
  bool ok = json_equal(kept, board_document(call->board, "profile", name)) || record(call, name, json_incref(kept), err);
  json_decref(kept);
  if (ok) call->answer = json_pack("{s:s, s:O}", "name", name, "title", json_object_get(profile, "title"));
  return ok;
}

static bool remove_one(struct op_call *call, struct err *err) {
  const char *name = ask_text(call, "name", err);
  json_t *profile = name ? redaction_find(call->board, name, err) : NULL;
  bool ok = profile && record(call, name, json_null(), err);
  json_decref(profile);
  if (ok) call->answer = json_pack("{s:s}", "name", name);
  return ok;
}

static bool list(struct op_call *call, struct err *err) {
  if (!ask_person(call, err)) return false;
  json_t *rows = json_array(), *profile;
  size_t i;
  json_array_foreach(board_documents(call->board, "profile"), i, profile) json_array_append_new(
      rows, json_pack("{s:O, s:O, s:I}", "name", json_object_get(profile, "name"), "title", json_object_get(profile, "title"), "rules",
                      (json_int_t)json_array_size(json_object_get(profile, "withhold"))));
  call->answer = json_pack("{s:o}", "profiles", rows);
  return true;
}

static bool show(struct op_call *call, struct err *err) {
  const char *name = ask_person(call, err) ? ask_text(call, "name", err) : NULL;
  json_t *profile = name ? redaction_find(call->board, name, err) : NULL, *shown = json_copy(profile);
  if (!profile) return false;
  json_object_del(shown, "id");
  call->answer = json_pack("{s:o}", "profile", shown);
  json_decref(profile);
  return true;
}

// ---- the preview

struct previewing {
  struct op_call *call;
  struct casefile *item;
  struct redaction *redaction;
  json_t *entries, *reasons; // [{"number","what","parts"}]; {REASON: parts}
  json_t *last;              // {FIELD: why nothing of what set it last is seen, or null}
  int64_t open, shortened;
};

// A field that no rule names may still go, because it repeats what is withheld.
static void keep_last(struct previewing *previewing, const char *name, const json_t *is) {
  static const char FIELD[] = "field/";
  bool gone = json_text(is, "withheld") && !json_object_get(is, "instead");
  if (name && strncmp(name, FIELD, sizeof FIELD - 1) == 0)
    json_object_set_new(previewing->last, name + sizeof FIELD - 1, gone ? json_string(json_text(is, "withheld")) : json_null());
}

static void count_part(struct previewing *previewing, const json_t *was, const json_t *is, json_t *parts) {
  const char *why = json_text(is, "withheld"), *name = json_text(was, "name");
  keep_last(previewing, name, is);
  if (!why) {
    previewing->open++;
    return;
  }
  bool shortened = json_object_get(is, "instead") != NULL;
  previewing->shortened += shortened;
  json_put_number(previewing->reasons, why, json_number(previewing->reasons, why, 0) + 1);
  json_t *row = json_pack("{s:s, s:s, s:b}", "part", name ? name : "?", "why", why, "shortened", shortened);
  json_array_append_new(parts, row);
}

static bool add_entry(void *user, json_t *json) {
  struct previewing *previewing = user;
  struct entry entry = {.kind = (enum entry_kind)json_number(json, "kind", 0), .case_id = previewing->item->id};
  const json_t *payload = json_object_get(json, "payload");
  if (entry.kind == ENTRY_ACCESS) return true; // no bundle shows who read it
  json_t *shown = redaction_payload(previewing->redaction, &entry, payload), *parts = json_array();
  for (size_t i = 0; i < json_array_size(payload); i++) count_part(previewing, json_array_get(payload, i), json_array_get(shown, i), parts);
  char *words = history_words(previewing->call->board, json_text(previewing->call->request, "as"), json);
  json_array_append_new(previewing->entries,
                        json_pack("{s:O, s:s, s:o}", "number", json_object_get(json, "case_sequence"), "what", words, "parts", parts));
  mem_free(words);
  json_decref(shown);
  return true;
}

static void put_why(json_t *row, const char *why) {
  json_put_flag(row, "sees", !why);
  json_put_text(row, "why", why);
}

static json_t *fields_of(const struct previewing *previewing) {
  json_t *rows = json_array(), *field;
  size_t i;
  json_array_foreach(json_object_get(casefile_structure(previewing->item), "fields"), i, field) {
    const char *name = json_text(field, "name");
    const json_t *value = json_object_get(previewing->item->fields, name);
    if (!value || json_is_null(value)) continue;
    char *shown = value_show(previewing->call->board, field, value);
    json_t *row = json_pack("{s:s, s:O, s:s}", "name", name, "label", json_object_get(field, "label"), "shown", shown);
    const char *why = redaction_field_why(previewing->redaction, previewing->item->hex, name);
    put_why(row, why ? why : json_text(previewing->last, name));
    json_array_append_new(rows, row);
    mem_free(shown);
  }
  field_order(rows);
  return rows;
}

static json_t *evidence_of(const struct previewing *previewing) {
  json_t *rows = json_array(), *piece;
  size_t i;
  json_array_foreach(json_object_get(previewing->item->fields, "evidence"), i, piece) {
    json_t *row = json_pack("{s:O, s:O?, s:O?, s:O?}", "id", json_object_get(piece, "id"), "title", json_object_get(piece, "title"), "name",
                            json_object_get(piece, "name"), "level", json_object_get(piece, "level"));
    put_why(row, redaction_piece_why(previewing->redaction, previewing->item->hex, json_number(piece, "id", 0)));
    json_array_append_new(rows, row);
  }
  return rows;
}

static json_t *people_of(const struct previewing *previewing) {
  json_t *rows = json_array(), *shown;
  const char *person;
  json_object_foreach((json_t *)redaction_people(previewing->redaction), person, shown) {
    char name[200];
    people_name(previewing->call->board, person, name, sizeof name);
    json_array_append_new(rows, json_pack("{s:s, s:s, s:O, s:O}", "id", person, "name", name, "shown_as", json_object_get(shown, "name"),
                                          "why", json_object_get(shown, "why")));
  }
  return rows;
}

static bool preview_item(struct previewing *previewing, const json_t *profile, struct err *err) {
  const struct casefile *item = previewing->item;
  previewing->redaction = redaction_new(previewing->call->board, profile, &item->id, 1, 0, err);
  if (!previewing->redaction || !journal_each(previewing->call->board->store, &item->id, add_entry, previewing, err)) return false;
  previewing->call->answer =
      json_pack("{s:s, s:O, s:O, s:o, s:o, s:o, s:O, s:{s:I, s:I, s:O}}", "ref", item->ref, "profile", json_object_get(profile, "name"),
                "title", json_object_get(profile, "title"), "fields", fields_of(previewing), "evidence", evidence_of(previewing), "people",
                people_of(previewing), "entries", previewing->entries, "parts", "open", (json_int_t)previewing->open, "shortened",
                (json_int_t)previewing->shortened, "withheld", previewing->reasons);
  return true;
}

static bool preview(struct op_call *call, struct err *err) {
  struct previewing previewing = {.call = call,
                                  .item = ask_whole(call, "preview the redaction of", err),
                                  .entries = json_array(),
                                  .reasons = json_object(),
                                  .last = json_object()};
  const char *name = previewing.item ? ask_text(call, "name", err) : NULL;
  json_t *profile = name ? redaction_find(call->board, name, err) : NULL;
  bool ok = profile && preview_item(&previewing, profile, err);
  redaction_free(previewing.redaction);
  casefile_free(previewing.item);
  json_decref(previewing.entries);
  json_decref(previewing.reasons);
  json_decref(previewing.last);
  json_decref(profile);
  return ok;
}

const struct op ops_redaction[] = {
    {.name = "redaction.put", .who = OP_OFFICE, .what = "keep a redaction profile", .writes = true, .run = put},
    {.name = "redaction.remove", .who = OP_OFFICE, .what = "remove a redaction profile", .writes = true, .run = remove_one},
    {.name = "redaction.list", .who = OP_PERSON, .run = list},
    {.name = "redaction.show", .who = OP_PERSON, .run = show},
    {.name = "redaction.preview", .who = OP_PERSON, .run = preview},
    {0},
};
