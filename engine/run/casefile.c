// One item in memory. See casefile.h.
#include "run/casefile.h"

#include "base/buf.h"
#include "base/mem.h"

#include <string.h>

// What an item at work changes in place is copied, since the row is shared. Its fields are not: a step puts others in their stead.
static json_t *own_member(const json_t *object, const char *key) {
  json_t *value = json_object_get(object, key);
  return json_is_object(value) ? json_canonical_copy(value) : json_object();
}

// A row that cannot be read must not pass for one that says nothing: what came of it would be written down as true.
static bool is_readable(const json_t *row, struct err *err) {
  if (json_is_object(json_object_get(row, "state")) && json_is_object(json_object_get(row, "fields"))) return true;
  return err_set(
      err, ERR_CORRUPT,
      "What the store keeps of %s cannot be read. Keep a copy of the folder; if `waymark journal verify` finds the journal whole, "
      "`waymark rebuild` makes it again.",
      json_text(row, "ref"));
}

struct casefile *casefile_from_row(struct board *board, json_t *row, bool with_timers, struct err *err) {
  if (!is_readable(row, err)) return NULL;
  const struct definition *definition = definition_get(board, json_text(row, "definition"), err);
  if (!definition) return NULL;
  struct casefile *item = mem_new(sizeof *item);
  const json_t *state = json_object_get(row, "state");
  strncpy(item->hex, json_text(row, "id"), sizeof item->hex - 1);
  id_read(&item->id, item->hex);
  item->definition = definition;
  item->chart = definition->chart;
  item->config = config_read(item->chart, state, err);
  item->fields = json_incref(json_object_get(row, "fields"));
  item->ladders = own_member(state, "ladders");
  item->last = own_member(state, "last");
  item->activations = own_member(state, "activations");
  item->approvals = own_member(state, "approvals");
  const json_t *stops = json_object_get(state, "stops");
  item->stops = json_is_array(stops) ? json_canonical_copy(stops) : json_array();
  const json_t *shares = json_object_get(state, "shares");
  item->shares = json_is_array(shares) ? json_canonical_copy(shares) : json_array();
  item->timers = with_timers ? timer_list(board->store, item->hex) : json_array();
  item->revision = json_number(row, "revision", 0);
  item->started_ms = json_number(row, "started", 0);
  item->closed = json_flag(row, "closed");
  item->ref = mem_text(json_text(row, "ref"));
  item->title = mem_text(json_text(row, "title"));
  if (item->config) return item;
  casefile_free(item);
  return NULL;
}

struct casefile *casefile_open(struct board *board, const char *ref, struct err *err) {
  json_t *row = case_find(board->store, ref, err);
  if (!row) return NULL;
  struct casefile *item = casefile_from_row(board, row, true, err);
  json_decref(row);
  return item;
}

struct casefile *casefile_new(struct board *board, const struct definition *definition, const char *ref, const json_t *fields) {
  struct casefile *item = mem_new(sizeof *item);
  item->id = id_new(&board->env);
  id_write(item->id, item->hex);
  item->definition = definition;
  item->chart = definition->chart;
  item->fields = json_deep_copy(fields);
  item->ladders = json_object();
  item->last = json_object();
  item->activations = json_object();
  item->stops = json_array();
  item->shares = json_array();
  item->approvals = json_object();
  item->timers = json_array();
  item->ref = mem_text(ref);
  item->title = mem_text("");
  return item;
}

struct casefile *casefile_copy(const struct casefile *from) {
  struct casefile *item = mem_new(sizeof *item);
  *item = *from;
  item->config = from->config ? config_copy(from->config) : NULL;
  item->fields = json_deep_copy(from->fields);
  item->ladders = json_deep_copy(from->ladders);
  item->last = json_deep_copy(from->last);
  item->activations = json_deep_copy(from->activations);
  item->stops = json_deep_copy(from->stops);
  item->shares = json_deep_copy(from->shares);
  item->approvals = json_deep_copy(from->approvals);
  item->timers = json_deep_copy(from->timers);
  item->ref = mem_text(from->ref);
  item->title = mem_text(from->title);
  return item;
}

