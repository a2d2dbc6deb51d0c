// Executable content, conditions, data and invocations as SCXML. What SCXML has no words for becomes an element of ours, which other tools
// pass over.
#include "base/mem.h"
#include "scxml/write.h"

#include <string.h>

// In('id') is how SCXML asks for a state, and how such a condition is read again: only where that gives the same guard back.
static char *in_cond(const struct writer *writer, const char *id) {
  char quote = strchr(id, '\'') ? '"' : '\'';
  if (!json_object_get(writer->ids, id) || strchr(id, quote) || strchr(id, '\\')) return NULL;
  return mem_format("In(%c%s%c)", quote, id, quote);
}

static bool reads_as_in(const struct writer *writer, const char *expr) {
  char *id = NULL;
  bool is = cond_is_in(expr, &id) && json_object_get(writer->ids, id);
  mem_free(id);
  return is;
}

// The condition as SCXML says it; NULL when it has no words for it. Caller frees.
static char *cond_of(const struct writer *writer, const json_t *guard) {
  const char *op = json_text(guard, "op"), *state = json_text(guard, "state"), *expr = json_text(guard, "expr");
  if (!op || json_object_size(guard) != 2) return NULL;
  if (state && strcmp(op, "in_state") == 0) return in_cond(writer, state);
  const char *model = json_text(writer->definition, "datamodel");
  bool has_model = model && strcmp(model, "lua") == 0;
  if (expr && *expr && has_model && strcmp(op, "cond") == 0 && xml_can_hold(expr) && !reads_as_in(writer, expr)) return mem_text(expr);
  return NULL;
}

bool guard_is_plain(const struct writer *writer, const json_t *guard) {
  char *cond = cond_of(writer, guard);
  mem_free(cond);
  return cond != NULL;
}

void write_guard(struct writer *writer, const json_t *guard) {
  char *cond = guard ? cond_of(writer, guard) : NULL;
  element_attribute(writer, "cond", cond);
  if (guard && !cond) element_attribute_json(writer, "waymark:guard", guard);
  mem_free(cond);
}

// Attributes in this order, those that are there.
static void write_texts(struct writer *writer, const json_t *object, const char *const *names) {
  for (size_t i = 0; names[i]; i++) element_attribute(writer, names[i], json_text(object, names[i]));
}

static void write_words(struct writer *writer, const char *name, const json_t *list) {
  char *words = NULL;
  for (size_t i = 0; i < json_array_size(list); i++) {
    char *more = mem_format("%s%s%s", words ? words : "", words ? " " : "", json_string_value(json_array_get(list, i)));
    mem_free(words);
    words = more;
  }
  element_attribute(writer, name, words);
  mem_free(words);
}

static void write_params(struct writer *writer, const json_t *params) {
  static const char *const names[] = {"name", "expr", "location", NULL};
  const json_t *param;
  size_t i;
  json_array_foreach(params, i, param) {
    element_begin(writer, "param");
    write_texts(writer, param, names);
    element_end(writer, "param");
  }
}

static void write_value(struct writer *writer, const json_t *value) {
  if (value) element_json(writer, value);
}

static void write_content(struct writer *writer, const json_t *payload) {
  const json_t *content = json_object_get(payload, "content");
  const char *expr = json_text(payload, "contentexpr");
  if (!content && !expr) return;
  element_begin(writer, "content");
  element_attribute(writer, "expr", expr);
  write_value(writer, content);
  element_end(writer, "content");
}

void write_donedata(struct writer *writer, const json_t *payload) {
  element_begin(writer, "donedata");
  write_params(writer, json_object_get(payload, "params"));
  write_content(writer, payload);
  element_end(writer, "donedata");
}

void write_data(struct writer *writer, const json_t *list) {
  static const char *const names[] = {"id", "expr", NULL};
  const json_t *data;
  size_t i;
  element_begin(writer, "datamodel");
  json_array_foreach(list, i, data) {
    element_begin(writer, "data");
    write_texts(writer, data, names);
    write_value(writer, json_object_get(data, "value"));
    element_end(writer, "data");
  }
  element_end(writer, "datamodel");
}

