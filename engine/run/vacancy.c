// Posts that stand empty. See vacancy.h.
//
// A vacancy is known by the first subject that its role comes to on the item (subject.h), such as a post of an agency: filled, it is
// forgotten, and told again when it falls empty another time.
#include "run/vacancy.h"

#include "base/buf.h"
#include "base/join.h"
#include "base/mem.h"
#include "run/casefile.h"
#include "run/message.h"
#include "run/reach.h"
#include "run/subject.h"

#include <string.h>

enum {
  BATCH = 50, // timers a transaction
  DAYS = 10,  // ahead, where the setting says nothing
  REFS_MAX = 5
};
// {"day": DATE that was looked at last,"told": {KEY: true}}; while that is under way also "after": the last timer, and "found":
// {KEY: {"title","due","refs","count"}}.
static const char META[] = "vacancy";

bool vacancy_is_due(struct board *board) {
  json_t *state = board_meta(board, META);
  struct date date = zone_date(board->zone, board_now(board));
  char today[DATE_TEXT];
  date_write(date, today);
  const char *day = json_text(state, "day");
  bool under_way = json_object_get(state, "found") != NULL;
  bool due = under_way || ((!day || strcmp(day, today) != 0) && board->calendar && calendar_is_working(board->calendar, date));
  json_decref(state);
  return due;
}

static int64_t until(struct board *board) {
  json_t *setting = setting_find(board->store, "vacancy_warning");
  int days = json_is_integer(setting) ? (int)json_integer_value(setting) : DAYS;
  json_decref(setting);
  return zone_day_end(board->zone, calendar_add_working(board->calendar, zone_date(board->zone, board_now(board)), days));
}

// ---- finding

// Of a field that names nobody there is no subject: then it is this item's. Caller frees.
static char *key_of(const struct casefile *item, const char *role) {
  json_t *keys = json_array();
  subject_add_role(item, role, keys);
  const char *first = json_string_value(json_array_get(keys, 0));
  char *key = first ? mem_text(first) : mem_format("nobody %s %s", item->ref, role);
  json_decref(keys);
  return key;
}

static void add(const struct casefile *item, const json_t *vacant, json_t *found) {
  char *key = key_of(item, json_text(vacant, "role"));
  json_t *one = json_object_get(found, key);
  if (!one) {
    one = json_pack("{s:O, s:O, s:[], s:I}", "title", json_object_get(vacant, "title"), "due", json_object_get(vacant, "due"), "refs",
                    "count", (json_int_t)0);
    json_object_set_new_nocheck(found, key, one);
  }
  json_t *refs = json_object_get(one, "refs");
  mem_free(key);
  if (json_array_has(refs, item->ref)) return;
  json_put_number(one, "count", json_number(one, "count", 0) + 1);
  if (json_array_size(refs) < REFS_MAX) json_array_add(refs, item->ref);
}

// Once an item: with the first of its timers. One that cannot be read is found by whoever runs its timers.
static void look_at(struct board *board, const json_t *timer, int64_t until_ms, json_t *found) {
  struct err unread;
  struct casefile *item = casefile_open(board, json_text(timer, "case"), &unread);
  const json_t *first = item ? json_array_get(item->timers, 0) : NULL;
  bool is_first = first && json_equal(json_object_get(first, "name"), json_object_get(timer, "name")) &&
                  json_equal(json_object_get(first, "state"), json_object_get(timer, "state"));
  json_t *vacant = is_first ? reach_vacant(board, item, until_ms) : NULL, *one;
  size_t i;
  json_array_foreach(vacant, i, one) add(item, one, found);
  json_decref(vacant);
  casefile_free(item);
}

// ---- telling

static void say(struct board *board, const json_t *one, struct buf *body) {
  const json_t *refs = json_object_get(one, "refs");
  int64_t more = json_number(one, "count", 0) - (int64_t)json_array_size(refs);
  char day[40];
  date_write_long(zone_date(board->zone, json_number(one, "due", 0)), day);
  buf_format(body, "\n%s, to be told on %s of ", json_text(one, "title"), day);
  join_some(body, refs, SIZE_MAX);
  if (more > 0) buf_format(body, " and %lld more", (long long)more);
  buf_char(body, '.');
}

// Those that were told and still stand empty stay told.
static json_t *told_now(struct board *board, const json_t *told, const json_t *found) {
  json_t *now = json_object(), *value;
  const char *key;
  json_object_foreach((json_t *)told, key,
                      value) if (json_object_get(found, key) || (strncmp(key, "nobody ", 7) != 0 && !subject_is_held(board, key)))
      json_put_flag(now, key, true);
  json_object_foreach((json_t *)found, key, value) json_put_flag(now, key, true);
  return now;
}

static bool tell(struct board *board, const struct buf *news, int count, struct err *err) {
  struct entry entry;
  int64_t now = board_now(board);
  char *subject = mem_format("%d %s: nobody is there to be told", count, count == 1 ? "vacancy" : "vacancies");
  char *body =
      mem_format("Reminders are due soon, and nobody is there to get them:%s\nFill the post or name a deputy; until then you are told "
                 "in their place.",
                 news->data);
  entry_init(&entry, ENTRY_ALARM, now, now);
  entry_part(&entry, "event", json_pack("{s:s, s:{s:i}}", "name", "Nobody is there to be told", "data", "count", count));
  if (!message_alarm(board, &entry, subject, body)) entry_part_text(&entry, "note", "Nobody of the office is there to be told.");
  bool ok = board_append(board, &entry, err);
  mem_free(body);
  mem_free(subject);
  return ok;
}

static bool end(struct board *board, json_t *state, struct err *err) {
  const json_t *told = json_object_get(state, "told"), *found = json_object_get(state, "found");
  struct buf news;
  int count = 0;
  const char *key;
  json_t *one;
  buf_init(&news);
  json_object_foreach((json_t *)found, key, one) if (!json_object_get(told, key)) {
    say(board, one, &news);
    count++;
  }
  bool ok = count == 0 || tell(board, &news, count, err);
  json_object_set_new(state, "told", told_now(board, told, found));
  json_object_del(state, "found");
  json_object_del(state, "after");
  buf_clear(&news);
  return ok;
}

// ---- a batch

static json_t *state_of(struct board *board) {
  json_t *state = board_meta(board, META);
  char today[DATE_TEXT];
  if (!state) state = json_pack("{s:{}}", "told");
  if (json_object_get(state, "found")) return state;
  board_today(board, board_now(board), today);
  json_put_text(state, "day", today);
  json_object_set_new(state, "found", json_object());
  return state;
}

static json_t *next_timer(struct board *board, const json_t *state, int64_t until_ms) {
  const json_t *after = json_object_get(state, "after");
  return after ? timer_due_after(board->store, after, until_ms) : timer_first_due(board->store, until_ms);
}

bool vacancy_step(struct board *board, struct err *err) {
  json_t *state = state_of(board), *timer = NULL;
  int64_t until_ms = until(board);
  int count = 0;
  for (; count < BATCH && (timer = next_timer(board, state, until_ms)); count++) {
    look_at(board, timer, until_ms, json_object_get(state, "found"));
    json_object_set_new(state, "after", timer);
  }
  bool ok = (count == BATCH || end(board, state, err)) && board_meta_put(board, META, state, err);
  json_decref(state);
  return ok;
}