void casefile_free(struct casefile *item) {
  if (!item) return;
  config_free(item->config);
  json_decref(item->fields);
  json_decref(item->ladders);
  json_decref(item->last);
  json_decref(item->activations);
  json_decref(item->stops);
  json_decref(item->shares);
  json_decref(item->approvals);
  json_decref(item->timers);
  mem_free(item->ref);
  mem_free(item->title);
  mem_free(item);
}

const json_t *casefile_structure(const struct casefile *item) { return chart_definition(item->chart); }

const char *casefile_noun(const struct casefile *item) {
  const char *noun = json_text(casefile_structure(item), "noun");
  return noun ? noun : "item";
}

json_t *casefile_atomic(const struct casefile *item) { return config_atomic(item->chart, item->config); }

json_t *casefile_state_titles(const struct casefile *item) {
  json_t *ids = casefile_atomic(item), *titles = json_array(), *id;
  size_t i;
  json_array_foreach(ids, i, id) {
    const char *title = json_text(chart_state(item->chart, chart_state_find(item->chart, json_string_value(id))), "title");
    json_array_add(titles, title ? title : json_string_value(id));
  }
  json_decref(ids);
  return titles;
}

char *casefile_state_words(const struct casefile *item) {
  json_t *titles = casefile_state_titles(item);
  char *words = json_join(titles, ", ");
  json_decref(titles);
  return words;
}

// Of an id "work.plan", where "work" is called "Work".
static const char *title_around(const struct casefile *item, const char *id) {
  const char *dot = strrchr(id, '.');
  char *around = mem_text_part(id, dot ? (size_t)(dot - id) : 0);
  const char *title = json_text(chart_state(item->chart, chart_state_find(item->chart, around)), "title");
  mem_free(around);
  return title ? title : id;
}

static void say_target(const struct casefile *item, const char *id, bool first, struct buf *out) {
  const json_t *state = chart_state(item->chart, chart_state_find(item->chart, id));
  const char *title = json_text(state, "title"), *kind = json_text(state, "kind");
  bool goes_on = kind && strcmp(kind, "history") == 0;
  if (!first) buf_text(out, " and ");
  if (goes_on)
    buf_format(out, "goes on where \"%s\" was left", title_around(item, id));
  else
    buf_format(out, "%s\"%s\"", first ? "becomes " : "", title ? title : id);
}

char *casefile_target_words(const struct casefile *item, const json_t *transition) {
  const char *target = json_text(transition, "target");
  json_t *targets = target ? json_pack("[s]", target) : json_incref(json_object_get(transition, "targets")), *id;
  struct buf out = {0};
  size_t i;
  json_array_foreach(targets, i, id) say_target(item, json_string_value(id), i == 0, &out);
  json_decref(targets);
  return out.size ? buf_take(&out) : NULL;
}

json_t *casefile_state_json(const struct casefile *item) {
  json_t *state = config_write(item->chart, item->config);
  // copied, since the parts must not change when the item goes on
  if (json_object_size(item->ladders)) json_put(state, "ladders", json_canonical_copy(item->ladders));
  if (json_object_size(item->last)) json_put(state, "last", json_canonical_copy(item->last));
  if (json_object_size(item->activations)) json_put(state, "activations", json_canonical_copy(item->activations));
  if (json_array_size(item->stops)) json_put(state, "stops", json_canonical_copy(item->stops));
  if (json_array_size(item->shares)) json_put(state, "shares", json_canonical_copy(item->shares));
  if (json_object_size(item->approvals)) json_put(state, "approvals", json_canonical_copy(item->approvals));
  return state;
}

const char *casefile_list_field(const struct casefile *item, const char *column) {
  return json_text(json_object_get(casefile_structure(item), "list"), column);
}
