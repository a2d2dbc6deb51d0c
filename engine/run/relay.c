// A cycle and its returns. See relay.h.
//
// What a row on the cycle should say is worked out from the return as it stands, and compared; so telling twice changes nothing, and what
// could not be told once is told by the next step. A return belongs to a cycle only where both say so: its field of type item names the
// cycle, and a row there names the return.
#include "run/relay.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/party.h"
#include "run/due.h"
#include "run/incident.h"
#include "run/new_due.h"
#include "run/parties.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/turn.h"

#include <string.h>

enum { FORMAT_OF_RETURNS = 6 }; // no definition before has fields of type item or parties

static bool knows_returns(const struct casefile *item) { return json_number(casefile_structure(item), "format", 0) >= FORMAT_OF_RETURNS; }

// The next field of this type after `*at`, which begins at 0; NULL: no more.
static const char *field_of_type(const struct casefile *item, const char *type, size_t *at) {
  const json_t *fields = json_object_get(casefile_structure(item), "fields");
  while (*at < json_array_size(fields)) {
    const json_t *field = json_array_get(fields, (*at)++);
    if (strcmp(json_text(field, "type"), type) == 0) return json_text(field, "name");
  }
  return NULL;
}

static const char *row_field(const struct casefile *cycle, const char *ref) {
  size_t at = 0;
  const char *name;
  while ((name = field_of_type(cycle, "parties", &at)))
    if (party_find_item(json_object_get(cycle->fields, name), ref) >= 0) return name;
  return NULL;
}

struct casefile *relay_cycle(struct board *board, const struct casefile *item, const char **field) {
  size_t at = 0;
  const char *name;
  while (knows_returns(item) && (name = field_of_type(item, "item", &at))) {
    const char *ref = json_text(item->fields, name);
    struct err none;
    struct casefile *cycle = ref ? casefile_open(board, ref, &none) : NULL;
    if (cycle && (*field = row_field(cycle, item->ref))) return cycle;
    casefile_free(cycle);
  }
  return NULL;
}

bool relay_may_tell(const struct casefile *item) {
  size_t at = 0;
  const char *name = NULL;
  while (knows_returns(item) && (name = field_of_type(item, "item", &at)))
    if (json_text(item->fields, name)) return true;
  return false;
}

// ---- what is noted

static json_t *note_at(struct board *board, const char *hex) {
  if (!board->reports) board->reports = json_object();
  return json_object_at(board->reports, hex);
}

void relay_note(struct board *board, const struct casefile *item, const json_t *event) {
  size_t at = 0;
  if (!knows_returns(item) || !field_of_type(item, "item", &at)) return;
  json_put_text(note_at(board, item->hex), "actor", json_text(event, "actor"));
}

void relay_link(struct board *board, const char *hex, const json_t *opening) {
  json_object_set(note_at(board, hex), "opening", (json_t *)opening);
}

void relay_again(struct board *board, const json_t *event) {
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(json_object_get(event, "data"), "returns"), i, one) {
    struct err none;
    json_t *row = case_find(board->store, json_text(one, "item"), &none);
    if (row) json_object_set(note_at(board, json_text(row, "id")), "opening", json_object_get(one, "opening"));
    json_decref(row);
  }
}

// ---- what a row should say

static void now_returned(struct board *board, const char *status, json_t *row) {
  char today[DATE_TEXT];
  const char *due = json_text(row, "due");
  board_today(board, board_now(board), today);
  json_put_text(row, "status", status);
  json_put_text(row, "returned_on", today);
  json_object_del(row, "late");
  json_object_del(row, "reason");
  if (due && strcmp(today, due) > 0) json_put_flag(row, "late", true);
}

// P2: a return that comes late, or after the cycle closed without it, is taken and marked. What the cycle decided of a party stands.
static json_t *row_of(struct board *board, const struct casefile *item, const json_t *was) {
  const char *due_field = casefile_list_field(item, "due"), *due = due_field ? json_text(item->fields, due_field) : NULL;
  bool nil = config_has_tag(item->chart, item->config, "nil_return");
  const char *status = nil ? "nil" : config_has_tag(item->chart, item->config, "returned") ? "returned" : NULL;
  json_t *row = json_copy((json_t *)was);
  json_put_text(row, "item", item->ref);
  if (due) json_put_text(row, "due", due);
  if (!party_takes_part(was)) return row;
  if (status && !party_has_returned(was)) now_returned(board, status, row);
  if (status && party_has_returned(was)) json_put_text(row, "status", status);
  if (status || !party_has_returned(was)) return row;
  json_put_text(row, "status", "reopened");
  json_object_del(row, "returned_on");
  json_object_del(row, "late");
  return row;
}

// ---- telling a cycle

// What one cycle is told: its rows by field, and which of them are other ones now.
struct telling {
  struct casefile *cycle;
  const char *field, *actor;
  json_t *rows, *returns; // returns: [{"party","item","status","late"?,"opening"?}]
  size_t opened;
};

