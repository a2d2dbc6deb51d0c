// What a report may ask. Each word asks an operation as the person who asked for the report, so a report knows nothing that they could not
// have asked themselves (R1); plugins/README.md describes them.
#include "base/mem.h"
#include "op/internal.h"
#include "op/report.h"
#include "op/settings.h"
#include "run/definition.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/terms.h"

#include <string.h>

enum { ITEMS_MAX = 5000 }; // rows that one question answers: more is for no reader

// ---- an operation within the report

// Takes over `request`. The answer, a new reference; NULL with err.
static json_t *ask_op(struct report *report, const char *name, json_t *request, struct err *err) {
  struct op_call call = {.board = report->call->board, .request = request, .file = -1};
  json_put_text(request, "op", name);
  json_put_text(request, "as", report->person);
  bool ok = ask_types(request, err) && op_find(name)->run(&call, err);
  if (!ok) json_decref(call.answer);
  json_decref(request);
  return ok ? call.answer : NULL;
}

// The one table that a word was called with, copied; empty where it was called with nothing. NULL with err.
static json_t *table_of(const json_t *asked, const char *word, struct err *err) {
  const json_t *given = json_array_get(asked, 0);
  bool empty = !given || (json_is_array(given) && json_array_size(given) == 0);
  if (empty) return json_object();
  if (json_is_object(given)) return json_copy((json_t *)given);
  err_set(err, ERR_INVALID, "host.%s wants a table with names, such as host.%s { workflow = \"review-action\" }.", word, word);
  return NULL;
}

static const char *text_of(const json_t *asked, size_t index, const char *word, struct err *err) {
  const char *text = json_string_value(json_array_get(asked, index));
  if (!text) err_set(err, ERR_INVALID, "host.%s wants a text here.", word);
  return text;
}

// ---- items

static bool may_filter(const char *name) {
  static const char *const names[] = {"workflow", "state", "lead",     "rag",  "due_before", "text",   "of",      "open",
                                      "late",     "stale", "stranded", "mine", "limit",      "fields", "columns", "closed"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (strcmp(names[i], name) == 0) return true;
  return false;
}

// That more was asked for than is answered is said by the document, whatever its report says. A report that asks for a few wants no more.
static void note_cut(struct report *report, const char *workflow, const json_t *answer) {
  json_t *cut = json_pack("{s:O, s:I}", "count", json_object_get(answer, "count"), "rows",
                          (json_int_t)json_array_size(json_object_get(answer, "rows")));
  json_object_set_new(report->cut, workflow ? workflow : "", cut);
}

static json_t *items(void *user, const json_t *asked, struct err *err) {
  json_t *request = table_of(asked, "items", err), *value;
  const char *name;
  if (!request) return NULL;
  json_object_foreach(request, name, value) if (!may_filter(name)) {
    err_set(err, ERR_INVALID, "host.items knows no filter \"%.40s\".", name);
    json_decref(request);
    return NULL;
  }
  int64_t limit = json_number(request, "limit", ITEMS_MAX);
  bool all = limit >= ITEMS_MAX;
  json_t *workflow = json_incref(json_object_get(request, "workflow"));
  json_put_number(request, "limit", all ? ITEMS_MAX : limit);
  json_t *answer = ask_op(user, "case.list", request, err);
  if (answer && all && json_object_get(answer, "next")) note_cut(user, json_string_value(workflow), answer);
  json_decref(workflow);
  return answer;
}

static json_t *count(void *user, const json_t *asked, struct err *err) {
  json_t *spec = table_of(asked, "count", err), *answer = spec ? report_count(user, spec, err) : NULL;
  json_decref(spec);
  return answer;
}

static json_t *late(void *user, const json_t *asked, struct err *err) {
  json_t *spec = table_of(asked, "late", err), *answer = NULL, *value;
  const char *name;
  bool ok = spec != NULL;
  json_object_foreach(spec, name, value) if (ok && ((strcmp(name, "workflow") != 0 && strcmp(name, "lead") != 0) || !json_is_string(value)))
      ok = err_set(err, ERR_INVALID, "host.late is narrowed by `workflow` and `lead`, each a text, and not by \"%.40s\".", name);
  if (ok) answer = report_late(user, spec, err);
  json_decref(spec);
  return answer;
}

// ---- other questions

// None of them is a look at one item's content, which would have to stand on record (J3), and none writes. Those on meetings are no
// operation of a past board, whose writers they share; what they answer is worked out of its items like anything else.
static const struct {
  const char *name;
  bool past;
} askable[] = {{"case.todo", false},    {"meeting.list", true},       {"meeting.agenda", true},
               {"meeting.since", true}, {"meeting.challenges", true}, {"meeting.attendance", true}};

static bool may_ask(const struct report *report, const char *name, struct err *err) {
  for (size_t i = 0; i < sizeof askable / sizeof askable[0]; i++) {
    if (strcmp(askable[i].name, name) != 0) continue;
    return askable[i].past || !report->call->board->present ||
           err_set(err, ERR_REFUSED, "\"%s\" is known of the board as it is now alone; leave out --as-at.", name);
  }
  return err_set(err, ERR_INVALID, "A report cannot ask \"%.60s\"; plugins/README.md says what it can.", name);
}

static json_t *ask(void *user, const json_t *asked, struct err *err) {
  const char *name = text_of(asked, 0, "ask", err);
  if (!name || !may_ask(user, name, err)) return NULL;
  json_t *rest = json_array_get(asked, 1) ? json_pack("[O]", json_array_get(asked, 1)) : json_array();
  json_t *request = table_of(rest, "ask", err);
  json_decref(rest);
  return request ? ask_op(user, name, request, err) : NULL;
}

static bool is_past(const struct report *report) { return report->call->board->present != NULL; }

static json_t *past(void *user, const json_t *asked, struct err *err) {
  (void)asked, (void)err;
  return json_boolean(is_past(user));
}

static const char *kind_named(const json_t *asked, struct err *err) {
  static const char *const kinds[] = {"agency", "group", "post", "person", "indicator"};
  const char *kind = text_of(asked, 0, "directory", err);
  for (size_t i = 0; kind && i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kinds[i], kind) == 0) return kind;
  if (kind) err_set(err, ERR_INVALID, "\"%.40s\" is nothing that a directory holds: person, agency, group, post or indicator.", kind);
  return NULL;
}

