// Confirming what a meeting decided: every decision of its sheet, all together or none. See meeting_take.h.
#include "op/meeting_take.h"
#include "op/paper.h"
#include "run/people.h"
#include "run/refusal.h"
#include "run/rights.h"

static const char WHEN[] = "decisions are confirmed once it was opened with `waymark meeting open`";

// ---- confirming

// Two may confirm at once: the second hears who was first.
static bool is_open(const struct meeting *meeting, struct err *err) {
  char name[200], local[40] = "";
  int64_t at;
  struct err ignored;
  const char *by = meeting_text(meeting, "confirmed_by"), *when = meeting_text(meeting, "confirmed_at");
  if (!by) return meeting_is_in(meeting, "held", WHEN, err);
  people_name(meeting->board, by, name, sizeof name);
  if (when && instant_read(when, &at, &ignored)) board_local(meeting->board, at, local);
  return err_set(err, ERR_STALE, "The decisions of %s were confirmed already, by %s on %s; `waymark meeting minutes %s` shows them.",
                 meeting->item->ref, name, local, meeting->item->ref);
}

static bool may_confirm(const struct meeting *meeting, struct err *err) {
  json_t *candidates = rights_candidates(meeting->item, "confirm");
  const json_t *transition = json_object_get(json_array_get(candidates, 0), "transition");
  struct buf why;
  buf_init(&why);
  bool ok = transition && rights_take(meeting->board, meeting->item, transition, meeting->person, NULL, &why);
  if (!ok) err_set(err, ERR_NOT_ALLOWED, "%s", why.size ? why.data : "Nobody can confirm this meeting's decisions.");
  buf_clear(&why);
  json_decref(candidates);
  return ok;
}

// Each decision with the version of the item that it made, which the minutes name.
static json_t *taken_rows(const struct meeting *meeting, const json_t *answers) {
  json_t *rows = meeting_copy(meeting, "decisions"), *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    const json_t *answer = json_array_get(answers, i);
    json_object_set(row, "revision", json_object_get(answer, "revision"));
    json_object_set(row, "became", json_object_get(answer, "state_titles"));
  }
  return rows;
}

static bool take_all(struct meeting *meeting, json_t *answers, struct err *err) {
  char now[INSTANT_TEXT];
  const json_t *rows = meeting_rows(meeting, "decisions");
  instant_write(board_now(meeting->board), now);
  if (!meeting_take_each(meeting, rows, NULL, NULL, answers, err)) return false;
  json_t *again = meeting_missing_again(meeting, err);
  return again &&
         meeting_send(meeting, "confirm",
                      json_pack("{s:s, s:o, s:o}", "confirmed_at", now, "decisions", taken_rows(meeting, answers), "missing_again", again),
                      err);
}

// What was refused is undone as one; that it was tried is kept with the meeting.
static bool keep_refusal(struct meeting *meeting, struct err *err) {
  struct err failed;
  json_t *event = json_pack("{s:s, s:{}, s:s}", "name", "confirm", "data", "actor", meeting->person);
  meeting->call->recorded = refusal_record(meeting->board, meeting->item, ENTRY_REFUSED, event, err, &failed);
  json_decref(event);
  return false;
}

static bool confirm(struct meeting *meeting, struct err *err) {
  struct store *store = meeting->board->store;
  json_t *answers = json_array();
  if (!store_begin(store, err)) return false;
  bool ok = take_all(meeting, answers, err);
  if (ok)
    ok = store_commit(store, err);
  else {
    store_rollback(store);
    meeting->call->recorded = false;
    keep_refusal(meeting, err);
  }
  if (ok) {
    meeting->call->answer = meeting_sheet(meeting);
    json_object_set(meeting->call->answer, "taken", answers);
  }
  json_decref(answers);
  return ok;
}

bool meeting_confirm(struct op_call *call, struct err *err) {
  struct meeting meeting;
  bool ok = meeting_open(call, &meeting, err) && is_open(&meeting, err) && may_confirm(&meeting, err) && confirm(&meeting, err);
  meeting_clear(&meeting);
  return ok;
}
