// Taking what a meeting decided. See meeting_take.h.
#include "op/meeting_take.h"

#include "base/mem.h"
#include "run/approval.h"
#include "run/event.h"
#include "run/explain.h"
#include "run/people.h"
#include "run/rights.h"

#include <string.h>

// ---- what a decision's form is given

// The way that the event would go: the first that is the decider's and ready, else the first that is theirs, else the first of all.
static const json_t *way_of(const struct meeting *meeting, struct casefile *item, const json_t *candidates, const json_t *decision) {
  const json_t *theirs = NULL;
  size_t i;
  json_t *candidate;
  json_array_foreach(candidates, i, candidate) {
    const json_t *transition = json_object_get(candidate, "transition");
    if (!rights_decide(meeting->board, item, transition, json_text(decision, "recorded_by"), json_text(decision, "decided_by"),
                       &meeting->sitting, NULL))
      continue;
    json_t *move = json_object();
    explain_move(meeting->board, item, transition, json_text(decision, "decided_by"), move);
    bool ready = strcmp(json_text(move, "ready"), "true") == 0;
    json_decref(move);
    if (ready) return transition;
    if (!theirs) theirs = transition;
  }
  return theirs ? theirs : json_object_get(json_array_get(candidates, 0), "transition");
}

static bool form_has(const json_t *transition, const char *field) {
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(transition, "form"), i, one) if (strcmp(json_text(one, "field"), field) == 0) return true;
  return false;
}

// The meeting, its minute and whether it was quorate are the sheet's to say, where the form asks for them.
static json_t *data_of(const struct meeting *meeting, const json_t *transition, const json_t *decision) {
  json_t *data = json_deep_copy(json_object_get(decision, "data"));
  if (!data) data = json_object();
  if (form_has(transition, "meeting")) json_put_text(data, "meeting", meeting->item->ref);
  if (form_has(transition, "minute_ref")) json_put_text(data, "minute_ref", json_text(decision, "minute"));
  if (form_has(transition, "quorate"))
    json_put_flag(data, "quorate", (int64_t)json_array_size(meeting->present) >= meeting->sitting.quorum);
  return data;
}

// ---- taking one

struct deciding {
  struct meeting *meeting;
  json_t *decided; // items on which this transaction took a decision already: {REF: true}
  json_t *before;  // {REF: revision} as each was before that
};

static bool say_changed(const struct deciding *deciding, const char *ref, struct err *err) {
  char *said = mem_text(err->text);
  err_set(err, err->code, "%s Put it before the meeting again with `waymark meeting add %s %s`, or strike the decision out.", said,
          deciding->meeting->item->ref, ref);
  mem_free(said);
  return false;
}

// The version that the papers showed, where the transition binds what was seen (D4).
static int64_t seen_of(const struct deciding *deciding, const json_t *transition, const struct casefile *item) {
  const json_t *kept = meeting_row(meeting_rows(deciding->meeting, "agenda"), "item", item->ref, NULL);
  if (!json_object_get(transition, "binds") || json_object_get(deciding->decided, item->ref)) return 0;
  return json_number(kept, "revision", 0);
}

// Of the second decision on an item: had something that it binds changed between the papers and this meeting's first one?
static bool check_papers(const struct deciding *deciding, const json_t *transition, const struct casefile *item, struct err *err) {
  const json_t *kept = meeting_row(meeting_rows(deciding->meeting, "agenda"), "item", item->ref, NULL),
               *binds = json_object_get(transition, "binds");
  int64_t issued = json_number(kept, "revision", 0), before = json_number(deciding->before, item->ref, 0);
  if (!binds || !before || !issued || issued >= before) return true;
  json_t *then = approval_fields_at(deciding->meeting->board, item, issued, err);
  json_t *now = then ? approval_fields_at(deciding->meeting->board, item, before, err) : NULL;
  json_t *pieces = now ? approval_pieces(binds, then) : NULL, *fields = json_array();
  struct buf names;
  buf_init(&names);
  bool ok = now && !approval_differs(binds, pieces, then, now, fields);
  if (now && !ok) {
    approval_fields_say(item, fields, &names);
    err_set(err, ERR_STALE, "\"%s\" on %s rests on what the papers showed (version %lld), and since then %s changed.",
            json_text(transition, "label"), item->ref, (long long)issued, names.data);
    say_changed(deciding, item->ref, err);
  }
  buf_clear(&names);
  json_decref(fields);
  json_decref(pieces);
  json_decref(now);
  json_decref(then);
  return ok;
}

