// The one door: finding the operation, the clock, the transaction. See op.h.
#include "op/op.h"

#include "base/utf8.h"
#include "op/access.h"
#include "op/internal.h"
#include "op/meant.h"
#include "op/wording.h"
#include "run/aftermath.h"
#include "run/foresight.h"
#include "run/hold.h"
#include "run/key.h"
#include "run/opener.h"
#include "run/ready.h"
#include "run/sight_list.h"
#include "run/zone_data.h"

#include <assert.h>
#include <string.h>

static const struct op *const tables[] = {
    ops_case,         ops_evidence, ops_bundle,  ops_import, ops_timers,  ops_journal, ops_workflow,  ops_directory, ops_board,
    ops_calendar,     ops_simulate, ops_clock,   ops_backup, ops_setting, ops_erase,   ops_redaction, ops_handover,  ops_people,
    ops_people_check, ops_register, ops_meeting, ops_rights, ops_share,   ops_access,  ops_outbox,    ops_report,    ops_migrate};

const struct op *op_each(size_t index) {
  for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
    for (const struct op *op = tables[t]; op->name; op++)
      if (index-- == 0) return op;
  return NULL;
}

const struct op *op_find(const char *name) {
  const struct op *op;
  for (size_t i = 0; (op = op_each(i)); i++)
    if (strcmp(op->name, name) == 0) return op;
  return NULL;
}

// Mended once more: an err that was filled by hand must not leave a caller without an answer.
json_t *op_failure(const struct err *err) {
  struct err said = *err;
  utf8_mend(said.text);
  return json_pack("{s:{s:s, s:s}}", "error", "code", err_word(said.code), "text", said.text);
}

// The clock comes last: whoever may not ask does not move it either.
static bool check(const struct op *op, const struct op_call *call, struct err *err) {
  struct board *board = call->board;
  const char *name = ask_maybe(call, "op"), *now = ask_maybe(call, "now");
  if (!op) return err_set(err, ERR_INVALID, "There is no operation called \"%s\".", name ? name : "");
  if (!ask_types(call->request, err)) return false;
  if (op->who != OP_ANYBODY && !board) return err_set(err, ERR_MISUSE, "\"%s\" needs a board.", name);
  if ((op->writes || op->named) && !ask_maybe(call, "as"))
    return err_set(err, ERR_NOT_ALLOWED, "Say who does this with --as PERSON: every change is kept with a name.");
  return ask_limits(call->request, err) && as_at_allowed(op, call->request, err) && ask_allowed(op, call, err) &&
         (!now || !board || board_clock_set(board, now, err));
}

// No transaction waits on anything but the database (DESIGN idea 2): files are read and written before it begins.
static bool run_in_transaction(const struct op *op, struct op_call *call, struct err *err) {
  struct store *store = call->board->store;
  if (op->prepare && !op->prepare(call, err)) return false;
  if (!store_begin(store, err)) return false;
  bool ok = op->run(call, err), kept = ok || call->recorded;
  struct err failed;
  if (kept && !opener_run(call->board, &failed)) *err = failed, kept = false; // what it opens and tells commits with it (E5)
  if (ok && kept && op->after && !op->after(call, &failed)) *err = failed, kept = false;
  if (!kept) {
    store_rollback(store);
    return false;
  }
  if (store_commit(store, &failed)) return ok;
  if (ok) *err = failed; // a refusal that could not be kept stays the refusal that it was
  return false;
}

static const struct op *op_of(const json_t *request) {
  const char *name = json_is_object(request) ? json_text(request, "op") : NULL;
  return name ? op_find(name) : NULL;
}

// Whoever changes something while the clock is held is told: it is recorded by a time that is not the wall's.
static json_t *answer_take(const struct op *op, struct op_call *call) {
  if (!call->answer) call->answer = json_object();
  if (call->board && (op->writes || op->fires)) answer_held(call);
  return call->answer;
}

static bool run_read(const struct op *op, struct op_call *call, struct err *err) {
  bool ok = ask_maybe(call, "as_at") ? as_at_run(op, call, err) : op->run(call, err);
  return ok && access_note(call, err); // J3: before anybody gets the answer
}

// Its key was used for another request: it may have been this one, which was done by the right reference and is sent again.
static bool is_of_another(const json_t *request, const struct err *err) { return err->code == ERR_REFUSED && json_text(request, "key"); }

// *unfound: no item was found, or another than the key is of, and nothing was done or recorded.
static bool run_checked(struct board *board, const json_t *request, int file, json_t **answer, bool *unfound, struct err *err) {
  const struct op *op = op_of(request);
  struct op_call call = {.board = board, .request = request, .file = file};
  if (board) sight_list_forget(board);
  if ((board && !board_keep_up(board, err)) || !check(op, &call, err) || !wording_check(op, &call, err)) return false;
  bool ok = op->writes ? run_in_transaction(op, &call, err) : run_read(op, &call, err);
  assert(!ok || !board || !key_is_owed(board));
  if (board) json_decref(board->sure), board->sure = NULL, aftermath_end(board), key_forget(board);
  json_decref(call.prepared);
  *unfound = !ok && board && !call.recorded && (err->code == ERR_NOT_FOUND || is_of_another(request, err));
  if (ok)
    *answer = answer_take(op, &call);
  else
    json_decref(call.answer);
  return ok;
}

