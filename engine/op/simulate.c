// A whole board in simulated time: forked in memory, its own definitions and timers run by a clock that jumps from one due instant to the
// next, with what people would do read from a script. What would be told and opened is captured in the story; nothing of it is kept (DESIGN
// ideas 3, 4).
#include "base/mem.h"
#include "op/internal.h"
#include "op/seen.h"
#include "run/catchup.h"
#include "run/opener.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/terms.h"
#include "run/zone_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOLD_MAX = 200 }; // people that one line of a story names
enum {
  STEPS_SHOWN_MAX = 20000,  // of a story; the rest is counted
  FIRINGS_MAX = 200000,     // a board that does more by itself is a loop
  SCRIPT_MAX = 10000,       // events of a script
  SPAN_MAX_DAYS = 30 * 366, // what a story may span
  SERVED_SECONDS_MAX = 10   // a server answers nobody else meanwhile; tens of thousands of timers
};

struct simulation {
  struct op_call *call;
  struct board *fork;
  const char *person;
  json_t *steps;
  int64_t end_ms;                // steady time at which patience ends; 0: nobody else waits
  int64_t firings, seen, hidden; // what happened by itself, what of it is theirs to see, and what there was no room for
};

static bool is_real(struct simulation *simulation, const char *ref) {
  struct err err;
  json_t *row = case_find(simulation->call->board->store, ref, &err);
  json_decref(row);
  return row != NULL;
}

// R1: the story tells what happens to the items that its reader may see; the others live in it all the same. What a script does to rights
// opens nothing: an item of the real board is shown to whoever may see it there.
static bool is_seen(struct simulation *simulation, const char *ref) {
  if (!ref || !seen_item(simulation->fork, ref, simulation->person)) return false;
  return !is_real(simulation, ref) || seen_item(simulation->call->board, ref, simulation->person);
}

enum sees { SEES_NOTHING, SEES_A_PART, SEES_ALL };

static enum sees sees(struct board *board, const char *ref, const char *person) {
  struct err err;
  struct casefile *item = rights_open(board, ref, person, &err);
  enum sees seen = !item ? SEES_NOTHING : rights_see_all(board, item, person) ? SEES_ALL : SEES_A_PART;
  casefile_free(item);
  return seen;
}

// What its reader sees of an item in the story, as far as they see as much of it on the real board; of one that begins in the story there
// is no more than the story. *hidden: they see less of it there, so that not even a refusal may be told.
static enum sees sees_of(struct simulation *simulation, const char *ref, bool *hidden) {
  enum sees here = sees(simulation->fork, ref, simulation->person);
  *hidden = is_real(simulation, ref) && sees(simulation->call->board, ref, simulation->person) < here;
  return *hidden ? SEES_NOTHING : here;
}

static void put_step(struct simulation *simulation, json_t *step) {
  if (json_array_size(simulation->steps) < STEPS_SHOWN_MAX)
    json_array_append(simulation->steps, step);
  else
    simulation->hidden++;
}

static void add_steps(struct simulation *simulation, const json_t *fired) {
  json_t *step;
  size_t i;
  json_array_foreach(fired, i, step) {
    simulation->firings++;
    json_object_del(step, "late_ms"); // nothing is late in a story
    if (!is_seen(simulation, json_text(step, "ref"))) continue;
    simulation->seen++;
    put_step(simulation, step);
  }
}

// A story that leaves out what an item cannot do would be a wrong one.
static bool is_whole(const struct catchup *done, struct err *err) {
  const char *text = json_text(json_array_get(done->passed_over, 0), "text");
  return !text || err_set(err, ERR_CORRUPT, "%s", text);
}

static bool has_time(struct simulation *simulation, struct err *err) {
  char local[40];
  if (!simulation->end_ms || board_steady_ms(simulation->call->board) < simulation->end_ms) return true;
  board_local(simulation->fork, board_now(simulation->fork), local);
  return err_set(
      err, ERR_LIMIT,
      "The simulation had come to %s after %d seconds, as long as a server may keep others waiting; simulate until an earlier day, "
      "or end the server and simulate without it.",
      local, SERVED_SECONDS_MAX);
}

