// Confirming what a meeting decided: every decision of its sheet, all together or none. See meeting_take.h.
#include "base/mem.h"
#include "op/meeting_take.h"
#include "op/paper.h"
#include "op/seen.h"
#include "run/approval.h"
#include "run/people.h"
#include "run/refusal.h"
#include "run/rights.h"

#include <string.h>

static const char WHEN[] = "decisions are confirmed once it was opened with `waymark meeting open`";

// ---- what whoever confirms has looked at: between that and now the recorder may have written more

static json_t *same_number(const json_t *rows, const json_t *wanted) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (json_number(row, "number", 0) == json_number(wanted, "number", -1)) return row;
  return NULL;
}

// "decision 2 (RA-2) was added"; without the item where it is not theirs to see (R1).
static void say_decision(const struct meeting *meeting, const json_t *row, const char *what, struct buf *out) {
  struct err ignored;
  struct casefile *item = rights_open_whole(meeting->board, json_text(row, "item"), meeting->person, "take to a meeting", &ignored);
  buf_format(out, "%sdecision %lld", out->size ? "; " : "", (long long)json_number(row, "number", 0));
  if (item) buf_format(out, " (%s)", item->ref);
  buf_format(out, " was %s", what);
  casefile_free(item);
}

static void say_decisions(const struct meeting *meeting, const json_t *then, struct buf *out) {
  const json_t *now = meeting_rows(meeting, "decisions");
  size_t i;
  json_t *row;
  json_array_foreach(now, i, row) {
    const json_t *was = same_number(then, row);
    if (!was || !json_equal(was, row)) say_decision(meeting, row, was ? "changed" : "added", out);
  }
  json_array_foreach(then, i, row) if (!same_number(now, row)) say_decision(meeting, row, "struck out", out);
}

static void say_field(const struct meeting *meeting, const json_t *then, const char *field, const char *words, struct buf *out) {
  const json_t *was = json_object_get(then, field), *is = meeting_rows(meeting, field);
  bool same = was && is ? json_equal(was, is) : !json_array_size(was) && !json_array_size(is);
  if (!same) buf_format(out, "%s%s", out->size ? "; " : "", words);
}

static bool has_seen(const struct meeting *meeting, struct err *err) {
  int64_t version = json_number(meeting->call->request, "version", -1), have = meeting->item->revision;
  const char *ref = meeting->item->ref;
  struct buf since;
  if (version == have) return true;
  if (version < 0)
    return err_set(err, ERR_INVALID,
                   "Say which version of the sheet of %s you looked at, with --version N; `waymark meeting sheet %s` prints it.", ref, ref);
  json_t *then = approval_fields_at(meeting->board, meeting->item, version, err);
  if (!then) return false;
  buf_init(&since);
  say_decisions(meeting, json_object_get(then, "decisions"), &since);
  say_field(meeting, then, "attendance", "who was there was changed", &since);
  say_field(meeting, then, "conflicts", "conflicts of interest were changed", &since);
  bool ok = !since.size; // what only a reminder added an entry to is the same sheet
  if (!ok)
    err_set(err, ERR_STALE,
            "The sheet of %s has changed since you saw it (version %lld, now %lld): %s. Look at it again with `waymark meeting sheet %s`, "
            "then confirm.",
            ref, (long long)version, (long long)have, since.data, ref);
  buf_clear(&since);
  json_decref(then);
  return ok;
}

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

// Each decision with the version of the item that it made, which the minutes name. None, where the meeting only noted.
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
  json_t *no_voice = meeting_no_voice(meeting); // as it was before the decisions changed the items
  json_t *again = meeting_take_each(meeting, rows, NULL, NULL, answers, err) ? meeting_missing_again(meeting, err) : NULL;
  if (!again) json_decref(no_voice);
  if (!again) return false;
  json_t *data = json_pack("{s:s, s:o, s:o, s:o}", "confirmed_at", now, "decisions", taken_rows(meeting, answers), "missing_again", again,
                           "no_voice", no_voice);
  if (meeting_challenge_absent(meeting, data, err)) return meeting_send(meeting, "confirm", data, err);
  json_decref(data);
  return false;
}

// What was refused is undone as one; that it was tried is kept with the meeting.
static bool keep_refusal(struct meeting *meeting, struct err *err) {
  struct err failed;
  json_t *event = json_pack("{s:s, s:{}, s:s}", "name", "confirm", "data", "actor", meeting->person);
  meeting->call->recorded = refusal_record(meeting->board, meeting->item, ENTRY_REFUSED, event, err, &failed);
  json_decref(event);
  return false;
}

// What each of them opened is not known yet; the answer says it of all (meeting_confirmed).
static json_t *without_opened(json_t *answers) {
  size_t i;
  json_t *answer;
  json_array_foreach(answers, i, answer) json_object_del(answer, "opened");
  return answers;
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
    meeting->call->answer = meeting_sheet(meeting, true);
    json_object_set(meeting->call->answer, "taken", without_opened(answers));
  }
  json_decref(answers);
  return ok;
}

// Whom the decisions told, on items that whoever confirmed sees.
static json_t *told_by_all(struct op_call *call) {
  json_t *told = json_array(), *taken, *one;
  size_t i, k;
  json_array_foreach(json_object_get(call->answer, "taken"), i, taken) {
    const char *ref = json_text(taken, "ref");
    if (!seen_item(call->board, ref, json_text(call->request, "as"))) continue;
    json_array_foreach(json_object_get(taken, "told"), k, one) {
      json_t *row = json_copy(one);
      json_put_text(row, "ref", ref);
      json_array_append_new(told, row);
    }
  }
  return told;
}

bool meeting_confirmed(struct op_call *call, struct err *err) {
  json_put(call->answer, "told", told_by_all(call));
  return answer_set_off(call, json_text(json_object_get(call->answer, "meeting"), "ref"), err);
}

bool meeting_confirm(struct op_call *call, struct err *err) {
  struct meeting meeting;
  bool ok = meeting_open(call, &meeting, err) && is_open(&meeting, err) && may_confirm(&meeting, err) && has_seen(&meeting, err) &&
            confirm(&meeting, err);
  meeting_clear(&meeting);
  return ok;
}
