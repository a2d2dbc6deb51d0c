// Receipts of an item's deadlines. See receipts.h.
#include "run/receipts.h"

#include "base/mem.h"
#include "chart/procedure.h"
#include "run/activation.h"
#include "run/armed.h"
#include "run/calendars.h"
#include "run/deadline.h"
#include "run/due.h"
#include "run/firing.h"
#include "run/people.h"
#include "run/stops.h"
#include "run/sweep.h"
#include "run/view.h"
#include "time/receipt.h"

#include <string.h>

static const char UNDER_WAY[] = "a change of days off, of local time or of meetings is still being brought to every item";
static const char FAULT[] = "that is a fault, which the board's own check will put right";

// One row in the making.
struct making {
  struct question *question;
  const struct declared *declared;
  const json_t *was, *is; // the armed row, as it is and as it would be; NULL: none
  bool expected;          // there ought to be one, due as worked out
  bool failed;            // it cannot be worked out: `why` says so
  struct rule_result worked;
  char why[sizeof((struct err *)0)->text];
};

static int64_t now_of(const struct making *m) { return m->question->turn.now_ms; }
static int64_t unknown_of(const struct making *m) { return json_number(m->is, "since", now_of(m)); }

// A sentence becomes a part of one: its full stop is the reader's to put.
static void say_failed(struct making *m, const struct err *err) {
  size_t size = strlen(err->text);
  snprintf(m->why, sizeof m->why, "%.*s", (int)(size && err->text[size - 1] == '.' ? size - 1 : size), err->text);
}

static void begin(struct making *m, struct question *question, const struct declared *declared) {
  struct err err;
  *m = (struct making){.question = question, .declared = declared};
  m->was = declared_row(declared, question->armed);
  m->is = declared_row(declared, question->item->timers);
  m->failed = !armed_expect(&question->turn, declared->state, &declared->timer, unknown_of(m), &m->expected, &m->worked, &err);
  if (m->failed) say_failed(m, &err);
}

// ---- when, or why not

static void put_shown(json_t *object, const struct question *question, bool is_there, int64_t due_ms) {
  receipt_put_due(object, question->board->zone, &(struct rule_result){.due_ms = due_ms, .missing = !is_there});
}

static void put_overdue(const struct making *m, json_t *object, const json_t *timer) {
  if (timer && json_number(timer, "due", 0) <= now_of(m)) json_put_flag(object, "overdue", true);
}

static bool is_used(const struct making *m) { return armed_is_used(&m->question->turn, m->declared->state_id, &m->declared->timer); }

static void say_passed(struct making *m, int64_t due_ms) {
  char local[40];
  board_local(m->question->board, due_ms, local);
  snprintf(m->why, sizeof m->why, "its day had passed already when it was to be set: %s", local);
}

// A reminder that is used up though it never fired was too late when it was to be set.
static bool was_too_late(struct making *m, int64_t *due_ms) {
  const struct declared *declared = m->declared;
  const struct casefile *item = m->question->item;
  int64_t entered = activation_entered(item, declared->state_id, unknown_of(m));
  struct rule_result worked;
  struct err err;
  bool known = declared->timer.rung && deadline_is_before(item, declared->rule) &&
               deadline_work_out(m->question->board, item, declared->rule, item->fields, entered, &worked, &err) && !worked.missing;
  if (known) *due_ms = worked.due_ms;
  return known;
}

static bool say_used(struct making *m, struct err *err) {
  const struct declared *declared = m->declared;
  json_t *firings = firing_list(m->question->board, m->question->item, err);
  if (!firings) return false;
  char local[40] = "a day that was not kept"; // of an item that was brought here without its journal
  const json_t *firing = firing_find(firings, declared->timer.rung ? -1 : declared->activation, declared->timer.name);
  int64_t due_ms;
  if (firing) board_local(m->question->board, json_number(firing, "at", 0), local);
  if (!firing && was_too_late(m, &due_ms))
    say_passed(m, due_ms);
  else if (json_flag(firing, "skipped"))
    snprintf(m->why, sizeof m->why, "it was passed over on %s, since more was due by then", local);
  else
    snprintf(m->why, sizeof m->why, "it was used on %s", local);
  json_decref(firings);
  return true;
}

// Why there is no row. An item that was entered before activations were kept cannot say whether a timer without a row was used.
static bool say_why(struct making *m, struct err *err) {
  bool known = m->declared->timer.rung || activation_is_known(m->question->item, m->declared->state_id);
  if (m->failed) return true;
  if (is_used(m)) return say_used(m, err);
  if (m->worked.missing)
    snprintf(m->why, sizeof m->why, "%s", m->worked.why);
  else if (!m->expected)
    say_passed(m, m->worked.due_ms);
  else if (known)
    snprintf(m->why, sizeof m->why, "%s", sweep_blocks(m->question->board) ? UNDER_WAY : FAULT);
  else
    snprintf(m->why, sizeof m->why, "nobody can say whether it was used: its state was entered before that was kept");
  return true;
}

