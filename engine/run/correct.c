// Putting a mistake right. See correct.h.
//
// OPEN -> DUE -> FOUND -> ALLOWED -> RECORDED; from OPEN on a refusal is recorded, without effect.
#include "run/correct.h"

#include "base/mem.h"
#include "run/aftermath.h"
#include "run/due.h"
#include "run/form.h"
#include "run/history.h"
#include "run/kept.h"
#include "run/key.h"
#include "run/linking.h"
#include "run/people.h"
#include "run/refusal.h"
#include "run/rights.h"
#include "run/terms.h"
#include "run/turn.h"

#include <string.h>

static const char FIELD[] = "field/", MEANT[] = "meant/";

struct correcting {
  struct board *board;
  const struct correct_request *request;
  struct casefile *item;
  int64_t kind;    // of the entry; 0: there is none of that number
  json_t *parts;   // the entry's
  json_t *reads;   // {FIELD: value}: what the entry says of each, with what corrected it before
  json_t *set_by;  // {FIELD: number of the entry that its value comes from}
  json_t *meant;   // read by the fields' types
  json_t *present; // those of them that change what the item holds now
  struct key key;
};

static struct key key_of_correction(const struct correct_request *request) {
  return key_of(request->actor, request->key,
                json_pack("{s:s, s:I, s:O?, s:s}", "correct", request->ref, "entry", (json_int_t)request->number, "meant", request->meant,
                          "reason", request->reason));
}

static json_t *event_of(const struct correct_request *request) {
  return json_pack("{s:s, s:{s:I}, s:s}", "name", "correct", "data", "entry", (json_int_t)request->number, "actor", request->actor);
}

// A value that a correction set comes from the entry that it corrected.
static bool look_at(void *user, json_t *entry) {
  struct correcting *correcting = user;
  json_t *parts = history_parts(entry), *value;
  const char *name;
  int64_t number = json_number(entry, "case_sequence", 0), from = json_number(json_object_get(parts, "correction"), "entry", number);
  json_object_foreach(parts, name, value) {
    bool sets = strncmp(name, FIELD, sizeof FIELD - 1) == 0, means = strncmp(name, MEANT, sizeof MEANT - 1) == 0;
    if (sets) json_put_number(correcting->set_by, name + sizeof FIELD - 1, from);
    if ((sets || means) && from == correcting->request->number) json_object_set(correcting->reads, strchr(name, '/') + 1, value);
  }
  if (number == correcting->request->number) {
    correcting->kind = json_number(entry, "kind", 0);
    correcting->parts = json_incref(parts);
  }
  json_decref(parts);
  return true;
}

static bool find_entry(struct correcting *correcting, struct err *err) {
  long long number = correcting->request->number;
  const char *ref = correcting->item->ref;
  if (!journal_each(correcting->board->store, &correcting->item->id, look_at, correcting, err)) return false;
  if (!correcting->parts)
    return err_set(err, ERR_NOT_FOUND, "%s has no entry %lld; `waymark case history %s` numbers those that there are.", ref, number, ref);
  if (correcting->kind == ENTRY_IN_ERROR)
    return err_set(err, ERR_REFUSED, "Entry %lld of %s is a correction itself; correct entry %lld again, which it is about.", number, ref,
                   (long long)json_number(json_object_get(correcting->parts, "correction"), "entry", 0));
  return entry_kind_is_content((int)correcting->kind) ||
         err_set(err, ERR_REFUSED, "Entry %lld of %s changed nothing (%s), so there is nothing in it to correct.", number, ref,
                 entry_kind_words((int)correcting->kind));
}

// What the sender filled in, not what came of it: else a correction could set what the sender never could (R3).
static const char *field_not_theirs(const struct correcting *correcting) {
  const json_t *given = json_object_get(json_object_get(correcting->parts, "event"), "data");
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)correcting->request->meant, name, value) if (!json_object_get(given, name)) return name;
  return NULL;
}

static bool check_right(struct correcting *correcting, struct err *err) {
  const char *actor = correcting->request->actor, *by = json_text(json_object_get(correcting->parts, "event"), "actor");
  char name[200];
  if (people_in_office(correcting->board, actor)) return true;
  bool own = by && strcmp(by, actor) == 0;
  const char *field = own ? field_not_theirs(correcting) : NULL;
  if (own && !field) return true;
  people_name(correcting->board, actor, name, sizeof name);
  char *office = terms_office(correcting->board->terms);
  long long number = correcting->request->number;
  if (own)
    err_set(err, ERR_NOT_ALLOWED, "%s may not correct %s in entry %lld of %s, since they did not fill it in there: ask the %s's office.",
            name, field, number, correcting->item->ref, office);
  else
    err_set(err, ERR_NOT_ALLOWED, "%s may not correct entry %lld of %s: it is for who recorded it, and for the %s's office.", name, number,
            correcting->item->ref, office);
  mem_free(office);
  return false;
}

