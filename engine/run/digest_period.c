// When digests are due. See digest_period.h.
#include "run/digest_period.h"

#include "base/mem.h"
#include "run/hold.h"
#include "run/quiet.h"
#include "run/subject.h"

#include <string.h>

// After so long a message of its own is old news: a board that was away, or that begins to mail, sends one digest and not sixty mails.
enum { STALE_MS = 3 * 24 * 60 * 60 * 1000, MEETING_DAYS = 5 };

static const char KEY[] = "digest";
static const char META_DAY[] = "digest_day"; // of the last round: a cache, since what was made is in the outbox
static const char *const words[] = {"each", "daily", "weekly", "before meetings"};

bool digest_mode_read(const char *word, enum digest_mode *mode) {
  for (int i = 0; word && i <= DIGEST_MEETINGS; i++) {
    if (strcmp(words[i], word) != 0) continue;
    *mode = (enum digest_mode)i;
    return true;
  }
  return false;
}

const char *digest_mode_word(enum digest_mode mode) { return words[mode]; }

enum digest_mode digest_mode_of(struct board *board, const char *person) {
  enum digest_mode mode, often = DIGEST_MEETINGS;
  bool found = false;
  size_t i;
  json_t *post;
  if (digest_mode_read(json_text(board_document(board, "person", person), KEY), &mode)) return mode;
  json_array_foreach(board_documents(board, "post"), i, post) {
    const char *holder = json_text(post, "holder");
    if (!holder || strcmp(holder, person) != 0 || !digest_mode_read(json_text(post, KEY), &mode)) continue;
    found = true;
    if (mode < often) often = mode;
  }
  return found ? often : DIGEST_DAILY;
}

static bool is_of_group(struct board *board, const json_t *group, const char *person) {
  char *key = mem_format("group:%s", json_text(group, "id"));
  bool is = subject_is_acted_by(board, key, person);
  mem_free(key);
  return is;
}

// How many working days before a meeting its people hear of what waits.
static int days_before(struct board *board) {
  json_t *setting = setting_find(board->store, "digest_meeting_days");
  int days = json_is_integer(setting) ? (int)json_integer_value(setting) : MEETING_DAYS;
  json_decref(setting);
  return days;
}

static bool next_meeting(const json_t *group, struct date today, struct date *next) {
  struct err none;
  struct date date;
  bool found = false;
  size_t i;
  json_t *text;
  json_array_foreach(json_object_get(group, "meetings"), i, text) {
    if (!json_is_string(text) || !date_read(json_string_value(text), &date, &none) || date_days(date) < date_days(today)) continue;
    if (!found || date_days(date) < date_days(*next)) *next = date;
    found = true;
  }
  return found;
}

// The period that began last. *any: a meeting is known, so that there is no need to fall back on weeks.
static struct digest_period of_meetings(struct board *board, const char *person, struct date today, bool *any) {
  struct digest_period period = {0};
  struct date meeting;
  int days = days_before(board);
  size_t i;
  json_t *group;
  json_array_foreach(board_documents(board, "group"), i, group) {
    if (!is_of_group(board, group, person) || !next_meeting(group, today, &meeting)) continue;
    struct date from = calendar_add_working(board->calendar, meeting, -days);
    *any = true;
    if (date_days(from) > date_days(today) || (period.began && date_days(from) <= date_days(period.from))) continue;
    period = (struct digest_period){.began = true, .from = from, .group = json_text(group, "name"), .meeting = meeting};
  }
  return period;
}

struct digest_period digest_period_at(struct board *board, const char *person, struct date today) {
  enum digest_mode mode = digest_mode_of(board, person);
  bool any = false;
  if (mode == DIGEST_MEETINGS) {
    struct digest_period period = of_meetings(board, person, today, &any);
    if (any) return period;
  }
  bool weekly = mode == DIGEST_WEEKLY || mode == DIGEST_MEETINGS;
  return (struct digest_period){.began = true, .from = weekly ? date_add_days(today, 1 - date_weekday(today)) : today};
}

bool digest_last_day(struct board *board, const char *person, struct date *day) {
  struct err none;
  char *prefix = mem_format("%s/%s", KEY, person);
  json_t *last = outbox_last_under(board->store, prefix);
  const char *key = json_text(last, "key");
  bool found = key && date_read(key + strlen(prefix) + 1, day, &none);
  json_decref(last);
  mem_free(prefix);
  return found;
}

bool digest_is_one(const json_t *row) {
  const char *key = json_text(row, "key");
  return strncmp(key, "digest/", strlen("digest/")) == 0 || strncmp(key, "urgent/", strlen("urgent/")) == 0;
}

bool digest_round_was(struct board *board, int64_t now_ms) {
  char today[DATE_TEXT];
  board_today(board, now_ms, today);
  json_t *day = board_meta(board, META_DAY);
  bool was = json_is_string(day) && strcmp(json_string_value(day), today) == 0;
  json_decref(day);
  return was;
}

bool digest_round_done(struct board *board, struct date today, struct err *err) {
  char text[DATE_TEXT];
  date_write(today, text);
  json_t *day = json_string(text);
  bool ok = board_meta_put(board, META_DAY, day, err);
  json_decref(day);
  return ok;
}

// Will this person's digest be made on this day still?
static bool is_due_today(struct board *board, const char *person, int64_t now_ms) {
  struct date today = zone_date(board->zone, now_ms), leaves = zone_date(board->zone, quiet_end(board, now_ms)), last;
  if (hold_is(board) || date_days(leaves) != date_days(today) || digest_round_was(board, now_ms)) return false;
  struct digest_period period = digest_period_at(board, person, today);
  return period.began && !(digest_last_day(board, person, &last) && date_days(last) >= date_days(period.from));
}

bool digest_is_old(const json_t *row, int64_t now_ms) { return now_ms - json_number(row, "made", now_ms) > STALE_MS; }

bool digest_takes(struct board *board, const json_t *row, int64_t now_ms) {
  const char *person = json_text(row, "to");
  if (!person || json_text(row, "workflow") || digest_is_one(row) || json_object_get(row, "told")) return false;
  if (json_flag(row, "urgent")) return digest_is_old(row, now_ms) && is_due_today(board, person, now_ms);
  return digest_is_old(row, now_ms) || digest_mode_of(board, person) != DIGEST_EACH;
}
