// The receipts of an item's deadlines in a bundle (T9): those that stand where the item stands, each with all that its date was worked
// out from, and those that ended before, as they were armed. Every date is the record's own; none is counted from the day on which the
// bundle is made.
#include "base/mem.h"
#include "op/bundle_making.h"
#include "run/declared.h"
#include "run/history.h"
#include "run/question.h"
#include "run/receipts.h"
#include "store/store.h"
#include "time/receipt.h"

#include <string.h>

// ---- where it stands

struct now {
  struct making *making;
  struct question *question;
  json_t *rows;
  struct err *err;
};

// A date that hangs on what is withheld is withheld with it.
static bool is_withheld(const struct now *now, const struct declared *declared, struct err *why) {
  const struct redaction *redaction = now->making->redaction;
  const char *reason = redaction ? redaction_rule_why(redaction, now->question->item->hex, declared->rule) : NULL;
  if (reason) err_set(why, ERR_REFUSED, "withheld: %s", reason);
  return reason != NULL;
}

static bool add_now(void *user, const struct declared *declared) {
  struct now *now = user;
  struct err why;
  json_t *receipt = is_withheld(now, declared, &why) ? NULL : receipts_one(now->question, declared, &why);
  if (!receipt) // a field without its date, say: the deadline is told with the reason that it has none
    receipt = json_pack("{s:s, s:s, s:s, s:s}", "name", declared->timer.name, "state", declared->state_id, "rule", declared->rule,
                        "missing", why.text);
  json_array_append_new(now->rows, receipt);
  return true;
}

static json_t *receipts_now(struct making *making, struct casefile *item, json_t **stops) {
  struct question question;
  question_begin(&question, making->past, item);
  struct now now = {.making = making, .question = &question, .rows = json_array(), .err = making->err};
  declared_each(question.item, add_now, &now);
  *stops = receipts_stops(&question, making->err);
  question_end(&question);
  return now.rows;
}

// ---- what ended before

struct before {
  struct board *board;
  json_t *armed, *ended; // [part] still running; [row]
};

static bool is_same(const json_t *a, const json_t *b) {
  return json_equal(json_object_get(a, "state"), json_object_get(b, "state")) &&
         json_equal(json_object_get(a, "activation"), json_object_get(b, "activation")) &&
         json_equal(json_object_get(a, "name"), json_object_get(b, "name"));
}

static void put_instant(struct board *board, json_t *row, const char *name, const json_t *part) {
  const json_t *ms = json_object_get(part, name);
  board_put_instant(board, row, name, json_is_integer(ms), json_is_integer(ms) ? json_integer_value(ms) : 0);
}

static void end_timer(struct before *before, const json_t *armed, const json_t *drop, const json_t *entry) {
  json_t *row = json_object();
  static const char *const members[] = {"name", "state", "rule", "zone", "calendar"};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
    if (json_object_get(armed, members[i])) json_object_set(row, members[i], json_object_get(armed, members[i]));
  put_instant(before->board, row, "since", armed);
  put_instant(before->board, row, "due", armed);
  json_object_set(row, "ended", json_object_get(drop, "why"));
  json_object_set(row, "entry", json_object_get(entry, "case_sequence"));
  json_array_append_new(before->ended, row);
}

static void look_at_timer(struct before *before, const json_t *part, const json_t *entry) {
  const char *op = json_text(part, "op");
  for (size_t i = json_array_size(before->armed); i-- > 0;) {
    const json_t *armed = json_array_get(before->armed, i);
    if (!is_same(armed, part)) continue;
    if (op && strcmp(op, "drop") == 0) end_timer(before, armed, part, entry);
    json_array_remove(before->armed, i);
  }
  if (op && strcmp(op, "arm") == 0) json_array_append(before->armed, (json_t *)part);
}

static bool look_at_entry(void *user, json_t *entry) {
  static const char TIMER[] = "timer/";
  size_t i;
  json_t *part;
  json_array_foreach(json_object_get(entry, "payload"), i, part) {
    const char *name = json_text(part, "name"); // a timer is shown or not: nothing stands instead of one
    if (name && strncmp(name, TIMER, sizeof TIMER - 1) == 0) look_at_timer(user, json_object_get(part, "value"), entry);
  }
  return true;
}

json_t *bundle_receipts(struct making *making, struct casefile *item) {
  struct before before = {.board = making->past, .armed = json_array(), .ended = json_array()};
  json_t *stops = NULL, *now = receipts_now(making, item, &stops);
  bool ok = stops && journal_each(making->past->store, &item->id, look_at_entry, &before, making->err);
  json_decref(before.armed);
  if (ok) return json_pack("{s:o, s:o, s:o}", "now", now, "past", before.ended, "stops", stops);
  json_decref(now);
  json_decref(before.ended);
  json_decref(stops);
  return NULL;
}

// ---- as text

static void add_now_text(struct buf *out, const json_t *receipt) {
  const char *title = json_text(receipt, "state_title"), *then = json_text(receipt, "then");
  char *text = receipt_text(receipt);
  buf_format(out, "%s%s%s\n", json_text(receipt, "name"), title ? ", of " : "", title ? title : "");
  if (then) buf_format(out, "Then: %s.\n", then);
  buf_format(out, "%s\n", text);
  mem_free(text);
}

static void add_past_text(struct buf *out, const json_t *row) {
  const char *due = json_text(row, "due_local"), *since = json_text(row, "since_local"), *ended = json_text(row, "ended"),
             *rule = json_text(row, "rule");
  buf_format(out, "%s: %s, counted from %s, was due %s; %s in entry %lld.\n", json_text(row, "name"), rule ? rule : "no rule",
             since ? since : "a moment that was not kept", due ? due : "no day", ended ? ended : "ended",
             (long long)json_number(row, "entry", 0));
}

char *bundle_receipts_text(const struct casefile *item, const json_t *receipts) {
  const json_t *now = json_object_get(receipts, "now"), *past = json_object_get(receipts, "past");
  struct buf out;
  size_t i;
  json_t *row;
  buf_init(&out);
  buf_format(&out, "%s: how its deadlines were worked out\n\n", item->ref);
  if (json_array_size(now) == 0) buf_text(&out, "Where it stood it had no deadline.\n\n");
  json_array_foreach(now, i, row) add_now_text(&out, row);
  if (json_array_size(past) > 0) buf_text(&out, "Deadlines that ended before:\n\n");
  json_array_foreach(past, i, row) add_past_text(&out, row);
  return buf_take(&out);
}