// What everybody may know of it: ids and names, and of the plan's indicators which priority they serve.
static json_t *directory(void *user, const json_t *asked, struct err *err) {
  static const char *const shown[] = {"id", "name", "title", "aliases", "ends", "successor", "text", "priority", "priority_title"};
  struct report *report = user;
  const char *kind = kind_named(asked, err);
  json_t *rows = kind ? json_array() : NULL, *document;
  size_t i;
  if (!kind) return NULL;
  json_t *all = directory_list(report->call->board->store, kind);
  json_array_foreach(all, i, document) {
    json_t *row = json_object();
    for (size_t k = 0; k < sizeof shown / sizeof shown[0]; k++)
      if (json_object_get(document, shown[k])) json_object_set(row, shown[k], json_object_get(document, shown[k]));
    directory_say(report->call->board, kind, row);
    json_array_append_new(rows, row);
  }
  json_decref(all);
  return rows;
}

// ---- workflows

static char *said_or_none(const struct board *board, const char *text) { return text ? terms_say(board->terms, text) : NULL; }

// Has its newest version all these fields?
static bool has_fields(struct board *board, const char *workflow, const json_t *names) {
  struct err none;
  const struct definition *definition = definition_newest(board, workflow, &none);
  size_t i;
  json_t *name;
  json_array_foreach(names, i, name) {
    if (!definition || !json_is_string(name) || !chart_field(definition->chart, json_string_value(name))) return false;
  }
  return true;
}

// Published ones by name, once each; `with`: those that have all these fields. What a workflow is like is no secret (`workflow.list`).
static json_t *workflows(void *user, const json_t *asked, struct err *err) {
  struct report *report = user;
  json_t *given = table_of(asked, "workflows", err);
  if (!given) return NULL;
  json_t *all = workflow_list(report->call->board->store), *rows = json_array(), *seen = json_object(), *row;
  size_t i;
  json_array_foreach(all, i, row) {
    const char *name = json_text(row, "name");
    if (json_object_get(seen, name)) continue;
    json_put_flag(seen, name, true);
    if (!has_fields(report->call->board, name, json_object_get(given, "with"))) continue;
    char *title = said_or_none(report->call->board, json_text(row, "title")),
         *noun = said_or_none(report->call->board, json_text(row, "noun"));
    json_array_append_new(rows, json_pack("{s:O, s:s?, s:s?}", "name", json_object_get(row, "name"), "title", title, "noun", noun));
    mem_free(title);
    mem_free(noun);
  }
  json_decref(seen);
  json_decref(all);
  json_decref(given);
  return rows;
}

