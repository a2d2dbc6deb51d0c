// Reading a plan. See plan.h.
#include "op/plan.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/check.h"
#include "op/sheet.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const columns[] = {"indicator", "priority",    "priority_title", "indicator_text",
                                      "action_no", "action_text", "leads",          "outcomes"};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0], HOME = COLUMN_COUNT };
static const char HOME_COLUMN[] = "workflow"; // which workflow runs the action: a plan may say, and need not

struct reading {
  struct board *board;
  const char *file;
  struct err *err;
  json_t *names;                     // every name and alias that can lead: {LOWER NAME: PARTY}
  json_t *rows;                      // rows read
  json_t *unknown;                   // who leads and is not on this board, each once, with the line of the first: {NAME: LINE}
  const json_t *cells;               // texts of the row in hand
  size_t width;                      // cells of the first line
  int line, place[COLUMN_COUNT + 1]; // where each column stands, and last that of the workflow; -1: not met
  bool failed;
};

// Column -1: the whole line is meant.
static void fail(struct reading *reading, int column, const char *format, const char *what) {
  if (reading->failed) return;
  struct buf text;
  buf_init(&text);
  buf_format(&text, "%s, line %d", reading->file, reading->line);
  if (column >= 0) buf_format(&text, ", column \"%s\"", columns[column]);
  buf_text(&text, ": ");
  buf_format(&text, format, what);
  err_set(reading->err, ERR_INVALID, "%s Nothing of this file was taken in.", text.data);
  buf_clear(&text);
  reading->failed = true;
}

static const char *cell(const struct reading *reading, int column) {
  if (reading->place[column] < 0) return "";
  const char *text = json_string_value(json_array_get(reading->cells, (size_t)reading->place[column]));
  return text ? text : "";
}

static char *lowered(const char *text) {
  char *out = mem_text(text);
  for (char *p = out; *p; p++)
    if (*p >= 'A' && *p <= 'Z') *p = (char)(*p + 32);
  return out;
}

static void add_name(json_t *names, const char *name, const char *kind, const char *id) {
  if (!name) return;
  char *key = lowered(name);
  json_object_set_new(names, key, json_pack("{s:s, s:s}", "kind", kind, "id", id));
  mem_free(key);
}

static void add_kind(struct board *board, json_t *names, const char *kind) {
  json_t *all = directory_list(board->store, kind), *one, *alias;
  size_t i, j;
  json_array_foreach(all, i, one) {
    add_name(names, json_text(one, "name"), kind, json_text(one, "id"));
    add_name(names, json_text(one, "title"), kind, json_text(one, "id"));
    json_array_foreach(json_object_get(one, "aliases"), j, alias) add_name(names, json_string_value(alias), kind, json_text(one, "id"));
  }
  json_decref(all);
}

// The setting `all_leads` holds the names that mean everybody: "All agencies", "All Sub Groups".
static json_t *names_of(struct board *board) {
  json_t *names = json_object(), *everybody = setting_find(board->store, "all_leads"), *name;
  size_t i;
  add_kind(board, names, "agency");
  add_kind(board, names, "group");
  add_kind(board, names, "post");
  json_array_foreach(everybody, i, name) {
    const char *text = json_string_value(name);
    if (text) add_name(names, text, "all", strcasestr(text, "group") ? "groups" : "agencies");
  }
  json_decref(everybody);
  return names;
}

static json_t *near_names(const struct reading *reading) {
  json_t *list = json_array(), *party;
  const char *name;
  json_object_foreach(reading->names, name, party) json_array_add(list, name);
  return list;
}

// As many as leave a sentence room for what to do about them (base/err.h).
enum { NAMED_SIZE_MAX = 800 };

static void put_others(const json_t *unknown, const char *first, struct buf *text) {
  const char *other;
  json_t *line;
  size_t more = 0, count = json_object_size(unknown);
  if (count > 1) buf_text(text, ", nor");
  json_object_foreach((json_t *)unknown, other, line) {
    if (strcmp(other, first) == 0) continue;
    if (text->size + strlen(other) < NAMED_SIZE_MAX)
      buf_format(text, " \"%s\" (line %lld),", other, (long long)json_integer_value(line));
    else
      more++;
  }
  if (more) buf_format(text, " %s%zu more", more + 1 < count ? "and " : "", more);
  if (text->data[text->size - 1] == ',') text->size--;
}

