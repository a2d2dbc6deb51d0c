// A definition as an SCXML document: states, transitions, histories. What is read again is compared with what was written, so that a
// document that says something else is never handed out.
#include "scxml/write.h"

#include "base/mem.h"

#include <string.h>

static bool is_kind(const json_t *state, const char *kind) {
  const char *have = json_text(state, "kind");
  return have && strcmp(have, kind) == 0;
}

static char *words_from(const json_t *list) {
  struct buf words;
  const json_t *item;
  size_t i;
  buf_init(&words);
  json_array_foreach(list, i, item) buf_format(&words, "%s%s", i ? " " : "", json_string_value(item) ? json_string_value(item) : "?");
  return buf_take(&words);
}

static void write_list(struct writer *writer, const char *name, const json_t *list) {
  char *words = words_from(list);
  if (*words) element_attribute(writer, name, words);
  mem_free(words);
}

static void write_target(struct writer *writer, const json_t *object, const char *one, const char *several, const char *name) {
  element_attribute(writer, name, json_text(object, one));
  write_list(writer, name, json_object_get(object, several));
}

// Fields as words, each that carries the flag with a mark behind it.
static void write_fields(struct writer *writer, const char *name, const json_t *rows, const char *flag, const char *mark) {
  struct buf words;
  const json_t *item;
  size_t i;
  buf_init(&words);
  json_array_foreach(rows, i, item) {
    const char *field = json_text(item, "field");
    buf_format(&words, "%s%s%s", i ? " " : "", field ? field : "?", json_flag(item, flag) ? mark : "");
  }
  if (words.size) element_attribute(writer, name, words.data);
  buf_clear(&words);
}

static void write_rights(struct writer *writer, const json_t *transition) {
  element_attribute(writer, "waymark:label", json_text(transition, "label"));
  write_list(writer, "waymark:by", json_object_get(transition, "by"));
  write_list(writer, "waymark:decided-by", json_object_get(transition, "decided_by"));
  write_list(writer, "waymark:recorded-by", json_object_get(transition, "recorded_by"));
  if (json_flag(transition, "at_meeting")) element_attribute(writer, "waymark:at-meeting", "true");
  write_fields(writer, "waymark:form", json_object_get(transition, "form"), "optional", "?");
  write_fields(writer, "waymark:binds", json_object_get(transition, "binds"), "seen", "!");
  write_list(writer, "waymark:lapses", json_object_get(transition, "lapses"));
}

// A condition of ours is long, so it comes after what is short. Other tools do not see it, so to them a transition that waits for nothing
// else would be taken for ever: there it waits for an event that nobody sends but by hand.
static void write_transition(struct writer *writer, const json_t *transition) {
  const json_t *guard = json_object_get(transition, "guard");
  bool is_plain = guard && guard_is_plain(writer, guard);
  element_begin(writer, "transition");
  element_attribute(writer, "event",
                    guard && !is_plain && !json_text(transition, "event") ? SCXML_BY_HAND : json_text(transition, "event"));
  if (is_plain) write_guard(writer, guard);
  write_target(writer, transition, "target", "targets", "target");
  if (json_flag(transition, "internal")) element_attribute(writer, "type", "internal");
  write_rights(writer, transition);
  if (!is_plain) write_guard(writer, guard);
  write_actions(writer, json_object_get(transition, "actions"));
  element_end(writer, "transition");
}

static void write_transitions(struct writer *writer, const json_t *list) {
  const json_t *transition;
  size_t i;
  json_array_foreach(list, i, transition) write_transition(writer, transition);
}

static void write_timers(struct writer *writer, const json_t *timers) {
  const json_t *timer;
  const char *key;
  json_t *value;
  size_t i;
  json_array_foreach(timers, i, timer) {
    element_begin(writer, "waymark:timer");
    json_object_foreach((json_t *)timer, key, value) element_attribute(writer, key, json_string_value(value));
    write_transitions(writer, json_object_get(timer, "transitions"));
    element_end(writer, "waymark:timer");
  }
}

static void write_block(struct writer *writer, const char *name, const json_t *actions) {
  element_begin(writer, name);
  write_actions(writer, actions);
  element_end(writer, name);
}

// Of an SCXML chart the blocks, each an element; of a workflow one element for all.
static void write_blocks(struct writer *writer, const char *name, const json_t *list) {
  const json_t *block;
  size_t i;
  if (!json_text(writer->definition, "datamodel")) {
    if (json_array_size(list)) write_block(writer, name, list);
    return;
  }
  json_array_foreach(list, i, block) write_block(writer, name, json_object_get(block, "actions"));
}

