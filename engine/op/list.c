// The list of items, and what narrows it. What cannot find anything ever (a date that is none, a state that no workflow has) is refused: an
// empty list would be taken for good news.
#include "base/mem.h"
#include "chart/check.h"
#include "op/internal.h"
#include "run/definition.h"
#include "run/parties.h"
#include "run/rights.h"
#include "run/view.h"
#include "time/instant.h"

#include <string.h>
#include <strings.h>

struct listing {
  struct op_call *call;
  const char *person;
  json_t *rows;
  json_t *of; // [REF]: the returns that a cycle asked for, and nothing else is listed; NULL: all
  struct err *err;
  bool failed;
};

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

// Each state's own name, of every version: items stay on the version that they started with. *known when one is what is looked for.
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

static bool check_filters(const struct op_call *call, struct err *err) {
  const char *workflow = ask_maybe(call, "workflow");
  return (!workflow || definition_newest(call->board, workflow, err)) && check_date(ask_maybe(call, "due_before"), err) &&
         check_rag(ask_maybe(call, "rag"), err) && check_state(call->board, workflow, ask_maybe(call, "state"), err);
}

static bool in_state(const json_t *row, const char *state) {
  size_t i;
  json_t *id;
  json_array_foreach(json_object_get(row, "state"), i, id) if (is_in(json_string_value(id), state)) return true;
  return false;
}

static bool wanted(const struct op_call *call, const json_t *row) {
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

// P1: the returns of a cycle that its reader may see.
static bool gather_of(struct op_call *call, struct listing *listing, struct err *err) {
  const char *ref = ask_maybe(call, "of");
  struct casefile *cycle = ref ? rights_open(call->board, ref, listing->person, err) : NULL;
  if (!cycle) return ref == NULL;
  json_t *views = parties_view(call->board, cycle, listing->person), *view, *row;
  size_t i, k;
  listing->of = json_array();
  json_array_foreach(views, i, view) json_array_foreach(json_object_get(view, "rows"), k, row) {
    if (json_text(row, "item")) json_array_add(listing->of, json_text(row, "item"));
  }
  bool asks = json_array_size(views) > 0;
  if (!asks) err_set(err, ERR_INVALID, "%s asks nobody for a return, so none can be listed.", cycle->ref);
  json_decref(views);
  casefile_free(cycle);
  return asks;
}

static bool list_one(void *user, json_t *row) {
  struct listing *listing = user;
  if (listing->of && !json_array_has(listing->of, json_text(row, "ref"))) return true;
  if (json_is_true(json_object_get(listing->call->request, "open")) && json_flag(row, "closed")) return true;
  struct casefile *item = casefile_from_row(listing->call->board, row, false, listing->err);
  listing->failed = !item;
  if (!item) return false;
  if (rights_see(listing->call->board, item, listing->person)) { // R1: a list shows what the reader may see
    json_t *shown = view_row(listing->call->board, item);
    if (wanted(listing->call, shown)) json_array_append(listing->rows, shown);
    json_decref(shown);
  }
  casefile_free(item);
  return true;
}

bool list_cases(struct op_call *call, struct err *err) {
  struct listing listing = {.call = call, .person = ask_person(call, err), .rows = json_array(), .err = err};
  bool ok = listing.person && check_filters(call, err) && gather_of(call, &listing, err) &&
            case_each(call->board->store, ask_maybe(call, "workflow"), list_one, &listing, err) && !listing.failed;
  if (ok) call->answer = json_pack("{s:O, s:I}", "rows", listing.rows, "count", (json_int_t)json_array_size(listing.rows));
  json_decref(listing.rows);
  json_decref(listing.of);
  return ok;
}