static void put_remedy(const struct reading *reading, const char *lead, struct buf *text) {
  bool alone = json_object_size(reading->unknown) == 1;
  json_t *list = near_names(reading);
  char *key = lowered(lead);
  const char *near = alone ? nearest_name(key, list) : NULL;
  if (near)
    buf_format(text, ". Did you mean \"%s\"?", near);
  else
    buf_format(text, "; add %s, or give the group, agency or post that name as an alias.", alone ? "it" : "them");
  mem_free(key);
  json_decref(list);
}

// Who is not on this board, and what to do about all of them, so that a plan is put right in one go. Caller frees.
static char *unknown_said(const struct reading *reading, const char *first) {
  struct buf text;
  buf_init(&text);
  buf_format(&text, "nobody on this board is called \"%s\"", first);
  put_others(reading->unknown, first, &text);
  put_remedy(reading, first, &text);
  return buf_take(&text);
}

static void say_unknown(struct reading *reading) {
  if (reading->failed || json_object_size(reading->unknown) == 0) return;
  const char *first = json_object_iter_key(json_object_iter(reading->unknown));
  char *text = unknown_said(reading, first);
  reading->line = (int)json_number(reading->unknown, first, 0);
  fail(reading, 6, "%s", text);
  mem_free(text);
}

static void unknown_lead(struct reading *reading, const char *lead) {
  if (!json_object_get(reading->unknown, lead)) json_put_number(reading->unknown, lead, reading->line);
}

// "A;B" as trimmed, non-empty texts. A new reference.
static json_t *split(const char *text) {
  json_t *parts = json_array();
  while (*text) {
    size_t size = strcspn(text, ";"), from = strspn(text, " ");
    size_t to = size;
    while (to > from && text[to - 1] == ' ') to--;
    if (to > from) json_array_append_new(parts, json_stringn(text + from, to - from));
    text += size + (text[size] == ';');
  }
  return parts;
}

static json_t *leads_of(struct reading *reading) {
  json_t *names = split(cell(reading, 6)), *leads = json_array(), *name;
  size_t i;
  json_array_foreach(names, i, name) {
    char *key = lowered(json_string_value(name));
    json_t *party = json_object_get(reading->names, key);
    if (party)
      json_array_append(leads, party);
    else
      unknown_lead(reading, json_string_value(name));
    mem_free(key);
  }
  if (json_array_size(names) == 0) fail(reading, 6, "%s", "no lead is named; say which agency, group or post leads the action.");
  json_decref(names);
  return leads;
}

static int64_t whole(struct reading *reading, int column) {
  const char *text = cell(reading, column);
  char *end;
  long value = strtol(text, &end, 10);
  if (end == text || *end || value < 1 || value > 9999) fail(reading, column, "\"%s\" is not a whole number from 1.", text);
  return value;
}

static void filled(struct reading *reading, int column) {
  const char *text = cell(reading, column);
  if (!text[strspn(text, " ")]) fail(reading, column, "%s", "it is empty.");
}

static void check_indicator(struct reading *reading) {
  const char *text = cell(reading, 0);
  size_t digits = strspn(text, "0123456789"), more = text[digits] == '.' ? strspn(text + digits + 1, "0123456789") : 0;
  if (!digits || !more || text[digits + 1 + more]) fail(reading, 0, "\"%s\" is not an indicator's number such as 1.4.", text);
}

static void refuse_doubled(struct reading *reading, int64_t action_no) {
  size_t i;
  json_t *row;
  json_array_foreach(reading->rows, i,
                     row) if (strcmp(json_text(row, "indicator"), cell(reading, 0)) == 0 && json_number(row, "action_no", 0) == action_no)
      fail(reading, 4, "action %s of this indicator stands in the file already.", cell(reading, 4));
}