static const char *first_child(const json_t *state) {
  const json_t *child;
  size_t i;
  json_array_foreach(json_object_get(state, "states"), i, child) if (!is_kind(child, "history")) return json_text(child, "id");
  return NULL;
}

// `initial` where the first child is not what is meant.
static void write_initial(struct writer *writer, const json_t *state) {
  const char *initial = json_text(state, "initial"), *first = first_child(state);
  if (json_object_get(state, "initial_actions") || (initial && first && strcmp(initial, first) == 0)) return;
  write_target(writer, state, "initial", "initials", "initial");
}

static void write_initial_actions(struct writer *writer, const json_t *state) {
  const json_t *actions = json_object_get(state, "initial_actions");
  if (!actions) return;
  element_begin(writer, "initial");
  element_begin(writer, "transition");
  write_target(writer, state, "initial", "initials", "target");
  write_actions(writer, actions);
  element_end(writer, "transition");
  element_end(writer, "initial");
}

static void write_tags(struct writer *writer, const json_t *tags) {
  const json_t *tag;
  size_t i;
  bool plain_words = true;
  json_array_foreach(tags, i, tag) {
    const char *text = json_string_value(tag);
    plain_words = plain_words && text && *text && !text[strcspn(text, " \t\r\n")] && *text != '[';
  }
  if (plain_words) return write_list(writer, "waymark:tags", tags);
  char *json = json_canonical(tags);
  element_attribute(writer, "waymark:tags", json);
  mem_free(json);
}

static void write_names(struct writer *writer, const json_t *state) {
  element_attribute(writer, "waymark:title", json_text(state, "title"));
  element_attribute(writer, "waymark:holder", json_text(state, "holder"));
  element_attribute(writer, "waymark:due", json_text(state, "due"));
  element_attribute(writer, "waymark:ladder", json_text(state, "ladder"));
  write_tags(writer, json_object_get(state, "tags"));
  const json_t *invoke = json_object_get(state, "invoke");
  if (invoke) element_attribute_json(writer, "waymark:invoke", invoke);
}

static void write_state(struct writer *writer, const json_t *state, const char *id);

static void write_content_of(struct writer *writer, const json_t *state) {
  const json_t *data = json_object_get(state, "data"), *donedata = json_object_get(state, "donedata"), *item;
  size_t i;
  if (data) write_data(writer, data);
  write_initial_actions(writer, state);
  write_blocks(writer, "onentry", json_object_get(state, "entry"));
  write_blocks(writer, "onexit", json_object_get(state, "exit"));
  json_array_foreach(json_object_get(state, "invokes"), i, item) write_invoke(writer, item);
  write_transitions(writer, json_object_get(state, "transitions"));
  write_timers(writer, json_object_get(state, "timers"));
  json_array_foreach(json_object_get(state, "states"), i, item) write_state(writer, item, json_text(item, "id"));
  if (donedata) write_donedata(writer, donedata);
}

static void write_history(struct writer *writer, const json_t *state, const char *id) {
  element_begin(writer, "history");
  element_attribute(writer, "id", id);
  if (json_flag(state, "deep")) element_attribute(writer, "type", "deep");
  write_names(writer, state);
  write_transitions(writer, json_object_get(state, "transitions"));
  element_end(writer, "history");
}

static void write_state(struct writer *writer, const json_t *state, const char *id) {
  const char *name = is_kind(state, "parallel") ? "parallel" : is_kind(state, "final") ? "final" : "state";
  if (is_kind(state, "history")) return write_history(writer, state, id);
  element_begin(writer, name);
  element_attribute(writer, "id", id);
  if (is_kind(state, "compound")) write_initial(writer, state);
  write_names(writer, state);
  write_content_of(writer, state);
  element_end(writer, name);
}

// <scxml> is entered and never left, and does nothing of its own: a root that does is written as one state below it, with a mark.
static bool root_is_plain(const json_t *root) {
  static const char *const lists[] = {"entry", "exit", "transitions", "timers", "tags", "initial_actions", "invokes"};
  for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
    if (json_array_size(json_object_get(root, lists[i]))) return false;
  return is_kind(root, "compound") && !json_object_get(root, "holder") && !json_object_get(root, "ladder");
}

