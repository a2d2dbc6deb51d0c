// Operations on reports: which there are, and one made.
#include "op/report.h"

#include "base/mem.h"
#include "op/internal.h"
#include "op/meant.h"
#include "op/report_option.h"
#include "op/report_source.h"
#include "op/report_terms.h"

#include <string.h>

// ---- which there are

static void put_declared(const struct board *board, json_t *row, const struct plugin *plugin) {
  json_t *declared = report_terms_declared(board->terms, plugin_declared(plugin));
  static const char *const members[] = {"title", "for_whom", "options"};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
    json_t *value = json_object_get(declared, members[i]);
    if (value) json_object_set(row, members[i], value);
  }
  json_decref(declared);
}

// One of the board's own that cannot be loaded says why, and the others are there all the same.
static json_t *row_of(struct board *board, const char *name, const json_t *source) {
  json_t *row = json_pack("{s:s, s:O}", "name", name, "own", json_object_get(source, "own"));
  struct err err;
  struct plugin *plugin = report_load_from(board, name, source, &err);
  if (plugin)
    put_declared(board, row, plugin);
  else
    json_put_text(row, "trouble", err.text);
  plugin_close(plugin);
  return row;
}

static bool list(struct op_call *call, struct err *err) {
  json_t *sources = ask_person(call, err) ? report_sources(call->board, err) : NULL, *rows = json_array();
  const char *name;
  void *at;
  json_t *sorted = sources ? json_canonical_copy(sources) : NULL;
  for (at = json_object_iter(sorted); at; at = json_object_iter_next(sorted, at)) {
    name = json_object_iter_key(at);
    json_array_append_new(rows, row_of(call->board, name, json_object_iter_value(at)));
  }
  if (sources) call->answer = json_pack("{s:O}", "reports", rows);
  json_decref(sorted);
  json_decref(sources);
  json_decref(rows);
  return call->answer != NULL;
}

// ---- one made

static bool check_form(const char *form, struct err *err) {
  if (!form || strcmp(form, "csv") == 0 || strcmp(form, "html") == 0) return true;
  return err_set(err, ERR_INVALID, "A report is given as \"csv\" or \"html\", not as \"%.40s\".", form);
}

static void put_text(struct op_call *call, const char *form, const json_t *document) {
  struct buf text;
  if (!form) return;
  buf_init(&text);
  if (strcmp(form, "csv") == 0)
    report_csv(&text, document);
  else
    report_html(&text, document);
  json_put_text(call->answer, "text", text.data);
  buf_clear(&text);
}

static bool mean_items(struct report *report, struct err *err) {
  const json_t *option;
  size_t i;
  json_array_foreach(json_object_get(report->declared, "options"), i, option) {
    const char *kind = json_text(option, "kind");
    if (kind && strcmp(kind, "item") == 0 && !meant_option(report->call, report->person, report->options, json_text(option, "name"), err))
      return false;
  }
  return true;
}

static json_t *make(struct report *report, struct plugin *plugin, struct err *err) {
  report->declared = plugin_declared(plugin);
  report->cut = json_object();
  report->options = report_options_read(report->call->board, report->declared, json_object_get(report->call->request, "data"), err);
  bool ok = report->options && mean_items(report, err);
  json_t *given = ok ? plugin_run(plugin, "run", report_words, report, report->options, err) : NULL;
  json_t *document = given ? report_document(report, given, err) : NULL;
  if (document) report_terms_document(report->call->board->terms, report->declared, document);
  json_decref(given);
  json_decref(report->options);
  json_decref(report->cut);
  return document;
}

static bool run(struct op_call *call, struct err *err) {
  const char *name = ask_text(call, "name", err), *form = ask_maybe(call, "form");
  struct report report = {.call = call, .person = name ? ask_person(call, err) : NULL};
  struct plugin *plugin = report.person && check_form(form, err) ? report_load(call->board, name, err) : NULL;
  json_t *document = plugin ? make(&report, plugin, err) : NULL;
  if (document) {
    call->answer = json_pack("{s:s, s:O}", "report", name, "document", document);
    put_text(call, form, document);
  }
  json_decref(document);
  plugin_close(plugin);
  return call->answer != NULL;
}

const struct op ops_report[] = {
    {.name = "report.list", .who = OP_PERSON, .run = list},
    {.name = "report.run", .who = OP_PERSON, .past = true, .run = run},
    {0},
};
