// Clock surprises and the hold. See hold.h.
//
// 1. A reading becomes the last one only when what it showed is committed: a full disk hides no surprise.
// 2. Held, the believed time is was + (steady - steady then), never less than was. After a restart of the machine the steady clock begins
//    anew, so the believed time is behind the true one, never ahead of it: nothing is released too early.
#include "run/hold.h"

#include "base/buf.h"
#include "base/mem.h"
#include "run/clock.h"
#include "run/message.h"
#include "run/people.h"

#include <string.h>

static const char META_HOLD[] = "clock_hold", META_LAST[] = "clock_last";
enum { MINUTE_MS = 60 * 1000, DAY_MS = 24 * 60 * MINUTE_MS };

struct hold {
  bool has_last;
  struct clock_reading last;
  bool is_on;
  int64_t was_ms, is_ms; // what the clock should have said at the leap, and said, with whatever it was set by since
  int64_t steady_ms;     // then
  int64_t limit_ms;      // further ahead than this of the believed time is still a leap
  char *news;
};

struct hold *hold_new(void) {
  return mem_new(sizeof(struct hold));
}

void hold_free(struct hold *hold) {
  if (hold) mem_free(hold->news);
  mem_free(hold);
}

static int64_t setting_ms(struct board *board, const char *name, int64_t missing, int64_t unit_ms) {
  json_t *value = setting_find(board->store, name);
  int64_t number = json_is_integer(value) ? json_integer_value(value) : missing;
  json_decref(value);
  return number * unit_ms;
}

void hold_read(struct board *board) {
  struct hold *hold = board->hold;
  json_t *kept = board->manual ? NULL : board_meta(board, META_HOLD);
  if (hold->is_on != json_is_object(kept)) board_time_run(board);
  hold->is_on = json_is_object(kept);
  hold->was_ms = json_number(kept, "was", 0);
  hold->is_ms = json_number(kept, "is", 0);
  hold->steady_ms = json_number(kept, "steady", 0);
  hold->limit_ms = json_number(kept, "limit", 0);
  json_decref(kept);
}

bool hold_is(const struct board *board) { return !board->manual && board->hold->is_on; }

static int64_t believed_ms(const struct hold *hold, int64_t steady_ms) {
  int64_t passed_ms = steady_ms - hold->steady_ms;
  return hold->was_ms + (passed_ms > 0 ? passed_ms : 0);
}

int64_t hold_now(const struct board *board) {
  const struct env *env = &board->env;
  return board->hold->is_on ? believed_ms(board->hold, env->steady_ms(env->user)) : env->now_ms(env->user);
}

// ---- in words

static void put_count(struct buf *out, int64_t count, const char *unit) {
  if (count) buf_format(out, "%s%lld %s%s", out->size ? " " : "", (long long)count, unit, count == 1 ? "" : "s");
}

// "2 days 3 hours"; smaller parts only where there is no larger one. Caller frees.
static char *span_text(int64_t ms) {
  struct buf out;
  int64_t seconds = (ms < 0 ? -ms : ms) / 1000;
  buf_init(&out);
  put_count(&out, seconds / 86400, "day");
  put_count(&out, seconds / 3600 % 24, "hour");
  if (seconds < 86400) put_count(&out, seconds / 60 % 60, "minute");
  if (seconds < 3600) put_count(&out, seconds % 60, "second");
  return buf_take(&out);
}

char *hold_text(const struct board *board) {
  if (!hold_is(board)) return NULL;
  const struct hold *hold = board->hold;
  char was[40], is[40], *by = span_text(hold->is_ms - hold->was_ms);
  board_local((struct board *)board, hold->was_ms, was);
  board_local((struct board *)board, hold->is_ms, is);
  char *text =
      mem_format("The clock is held: it leapt ahead by %s, from %s to %s, and the machine cannot say that it is right, so no timer "
                 "fires, and what is done is kept by the time before and what went by since. Set the clock right, or say that it is right "
                 "with `waymark clock confirm --as PERSON`.",
                 by, was, is);
  mem_free(by);
  return text;
}

// Takes over `text`. Several wait for one another.
static void add_news(struct hold *hold, char *text) {
  if (!hold->news) {
    hold->news = text;
    return;
  }
  char *both = mem_format("%s %s", hold->news, text);
  mem_free(hold->news);
  mem_free(text);
  hold->news = both;
}

char *hold_news_take(struct board *board) {
  char *news = board->hold->news;
  board->hold->news = NULL;
  return news;
}

static const char *then_text(enum clock_change change) {
  if (change == CLOCK_STEPPED_BACK) return "nothing that was done is undone, and what has not fallen due waits for its time";
  if (change == CLOCK_LEAPT) return "the machine says that it is right, so what is due by it is done";
  return "what is due by it is done";
}