static void write_marked_root(struct writer *writer, const json_t *root) {
  char *id = mem_text("root");
  for (int i = 1; json_object_get(writer->ids, id); i++) {
    mem_free(id);
    id = mem_format("root.%d", i);
  }
  const char *name = is_kind(root, "parallel") ? "parallel" : "state";
  element_begin(writer, name);
  element_attribute(writer, "id", id);
  element_attribute(writer, "waymark:root", "true");
  if (is_kind(root, "compound")) write_initial(writer, root);
  write_names(writer, root);
  write_content_of(writer, root);
  element_end(writer, name);
  mem_free(id);
}

static void collect_ids(const json_t *state, json_t *ids) {
  const json_t *child;
  size_t i;
  json_array_foreach(json_object_get(state, "states"), i, child) {
    if (json_text(child, "id")) json_object_set_new(ids, json_text(child, "id"), json_true());
    collect_ids(child, ids);
  }
}

// All that no attribute and no element of <scxml> says.
static void write_extras(struct writer *writer, const json_t *definition) {
  static const char *const said[] = {"format", "name", "datamodel", "binding", "data", "script", "root"};
  bool is_chart = json_text(definition, "datamodel");
  json_t *rest = json_copy((json_t *)definition);
  for (size_t i = 0; is_chart && i < sizeof said / sizeof said[0]; i++) json_object_del(rest, said[i]);
  if (is_chart && json_number(rest, "version", 0) == 1) json_object_del(rest, "version");
  json_object_del(rest, "root");
  json_object_del(rest, "name");
  if (!is_chart || json_object_size(rest)) element_extra(writer, is_chart ? "waymark:chart" : "waymark:workflow", rest);
  json_decref(rest);
}

static void write_body(struct writer *writer, const json_t *definition) {
  const json_t *root = json_object_get(definition, "root"), *data = json_object_get(definition, "data"), *child;
  size_t i;
  if (json_object_get(definition, "script")) write_actions(writer, json_object_get(definition, "script"));
  write_extras(writer, definition);
  if (json_is_array(data)) write_data(writer, data);
  if (!root_is_plain(root)) return write_marked_root(writer, root);
  json_array_foreach(json_object_get(root, "states"), i, child) write_state(writer, child, json_text(child, "id"));
}

void write_document(struct writer *writer, const json_t *definition, bool is_inner) {
  const json_t *outer = writer->definition, *root = json_object_get(definition, "root");
  const char *datamodel = json_text(definition, "datamodel");
  json_t *outer_ids = writer->ids;
  writer->definition = definition;
  writer->ids = json_object();
  collect_ids(root, writer->ids);
  element_begin(writer, "scxml");
  if (!is_inner) element_attribute(writer, "xmlns", SCXML_SPACE);
  element_attribute(writer, "version", "1.0");
  element_attribute(writer, "name", json_text(definition, "name"));
  element_attribute(writer, "datamodel", datamodel ? datamodel : "null");
  element_attribute(writer, "binding", json_text(definition, "binding"));
  if (root_is_plain(root)) {
    write_initial(writer, root);
    element_attribute(writer, "waymark:title", json_text(root, "title"));
  }
  write_body(writer, definition);
  element_end(writer, "scxml");
  json_decref(writer->ids);
  writer->ids = outer_ids;
  writer->definition = outer;
}

static bool reads_back(const json_t *definition, const char *text, struct err *err) {
  struct err why;
  json_t *again = scxml_read(&(struct scxml_source){.file = "the document", .name = "chart", .text = text, .size = strlen(text)}, &why);
  bool same = json_equal(again, (json_t *)definition);
  if (!same)
    err_set(err, ERR_REFUSED, "\"%s\" cannot be written as SCXML that says the same%s%s", json_text(definition, "name"), again ? "." : ": ",
            again ? "" : why.text);
  json_decref(again);
  return same;
}

// Our namespace is declared only where something of it stands; that is known at the end.
static char *declared(const struct writer *writer) {
  static const char after[] = " xmlns=\"" SCXML_SPACE "\"";
  const char *at = strstr(writer->out.data, after) + strlen(after);
  const char *space = writer->is_ours ? " xmlns:waymark=\"" SCXML_WAYMARK_SPACE "\"" : "";
  return mem_format("%.*s%s%s\n", (int)(at - writer->out.data), writer->out.data, space, at);
}

char *scxml_write(const json_t *definition, struct err *err) {
  struct writer writer = {0};
  buf_text(&writer.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
  write_document(&writer, definition, false);
  char *text = declared(&writer);
  buf_clear(&writer.out);
  bool ok = !writer.failed || err_set(err, ERR_REFUSED, "\"%s\" holds a character that XML cannot.", json_text(definition, "name"));
  if (ok && reads_back(definition, text, err)) return text;
  mem_free(text);
  return NULL;
}
