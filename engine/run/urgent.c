// Urgent messages of a person, in one. See urgent.h. As a digest it is an entry of its own, with all that it covers.
#include "run/urgent.h"

#include "base/mem.h"
#include "run/addressee.h"
#include "run/digest_period.h"

#include <string.h>

enum {
  PAST_MS = 15 * 60 * 1000, // a server that runs is never that late
  ROWS_MAX = 500            // how many ready rows are looked at: some milliseconds; what lies beyond goes in the next one
};

bool urgent_is_past(struct board *board, const json_t *row) {
  struct entry entry;
  struct err ignored;
  int64_t sequence = json_number(row, "sequence", -1);
  return sequence >= 0 && journal_find(board->store, sequence, &entry, &ignored) && entry.recorded_ms - entry.logical_ms > PAST_MS;
}

// What is days old is past too: mail that begins to leave does not begin with sixty.
static bool is_past_news(struct board *board, const json_t *row, int64_t now) {
  return !digest_takes(board, row, now) && json_number(row, "from", 0) <= now && (digest_is_old(row, now) || urgent_is_past(board, row));
}

static bool is_one_of(struct board *board, const json_t *row, const char *person, int64_t now) {
  const char *to = json_text(row, "to");
  return to && strcmp(to, person) == 0 && json_flag(row, "urgent") && !json_text(row, "workflow") && !json_object_get(row, "told") &&
         !digest_is_one(row) && is_past_news(board, row, now) && addressee_sees(board, row);
}

static json_t *all_of(struct board *board, const json_t *first) {
  json_t *all = json_array(), *row;
  size_t i;
  json_t *rows = outbox_ready_after(board->store, json_number(first, "sequence", 0), json_text(first, "key"), ROWS_MAX);
  json_array_append(all, (json_t *)first);
  json_array_foreach(rows, i, row) if (is_one_of(board, row, json_text(first, "to"), board_now(board))) json_array_append(all, row);
  json_decref(rows);
  return all;
}

static void say_row(struct board *board, const struct mailing *mailing, const json_t *row, struct buf *body) {
  const char *hex = json_text(row, "case"), *subject = json_text(row, "subject");
  struct err none;
  json_t *item = hex && hex[strspn(hex, "0")] ? case_find(board->store, hex, &none) : NULL;
  buf_format(body, "\n- %s", subject ? subject : "Waymark");
  if (item) mailing_link(mailing, json_text(item, "ref"), "  ", body);
  json_decref(item);
}

static json_t *message_of(struct board *board, const struct mailing *mailing, const json_t *rows, const char *key) {
  struct buf body;
  size_t i;
  json_t *row;
  buf_init(&body);
  buf_text(&body, "These were to be told before, while nothing could be told:\n");
  json_array_foreach(rows, i, row) say_row(board, mailing, row, &body);
  char *subject = mem_format("%zu urgent messages", json_array_size(rows));
  json_t *message = json_pack("{s:s, s:O, s:s, s:s, s:s, s:b, s:s}", "key", key, "to", json_object_get(json_array_get(rows, 0), "to"),
                              "role", "Urgent messages", "subject", subject, "body", body.data, "urgent", 1, "about", "urgent");
  mem_free(subject);
  buf_clear(&body);
  return message;
}

static bool record(struct board *board, const struct mailing *mailing, const json_t *rows, struct err *err) {
  struct entry entry;
  int64_t now = board_now(board);
  const char *person = json_text(json_array_get(rows, 0), "to");
  char *key = mem_format("urgent/%s/%lld", person, (long long)journal_count(board->store));
  json_t *covers = json_array(), *row;
  size_t i;
  json_array_foreach(rows, i, row) json_array_add(covers, json_text(row, "key"));
  entry_init(&entry, ENTRY_DIGEST, now, now);
  entry_part(&entry, "message/1", message_of(board, mailing, rows, key));
  entry_part(&entry, "digest", json_pack("{s:s, s:s, s:I, s:o}", "key", key, "person", person, "at", (json_int_t)now, "covers", covers));
  mem_free(key);
  return board_append(board, &entry, err);
}

bool urgent_gather(struct board *board, const struct mailing *mailing, const json_t *row, bool *gathered, struct err *err) {
  *gathered = false;
  if (!is_one_of(board, row, json_text(row, "to"), board_now(board))) return true;
  json_t *rows = all_of(board, row);
  bool several = json_array_size(rows) > 1, ok = !several || record(board, mailing, rows, err);
  *gathered = ok && several;
  json_decref(rows);
  return ok;
}