static bool fire_due(struct simulation *simulation, struct err *err) {
  bool more = true, ok = true;
  while (ok && more) {
    struct catchup done;
    ok = catchup_run(simulation->fork, CATCHUP_ALONE, &done, err) && is_whole(&done, err) && opener_run(simulation->fork, err) &&
         has_time(simulation, err);
    more = done.more;
    add_steps(simulation, done.fired);
    catchup_clear(&done);
  }
  return ok && (simulation->firings < FIRINGS_MAX ||
                err_set(err, ERR_LIMIT, "More than %d things would happen by themselves: a workflow goes round. Simulate a shorter time.",
                        FIRINGS_MAX));
}

// A simulation begins with what the real board would do first: other zone data moves its deadlines.
static bool begin(struct simulation *simulation, struct err *err) {
  struct board *board = simulation->call->board;
  bool moved;
  if (board->is_served) simulation->end_ms = board_steady_ms(board) + SERVED_SECONDS_MAX * 1000;
  return zone_data_keep_up(simulation->fork, &moved, err);
}

// The clock goes to each due instant in turn, as a server's that never sleeps.
static bool advance(struct simulation *simulation, int64_t until_ms, struct err *err) {
  struct board *fork = simulation->fork;
  int64_t due_ms;
  bool ok = op_settle(fork, err) && has_time(simulation, err); // what a script's line moved, or a sweep that the board had not done with
  while (ok && board_next_due(fork, &due_ms) && due_ms <= until_ms) {
    if (due_ms > fork->manual_ms) fork->manual_ms = due_ms;
    ok = fire_due(simulation, err);
  }
  if (until_ms > fork->manual_ms) fork->manual_ms = until_ms;
  return ok;
}

static bool has_told(const json_t *told, const json_t *message) {
  size_t i;
  json_t *one;
  json_array_foreach(told, i, one) {
    const char *role = json_text(one, "role"), *other = json_text(message, "role");
    if (strcmp(json_text(one, "to"), json_text(message, "to")) == 0 && role && other && strcmp(role, other) == 0) return true;
  }
  return false;
}

// What an answer says of other items, but for what is not theirs to see on the real board: of an item that was opened its name, to whoever
// sees anything of it, of messages all of them. A new reference.
static json_t *shown_rows(struct simulation *simulation, const json_t *rows, enum sees least) {
  json_t *shown = json_array(), *row;
  size_t i;
  bool hidden;
  json_array_foreach(rows, i, row) {
    const char *ref = json_text(row, "ref");
    if (!ref || sees_of(simulation, ref, &hidden) >= least) json_array_append(shown, row);
  }
  return shown;
}

// The same person, told by several items in one role, is one in a story.
static json_t *told_once(json_t *rows) {
  json_t *told = json_array(), *row;
  size_t i;
  json_array_foreach(rows, i, row) if (!has_told(told, row)) json_array_append(told, row);
  json_decref(rows);
  return told;
}

// Whom a line told, by what it began and opened too: whatever stands in the outbox since. That is the office's to know, who sees all of it;
// who else asks is told what the event itself answers. A new reference.
static json_t *told_since(struct simulation *simulation, int64_t entries, const json_t *answer) {
  json_t *told = told_once(shown_rows(simulation, json_object_get(answer, "told"), SEES_ALL)), *rows, *row;
  size_t i;
  if (!people_in_office(simulation->call->board, simulation->person)) return told;
  rows = outbox_ready_after(simulation->fork->store, entries, "", TOLD_MAX);
  json_array_foreach(rows, i, row) {
    char name[200];
    if (!json_text(row, "to") || has_told(told, row)) continue;
    people_name(simulation->fork, json_text(row, "to"), name, sizeof name);
    json_array_append_new(told,
                          json_pack("{s:O, s:s, s:s?}", "to", json_object_get(row, "to"), "name", name, "role", json_text(row, "role")));
  }
  json_decref(rows);
  return told;
}

