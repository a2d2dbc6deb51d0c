// Asking ahead. See foresight.h.
//
// NOTED -> ASKED [foresight_ask]; an ASKED question is answered, or was left by worker_call_many and is asked by itself when it is needed.
#include "run/foresight.h"

#include "base/mem.h"
#include "run/approval.h"

#include <string.h>

struct question {
  const struct definition *definition;
  struct worker_ask ask; // its item is this question's own
  bool asked;
};

struct foresight {
  struct question *items;
  size_t count;
  bool together;
  bool stopped; // the board's time, by this
};

// One blind step.
struct blind {
  struct turn *turn;
  enum truth assumed; // of every condition in Lua
  int asked;
  bool guards; // a condition was among them
};

static struct question *find(const struct foresight *foresight, const struct turn *turn, const char *fn, const json_t *item) {
  for (size_t i = 0; foresight && i < foresight->count; i++) {
    struct question *question = &foresight->items[i];
    if (question->definition == turn->item->definition && strcmp(question->ask.fn, fn) == 0 && json_equal(question->ask.item, item))
      return question;
  }
  return NULL;
}

// Items that are equal are one, so that worker_call_many sends them once. Takes over item.
static json_t *shared_item(const struct foresight *foresight, json_t *item) {
  if (!foresight->count) return item;
  json_t *last = (json_t *)foresight->items[foresight->count - 1].ask.item;
  if (!json_equal(last, item)) return item;
  json_decref(item);
  return json_incref(last);
}

// False: the blind step has asked enough.
static bool note(struct blind *blind, const json_t *spec, const struct step_view *view) {
  struct foresight *foresight = blind->turn->board->foresight;
  const char *fn = json_text(spec, "fn");
  if (!fn || ++blind->asked > FORESIGHT_MAX) return false;
  json_t *item = turn_item(blind->turn, view);
  json_object_set_new(item, "fields", json_copy(json_object_get(item, "fields"))); // the step goes on to change them in place
  if (find(foresight, blind->turn, fn, item)) {
    json_decref(item);
    return true;
  }
  foresight->items = mem_grow(foresight->items, foresight->count + 1, sizeof *foresight->items);
  foresight->items[foresight->count] =
      (struct question){.definition = blind->turn->item->definition, .ask = {.fn = fn, .item = shared_item(foresight, item)}};
  foresight->count++;
  return true;
}

static enum truth guard_blind(void *user, const json_t *guard, const struct step_view *view, struct buf *reason) {
  struct blind *blind = user;
  const char *op = json_text(guard, "op");
  if (!op || strcmp(op, "when") != 0) return turn_judge(blind->turn, guard, view, reason);
  blind->guards = true;
  return note(blind, guard, view) ? blind->assumed : TRUTH_UNKNOWN;
}

static json_t *run_blind(void *user, const json_t *action, const struct step_view *view, struct err *err) {
  if (note(user, action, view)) return json_object();
  err_set(err, ERR_LIMIT, "enough was asked ahead");
  return NULL;
}

static json_t *gather_blind(void *user, const json_t *query, const struct step_view *view, struct err *err) {
  (void)view;
  const struct blind *blind = user;
  return turn_gather(blind->turn, query, err);
}

static const char *follows_blind(void *user, const struct step_view *view) {
  struct blind *blind = user;
  return approval_follows(blind->turn, view);
}

static json_t *value_blind(void *user, const char *from, const char *name, const struct step_view *view, struct err *err) {
  struct blind *blind = user;
  return turn_value(blind->turn, from, name, view, err);
}

static void step_blind(struct blind *blind) {
  struct step_result result;
  struct step_host host = {
      .user = blind, .guard = guard_blind, .run = run_blind, .gather = gather_blind, .follows = follows_blind, .value = value_blind};
  turn_plan_run(blind->turn, &host, &result);
  step_result_clear(&result);
}

void foresight_add(struct turn *turn) {
  struct board *board = turn->board;
  struct blind blind = {.turn = turn, .assumed = TRUTH_TRUE};
  if (!board->foresight) board->foresight = mem_new(sizeof *board->foresight);
  step_blind(&blind);
  if (!blind.guards) return;
  blind = (struct blind){.turn = turn, .assumed = TRUTH_FALSE};
  step_blind(&blind);
}

// Those of one definition that were not asked yet go together.
static void ask_of(struct board *board, const struct definition *definition) {
  struct foresight *foresight = board->foresight;
  struct worker_ask *asks = mem_grow(NULL, foresight->count, sizeof *asks);
  size_t count = 0, taken = 0;
  for (size_t i = 0; i < foresight->count; i++)
    if (!foresight->items[i].asked && foresight->items[i].definition == definition) asks[count++] = foresight->items[i].ask;
  worker_call_many(board->worker, definition->document, asks, count);
  for (size_t i = 0; i < foresight->count; i++) {
    struct question *question = &foresight->items[i];
    if (question->asked || question->definition != definition) continue;
    question->ask = asks[taken++];
    question->asked = true;
  }
  mem_free(asks);
}

void foresight_ask(struct board *board) {
  struct foresight *foresight = board->foresight;
  for (size_t i = 0; foresight && i < foresight->count; i++)
    if (!foresight->items[i].asked) ask_of(board, foresight->items[i].definition);
}

static json_t *answer_of(const struct question *question, struct err *err) {
  if (!question->ask.value) *err = question->ask.err;
  return json_incref(question->ask.value);
}

json_t *foresight_call(struct turn *turn, const char *fn, const json_t *item, struct err *err) {
  struct board *board = turn->board;
  const struct question *question = find(board->foresight, turn, fn, item);
  if (!question && turn->plan.event.event && !turn->plan.foreseen) {
    turn->plan.foreseen = true;
    foresight_add(turn);
    foresight_ask(board);
    question = find(board->foresight, turn, fn, item);
  }
  if (question && question->ask.answered) return answer_of(question, err);
  struct worker_ask ask = {.fn = fn, .item = item};
  worker_call_many(board->worker, turn->item->definition->document, &ask, 1);
  if (!ask.value) *err = ask.err;
  return ask.value;
}

bool foresight_begin(struct board *board) {
  bool any = false;
  for (size_t i = 0; i < board->definition_count; i++) any |= board->definitions[i]->asks_lua;
  if (!any) return false;
  board->foresight = mem_new(sizeof *board->foresight);
  board->foresight->together = true;
  board->foresight->stopped = board_time_stop(board);
  return true;
}

void foresight_end(struct board *board) {
  struct foresight *foresight = board->foresight;
  if (foresight && foresight->stopped) board_time_run(board);
  board->foresight = NULL;
  for (size_t i = 0; foresight && i < foresight->count; i++) {
    json_decref((json_t *)foresight->items[i].ask.item);
    json_decref(foresight->items[i].ask.value);
  }
  if (foresight) mem_free(foresight->items);
  mem_free(foresight);
}

void foresight_drop(struct board *board) {
  if (board->foresight && !board->foresight->together) foresight_end(board);
}