static void tell_row(struct telling *telling, size_t at, json_t *row, const json_t *opening) {
  const json_t *was = json_array_get(telling->rows, at);
  json_t *one = json_pack("{s:O, s:O, s:O, s:O?}", "party", json_object_get(row, "party"), "item", json_object_get(row, "item"), "status",
                          json_object_get(row, "status"), "late", json_object_get(row, "late"));
  if (opening) json_object_set(one, "opening", (json_t *)opening);
  telling->opened += !json_object_get(was, "item");
  json_array_append_new(telling->returns, one);
  json_array_set_new(telling->rows, at, row);
}

static void say_party(struct board *board, const json_t *one, struct buf *out) {
  const json_t *party = json_object_get(one, "party");
  char *name = directory_name(board, json_text(party, "kind"), json_text(party, "id"));
  const char *status = json_text(one, "status");
  const char *words = strcmp(status, "nil") == 0 ? "nothing to return" : status;
  buf_format(out, "%s%s: %s%s", out->size ? "; " : "", name, words, json_flag(one, "late") ? ", late" : "");
  mem_free(name);
}

static char *words_of(struct board *board, const struct telling *telling) {
  size_t i, count = json_array_size(telling->returns);
  json_t *one;
  struct buf out;
  buf_init(&out);
  if (telling->opened == count) return mem_format("%zu return%s opened", count, count == 1 ? " was" : "s were");
  json_array_foreach(telling->returns, i, one) say_party(board, one, &out);
  return buf_take(&out);
}

static json_t *event_of(const struct telling *telling) {
  bool opened = telling->opened == json_array_size(telling->returns);
  json_t *event =
      json_pack("{s:s, s:{s:O}, s:b}", "name", opened ? "Returns opened" : "Return", "data", "returns", telling->returns, "report", 1);
  json_put_text(event, "actor", telling->actor);
  return event;
}

// The return stands whatever comes of it on the cycle.
static bool tell(struct board *board, struct telling *telling, struct err *err) {
  struct turn turn;
  struct err stuck;
  bool recorded = false, ok;
  turn_init(&turn, board, telling->cycle, ENTRY_EVENT, board_now(board), event_of(telling));
  struct step_event event = {.event = turn.event, .timer_state = -1, .parties = telling->field, .rows = telling->rows};
  turn_step(&turn, &(struct turn_plan){.event = event});
  if (turn.result.outcome == STEP_TAKEN) {
    char *note = words_of(board, telling);
    ok = turn_record(&turn, err);
    if (ok) entry_part_text(&turn.entry, "note", note);
    ok = ok && turn_append(&turn, err);
    mem_free(note);
  } else {
    incident_open(&turn, turn.result.reason.data, &recorded, &stuck);
    ok = recorded || (*err = stuck, false);
  }
  turn_clear(&turn);
  return ok;
}

// The cycle of a note: that which asked for it, else that which it names. *at is the row's place.
static struct casefile *cycle_of(struct board *board, const struct casefile *item, const json_t *note, const char **field, int *at) {
  const json_t *opening = json_object_get(note, "opening");
  struct err none;
  struct casefile *cycle = opening ? casefile_open(board, json_text(opening, "case"), &none) : relay_cycle(board, item, field);
  if (opening) *field = json_text(opening, "parties");
  const json_t *rows = cycle ? json_object_get(cycle->fields, *field) : NULL;
  *at = opening ? party_place(board, rows, json_object_get(opening, "party")) : party_find_item(rows, item->ref);
  if (cycle && *at >= 0) return cycle;
  casefile_free(cycle);
  return NULL;
}

// Takes in one note: it joins what its cycle is told already. `tellings` by "HEX/FIELD".
static void gather(struct board *board, const char *hex, const json_t *note, struct telling *tellings, size_t *count, size_t max) {
  struct err none;
  const char *field = NULL;
  int at = -1;
  struct casefile *item = casefile_open(board, hex, &none), *cycle = item ? cycle_of(board, item, note, &field, &at) : NULL;
  size_t i = 0;
  while (cycle && i < *count && (strcmp(tellings[i].cycle->hex, cycle->hex) != 0 || strcmp(tellings[i].field, field) != 0)) i++;
  if (cycle && i == *count && i < max) {
    tellings[(*count)++] = (struct telling){.cycle = cycle, .field = field, .actor = json_text(note, "actor"), .returns = json_array()};
    tellings[i].rows = json_copy(json_object_get(cycle->fields, field));
    cycle = NULL;
  }
  if (at >= 0 && i < *count) {
    const json_t *was = json_array_get(tellings[i].rows, (size_t)at);
    json_t *row = row_of(board, item, was);
    if (json_equal(row, was))
      json_decref(row);
    else
      tell_row(&tellings[i], (size_t)at, row, json_object_get(note, "opening"));
  }
  casefile_free(cycle);
  casefile_free(item);
}

static void telling_clear(struct telling *telling) {
  casefile_free(telling->cycle);
  json_decref(telling->rows);
  json_decref(telling->returns);
}

