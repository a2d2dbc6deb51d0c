// Approvals in words, and as `case.show` gives them. See approval.h.
#include "base/mem.h"
#include "run/approval.h"
#include "run/history.h"
#include "run/people.h"

#include <string.h>

void approval_fields_say(const struct casefile *item, const json_t *fields, struct buf *out) {
  size_t i, count = json_array_size(fields);
  json_t *name;
  json_array_foreach(fields, i, name) {
    const char *before = i == 0 ? "" : i + 1 == count ? " and " : ", ";
    buf_format(out, "%s\"%s\"", before, chart_label(item->chart, json_string_value(name)));
  }
}

static void say_by(struct board *board, const char *person, int64_t at_ms, struct buf *out) {
  char name[200], local[40];
  board_local(board, at_ms, local);
  if (person) {
    people_name(board, person, name, sizeof name);
    buf_format(out, " by %s", name);
  }
  buf_format(out, " on %s", local);
}

void approval_say(struct board *board, const struct casefile *item, const json_t *approval, struct buf *out) {
  const json_t *stale = json_object_get(approval, "stale"), *fields = json_object_get(stale, "fields");
  const char *recorder = json_text(approval, "recorder");
  char name[200];
  buf_text(out, "approved");
  say_by(board, json_text(approval, "by"), json_number(approval, "at", 0), out);
  buf_format(out, " at version %lld", (long long)json_number(approval, "seen", 0));
  if (recorder) {
    people_name(board, recorder, name, sizeof name);
    buf_format(out, ", recorded by %s", name);
  }
  if (!stale) return;
  buf_text(out, "; since then ");
  approval_fields_say(item, fields, out);
  buf_text(out, json_array_size(fields) == 1 ? " was changed" : " were changed");
  say_by(board, json_text(stale, "by"), json_number(stale, "at", 0), out);
  buf_text(out, ": ask again");
}

bool approval_any_stale(const struct casefile *item) {
  const char *event;
  json_t *approval;
  json_object_foreach(item->approvals, event, approval) if (json_object_get(approval, "stale")) return true;
  return false;
}

static json_t *labels_of(const struct casefile *item, const json_t *binds) {
  json_t *labels = json_array(), *bound;
  size_t i;
  json_array_foreach(binds, i, bound) json_array_add(labels, chart_label(item->chart, json_text(bound, "field")));
  return labels;
}

static void put_person(struct board *board, json_t *row, const char *key, const char *person) {
  if (!person) return;
  char name[200], *name_key = mem_format("%s_name", key);
  people_name(board, person, name, sizeof name);
  json_put_text(row, key, person);
  json_put_text(row, name_key, name);
  mem_free(name_key);
}

static json_t *stale_row(struct board *board, const struct casefile *item, const json_t *stale) {
  json_t *row = json_object(), *labels = json_array(), *name;
  size_t i;
  board_put_instant(board, row, "at", true, json_number(stale, "at", 0));
  put_person(board, row, "by", json_text(stale, "by"));
  json_array_foreach(json_object_get(stale, "fields"), i, name) json_array_add(labels, chart_label(item->chart, json_string_value(name)));
  json_object_set_new(row, "changed", labels);
  return row;
}

static json_t *row_of(struct board *board, const struct casefile *item, const char *event, const json_t *approval) {
  struct buf text;
  buf_init(&text);
  approval_say(board, item, approval, &text);
  json_t *row = json_pack("{s:s, s:O, s:s, s:O, s:o}", "event", event, "label", json_object_get(approval, "label"), "text", text.data,
                          "seen", json_object_get(approval, "seen"), "binds", labels_of(item, json_object_get(approval, "binds")));
  json_put_number(row, "given", json_number(approval, "given", 0));
  board_put_instant(board, row, "at", true, json_number(approval, "at", 0));
  put_person(board, row, "by", json_text(approval, "by"));
  put_person(board, row, "recorder", json_text(approval, "recorder"));
  json_put_flag(row, "stands", !json_object_get(approval, "stale"));
  if (json_object_get(approval, "stale")) json_object_set_new(row, "stale", stale_row(board, item, json_object_get(approval, "stale")));
  buf_clear(&text);
  return row;
}

json_t *approval_list(struct board *board, const struct casefile *item) {
  json_t *rows = json_array(), *approval;
  const char *event;
  json_object_foreach(item->approvals, event, approval) {
    size_t at = json_array_size(rows);
    int64_t given = json_number(approval, "given", 0);
    while (at > 0 && json_number(json_array_get(rows, at - 1), "given", 0) > given) at--;
    json_array_insert_new(rows, at, row_of(board, item, event, approval));
  }
  return rows;
}