// The fields of a workflow's newest version, in their order; nil where it is not published on this board.
static json_t *fields(void *user, const json_t *asked, struct err *err) {
  static const char *const shown[] = {"name", "label", "type", "options"};
  struct report *report = user;
  const char *name = text_of(asked, 0, "fields", err);
  struct err none;
  const struct definition *definition = name ? definition_newest(report->call->board, name, &none) : NULL;
  if (!definition) return name ? json_null() : NULL;
  json_t *rows = json_array(), *field;
  size_t i;
  json_array_foreach(json_object_get(chart_definition(definition->chart), "fields"), i, field) {
    json_t *row = json_object();
    for (size_t k = 0; k < sizeof shown / sizeof shown[0]; k++)
      if (json_object_get(field, shown[k])) json_object_set(row, shown[k], json_object_get(field, shown[k]));
    json_array_append_new(rows, row);
  }
  return rows;
}

static json_t *setting(void *user, const json_t *asked, struct err *err) {
  struct report *report = user;
  const char *name = text_of(asked, 0, "setting", err);
  if (name && !settings_find(name)) err_set(err, ERR_INVALID, "There is no setting called \"%.60s\".", name);
  if (!name || !settings_find(name)) return NULL;
  json_t *value = setting_find(report->call->board->store, name);
  return value ? value : json_null();
}

static json_t *today(void *user, const json_t *asked, struct err *err) {
  struct report *report = user;
  char day[DATE_TEXT];
  (void)asked, (void)err;
  board_today(report->call->board, board_now(report->call->board), day);
  return json_string(day);
}

// One item that an option names, as a row of a list with these fields of it (NULL: none); refused as for whoever may not see it.
static json_t *row_of(struct report *report, struct casefile *found, json_t *fields) {
  json_t *request = json_pack("{s:s, s:O?}", "as", report->person, "fields", fields);
  struct op_call call = {.board = report->call->board, .request = request, .file = -1};
  json_t *row = list_row(&call, found);
  json_decref(request);
  return row;
}

static struct casefile *open_item(struct report *report, const json_t *asked, const char *word, struct err *err) {
  const char *ref = text_of(asked, 0, word, err);
  return ref ? rights_open(report->call->board, ref, report->person, err) : NULL;
}

static json_t *item(void *user, const json_t *asked, struct err *err) {
  struct casefile *found = open_item(user, asked, "item", err);
  json_t *row = found ? row_of(user, found, json_array_get(asked, 1)) : NULL;
  casefile_free(found);
  return row;
}

static json_t *party_fields(const struct casefile *item) { // A new reference.
  json_t *names = json_array(), *field;
  size_t i;
  json_array_foreach(json_object_get(chart_definition(item->chart), "fields"), i,
                     field) if (strcmp(json_text(field, "type"), "parties") == 0) json_array_append(names, json_object_get(field, "name"));
  return names;
}

// Where each of those whom an item asked stands, by the reference of its return, as far as the item says it to who asks.
static json_t *standing(void *user, const json_t *asked, struct err *err) {
  struct casefile *found = open_item(user, asked, "standing", err);
  if (!found) return NULL;
  json_t *names = party_fields(found), *row = row_of(user, found, names), *by = json_object(), *parties, *party;
  const char *name;
  size_t i;
  json_object_foreach(json_object_get(row, "fields"), name, parties) json_array_foreach(parties, i, party) {
    if (json_text(party, "item")) json_put_text(by, json_text(party, "item"), json_text(party, "status"));
  }
  json_decref(row);
  json_decref(names);
  casefile_free(found);
  return by;
}

const struct plugin_word report_words[] = {
    {"items", items},
    {"item", item},
    {"standing", standing},
    {"count", count},
    {"late", late},
    {"ask", ask},
    {"past", past},
    {"directory", directory},
    {"workflows", workflows},
    {"fields", fields},
    {"setting", setting},
    {"today", today},
    {"add", report_time_add},
    {"days", report_time_days},
    {"working_days", report_time_working_days},
    {"quarter", report_time_quarter},
    {"words", report_time_words},
    {0},
};