// `then`: what follows from it. Caller frees.
static char *surprise_text(struct board *board, const struct clock_surprise *odd, const char *then) {
  char is[40], *by = span_text(odd->by_ms);
  board_local(board, odd->is_ms, is);
  char *text = mem_format("The machine's clock went %s by %s, to %s: %s.", odd->by_ms < 0 ? "back" : "ahead", by, is, then);
  mem_free(by);
  return text;
}

// ---- entries

// What an entry says: `odd` with its word, whether the system vouched for the clock, and why a hold ended.
static json_t *note_of(const char *what, const struct clock_surprise *odd, bool is_synchronised, const char *why) {
  char was[INSTANT_TEXT], is[INSTANT_TEXT];
  instant_write(odd->was_ms, was);
  instant_write(odd->is_ms, is);
  json_t *note = json_pack("{s:s, s:s, s:s, s:I, s:b}", "what", what, "was", was, "is", is, "by_ms", (json_int_t)odd->by_ms, "synchronised",
                           is_synchronised);
  json_put_text(note, "why", why);
  return note;
}

static void name_actor(struct board *board, struct entry *entry, const char *actor) {
  if (!actor) return;
  people_key(board, actor, &entry->actor_id);
  entry_part(entry, "event", json_pack("{s:s, s:{}, s:s}", "name", "clock confirmed", "data", "actor", actor));
}

// Takes over `note`. `alarm`: what the office is told besides; NULL for nothing.
static bool record(struct board *board, json_t *note, const char *actor, const char *alarm, struct err *err) {
  struct entry entry;
  int64_t now_ms = board_now(board);
  char at[INSTANT_TEXT];
  json_t *last = json_copy(note);
  instant_write(now_ms, at);
  json_put_text(last, "at", at);
  entry_init(&entry, ENTRY_CLOCK, now_ms, now_ms);
  entry_part(&entry, "note", note);
  name_actor(board, &entry, actor);
  if (alarm) message_board(board, &entry, "The board's clock is held: no timer fires", alarm);
  bool ok = board_append(board, &entry, err) && board_meta_put(board, META_LAST, last, err);
  json_decref(last);
  return ok;
}

// ---- beginning and ending

// Caller's transaction; from here on the board's time is the believed one.
static bool keep(struct board *board, const struct hold *held, struct err *err) {
  json_t *kept = json_pack("{s:I, s:I, s:I, s:I}", "was", (json_int_t)held->was_ms, "is", (json_int_t)held->is_ms, "steady",
                           (json_int_t)held->steady_ms, "limit", (json_int_t)held->limit_ms);
  bool ok = board_meta_put(board, META_HOLD, kept, err);
  json_decref(kept);
  if (ok) hold_read(board);
  return ok;
}

static bool begin(struct board *board, const struct clock_surprise *odd, const struct clock_reading *now, int64_t limit_ms,
                  struct err *err) {
  struct hold held = {.was_ms = odd->was_ms, .is_ms = odd->is_ms, .steady_ms = now->steady_ms, .limit_ms = limit_ms};
  if (!keep(board, &held, err)) return false;
  char *text = hold_text(board);
  bool ok = record(board, note_of("held", odd, now->is_synchronised, NULL), NULL, text, err);
  if (ok)
    add_news(board->hold, text);
  else
    mem_free(text);
  return ok;
}

static bool end(struct board *board, const struct clock_reading *now, const char *why, const char *actor, struct err *err) {
  struct hold *hold = board->hold;
  int64_t was_ms = believed_ms(hold, now->steady_ms);
  struct clock_surprise odd = {.was_ms = was_ms, .is_ms = now->wall_ms, .by_ms = now->wall_ms - was_ms};
  if (!board_meta_put(board, META_HOLD, json_null(), err)) return false;
  hold_read(board);
  if (!record(board, note_of("released", &odd, now->is_synchronised, why), actor, NULL, err)) return false;
  add_news(hold, mem_format("The clock is no longer held, since %s: what is due is done.", why));
  return true;
}

// Why the hold ends by itself; NULL while it does not.
static const char *vouched(const struct hold *hold, const struct clock_reading *now) {
  if (!hold->is_on) return NULL;
  if (now->is_synchronised) return "the machine says that its clock is right";
  return now->wall_ms <= believed_ms(hold, now->steady_ms) + hold->limit_ms ? "it came back" : NULL;
}

// ---- looking

// Every command that starts after a step back finds the clock before the last entry, until it has caught up: only the first says so.
static bool is_known(struct board *board, const struct clock_surprise *odd) {
  struct err err;
  int64_t was_ms = 0, is_ms = 0;
  json_t *last = board_meta(board, META_LAST);
  const char *what = json_text(last, "what"), *was = json_text(last, "was"), *is = json_text(last, "is");
  bool known = what && strcmp(what, clock_words(CLOCK_STEPPED_BACK)) == 0 && was && is && instant_read(was, &was_ms, &err) &&
               instant_read(is, &is_ms, &err) && odd->was_ms <= was_ms && odd->is_ms >= is_ms;
  json_decref(last);
  return known;
}