bool relay_run(struct board *board, struct err *err) {
  json_t *notes = board->reports, *note;
  const char *hex;
  board->reports = NULL;
  size_t max = json_object_size(notes), count = 0;
  struct telling *tellings = max ? mem_new(max * sizeof *tellings) : NULL;
  json_object_foreach(notes, hex, note) gather(board, hex, note, tellings, &count, max);
  bool ok = true;
  for (size_t i = 0; i < count; i++) {
    ok = ok && (json_array_size(tellings[i].returns) == 0 || tell(board, &tellings[i], err));
    telling_clear(&tellings[i]);
  }
  mem_free(tellings);
  json_decref(notes);
  return ok;
}

// ---- knowing what was opened

// The step sets the field, so whatever waits for it there follows at once.
bool relay_keep(struct board *board, const json_t *row, const char *ref, struct err *err) {
  struct casefile *opener = casefile_open(board, json_text(row, "case"), err);
  if (!opener) return false;
  const char *field = json_text(row, "into");
  const json_t *before = json_object_get(opener->fields, field);
  json_t *kept = json_is_array(before) ? json_copy((json_t *)before) : json_array();
  json_array_append_new(kept, json_string(ref));
  struct turn turn;
  turn_init(&turn, board, opener, ENTRY_EVENT, board_now(board), json_pack("{s:s, s:{s:s}}", "name", "Opened", "data", "item", ref));
  struct step_event event = {.event = turn.event, .timer_state = -1, .parties = field, .rows = kept};
  turn_step(&turn, &(struct turn_plan){.event = event});
  bool ok = turn.result.outcome == STEP_TAKEN
                ? turn_record(&turn, err) && turn_append(&turn, err)
                : err_set(err, ERR_REFUSED, "%s", turn.result.reason.data ? turn.result.reason.data : "its reference could not be kept.");
  turn_clear(&turn);
  json_decref(kept);
  casefile_free(opener);
  return ok;
}

// ---- telling a return

// What the cycle says is the engine's to take, never what a person may ask for (R1).
static bool is_engines(void *user, const json_t *transition) {
  (void)user;
  json_t *roles = rights_roles(transition);
  bool nobodys = json_array_size(roles) == 0;
  json_decref(roles);
  return nobodys;
}

static json_t *told_event(const json_t *row) {
  json_t *event = json_pack("{s:O, s:O, s:s, s:b}", "name", json_object_get(row, "event"), "data", json_object_get(row, "fields"), "via",
                            "cycle", "relayed", 1);
  json_put_text(event, "actor", json_text(row, "actor"));
  return event;
}

// Whoever was left out or asked again must not go on as before in silence; any other news a workflow may pass over. A return that is closed
// holds nobody who could be left out, but who is asked again has to get it back, or the cycle waits for ever.
static bool must_be_heard(const struct casefile *item, const char *event) {
  bool left_out = strcmp(event, "cycle.removed") == 0 || strcmp(event, "cycle.exempt") == 0;
  return (left_out && !item->closed) || strcmp(event, "cycle.reopened") == 0;
}

static bool passed_over(const struct casefile *item, const char *event, char **note, struct err *err) {
  if (must_be_heard(item, event))
    return err_set(err, ERR_REFUSED, "nothing in %s waits for \"%s\" while it stands where it does.", item->ref, event);
  *note = mem_text("a return did not need to be told"); // which one is for those who may see it (R1)
  return true;
}

// Who is asked again by another date gets it in the same step.
static void put_due(const struct turn *turn, struct step_event *event) {
  const json_t *due = json_object_get(json_object_get(turn->event, "data"), "due");
  if (strcmp(json_text(turn->event, "name"), "cycle.reopened") != 0 || !json_is_string(due)) return;
  event->given = new_due_field(turn->item->chart);
  event->value = due;
}

static bool deliver(struct turn *turn, const char *event, char **note, struct err *err) {
  struct turn_plan plan = {.event = {.event = turn->event, .timer_state = -1}, .may = is_engines};
  put_due(turn, &plan.event);
  turn_step(turn, &plan);
  if (turn->result.outcome == STEP_IGNORED) return passed_over(turn->item, event, note, err);
  if (turn->result.outcome != STEP_TAKEN)
    return err_set(err, ERR_REFUSED, "%s", turn->result.reason.data ? turn->result.reason.data : "its step failed.");
  if (!turn_record(turn, err) || !turn_append(turn, err)) return false;
  *note = mem_text("told a return");
  return true;
}

bool relay_deliver(struct board *board, const json_t *row, char **note, struct err *err) {
  bool wrote = false;
  struct casefile *item = casefile_open(board, json_text(row, "item"), err);
  bool ok = item && due_run_case(board, &item, &wrote, err);
  if (ok) {
    struct turn turn;
    turn_init(&turn, board, item, ENTRY_EVENT, board_now(board), told_event(row));
    ok = deliver(&turn, json_text(row, "event"), note, err);
    turn_clear(&turn);
  }
  casefile_free(item);
  return ok;
}