static bool send(struct deciding *deciding, const json_t *decision, const json_t *transition, const struct casefile *item, json_t **answer,
                 struct err *err) {
  bool recorded; // what is refused is undone with all the rest
  json_t *data = data_of(deciding->meeting, transition, decision);
  struct event_request request = {.ref = item->ref,
                                  .event = json_text(decision, "event"),
                                  .actor = json_text(decision, "recorded_by"),
                                  .decider = json_text(decision, "decided_by"),
                                  .data = data,
                                  .version = -1,
                                  .seen = seen_of(deciding, transition, item),
                                  .sitting = &deciding->meeting->sitting};
  bool ok = event_send(deciding->meeting->board, &request, answer, &recorded, err);
  json_decref(data);
  if (!ok && err->code == ERR_STALE) say_changed(deciding, item->ref, err);
  return ok;
}

// Of one that somebody else wrote down: may they still record it? The office changes hands between a meeting and its confirmation.
static bool recorder_may(const struct deciding *deciding, const json_t *decision, const json_t *candidates, bool sees, struct err *err) {
  const struct meeting *meeting = deciding->meeting;
  const char *recorder = json_text(decision, "recorded_by"), *ref = json_text(decision, "item");
  struct err none;
  struct casefile *item = strcmp(recorder, meeting->person) != 0 ? casefile_open(meeting->board, ref, &none) : NULL;
  bool may = !item || strcmp(recorder, json_text(decision, "decided_by")) == 0, does_record = false;
  size_t i;
  json_t *one;
  json_array_foreach(candidates, i, one) {
    const json_t *recorders = json_object_get(json_object_get(one, "transition"), "recorded_by");
    does_record = does_record || json_array_size(recorders);
    may = may || people_hold_any(meeting->board, item, recorders, recorder, NULL);
  }
  casefile_free(item);
  if (may || (sees && !does_record)) return true; // what is refused for another reason is said by whoever refuses it
  char name[200];
  people_name(meeting->board, recorder, name, sizeof name);
  return err_set(
      err, ERR_REFUSED,
      "%s, who wrote it down, may not record it any more. Whoever keeps the sheet now writes it down again, with `waymark meeting "
      "record %s %s %s`; then it can be confirmed.",
      name, meeting->item->ref, ref, json_text(decision, "event"));
}

static bool take(struct deciding *deciding, const json_t *decision, json_t **answer, struct err *err) {
  struct board *board = deciding->meeting->board;
  const char *ref = json_text(decision, "item");
  struct casefile *item = rights_open(board, ref, json_text(decision, "recorded_by"), err);
  if (!item) { // in the words of who confirms, who may see it
    if (err->code == ERR_NOT_FOUND) recorder_may(deciding, decision, NULL, false, err);
    return false;
  }
  if (!json_object_get(deciding->before, ref)) json_put_number(deciding->before, ref, item->revision);
  json_t *candidates = rights_candidates(item, json_text(decision, "event"));
  const json_t *transition = way_of(deciding->meeting, item, candidates, decision);
  bool second = json_object_get(deciding->decided, ref) != NULL;
  bool ok = recorder_may(deciding, decision, candidates, true, err) && (!second || check_papers(deciding, transition, item, err)) &&
            send(deciding, decision, transition, item, answer, err);
  json_put_flag(deciding->decided, ref, true);
  json_decref(candidates);
  casefile_free(item);
  return ok;
}

// Which of several it was; of the one `event` that is only being written down, whoever writes it knows.
static bool name_refused(const json_t *decision, const char *event, struct err *err) {
  if (event && strcmp(json_text(decision, "event"), event) == 0) return false;
  return err_prefix(err, "Decision %lld (%s): ", (long long)json_number(decision, "number", 0), json_text(decision, "item"));
}

bool meeting_take_each(struct meeting *meeting, const json_t *decisions, const char *ref, const char *event, json_t *answers,
                       struct err *err) {
  struct deciding deciding = {.meeting = meeting, .decided = json_object(), .before = json_object()};
  size_t i;
  json_t *decision;
  bool ok = true;
  json_array_foreach(decisions, i, decision) {
    json_t *answer = NULL;
    if (!ok || (ref && strcmp(json_text(decision, "item"), ref) != 0)) continue;
    ok = take(&deciding, decision, &answer, err) || name_refused(decision, event, err);
    if (ok && answers) json_array_append(answers, answer);
    json_decref(answer);
  }
  json_decref(deciding.decided);
  json_decref(deciding.before);
  return ok;
}

// D1
bool meeting_try_each(struct meeting *meeting, const json_t *decisions, const char *ref, const char *event, json_t *answers,
                      struct err *err) {
  struct store *store = meeting->board->store;
  json_t *sure = json_incref(meeting->board->sure); // for the entry that stays, not for one that is undone
  bool begun = store_begin(store, err), ok = begun && meeting_take_each(meeting, decisions, ref, event, answers, err);
  if (begun) store_rollback(store);
  json_decref(meeting->board->sure);
  meeting->board->sure = sure;
  return ok;
}