// The first look of a process: all that is known of the time before is the last entry.
static struct clock_surprise first_look(struct board *board, struct clock_reading *now, int64_t gap_ms) {
  int64_t recorded_ms = journal_last_recorded(board->store);
  struct clock_surprise odd = clock_compare_start(recorded_ms, now, gap_ms);
  clock_vouch(&board->env, now);
  bool back = odd.change == CLOCK_STEPPED_BACK && !is_known(board, &odd);
  bool leapt = odd.change == CLOCK_LEAPT && recorded_ms && !now->is_synchronised && !board->hold->is_on;
  if (!back && !leapt) odd.change = CLOCK_RUNS;
  return odd;
}

// It was set while it is held, and nobody vouches for it now either. All that it is ahead by counts as of the leap, so that what is held
// says how far.
static bool go_on(struct board *board, const struct clock_surprise *odd, const struct clock_reading *now, struct err *err) {
  struct hold held = *board->hold;
  const char *what = odd->by_ms < 0 ? clock_words(CLOCK_STEPPED_BACK) : "still held";
  held.is_ms = held.was_ms + (now->wall_ms - believed_ms(&held, now->steady_ms));
  bool ok = keep(board, &held, err) && record(board, note_of(what, odd, now->is_synchronised, NULL), NULL, NULL, err);
  if (ok) add_news(board->hold, surprise_text(board, odd, "nothing vouches for it, so it stays held and no timer fires"));
  return ok;
}

static bool tell(struct board *board, const struct clock_surprise *odd, const struct clock_reading *now, struct err *err) {
  if (!record(board, note_of(clock_words(odd->change), odd, now->is_synchronised, NULL), NULL, NULL, err)) return false;
  add_news(board->hold, surprise_text(board, odd, then_text(odd->change)));
  return true;
}

static bool act(struct board *board, const struct clock_surprise *odd, const struct clock_reading *now, int64_t limit_ms, struct err *err) {
  const char *why = vouched(board->hold, now);
  bool ok = true;
  if (odd->change != CLOCK_RUNS && board->hold->is_on && !why)
    ok = go_on(board, odd, now, err);
  else if (odd->change == CLOCK_LEAPT && !board->hold->is_on && !now->is_synchronised)
    ok = begin(board, odd, now, limit_ms, err);
  else if (odd->change != CLOCK_RUNS)
    ok = tell(board, odd, now, err);
  return ok && (!why || end(board, now, why, NULL, err));
}

static bool act_in_transaction(struct board *board, const struct clock_surprise *odd, const struct clock_reading *now, int64_t limit_ms,
                               struct err *err) {
  if (!store_begin(board->store, err)) return false;
  if (act(board, odd, now, limit_ms, err)) return store_commit(board->store, err);
  store_rollback(board->store);
  hold_read(board);
  mem_free(hold_news_take(board)); // it will be found again
  return false;
}

bool hold_look(struct board *board, struct err *err) {
  if (board->manual) return true;
  struct hold *hold = board->hold;
  hold_read(board);
  struct clock_reading now = clock_read(&board->env);
  int64_t limit_ms = hold->has_last ? setting_ms(board, "clock_leap", CLOCK_LEAP_MINUTES, MINUTE_MS)
                                    : setting_ms(board, "clock_gap", CLOCK_GAP_DAYS, DAY_MS);
  struct clock_surprise odd = hold->has_last ? clock_compare(&hold->last, &now, limit_ms) : first_look(board, &now, limit_ms);
  if (odd.change != CLOCK_RUNS || hold->is_on) clock_vouch(&board->env, &now);
  bool quiet = odd.change == CLOCK_RUNS && !vouched(hold, &now);
  if (!quiet && !act_in_transaction(board, &odd, &now, limit_ms, err)) return false;
  hold->last = now;
  hold->has_last = true;
  return true;
}

bool hold_confirm(struct board *board, const char *actor, struct err *err) {
  hold_read(board);
  if (board->manual)
    return err_set(err, ERR_REFUSED, "This board's clock is set by hand and is never held, so there is nothing to confirm.");
  if (!board->hold->is_on)
    return err_set(err, ERR_REFUSED, "The board's clock is not held, so there is nothing to confirm; `waymark clock show` shows it.");
  struct clock_reading now = clock_read(&board->env);
  clock_vouch(&board->env, &now);
  return end(board, &now, "somebody of the office said that it is right", actor, err);
}

json_t *hold_last(struct board *board) { return board->manual ? NULL : board_meta(board, META_LAST); }