static bool put_due(struct making *m, json_t *row, struct err *err) {
  put_shown(row, m->question, m->is != NULL, json_number(m->is, "due", 0));
  json_put_flag(row, "provisional", m->is ? json_flag(m->is, "provisional") : m->worked.provisional);
  put_overdue(m, row, m->is);
  if (m->is) return true;
  if (!say_why(m, err)) return false;
  json_put_text(row, "missing", m->why);
  json_put_flag(row, "stopped", m->worked.stopped);
  return true;
}

// ---- what is armed, and what working out again gives

static void put_armed(const struct making *m, json_t *row) {
  char since[INSTANT_TEXT];
  if (!m->was) return;
  json_t *armed = json_object();
  put_shown(armed, m->question, true, json_number(m->was, "due", 0));
  put_overdue(m, armed, m->was);
  instant_write(json_number(m->was, "since", 0), since);
  json_put_text(armed, "since", since);
  json_put_text(armed, "calendar", json_text(m->was, "calendar"));
  json_put_text(armed, "zone", json_text(m->was, "zone"));
  json_object_set_new(row, "armed", armed);
}

// While a sweep lasts, what came due since it began may still move, so it is named first.
static const char *why_both(const struct making *m) {
  if (sweep_blocks(m->question->board)) return UNDER_WAY;
  return json_number(m->is, "due", INT64_MAX) <= now_of(m) ? "it was due already, and what is past never moves" : FAULT;
}

// A reminder that is overdue would not be set again, and stands all the same.
static bool is_equal(const struct making *m) {
  if (!m->is) return !m->expected;
  return !m->failed && !m->worked.missing && json_number(m->is, "due", 0) == m->worked.due_ms;
}

static void put_again(const struct making *m, json_t *row) {
  bool cannot_tell = !m->is && !m->declared->timer.rung && !activation_is_known(m->question->item, m->declared->state_id);
  if (is_equal(m) || cannot_tell) return;
  json_t *again = json_object();
  put_shown(again, m->question, m->expected, m->worked.due_ms);
  json_put_text(again, "why", why_both(m));
  if (m->failed || m->worked.missing) json_put_text(again, "missing", m->failed ? m->why : m->worked.why);
  json_object_set_new(row, "again", again);
}

// ---- a row

static void put_names(const struct making *m, json_t *row) {
  const struct declared *declared = m->declared;
  const struct casefile *item = m->question->item;
  const char *title = json_text(chart_state(item->chart, declared->state), "title");
  json_t *named = json_pack("{s:s, s:s}", "name", declared->timer.name, "state", declared->state_id);
  char *words = due_words(item, named), *rule = procedure_rule_named(item->chart, declared->rule);
  json_object_update(row, named);
  json_put_text(row, "state_title", title ? title : declared->state_id);
  json_put_text(row, "rule", declared->rule);
  json_put_text(row, "rule_words", rule);
  json_put_text(row, "then", words);
  json_object_set_new(row, "to", view_told_by(m->question->board, item, named));
  mem_free(rule);
  mem_free(words);
  json_decref(named);
}

static bool put_row(struct making *m, json_t *row, struct err *err) {
  put_names(m, row);
  if (!put_due(m, row, err)) return false;
  put_armed(m, row);
  put_again(m, row);
  return true;
}

// T4: the order in which they fire. RFC 3339 in UTC, so the order of text is that of time.
static bool comes_before(const json_t *a, const json_t *b) {
  const char *due_a = json_text(a, "due"), *due_b = json_text(b, "due");
  if (!due_a || !due_b) return due_a != NULL;
  int order = strcmp(due_a, due_b);
  if (order == 0) order = strcmp(json_text(a, "state"), json_text(b, "state"));
  if (order == 0) order = strcmp(json_text(a, "name"), json_text(b, "name"));
  return order < 0;
}

struct listing {
  struct question *question;
  json_t *rows;
  struct err *err;
};

static bool add_row(void *user, const struct declared *declared) {
  struct listing *listing = user;
  struct making m;
  json_t *row = json_object();
  size_t at = json_array_size(listing->rows);
  begin(&m, listing->question, declared);
  bool ok = put_row(&m, row, listing->err);
  while (at > 0 && comes_before(row, json_array_get(listing->rows, at - 1))) at--;
  json_array_insert_new(listing->rows, at, row);
  return ok;
}

