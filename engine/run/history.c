// The journal in words. See history.h.
#include "run/history.h"

#include "base/buf.h"
#include "base/mem.h"
#include "run/people.h"
#include "run/value.h"

#include <string.h>

json_t *history_parts(const json_t *entry) {
  json_t *parts = json_object(), *part;
  size_t i;
  json_array_foreach(json_object_get(entry, "payload"), i, part) {
    const char *name = json_text(part, "name");
    if (name) json_object_set(parts, name, json_object_get(part, "value"));
  }
  return parts;
}

static const char *step_label(const json_t *parts) {
  const char *label = json_text(json_array_get(json_object_get(parts, "steps"), 0), "label");
  return label && *label ? label : NULL;
}

static void say_who(struct board *board, const json_t *event, struct buf *out) {
  char name[200];
  const char *actor = json_text(event, "actor"), *decider = json_text(event, "decider");
  if (decider && actor && strcmp(actor, decider) != 0) {
    people_name(board, decider, name, sizeof name);
    buf_format(out, ", decided by %s", name);
    people_name(board, actor, name, sizeof name);
    buf_format(out, ", recorded by %s", name);
  } else if (actor) {
    people_name(board, actor, name, sizeof name);
    buf_format(out, " by %s", name);
  }
}

// Why deadlines were worked out again (sweep.h); NULL for anything else.
static const char *derived_why(const json_t *parts) {
  static const struct {
    const char *why, *text;
  } rows[] = {{"calendar", "The calendar of working days changed"},
              {"meetings", "The days of a group's meetings changed"},
              {"zone", "The law of the board's time zone changed"},
              {"several", "More than one of the calendar, the board's time zone and a group's meetings changed"},
              {"check", "They were not armed as the workflow says"}};
  const char *why = json_text(json_object_get(parts, "note"), "why");
  for (size_t i = 0; why && i < sizeof rows / sizeof rows[0]; i++)
    if (strcmp(rows[i].why, why) == 0) return rows[i].text;
  return NULL;
}

char *history_words(struct board *board, const struct casefile *item, const json_t *entry) {
  (void)item;
  json_t *parts = history_parts(entry);
  const json_t *event = json_object_get(parts, "event");
  const char *kind = json_text(entry, "kind_words"), *label = step_label(parts), *name = json_text(event, "name");
  struct buf out;
  buf_init(&out);
  int64_t number = json_number(entry, "kind", 0);
  if (number == ENTRY_SENT && json_string_value(json_object_get(parts, "note")))
    buf_text(&out, json_string_value(json_object_get(parts, "note")));
  else if (number == ENTRY_EVENT || (number == ENTRY_TIMERS_DERIVED && name))
    buf_text(&out, label ? label : name ? name : kind);
  else
    buf_format(&out, "%s%s%s", kind, name && number != ENTRY_CASE_STARTED ? ": " : "", name && number != ENTRY_CASE_STARTED ? name : "");
  say_who(board, event, &out);
  const char *text = json_text(json_object_get(parts, "refusal"), "text");
  if (!text) text = json_text(json_object_get(parts, "incident"), "reason");
  if (!text && number != ENTRY_SENT) text = json_string_value(json_object_get(parts, "note"));
  if (!text) text = derived_why(parts);
  if (text) buf_format(&out, ". %s", text);
  json_decref(parts);
  return buf_take(&out);
}

static void add_field_change(struct board *board, const struct casefile *item, const char *name, const json_t *value, json_t *changes) {
  const json_t *field = chart_field(item->chart, name);
  const char *label = json_text(field, "label");
  char *shown = value_show(board, field, value);
  char *line = json_is_null(value) ? mem_format("%s emptied", label ? label : name) : mem_format("%s: %s", label ? label : name, shown);
  json_array_add(changes, line);
  mem_free(line);
  mem_free(shown);
}

// "late/L1: Tue 7 Jun 2016 23:59 (was Mon 6 Jun 2016 23:59)"
static void add_moves(const json_t *note, json_t *changes) {
  size_t i;
  json_t *move;
  json_array_foreach(json_object_get(note, "moves"), i, move) {
    const char *was = json_text(move, "was_local"), *is = json_text(move, "is_local");
    bool same = was && is && strcmp(was, is) == 0;
    char *line = same ? mem_format("%s: %s, no longer provisional", json_text(move, "what"), is)
                      : mem_format("%s: %s (was %s)", json_text(move, "what"), is ? is : "no date", was ? was : "no date");
    json_array_add(changes, line);
    mem_free(line);
  }
}

static json_t *changes_of(struct board *board, const struct casefile *item, const json_t *parts) {
  json_t *changes = json_array(), *value;
  const char *name;
  add_moves(json_object_get(parts, "note"), changes);
  json_object_foreach((json_t *)parts, name, value) {
    if (strncmp(name, "field/", 6) == 0) add_field_change(board, item, name + 6, value, changes);
    if (strncmp(name, "message/", 8) != 0) continue;
    char who[200], *line;
    people_name(board, json_text(value, "to"), who, sizeof who);
    line = mem_format("told %s (%s): %s", who, json_text(value, "role"), json_text(value, "subject"));
    json_array_add(changes, line);
    mem_free(line);
  }
  return changes;
}

struct listing {
  struct board *board;
  const struct casefile *item;
  json_t *rows;
};

static bool add_row(void *user, json_t *entry) {
  struct listing *listing = user;
  char at[INSTANT_TEXT], local[40], *text = history_words(listing->board, listing->item, entry);
  json_t *parts = history_parts(entry);
  const json_t *event = json_object_get(parts, "event");
  int64_t recorded = json_number(entry, "recorded", 0), logical = json_number(entry, "logical", 0);
  instant_write(logical, at);
  board_local(listing->board, logical, local);
  json_t *row = json_pack("{s:O, s:s, s:s, s:O, s:s, s:o, s:I}", "sequence", json_object_get(entry, "sequence"), "at", at, "local", local,
                          "kind", json_object_get(entry, "kind_words"), "text", text, "changes",
                          changes_of(listing->board, listing->item, parts), "late_ms", (json_int_t)(recorded - logical));
  json_put_text(row, "who", json_text(event, "actor"));
  json_put_text(row, "decided_by", json_text(event, "decider"));
  json_array_append_new(listing->rows, row);
  json_decref(parts);
  mem_free(text);
  return true;
}

json_t *history_list(struct board *board, const struct casefile *item, struct err *err) {
  struct listing listing = {.board = board, .item = item, .rows = json_array()};
  if (journal_each(board->store, &item->id, add_row, &listing, err)) return listing.rows;
  json_decref(listing.rows);
  return NULL;
}