static void add_event(struct simulation *simulation, const json_t *request, const json_t *answer, const struct err *failed) {
  char at[INSTANT_TEXT], local[40], by[200];
  const char *ref = json_text(answer, "ref"), *event = json_text(request, "event"), *name = json_text(request, "op");
  instant_write(board_now(simulation->fork), at);
  board_local(simulation->fork, board_now(simulation->fork), local);
  if (!ref) ref = json_text(request, "case");
  json_t *step = json_pack("{s:s, s:s, s:s?, s:s, s:O?, s:O?, s:O?, s:O?, s:O*}", "at", at, "local", local, "ref", ref, "what",
                           event ? event : name, "by", json_object_get(request, "as"), "state", json_object_get(answer, "state"),
                           "state_titles", json_object_get(answer, "state_titles"), "told", json_object_get(answer, "told"), "opened",
                           json_object_get(answer, "opened"));
  people_name(simulation->fork, json_text(request, "as"), by, sizeof by);
  json_put_text(step, "by_name", by);
  if (failed) json_put_text(step, "refused", failed->text);
  bool hidden = false, seen = !ref || sees_of(simulation, ref, &hidden) != SEES_NOTHING;
  if (seen || (failed && !hidden)) put_step(simulation, step);
  json_decref(step);
}

// A line is played by whoever it names. Only the office may play what others do: else a refusal would tell what only they may know.
static bool may_play(struct simulation *simulation, const json_t *request, struct err *err) {
  const char *as = json_text(request, "as");
  if (json_object_get(request, "now")) return err_set(err, ERR_INVALID, "The clock of a simulation is moved by \"at\", not by \"now\".");
  if (!as || strcmp(as, simulation->person) == 0 || people_in_office(simulation->call->board, simulation->person)) return true;
  char *office = terms_office(simulation->call->board->terms);
  err_set(err, ERR_NOT_ALLOWED, "Only the %s's office can simulate what others do; leave out \"as\" to act yourself.", office);
  mem_free(office);
  return false;
}

// A value that stands where nobody looks would be missing without a word.
static bool says_what_is_known(const json_t *request, const char *op, struct err *err) {
  static const char *const known[] = {"op",   "as",      "case", "event",    "data", "decided_by", "key",
                                      "seen", "version", "sure", "workflow", "ref",  "title",      NULL};
  const char *name;
  json_t *value;
  if (strcmp(op, "case.send") != 0 && strcmp(op, "case.start") != 0) return true;
  json_object_foreach((json_t *)request, name, value) {
    const char *const *one = known;
    while (*one && strcmp(*one, name) != 0) one++;
    if (!*one) return err_set(err, ERR_INVALID, "\"%s\" says nothing to %s; the values that are given stand in \"data\".", name, op);
  }
  return true;
}

static bool play_event(struct simulation *simulation, json_t *request, struct err *err) {
  const char *name = json_text(request, "op");
  const struct op *op = name ? op_find(name) : NULL;
  if (op && !says_what_is_known(request, name, err)) return false;
  if (!may_play(simulation, request, err)) return false;
  if (!json_text(request, "as")) json_put_text(request, "as", simulation->person);
  if (op && op->prepare && !op->imagined)
    return err_set(err, ERR_REFUSED, "A simulation touches no files, so its script cannot ask for \"%s\".", name);
  if (!op || !op->writes)
    return err_set(err, ERR_INVALID, "A script's lines change something, and time passes by itself; \"%s\" cannot be one.",
                   name ? name : "");
  json_t *answer = NULL;
  struct err failed;
  int64_t entries = journal_count(simulation->fork->store);
  bool ok = op_run(simulation->fork, request, -1, &answer, &failed);
  if (ok) json_object_set_new(answer, "told", told_since(simulation, entries, answer));
  if (ok && json_array_size(json_object_get(answer, "opened")))
    json_object_set_new(answer, "opened", shown_rows(simulation, json_object_get(answer, "opened"), SEES_A_PART));
  add_event(simulation, request, answer, ok ? NULL : &failed);
  json_decref(answer);
  return true;
}