json_t *receipts_list(struct question *question, struct err *err) {
  struct listing listing = {.question = question, .rows = json_array(), .err = err};
  if (declared_each(question->item, add_row, &listing)) return listing.rows;
  json_decref(listing.rows);
  return NULL;
}

// ---- a whole receipt

// T7: of what goes by a former calendar, why.
static void put_former(const struct question *question, const struct deadline_input *input, const struct rule_result *result,
                       json_t *receipt) {
  int64_t until_ms;
  char local[40];
  if (result->missing || !calendars_until(question->board, input->rule.calendar, &until_ms)) return;
  board_local(question->board, until_ms, local);
  char *text = result->due_ms <= until_ms
                   ? mem_format("It was past when the calendar was changed on %s, and stays as it was.", local)
                   : mem_format("By the calendar as it was changed on %s it would have been past at once, so it stays as it was.", local);
  json_put_text(receipt, "former", text);
  mem_free(text);
}

// T10: a cycle's next time comes after the last that was dealt with; anything else is worked out from its start.
static json_t *arithmetic(struct question *question, const char *text, int64_t entered_ms, struct activation_time last, struct err *err) {
  struct rule rule;
  struct deadline_input input;
  struct rule_result result;
  bool ok =
      rule_read(text, &rule, err) && deadline_input_fill(question->board, question->item, question->item->fields, entered_ms, &input, err);
  if (ok) input.rule.after_round = last.round > 0 ? last.round : 0;
  ok = ok && (last.ms == INT64_MIN ? deadline_count(question->board, question->item, &rule, &input, true, &result, err)
                                   : rule_next(&rule, &input.rule, last.ms, true, &result, err));
  json_t *receipt = ok ? receipt_new(&rule, &input.rule, &result) : NULL;
  if (ok) put_former(question, &input, &result, receipt);
  if (ok) json_decref(result.receipt);
  return receipt;
}

json_t *receipts_one(struct question *question, const struct declared *declared, struct err *err) {
  struct making m;
  begin(&m, question, declared);
  int64_t entered = activation_entered(question->item, declared->state_id, unknown_of(&m));
  struct activation_time last = {INT64_MIN, INT64_MIN};
  if (declared->timer.every) last = activation_last(question->item, declared->state_id, declared->timer.name);
  json_t *receipt = arithmetic(question, declared->rule, entered, last, err);
  if (!receipt) return NULL;
  json_object_del(receipt, "missing"); // the row says it
  json_object_del(receipt, "stopped");
  if (put_row(&m, receipt, err)) return receipt;
  json_decref(receipt);
  return NULL;
}

json_t *receipts_field(struct question *question, const char *field, struct err *err) {
  char *rule = mem_format("end of %s", field);
  json_t *receipt = arithmetic(question, rule, question->turn.now_ms, (struct activation_time){INT64_MIN, INT64_MIN}, err);
  if (receipt) {
    json_put_text(receipt, "name", field);
    json_put_text(receipt, "then", "nothing on that day itself where the item stands");
    json_object_set_new(receipt, "to", json_array());
  }
  mem_free(rule);
  return receipt;
}

const char RECEIPTS_TURN[] = "turn";

static json_t *turn_receipt(struct question *question, const json_t *state, struct err *err) {
  const struct casefile *item = question->item;
  const char *id = json_text(state, "id"), *role = json_text(state, "holder");
  int64_t entered = activation_entered(item, id, question->turn.now_ms);
  json_t *receipt = arithmetic(question, json_text(state, "due"), entered, (struct activation_time){INT64_MIN, INT64_MIN}, err);
  if (!receipt) return NULL;
  char *then = mem_format("late from then on: %s", people_role_title(item, role));
  json_put_text(receipt, "name", RECEIPTS_TURN);
  json_put_text(receipt, "state", id);
  json_object_set(receipt, "state_title", json_object_get(state, "title"));
  json_put_text(receipt, "then", then);
  json_object_set_new(receipt, "to", people_of_role(question->board, item, role, NULL));
  mem_free(then);
  return receipt;
}

json_t *receipts_turn(struct question *question, struct err *err) {
  const struct casefile *item = question->item;
  for (int i = 0; i < chart_state_count(item->chart); i++) {
    const json_t *state = chart_state(item->chart, i);
    if (config_is_active(item->config, i) && json_text(state, "due")) return turn_receipt(question, state, err);
  }
  err_set(err, ERR_NOT_FOUND, "Nobody is to be done with %s by a date where it stands; `waymark case show` says whose turn it is.",
          item->ref);
  return NULL;
}

json_t *receipts_stops(struct question *question, struct err *err) {
  struct stop stops[STOPS_MAX];
  size_t count;
  if (!stops_read(question->board, question->item, stops, &count, err)) return NULL;
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++) json_array_append_new(list, stop_json(&stops[i], question->board->zone));
  return list;
}