// A reference in other letters is looked for once nothing was found by it, and then the request is made again with the right one.
static bool run_meant(struct board *board, const json_t *request, int file, json_t **answer, struct err *err) {
  struct op_call call = {.board = board, .request = request, .file = -1};
  bool unfound = false;
  if (run_checked(board, request, file, answer, &unfound, err)) return true;
  return unfound && meant_put(&call, err) && run_checked(board, request, file, answer, &unfound, err);
}

// The clocks have been looked at.
static bool run_looked(struct board *board, const json_t *request, int file, json_t **answer, struct err *err) {
  if (!json_is_object(request)) return err_set(err, ERR_INVALID, "A request must be a JSON object such as {\"op\":\"case.list\"}.");
  bool stopped = board && board_time_stop(board), ok = run_meant(board, request, file, answer, err);
  if (stopped) board_time_run(board);
  return ok;
}

static bool changes(const json_t *request) {
  const struct op *op = op_of(request);
  return op && (op->writes || op->fires);
}

// What only reads, and is no look at content, leaves no trace, so it does not look at the clocks. Where nobody serves the board, a command
// is the first to meet other zone data: the deadlines that it moves are worked out again before anything is done by them (T7).
static bool look_first(struct board *board, const json_t *request, struct err *err) {
  bool moved = false;
  if (!board || (!changes(request) && !access_wanted(board, request))) return true;
  if (!hold_look(board, err)) return false;
  if (!changes(request)) return true; // a look that will be recorded
  return op_of(request)->finds_zone || (zone_data_keep_up(board, &moved, err) && (!moved || op_settle(board, err)));
}

bool op_run(struct board *board, const json_t *request, int file, json_t **answer, struct err *err) {
  return look_first(board, request, err) && run_looked(board, request, file, answer, err);
}

bool op_look(struct board *board, struct err *err) {
  bool moved;
  ready_expire(board);
  return hold_look(board, err) && zone_data_keep_up(board, &moved, err);
}
bool op_is_held(struct board *board) { return hold_is(board); }
char *op_news(struct board *board) { return hold_news_take(board); }

// `unseen`: why clocks and zone data could not be looked at, so that nothing may change; NULL: they were.
static json_t *run_one(struct board *board, const json_t *request, int file, const struct err *unseen) {
  struct err err;
  json_t *answer = NULL;
  if (unseen && (changes(request) || access_wanted(board, request))) return op_failure(unseen);
  hold_read(board); // one before it may have confirmed the clock and been undone
  return run_looked(board, request, file, &answer, &err) ? answer : op_failure(&err);
}

static bool any_file(const int *files, size_t count) {
  for (size_t i = 0; files && i < count; i++)
    if (files[i] >= 0) return true;
  return false;
}

static bool any_alone(json_t *const *requests, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const struct op *op = op_of(requests[i]);
    if (op && op->alone) return true;
  }
  return false;
}

// What makes or takes in files does not like to run twice.
static bool any_prepared(json_t *const *requests, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const struct op *op = op_of(requests[i]);
    if (op && op->prepare) return true;
  }
  return false;
}

// One that is undone after it wrote takes the others with it: then each runs by itself. That is rare, and savepoints cost as much as a
// quarter of an event.
static bool begin_shared(struct board *board, json_t *const *requests, size_t count) {
  struct err err;
  return any_prepared(requests, count) ? store_begin(board->store, &err) : store_begin_together(board->store, &err);
}

// What the requests will ask of Lua goes in one message. Each is looked at as if it were the next; where one changes what a later one sees,
// that one asks again. A request that would be refused is left to its turn to say so.
static void foresee_all(struct board *board, json_t *const *requests, size_t count) {
  struct err ignored;
  for (size_t i = 0; i < count; i++) {
    struct op_call call = {.board = board, .request = requests[i], .file = -1};
    const struct op *op = op_of(requests[i]);
    bool asked = op && op->foresee && !json_text(requests[i], "now") && check(op, &call, &ignored);
    if (asked) op->foresee(&call);
  }
  foresight_ask(board);
}

// E3: if all of it is rolled back, every request runs again by itself, so that one cannot take the others down.
void op_run_together(struct board *board, json_t *const *requests, const int *files, size_t count, json_t **answers) {
  struct err err;
  struct err why, *unseen = op_look(board, &why) ? NULL : &why;
  bool shared = count > 1 && !any_file(files, count) && !any_alone(requests, count) && begin_shared(board, requests, count);
  bool foreseen = shared && foresight_begin(board);
  if (foreseen) foresee_all(board, requests, count);
  for (size_t i = 0; i < count; i++) answers[i] = run_one(board, requests[i], files ? files[i] : -1, unseen);
  if (foreseen) foresight_end(board);
  if (!shared || store_commit(board->store, &err)) return;
  for (size_t i = 0; i < count; i++) {
    json_decref(answers[i]);
    answers[i] = run_one(board, requests[i], files ? files[i] : -1, unseen);
  }
}
