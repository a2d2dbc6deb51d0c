// An entry as the recipient gets it, part by part: shown, withheld, or withheld with what may be seen of it `instead` (RD1, RD2). What is
// no row here is withheld (RD4): a part that is not known cannot be known to be harmless.
#include "run/redaction_part.h"

#include "base/mem.h"
#include "run/share.h"

#include <string.h>

struct fate redaction_if_changed(const char *why, json_t *value) {
  if (why) return (struct fate){why, value};
  json_decref(value);
  return (struct fate){0};
}

static struct fate scrubbed(const struct looking *at, const char *rest, const json_t *value) {
  const char *why = NULL;
  (void)rest;
  json_t *instead = redaction_scrub(at->redaction, value, &why);
  return redaction_if_changed(why, instead);
}

static struct fate gone(const struct looking *at, const char *rest, const json_t *value) {
  (void)rest, (void)value;
  return (struct fate){.why = redaction_why(at->redaction)};
}

static void keep(json_t *instead, const json_t *value, const char *member) {
  if (json_object_get(value, member)) json_object_set(instead, member, json_object_get(value, member));
}

// Hashes of workflows and what an item is called: of nobody's words.
static struct fate shown_as_it_is(const struct looking *at, const char *rest, const json_t *value) {
  (void)at, (void)rest, (void)value;
  return (struct fate){0};
}

// ---- fields

static json_t *pieces_shown(const struct looking *at, const json_t *value, const char **why) {
  json_t *out = json_array(), *piece;
  size_t i;
  json_array_foreach(value, i, piece) {
    const char *reason = redaction_piece_why(at->redaction, at->item->hex, json_number(piece, "id", 0));
    if (reason && !*why) *why = reason;
    json_array_append_new(out, reason ? json_pack("{s:O, s:s}", "id", json_object_get(piece, "id"), "withheld", reason)
                                      : redaction_scrub(at->redaction, piece, why));
    if (!reason) keep(json_array_get(out, i), piece, "sha256");
  }
  return out;
}

// A list, a person or a party is shown without what is withheld in it; of anything else there is no half.
static struct fate field_part(const struct looking *at, const char *name, const json_t *value) {
  const char *why = json_text(at->item->fields, name), *type = redaction_field_type(at->item, name);
  if (why) return (struct fate){.why = why};
  if (type && strcmp(type, "evidence") == 0 && json_is_array(value)) {
    json_t *pieces = pieces_shown(at, value, &why);
    return redaction_if_changed(why, pieces);
  }
  struct fate fate = scrubbed(at, name, value);
  if (fate.why && !(json_is_array(value) || json_is_object(value) || (type && strcmp(type, "person") == 0))) {
    json_decref(fate.instead);
    fate.instead = NULL;
  }
  return fate;
}

// Why the field that lists show as the title is withheld, in any version that the item has lived under; NULL: it is not.
static const char *title_why(const struct looking *at, const json_t *structure) {
  const char *field = json_text(json_object_get(structure, "list"), "title"), *why = field ? json_text(at->item->fields, field) : NULL;
  size_t i;
  json_t *older;
  json_array_foreach(json_object_get(structure, "before"), i, older) if (!why) why = title_why(at, older);
  return why;
}

static struct fate title_part(const struct looking *at, const char *rest, const json_t *value) {
  const char *why = title_why(at, at->item->structure);
  struct fate fate = why ? (struct fate){.why = why} : scrubbed(at, rest, value);
  json_decref(fate.instead);
  return (struct fate){.why = fate.why};
}

// The fold needs the item; its title is no more than its field.
static struct fate case_part(const struct looking *at, const char *rest, const json_t *value) {
  struct fate title = title_part(at, rest, json_object_get(value, "title"));
  if (!title.why) return (struct fate){0};
  json_t *instead = json_copy((json_t *)value);
  json_put_text(instead, "title", "");
  return (struct fate){title.why, instead};
}

// ---- what was asked

// Why a hold, an erasure or a removal was asked for is written by people and is no field, so no list of what may be seen can name it.
static const char *reason_why(const struct looking *at, const char *name) {
  const char *usual = json_text(at->redaction->profile, "default");
  bool by_list = usual && strcmp(usual, "withhold") == 0;
  return by_list && strcmp(name, "reason") == 0 && !redaction_field_type(at->item, name) ? redaction_why(at->redaction) : NULL;
}

// Why it is withheld who takes part, and so whom an event was about, which returns spoke, and what they were told; NULL: it is not.
static const char *parties_why(const struct looking *at) {
  const char *name;
  json_t *why;
  json_object_foreach(at->item->fields, name, why) {
    const char *type = redaction_field_type(at->item, name);
    if (type && strcmp(type, "parties") == 0) return json_string_value(why);
  }
  return NULL;
}