void write_invoke(struct writer *writer, const json_t *invoke) {
  static const char *const names[] = {"type", "typeexpr", "id", "idlocation", "src", "srcexpr", NULL};
  const json_t *definition = json_object_get(invoke, "definition"), *finalize = json_object_get(invoke, "finalize");
  element_begin(writer, "invoke");
  write_texts(writer, invoke, names);
  write_words(writer, "namelist", json_object_get(invoke, "namelist"));
  if (json_flag(invoke, "autoforward")) element_attribute(writer, "autoforward", "true");
  write_params(writer, json_object_get(invoke, "params"));
  if (definition) {
    element_begin(writer, "content");
    write_document(writer, definition, true);
    element_end(writer, "content");
  }
  write_content(writer, invoke);
  if (finalize) {
    element_begin(writer, "finalize");
    write_actions(writer, finalize);
    element_end(writer, "finalize");
  }
  element_end(writer, "invoke");
}

static void write_send(struct writer *writer, const json_t *action) {
  static const char *const names[] = {"event",    "eventexpr", "target",     "targetexpr", "type",
                                      "typeexpr", "id",        "idlocation", "delayexpr",  NULL};
  int64_t delay_ms = json_number(action, "delay_ms", -1);
  char *delay = delay_ms < 0                       ? NULL
                : delay_ms && delay_ms % 1000 == 0 ? mem_format("%llds", (long long)delay_ms / 1000)
                                                   : mem_format("%lldms", (long long)delay_ms);
  element_begin(writer, "send");
  write_texts(writer, action, names);
  element_attribute(writer, "delay", delay);
  write_words(writer, "namelist", json_object_get(action, "namelist"));
  write_params(writer, json_object_get(action, "params"));
  write_content(writer, action);
  element_end(writer, "send");
  mem_free(delay);
}

static void write_if(struct writer *writer, const json_t *action) {
  const json_t *branches = json_object_get(action, "branches"), *branch;
  size_t i;
  element_begin(writer, "if");
  json_array_foreach(branches, i, branch) {
    const json_t *guard = json_object_get(branch, "guard");
    const char *name = guard ? "elseif" : "else";
    if (i) element_begin(writer, name);
    write_guard(writer, guard);
    if (i) element_end(writer, name);
    write_actions(writer, json_object_get(branch, "actions"));
  }
  element_end(writer, "if");
}

static void write_foreach(struct writer *writer, const json_t *action) {
  static const char *const names[] = {"array", "item", "index", NULL};
  element_begin(writer, "foreach");
  write_texts(writer, action, names);
  write_actions(writer, json_object_get(action, "actions"));
  element_end(writer, "foreach");
}

static void write_plain(struct writer *writer, const json_t *action) {
  static const char *const names[] = {"event", "label", "location", "expr", "sendid", "sendidexpr", NULL};
  const char *name = json_text(action, "do");
  element_begin(writer, name);
  if (!(strcmp(name, "log") == 0 && !*json_text(action, "label")))
    write_texts(writer, action, names);
  else
    element_attribute(writer, "expr", json_text(action, "expr"));
  write_value(writer, json_object_get(action, "value"));
  element_end(writer, name);
}

static void write_script(struct writer *writer, const json_t *action) {
  element_begin(writer, "script");
  element_text(writer, json_text(action, "source"));
  element_end(writer, "script");
}

static const struct row {
  const char *name;
  void (*write)(struct writer *writer, const json_t *action);
} rows[] = {
    {"raise", write_plain},   {"log", write_plain}, {"assign", write_plain},    {"cancel", write_plain},
    {"script", write_script}, {"if", write_if},     {"foreach", write_foreach}, {"send", write_send},
};

void write_actions(struct writer *writer, const json_t *actions) {
  const json_t *action;
  size_t i;
  if (!actions_are_plain(writer, actions)) element_attribute_json(writer, "waymark:actions", actions);
  json_array_foreach(actions, i, action) {
    if (!action_is_plain(writer, action)) continue;
    for (size_t j = 0; j < sizeof rows / sizeof rows[0]; j++)
      if (strcmp(rows[j].name, json_text(action, "do")) == 0) rows[j].write(writer, action);
  }
}
