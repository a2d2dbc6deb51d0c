// Operations on one person in a person's words: who they are here, and that they join, leave, are away and are back. Each change is an
// entry with its reason (R2).
#include "run/people.h"

#include "base/mem.h"
#include "op/document.h"
#include "op/orphaned.h"
#include "op/portrait.h"
#include "run/presence.h"

#include <string.h>

static json_t *event_of(const struct op_call *call, const char *name, const char *person) {
  json_t *data = json_pack("{s:s}", "person", person);
  static const char *const members[] = {"reason", "on", "first", "last", "deputy"};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) json_put_text(data, members[i], ask_maybe(call, members[i]));
  return json_pack("{s:s, s:o, s:s}", "name", name, "data", data, "actor", ask_maybe(call, "as"));
}

// A day that was given, else today.
static bool take_day(const struct op_call *call, const char *name, char out[DATE_TEXT], struct err *err) {
  const char *given = ask_maybe(call, name);
  struct date date;
  board_today(call->board, board_now(call->board), out);
  if (given && !date_read(given, &date, err)) return err_prefix(err, "\"%s\": ", name);
  if (given) date_write(date, out);
  return true;
}

static bool is_today_or_before(const struct op_call *call, const char *day) {
  char today[DATE_TEXT];
  board_today(call->board, board_now(call->board), today);
  return strcmp(day, today) <= 0;
}

// The person's document, to be changed, and why; NULL with err.
static json_t *take_person(const struct op_call *call, const char **id, struct err *err) {
  *id = ask_text(call, "id", err);
  if (!*id || !ask_text(call, "reason", err)) return NULL;
  const json_t *document = board_document(call->board, "person", *id);
  if (document) return json_deep_copy(document);
  err_set(err, ERR_NOT_FOUND, "Nobody on this board is called \"%s\"; `waymark people list` shows everybody.", *id);
  return NULL;
}

// Takes over `document`.
static bool keep(struct op_call *call, const char *id, json_t *document, const char *event, struct err *err) {
  bool ok = document_put(call, "person", document, event_of(call, event, id), err);
  if (ok) call->answer = json_pack("{s:s, s:O}", "id", id, "name", json_object_get(document, "name"));
  json_decref(document);
  return ok;
}

// ---- coming and going

// An absence that lasts ends the day before; one that begins on that day or later is none at all.
static void end_absences(json_t *document, const char *day) {
  json_t *absences = json_object_get(document, "absences");
  char before[DATE_TEXT];
  struct date date;
  struct err err;
  if (!date_read(day, &date, &err)) return;
  date_write(date_add_days(date, -1), before);
  for (size_t i = json_array_size(absences); i-- > 0;) {
    json_t *absence = json_array_get(absences, i);
    const char *to = json_text(absence, "to"), *from = json_text(absence, "from");
    if (to && strcmp(to, day) < 0) continue;
    if (strcmp(from, day) > 0) continue; // another one, that is still to come
    if (strcmp(from, day) == 0)
      json_array_remove(absences, i);
    else
      json_put_text(absence, "to", before);
  }
}

static bool join(struct op_call *call, struct err *err) {
  const char *id = ask_text(call, "id", err);
  char day[DATE_TEXT];
  if (!id || !ask_text(call, "reason", err) || !document_id_is_good("person", id, err) || !take_day(call, "on", day, err)) return false;
  const json_t *had = board_document(call->board, "person", id), *given = json_object_get(call->request, "document");
  if (presence_is_here(call->board, had) && !json_text(had, "left"))
    return err_set(err, ERR_REFUSED, "%s is here already; `waymark people set` changes what is kept of them.", json_text(had, "name"));
  json_t *document = document_merged(call->board, "person", id, given);
  static const char *const gone[] = {"left", "active", "absent"};
  for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) json_object_del(document, gone[i]);
  if (!json_object_get(given, "absences")) end_absences(document, day);
  json_put_text(document, "joined", day);
  return keep(call, id, document, "joins", err);
}

// The day on which somebody's rights ended is not moved by saying once more that they left.
static bool is_gone(const struct op_call *call, const json_t *document, struct err *err) {
  const char *left = json_text(document, "left");
  bool past = left && !presence_is_within(call->board, NULL, json_object_get(document, "left"));
  if (!past && !json_is_false(json_object_get(document, "active"))) return false;
  err_set(err, ERR_REFUSED, "%s left%s%s already, and that day stays; `waymark people set` puts right what is wrong.",
          json_text(document, "name"), left ? " on " : "", left ? left : "");
  return true;
}

// Without a day they are gone from now on; else that is their last.
static bool leave(struct op_call *call, struct err *err) {
  const char *id;
  char day[DATE_TEXT];
  json_t *document = take_person(call, &id, err);
  if (!document) return false;
  bool ok = !is_gone(call, document, err) && take_day(call, "on", day, err) &&
            (json_flag(call->request, "anyway") || orphaned_check(call, id, err));
  if (!ok) return json_decref(document), false;
  json_put_text(document, "left", day);
  if (!ask_maybe(call, "on")) json_put_flag(document, "active", false);
  ok = keep(call, id, document, "leaves", err);
  if (ok) json_put_text(call->answer, "left", day);
  return ok;
}

// ---- being away

// Anybody may say that they are away; who acts for them is the office's to say.
static bool may_say(const struct op_call *call, const char *id, struct err *err) {
  const char *as = ask_maybe(call, "as");
  bool own = strcmp(as, id) == 0 && !ask_maybe(call, "deputy");
  return own || ask_office(call, ask_maybe(call, "deputy") ? "name a deputy" : "say when others are away", err);
}

static bool absent(struct op_call *call, struct err *err) {
  const char *id;
  char first[DATE_TEXT];
  json_t *document = take_person(call, &id, err);
  if (!document) return false;
  if (!may_say(call, id, err) || !take_day(call, "first", first, err)) return json_decref(document), false;
  json_t *absence = json_pack("{s:s, s:s}", "from", first, "reason", ask_maybe(call, "reason"));
  json_put_text(absence, "to", ask_maybe(call, "last"));
  json_put_text(absence, "deputy", ask_maybe(call, "deputy"));
  json_array_append_new(json_array_at(document, "absences"), absence);
  return keep(call, id, document, "is away", err);
}

static bool back(struct op_call *call, struct err *err) {
  const char *id;
  char day[DATE_TEXT];
  json_t *document = take_person(call, &id, err);
  if (!document) return false;
  bool ok = may_say(call, id, err) && take_day(call, "on", day, err);
  if (ok && !presence_is_away(call->board, document, NULL) && is_today_or_before(call, day))
    ok = err_set(err, ERR_REFUSED, "%s is not away, so there is nothing to end.", json_text(document, "name"));
  if (!ok) return json_decref(document), false;
  end_absences(document, day);
  json_object_del(document, "absent");
  return keep(call, id, document, "is back", err);
}

const struct op ops_people[] = {
    {.name = "people.show", .who = OP_PERSON, .run = portrait_show},
    {.name = "people.join", .who = OP_OFFICE, .what = "say who joins", .writes = true, .run = join},
    {.name = "people.leave", .who = OP_OFFICE, .what = "say who leaves", .writes = true, .alone = true, .run = leave},
    {.name = "people.absent", .who = OP_PERSON, .writes = true, .run = absent},
    {.name = "people.back", .who = OP_PERSON, .writes = true, .run = back},
    {0},
};