static bool is_about_parties(const char *name) {
  return strcmp(name, "party") == 0 || strcmp(name, "returns") == 0 || strcmp(name, "reason") == 0 || strcmp(name, "new_due") == 0;
}

static const char *data_why(const struct looking *at, const char *name, const json_t *value) {
  const char *sha256 = json_text(value, "sha256");
  if (sha256) return json_text(at->item->pieces, sha256);
  const char *why = json_text(at->item->fields, name);
  if (!why && is_about_parties(name) && !redaction_field_type(at->item, name)) why = parties_why(at);
  return why ? why : reason_why(at, name);
}

// Whom an item is shared with names people, and what is shared names what is withheld.
static json_t *share_shown(const struct looking *at, const json_t *data, const char **why) {
  if (!*why) *why = redaction_why(at->redaction);
  json_t *out = json_pack("{s:O}", "share", json_object_get(data, "share"));
  json_object_set_new(out, "reason", redaction_scrub(at->redaction, json_object_get(data, "reason"), why));
  return out;
}

static json_t *data_shown(const struct looking *at, const json_t *data, const char **why) {
  json_t *out = json_object(), *value;
  const char *name;
  json_object_foreach((json_t *)data, name, value) {
    const char *reason = data_why(at, name, value);
    if (reason && !*why) *why = reason;
    if (!reason) json_object_set_new(out, name, redaction_scrub(at->redaction, value, why));
    if (!reason && json_text(value, "sha256")) keep(json_object_get(out, name), value, "sha256");
  }
  return out;
}

static struct fate event_part(const struct looking *at, const char *rest, const json_t *value) {
  const char *why = NULL;
  (void)rest;
  json_t *instead = redaction_rename(at->redaction, value, &why), *data = json_object_get(value, "data");
  if (json_object_get(data, "returns") && parties_why(at)) json_object_del(instead, "actor"); // whose return spoke
  if (data) json_object_set_new(instead, "data", (share_is_event(value) ? share_shown : data_shown)(at, data, &why));
  return redaction_if_changed(why, instead);
}

static struct fate correction_part(const struct looking *at, const char *rest, const json_t *value) {
  const char *rule = redaction_part_rule(at->redaction, "corrections");
  bool about_fields = json_object_size(at->item->fields) > 0;
  if (!rule && !about_fields) return scrubbed(at, rest, value);
  return (struct fate){rule ? rule : redaction_why(at->redaction),
                       json_pack("{s:O, s:s}", "entry", json_object_get(value, "entry"), "reason", REDACTION_GONE)};
}

// ---- what was told, opened, stuck

static struct fate message_part(const struct looking *at, const char *rest, const json_t *value) {
  const char *rule = redaction_part_rule(at->redaction, "messages");
  (void)rest;
  if (rule)
    return (struct fate){rule, json_pack("{s:O, s:s, s:s, s:s, s:s, s:b}", "key", json_object_get(value, "key"), "to", "", "role",
                                         REDACTION_GONE, "subject", REDACTION_GONE, "body", REDACTION_GONE, "urgent", 0)};
  const char *why = NULL;
  json_t *instead = redaction_scrub(at->redaction, value, &why);
  keep(instead, value, "key"); // what was sent is marked by it
  return redaction_if_changed(why, instead);
}

static struct fate open_part(const struct looking *at, const char *rest, const json_t *value) {
  static const char *const of_party[] = {"party", "item", "event"};
  const char *by_fields = redaction_action_why(at->item, "open"),
             *of = json_text(value, "party_in") || json_text(value, "event") ? parties_why(at) : NULL, *why = by_fields ? by_fields : of;
  (void)rest;
  json_t *instead = redaction_scrub(at->redaction, value, &why);
  keep(instead, value, "key");
  if (by_fields || of) json_object_set_new(instead, "fields", json_object());
  for (size_t i = 0; of && i < sizeof of_party / sizeof of_party[0]; i++) json_object_del(instead, of_party[i]);
  return redaction_if_changed(why, instead);
}

static struct fate incident_part(const struct looking *at, const char *rest, const json_t *value) {
  json_t *instead = json_object(), *event = json_object_get(value, "event");
  (void)rest;
  keep(instead, value, "op");
  keep(instead, value, "id");
  if (json_text(value, "how")) json_put_text(instead, "how", REDACTION_GONE);
  if (json_text(event, "name")) json_object_set_new(instead, "event", json_pack("{s:O}", "name", json_object_get(event, "name")));
  json_put_text(instead, "reason", REDACTION_GONE);
  return (struct fate){redaction_why(at->redaction), instead};
}