// "2026-02-09" is that morning, "2026-02-09 14:30" a moment of the board's own clocks.
static bool local_moment(const struct board *board, const char *text, int64_t *ms) {
  char day[DATE_TEXT];
  struct date date;
  struct err no_date;
  int hour = 9, minute = 0, used = 0;
  size_t size = strcspn(text, " ");
  if (size >= sizeof day) return false;
  memcpy(day, text, size);
  day[size] = '\0';
  if (text[size] && (sscanf(text + size, " %2d:%2d%n", &hour, &minute, &used) != 2 || text[size + (size_t)used])) return false;
  if (!date_read(day, &date, &no_date) || hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
  *ms = zone_instant(board->zone, date, (hour * 60 + minute) * INT64_C(60000));
  return true;
}

static bool moment_of(const struct board *board, const json_t *line, size_t number, int64_t *ms, struct err *err) {
  const char *at = json_text(line, "at");
  if (at && (local_moment(board, at, ms) || instant_read(at, ms, err))) return true;
  return at ? err_prefix(err, "Line %zu of the script: ", number)
            : err_set(err, ERR_INVALID, "Line %zu of the script needs \"at\", the moment at which it happens.", number);
}

static bool play_line(struct simulation *simulation, const json_t *line, size_t number, int64_t until_ms, struct err *err) {
  int64_t at_ms;
  if (!moment_of(simulation->fork, line, number, &at_ms, err)) return false;
  if (at_ms < board_now(simulation->fork) || at_ms > until_ms)
    return err_set(err, ERR_INVALID, "Line %zu of the script lies before the line above it, or outside the time that is simulated.",
                   number);
  json_t *request = json_copy((json_t *)line);
  json_object_del(request, "at");
  bool ok =
      advance(simulation, at_ms, err) && (play_event(simulation, request, err) || err_prefix(err, "Line %zu of the script: ", number));
  json_decref(request);
  return ok;
}

static bool play(struct simulation *simulation, const json_t *script, int64_t until_ms, struct err *err) {
  const json_t *line;
  size_t i;
  json_array_foreach(script, i, line) if (!play_line(simulation, line, i + 1, until_ms, err)) return false;
  return advance(simulation, until_ms, err);
}

// A date is simulated to its end.
static bool read_until(struct op_call *call, int64_t *until_ms, struct err *err) {
  const char *text = ask_text(call, "until", err);
  int64_t now = board_now(call->board);
  struct date date;
  struct err no_date;
  if (!text) return false;
  if (date_read(text, &date, &no_date))
    *until_ms = zone_day_end(call->board->zone, date);
  else if (!instant_read(text, until_ms, err))
    return err_prefix(err, "\"until\": ");
  if (*until_ms < now) return err_set(err, ERR_INVALID, "\"%s\" is over already; simulate until a later day.", text);
  if (*until_ms - now > INT64_C(86400000) * SPAN_MAX_DAYS)
    return err_set(err, ERR_LIMIT, "\"%s\" is more than thirty years from now; simulate a shorter time.", text);
  return true;
}

static void put_in_part(struct op_call *call) {
  char *office = terms_office(call->board->terms);
  json_put_flag(call->answer, "in_part", true);
  json_put_text(call->answer, "office", office);
  mem_free(office);
}

static bool simulate(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err);
  const json_t *script = json_object_get(call->request, "script");
  int64_t until_ms;
  char from[INSTANT_TEXT], until[INSTANT_TEXT];
  if (!person || !read_until(call, &until_ms, err)) return false;
  if (json_array_size(script) > SCRIPT_MAX) return err_set(err, ERR_LIMIT, "A script may have at most %d lines.", SCRIPT_MAX);
  struct simulation simulation = {.call = call, .fork = board_fork(call->board, err), .person = person, .steps = json_array()};
  bool ok = simulation.fork && begin(&simulation, err) && play(&simulation, script, until_ms, err);
  instant_write(board_now(call->board), from);
  instant_write(until_ms, until);
  if (ok)
    call->answer = json_pack("{s:s, s:s, s:O, s:I, s:I}", "from", from, "until", until, "steps", simulation.steps, "fired",
                             (json_int_t)simulation.seen, "hidden", (json_int_t)simulation.hidden);
  if (ok && !people_in_office(call->board, person)) put_in_part(call);
  board_close(simulation.fork);
  json_decref(simulation.steps);
  return ok;
}

const struct op ops_simulate[] = {
    {.name = "board.simulate", .who = OP_PERSON, .run = simulate},
    {0},
};
