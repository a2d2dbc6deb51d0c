// What narrows a list of items. What cannot find anything ever (a date that is none, a state that no workflow has) is refused: an empty
// list would be taken for good news.
#include "op/filter.h"

#include "chart/check.h"
#include "op/internal.h"
#include "run/definition.h"
#include "run/view.h"
#include "time/instant.h"

#include <string.h>
#include <strings.h>

static bool contains(const char *text, const char *part) { return text && strcasestr(text, part) != NULL; }

// "paused" finds "work.paused.from_agreed": a state is named by its full id or by any one of its steps.
static bool is_in(const char *id, const char *state) {
  size_t size = strlen(state);
  for (const char *at = strstr(id, state); at; at = strstr(at + 1, state))
    if ((at == id || at[-1] == '.') && (at[size] == '\0' || at[size] == '.')) return true;
  return false;
}

static bool check_date(const char *text, struct err *err) {
  struct date date;
  return !text || date_read(text, &date, err) || err_prefix(err, "\"%s\": ", "due_before");
}

static bool check_rag(const char *rag, struct err *err) {
  static const char *const colours[] = {"blue", "green", "amber", "red", "grey"};
  json_t *names = json_array();
  char near[NEAREST_WORDS];
  bool known = !rag;
  for (size_t i = 0; i < sizeof colours / sizeof colours[0]; i++) {
    json_array_add(names, colours[i]);
    known = known || strcasecmp(rag, colours[i]) == 0;
  }
  if (!known)
    err_set(err, ERR_INVALID, "\"%.80s\" is no colour of a rating%s", rag,
            nearest_words(rag, names, "; there are blue, green, amber, red and grey.", near));
  json_decref(names);
  return known;
}

// Each state's own name, of every version: items stay on the version that they started with until they are moved. *known when one is what
// is looked for.
static bool gather_states(struct board *board, const char *hash, const char *state, json_t *names, bool *known, struct err *err) {
  const struct definition *definition = definition_get(board, hash, err);
  for (int i = 0; definition && i < chart_state_count(definition->chart); i++) {
    const json_t *spec = chart_state(definition->chart, i);
    const char *id = json_text(spec, "id"), *dot = strrchr(id, '.');
    if (strcmp(json_text(spec, "kind"), "history") == 0) continue; // no item is ever in it
    const char *name = dot ? dot + 1 : id;
    if (*name && !json_array_has(names, name)) json_array_add(names, name);
    *known = *known || is_in(id, state);
  }
  return definition != NULL;
}

static bool check_state(struct board *board, const char *workflow, const char *state, struct err *err) {
  if (!state) return true;
  json_t *all = workflow_list(board->store), *names = json_array(), *row;
  char near[NEAREST_WORDS];
  bool ok = true, known = false;
  size_t i;
  json_array_foreach(all, i, row) if (ok && (!workflow || strcmp(workflow, json_text(row, "name")) == 0)) ok =
      gather_states(board, json_text(row, "hash"), state, names, &known, err);
  if (ok && !known)
    ok = err_set(err, ERR_INVALID, "No %s has a state called \"%.80s\"%s", workflow ? workflow : "workflow of this board", state,
                 nearest_words(state, names, "; `waymark case show` names those of an item.", near));
  json_decref(names);
  json_decref(all);
  return ok;
}

// What a row has, whether asked for or not, may be named too.
static bool check_columns(const json_t *columns, struct err *err) {
  static const char *const members[] = {"ref", "fields", "words"};
  json_t *names = view_row_columns(), *one;
  char near[NEAREST_WORDS];
  bool ok = true;
  size_t i;
  for (i = 0; i < sizeof members / sizeof members[0]; i++) json_array_add(names, members[i]);
  json_array_foreach(columns, i, one) if (ok && !json_array_has(names, json_string_value(one))) ok =
      err_set(err, ERR_INVALID, "A row of a list has no \"%.80s\"%s", json_string_value(one),
              nearest_words(json_string_value(one), names,
                            "; `columns` takes title, state_titles, due, rag, lead, holder, waits and others.", near));
  json_decref(names);
  return ok;
}

static bool check_end(const struct op_call *call, struct err *err) {
  bool both = json_flag(call->request, "open") && json_flag(call->request, "closed");
  return !both || err_set(err, ERR_INVALID, "Nothing is both open and closed: ask for one of them, or for neither.");
}

bool filter_check(const struct op_call *call, struct err *err) {
  const char *workflow = ask_maybe(call, "workflow");
  return check_end(call, err) && (!workflow || definition_newest(call->board, workflow, err)) &&
         check_date(ask_maybe(call, "due_before"), err) && check_rag(ask_maybe(call, "rag"), err) &&
         check_state(call->board, workflow, ask_maybe(call, "state"), err) && check_columns(json_object_get(call->request, "columns"), err);
}

static bool in_state(const json_t *row, const char *state) {
  size_t i;
  json_t *id;
  json_array_foreach(json_object_get(row, "state"), i, id) if (is_in(json_string_value(id), state)) return true;
  return false;
}

bool filter_takes_end(const struct op_call *call, const json_t *row) {
  return !json_flag(call->request, json_flag(row, "closed") ? "open" : "closed");
}

bool filter_takes(const struct op_call *call, const json_t *row) {
  const char *workflow = ask_maybe(call, "workflow");
  if (workflow && strcmp(workflow, json_text(row, "workflow")) != 0) return false;
  if (!filter_takes_end(call, row)) return false;
  const char *state = ask_maybe(call, "state"), *lead = ask_maybe(call, "lead"), *rag = ask_maybe(call, "rag"),
             *text = ask_maybe(call, "text");
  const char *before = ask_maybe(call, "due_before"), *due = json_text(row, "due");
  if (state && !in_state(row, state)) return false;
  if (json_flag(call->request, "late") && !json_flag(row, "late")) return false;
  if (json_flag(call->request, "stale") && !json_flag(row, "stale")) return false;
  if (lead && !contains(json_text(row, "lead"), lead)) return false;
  if (rag && strcasecmp(rag, json_text(row, "rag")) != 0) return false;
  if (text && !contains(json_text(row, "title"), text) && !contains(json_text(row, "ref"), text)) return false;
  return !before || (due && strcmp(due, before) < 0);
}

json_t *filter_columns(const struct op_call *call) {
  static const struct {
    const char *asked, *column;
  } needs[] = {{"workflow", "workflow"}, {"open", "closed"}, {"closed", "closed"}, {"state", "state"}, {"late", "late"},
               {"stale", "stale"},       {"lead", "lead"},   {"rag", "rag"},       {"text", "title"},  {"due_before", "due"}};
  const json_t *columns = json_object_get(call->request, "columns");
  json_t *needed = columns ? json_copy((json_t *)columns) : NULL;
  for (size_t i = 0; needed && i < sizeof needs / sizeof needs[0]; i++)
    if (json_object_get(call->request, needs[i].asked)) json_array_add(needed, needs[i].column);
  if (!json_array_has(needed, "due")) return needed;
  json_array_add(needed, "closed"); // where no field says by when, its step does, while it is open
  json_array_add(needed, "waits");
  return needed;
}

bool filter_hangs_on_clock(const struct op_call *call) { return ask_maybe(call, "rag") || json_flag(call->request, "stale"); }