static bool check_field(const struct correcting *correcting, const char *name, const json_t *value, struct err *err) {
  const json_t *said = json_object_get(correcting->reads, name);
  if (!chart_field(correcting->item->chart, name))
    return err_set(err, ERR_INVALID, "\"%s\" is no field of %s, so it cannot be corrected.", name, correcting->item->ref);
  if (said && json_equal(said, value))
    return err_set(err, ERR_INVALID, "%s reads so in entry %lld of %s already; there is nothing to correct in it.",
                   chart_label(correcting->item->chart, name), (long long)correcting->request->number, correcting->item->ref);
  return true;
}

// A field that a later entry set keeps that entry's value: what was meant before it is on record, and shown as at a moment between the two.
static bool read_meant(struct correcting *correcting, struct err *err) {
  const char *name;
  json_t *value;
  const char *actor = correcting->request->actor;
  bool office = people_in_office(correcting->board, actor); // it puts right what the engine filled in, too
  if (!form_read(correcting->board, correcting->item, correcting->request->meant, office ? NULL : actor, &correcting->meant, err))
    return false;
  json_object_foreach(correcting->meant, name, value) {
    if (!check_field(correcting, name, value, err) || !kept_may_correct(correcting->board, correcting->item, name, err)) return false;
    if (json_number(correcting->set_by, name, 0) <= correcting->request->number) json_object_set(correcting->present, name, value);
  }
  return linking_fits(correcting->board, correcting->item, correcting->item->fields, correcting->present, office ? NULL : actor, err);
}

static void record_meant(struct correcting *correcting, struct turn *turn) {
  const char *name;
  json_t *value;
  entry_part(&turn->entry, "correction",
             json_pack("{s:I, s:s}", "entry", (json_int_t)correcting->request->number, "reason", correcting->request->reason));
  json_object_foreach(correcting->meant, name, value) {
    char *part = mem_format("meant/%s", name);
    entry_part(&turn->entry, part, json_incref(value));
    mem_free(part);
  }
}

static json_t *answer_of(const struct correcting *correcting, const struct turn *turn) {
  struct casefile *item = correcting->item;
  json_t *changed = json_array(), *value;
  const char *name;
  json_object_foreach(correcting->present, name, value) json_array_add(changed, name);
  return json_pack("{s:s, s:I, s:o, s:I, s:[], s:o}", "ref", item->ref, "entry", (json_int_t)correcting->request->number, "changed",
                   changed, "revision", (json_int_t)item->revision, "opened", "told",
                   aftermath_told(correcting->board, item, correcting->request->actor, turn->told));
}

static bool record(struct correcting *correcting, json_t **answer, struct err *err) {
  struct turn turn;
  turn_init(&turn, correcting->board, correcting->item, ENTRY_IN_ERROR, board_now(correcting->board), event_of(correcting->request));
  record_meant(correcting, &turn);
  bool ok = turn_set(&turn, correcting->present, err);
  if (ok) {
    *answer = answer_of(correcting, &turn);
    key_keep(&turn, &correcting->key, *answer);
    ok = turn_append(&turn, err);
    if (ok) key_owe(&turn), aftermath_begin(correcting->board);
    if (!ok) json_decref(*answer), *answer = NULL;
  }
  turn_clear(&turn);
  return ok;
}

static bool refuse(struct correcting *correcting, bool *recorded, struct err *err) {
  struct err failed;
  json_t *event = event_of(correcting->request);
  *recorded = refusal_record(correcting->board, correcting->item, ENTRY_REFUSED, event, err, &failed);
  json_decref(event);
  return false;
}

static bool correct(struct correcting *correcting, json_t **answer, bool *recorded, struct err *err) {
  bool ok = find_entry(correcting, err) && check_right(correcting, err) && read_meant(correcting, err) && record(correcting, answer, err);
  return ok || refuse(correcting, recorded, err);
}

bool correct_entry(struct board *board, const struct correct_request *request, json_t **answer, bool *recorded, struct err *err) {
  struct correcting correcting = {
      .board = board, .request = request, .reads = json_object(), .set_by = json_object(), .present = json_object()};
  bool ok = false;
  correcting.key = key_of_correction(request);
  if (!key_answers(board, &correcting.key, answer, &ok, err)) {
    correcting.item = rights_open(board, request->ref, request->actor, err);
    ok = correcting.item && rights_whole(board, correcting.item, request->actor, "correct an entry of", err) &&
         due_run_case(board, &correcting.item, recorded, err) && correct(&correcting, answer, recorded, err);
  }
  casefile_free(correcting.item);
  json_decref(correcting.parts);
  json_decref(correcting.reads);
  json_decref(correcting.set_by);
  json_decref(correcting.meant);
  json_decref(correcting.present);
  return ok;
}