// ---- what an erasure left

static struct fate fate_of(const struct looking *at, const char *name, const json_t *value);

// How an erased part reads is shown as the part itself would be.
static json_t *reads_shown(const struct looking *at, const json_t *part, const char **why) {
  const char *name = json_text(part, "name");
  const json_t *reads = json_object_get(part, "reads");
  struct fate fate = name && reads ? fate_of(at, name, reads) : (struct fate){0};
  json_t *out = json_copy((json_t *)part);
  if (!fate.why) return out;
  *why = *why ? *why : fate.why;
  json_object_del(out, "reads");
  if (fate.instead) json_object_set_new(out, "reads", fate.instead);
  return out;
}

static struct fate erased_part(const struct looking *at, const char *rest, const json_t *value) {
  json_t *instead = json_array(), *row, *part;
  const char *why = NULL;
  size_t i, j;
  (void)rest;
  json_array_foreach(value, i, row) {
    json_t *parts = json_array(), *out = json_copy(row);
    json_array_foreach(json_object_get(row, "parts"), j, part) json_array_append_new(parts, reads_shown(at, part, &why));
    json_object_set_new(out, "parts", parts);
    json_array_append_new(instead, out);
  }
  return redaction_if_changed(why, instead);
}

// ---- an entry

static const struct {
  const char *name; // one that ends in a slash stands for all that begin so
  struct fate (*look)(const struct looking *at, const char *rest, const json_t *value);
} rows[] = {
    {"event", event_part},
    {"steps", scrubbed},
    {"answers", gone},
    {"refusal", gone},
    {"note", gone},
    {"key", gone},
    {"seen", gone},
    {"stale", scrubbed},
    {"case", case_part},
    {"title", title_part},
    {"closed", scrubbed},
    {"moved", shown_as_it_is},
    {"configuration", redaction_configuration_part},
    {"field/", field_part},
    {"meant/", field_part},
    {"timer/", redaction_timer_part},
    {"message/", message_part},
    {"open/", open_part},
    {"sent", scrubbed},
    {"incident", incident_part},
    {"correction", correction_part},
    {"erased", erased_part},
};

static struct fate fate_of(const struct looking *at, const char *name, const json_t *value) {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    size_t size = strlen(rows[i].name);
    bool many = rows[i].name[size - 1] == '/';
    if (many ? strncmp(rows[i].name, name, size) == 0 : strcmp(rows[i].name, name) == 0) return rows[i].look(at, name + size, value);
  }
  return gone(at, NULL, value);
}

static json_t *part_gone(const json_t *part, const char *why) {
  char *commitment = part_commitment_hex(part);
  const char *before = json_text(part, "withheld"); // it was taken out before, for its own reason
  json_t *out = json_pack("{s:s, s:s}", "commitment", commitment, "withheld", before ? before : why);
  mem_free(commitment);
  return out;
}

static json_t *part_shown_of(const struct looking *at, const json_t *part) {
  const char *name = json_text(part, "name");
  if (!name) return part_gone(part, redaction_why(at->redaction));
  struct fate fate = at->item ? fate_of(at, name, json_object_get(part, "value")) : gone(at, name, NULL);
  if (!fate.why) return json_incref((json_t *)part);
  json_t *out = part_gone(part, fate.why);
  if (fate.instead) json_object_set_new(out, "instead", json_pack("{s:s, s:o}", "name", name, "value", fate.instead));
  return out;
}

// The board's own entries are in no bundle: only what they come to is seen, so their parts are changed as they stand.
static json_t *board_part(const struct redaction *redaction, const json_t *part) {
  const char *name = json_text(part, "name");
  char *called;
  if (!name) return json_incref((json_t *)part);
  json_t *value = redaction_directory(redaction, name, json_object_get(part, "value"), &called);
  json_t *out = json_pack("{s:s, s:o}", "name", called, "value", value);
  mem_free(called);
  return out;
}

json_t *redaction_payload(struct redaction *redaction, const struct entry *entry, const json_t *payload) {
  char hex[ID_TEXT];
  id_write(entry->case_id, hex);
  struct looking at = {redaction, redaction_item(redaction, hex)};
  json_t *out = json_array(), *part;
  bool own = strspn(hex, "0") == strlen(hex);
  size_t i;
  json_array_foreach(payload, i, part) json_array_append_new(out, own ? board_part(redaction, part) : part_shown_of(&at, part));
  return out;
}