// A comma that nobody put in quotes would move every later cell by one.
static void check_width(struct reading *reading) {
  size_t count = json_array_size(reading->cells);
  while (count > reading->width && json_string_length(json_array_get(reading->cells, count - 1)) == 0) count--;
  if (count == reading->width) return;
  char *text =
      mem_format("the line has %zu cells and the first line %zu; put quotes round a text that has a comma in it.", count, reading->width);
  fail(reading, -1, "%s", text);
  mem_free(text);
}

static json_t *row_of(struct reading *reading, int64_t priority, int64_t action_no, json_t *leads) {
  json_t *row = json_pack("{s:s, s:s, s:I, s:s, s:I, s:s, s:O, s:O, s:s, s:o}", "indicator", cell(reading, 0), "indicator_text",
                          cell(reading, 3), "plan_priority", (json_int_t)priority, "plan_priority_title", cell(reading, 2), "action_no",
                          (json_int_t)action_no, "text", cell(reading, 5), "lead", json_array_get(leads, 0), "leads", leads, "lead_names",
                          cell(reading, 6), "outcomes", split(cell(reading, 7)));
  if (*cell(reading, HOME)) json_put_text(row, "home", cell(reading, HOME));
  return row;
}

static void take_row(struct reading *reading) {
  check_width(reading);
  if (reading->failed) return;
  check_indicator(reading);
  int64_t priority = whole(reading, 1), action_no = whole(reading, 4);
  for (int column = 2; column <= 5; column++)
    if (column != 4) filled(reading, column);
  json_t *leads = leads_of(reading);
  refuse_doubled(reading, action_no);
  if (!reading->failed && json_array_size(leads)) json_array_append_new(reading->rows, row_of(reading, priority, action_no, leads));
  json_decref(leads);
}

static void take_header(struct reading *reading) {
  reading->width = json_array_size(reading->cells);
  size_t i;
  json_t *name;
  for (int c = 0; c <= COLUMN_COUNT; c++) {
    const char *wanted = c == HOME ? HOME_COLUMN : columns[c];
    reading->place[c] = -1;
    json_array_foreach(reading->cells, i, name) if (strcmp(json_string_value(name), wanted) == 0) reading->place[c] = (int)i;
    if (c != HOME && reading->place[c] < 0) fail(reading, c, "%s", "the first line has no such column.");
  }
}

static bool on_row(void *user, int line, const json_t *cells) {
  struct reading *reading = user;
  reading->line = line;
  reading->cells = cells;
  if (reading->place[0] == -2)
    take_header(reading);
  else
    take_row(reading);
  if (json_array_size(reading->rows) > PLAN_ROWS_MAX) fail(reading, 0, "%s", "a plan may have at most 2000 actions.");
  return !reading->failed;
}

static void parse(struct reading *reading, const char *text) {
  struct err why;
  if (!sheet_read(text, on_row, reading, &reading->line, &why)) fail(reading, -1, "%s", why.text);
}

static bool check_whole(struct reading *reading, const char *text, struct err *err) {
  if (strlen(text) > PLAN_SIZE_MAX) return err_set(err, ERR_LIMIT, "%s is larger than 3 MiB, the limit for a plan.", reading->file);
  if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3;
  return text[strspn(text, " \r\n\t")] ||
         err_set(err, ERR_INVALID, "%s is empty: a plan's first line names its columns. Nothing was taken in.", reading->file);
}

json_t *plan_read(struct board *board, const char *file, const char *text, struct err *err) {
  struct reading reading = {.board = board, .file = file, .err = err, .place = {-2}};
  if (!check_whole(&reading, text, err)) return NULL;
  reading.names = names_of(board);
  reading.rows = json_array();
  reading.unknown = json_object();
  parse(&reading, text);
  say_unknown(&reading);
  if (!reading.failed && json_array_size(reading.rows) == 0) fail(&reading, 0, "%s", "there is no action in it.");
  json_decref(reading.unknown);
  json_decref(reading.names);
  if (!reading.failed) return reading.rows;
  json_decref(reading.rows);
  return NULL;
}
