// Two dialects share these words: workflows, which run on a board, and SCXML charts, which have `datamodel` at the top. What stands in the
// wrong one is told as that, with what does the same there.
#include "base/mem.h"
#include "chart/check_term_internal.h"

#include <string.h>

static const char people[] = "nobody is named in an SCXML chart, since whoever sends an event may";
static const char board[] = "an SCXML chart is not shown on a board";
static const char history_only[] =
    "`%s` stands in a transition, or in a state of `type = \"history\"`; what happens in this state stands in `on` or `always`.";
static const char history_leads[] = "A history state leads where it was, or else to its `target`, always and at once: it cannot have `%s`.";

struct row {
  const char *key;
  int found_in;         // dialects in which it is out of place
  const char *things;   // where: "workflow", "chart", "state", "history", "transition"
  const char *instead;  // `KEY` belongs to workflows (SCXML charts): INSTEAD.
  const char *sentence; // or the whole of it, with %s for the key
};

// clang-format off
static const struct row rows[] = {
    {"binding", FOR_WORKFLOW, "workflow", "in a workflow the fields are there from the start", NULL},
    {"data", FOR_WORKFLOW, "workflow state", "in a workflow values are kept in `fields`", NULL},
    {"script", FOR_WORKFLOW, "workflow", "in a workflow an action may be `run(\"in plain words\", function(item) ... end)`", NULL},
    {"invokes", FOR_WORKFLOW, "state", "in a workflow `open(\"workflow\", { ... })` starts another item", NULL},
    {"donedata", FOR_WORKFLOW, "state", "in a workflow `set` keeps what came of it", NULL},
    {"roles", FOR_CHART, "chart", people, NULL},
    {"read", FOR_CHART, "chart", people, NULL},
    {"see", FOR_CHART, "chart", people, NULL},
    {"start", FOR_CHART, "chart", people, NULL},
    {"noun", FOR_CHART, "chart", board, NULL},
    {"ref", FOR_CHART, "chart", board, NULL},
    {"notice", FOR_CHART, "chart", board, NULL},
    {"list", FOR_CHART, "chart", board, NULL},
    {"rag", FOR_CHART, "chart", board, NULL},
    {"warnings", FOR_CHART, "chart", board, NULL},
    {"ladders", FOR_CHART, "chart", "in an SCXML chart time comes as an event, by `send` with `delay_ms`", NULL},
    {"fields", FOR_LUA, "chart", NULL, "`%s` belongs to workflows; in a chart with the Lua data model values are kept in `data`."},
    {"type", FOR_CHART, "chart", NULL, "The chart itself has no `%s`; put the states into one of `type = \"parallel\"`."},
    {"holder", FOR_CHART, "state", people, NULL},
    {"tags", FOR_CHART, "state", board, NULL},
    {"ladder", FOR_CHART, "state", "in an SCXML chart time comes as an event, by `send` with `delay_ms`", NULL},
    {"after", FOR_CHART, "state", "in an SCXML chart time comes as an event, by `send` with `delay_ms`", NULL},
    {"at", FOR_CHART, "state", "in an SCXML chart time comes as an event, by `send` with `delay_ms`", NULL},
    {"every", FOR_CHART, "state", "in an SCXML chart time comes as an event, by `send` with `delay_ms`", NULL},
    {"due", FOR_CHART, "state", "in an SCXML chart time comes as an event, by `send` with `delay_ms`", NULL},
    {"by", FOR_CHART, "transition", people, NULL},
    {"decided_by", FOR_CHART, "transition", people, NULL},
    {"recorded_by", FOR_CHART, "transition", people, NULL},
    {"at_meeting", FOR_CHART, "transition", people, NULL},
    {"form", FOR_CHART, "transition", "in an SCXML chart values come with the event", NULL},
    {"label", FOR_CHART, "transition", board, NULL},
    {"name", FOR_CHART, "transition", board, NULL},
    {"catch_up", FOR_CHART, "transition", "in an SCXML chart time comes as an event, by `send` with `delay_ms`", NULL},
    {"binds", FOR_CHART, "transition", people, NULL},
    {"lapses", FOR_CHART, "transition", people, NULL},
    {"event", FOR_ALL, "transition", NULL, "`%s` does not stand in a transition: the event is its key in `on`."},
    {"target", FOR_ALL, "state", NULL, history_only},
    {"actions", FOR_ALL, "state", NULL, history_only},
    {"deep", FOR_ALL, "state", NULL, "`%s` belongs to a state of `type = \"history\"`."},
    {"on", FOR_ALL, "history", NULL, history_leads},
    {"always", FOR_ALL, "history", NULL, history_leads},
    {"transitions", FOR_ALL, "history", NULL, history_leads},
    {"after", FOR_ALL, "history", NULL, history_leads},
    {"at", FOR_ALL, "history", NULL, history_leads},
    {"every", FOR_ALL, "history", NULL, history_leads},
    {"guard", FOR_ALL, "history", NULL, history_leads},
    {"event", FOR_ALL, "history", NULL, history_leads},
    {"by", FOR_ALL, "history", NULL, history_leads},
    {"form", FOR_ALL, "history", NULL, history_leads},
    {"entry", FOR_ALL, "history", NULL, "A history state is never active: it cannot have `%s`. What it does on the way stands in `actions`."},
    {"exit", FOR_ALL, "history", NULL, "A history state is never active: it cannot have `%s`. What it does on the way stands in `actions`."},
    {"states", FOR_ALL, "history", NULL, "A history state is never active: it cannot have `%s`."},
    {"initial", FOR_ALL, "history", NULL, "A history state is never active: it cannot have `%s`. Where it leads first is its `target`."},
    {"holder", FOR_ALL, "history", NULL, "A history state is never active: it cannot have `%s`."},
    {"invoke", FOR_ALL, "history", NULL, "A history state is never active: it cannot have `%s`."},
    {"due", FOR_ALL, "history", NULL, "A history state is never active: it cannot have `%s`."},
};
// clang-format on

// "a state" is the thing "state", "a history state" is "history".
static bool is_there(const struct row *row, const char *thing) {
  const char *last = strrchr(thing, ' '), *word = strstr(thing, "history") ? "history" : last ? last + 1 : thing;
  size_t size = strlen(word);
  for (const char *at = row->things; (at = strstr(at, word)); at += size)
    if ((at == row->things || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0')) return true;
  return false;
}

bool dialect_key_check(struct check *check, const struct node *at, const char *thing) {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    const struct row *row = &rows[i];
    if (!(row->found_in & check->dialect) || strcmp(row->key, at->key) != 0 || !is_there(row, thing)) continue;
    if (row->sentence) {
      char *text = mem_format(row->sentence, at->key);
      mistake(check, at, "%s", text);
      mem_free(text);
    } else
      mistake(check, at, "`%s` belongs to %s: %s.", at->key, check->dialect == FOR_WORKFLOW ? "SCXML charts" : "workflows", row->instead);
    return true;
  }
  return false;
}
