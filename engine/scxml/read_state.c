// States: kinds, where they begin, what happens when they are entered and left, histories.
#include "base/mem.h"
#include "scxml/internal.h"

#include <string.h>

// <transition> of <initial> or <history>: there must be one, without event and condition, with a target.
static const struct xml *default_transition(struct reader *reader, const struct xml *xml) {
  const struct xml *transition = child_find(xml, "transition");
  bool ok = transition || reader_fail(reader, xml, "<%s> needs a <transition> that says where to begin.", xml->name);
  if (ok && (plain(transition, "event") || plain(transition, "cond")))
    ok = reader_fail(reader, transition, "The <transition> of <%s> cannot have \"event\" or \"cond\": it is always taken.", xml->name);
  if (ok && !plain(transition, "target")) ok = reader_fail(reader, transition, "The <transition> of <%s> needs a \"target\".", xml->name);
  return ok ? transition : NULL;
}

static const char *first_child(const struct reader *reader, int state) {
  for (int i = state + 1; i <= reader->rows[state].last; i = reader->rows[i].last + 1)
    if (!is_history(reader->rows[i].xml)) return reader->rows[i].id;
  return NULL;
}

static bool initial_element_read(struct reader *reader, const struct xml *initial, int state, json_t *out) {
  const struct xml *transition = default_transition(reader, initial);
  if (!transition || !targets_read(reader, transition, plain(transition, "target"), state, "initial", out)) return false;
  json_t *actions = json_array();
  bool ok = actions_read(reader, transition, actions);
  if (ok && json_array_size(actions)) json_object_set(out, "initial_actions", actions);
  json_decref(actions);
  return ok;
}

static bool initial_read(struct reader *reader, int state, json_t *out) {
  const struct xml *xml = reader->rows[state].xml, *element = child_find(xml, "initial");
  const char *attribute = plain(xml, "initial"), *first = first_child(reader, state);
  if (attribute && element) return reader_fail(reader, element, "This state has both <initial> and \"initial\"; it may have one of them.");
  if ((attribute || element) && !first)
    return reader_fail(reader, element ? element : xml, "This state has no states inside, so it cannot say where to begin.");
  if (element) return initial_element_read(reader, element, state, out);
  if (attribute) return targets_read(reader, xml, attribute, state, "initial", out);
  json_put_text(out, "initial", first);
  return true;
}

// A workflow's entry is one list; an SCXML chart keeps each <onentry>, for an error ends only its own.
static bool blocks_read(struct reader *reader, const struct xml *xml, const char *name, json_t *list) {
  for (const struct xml *child = xml->first; child; child = child->next) {
    if (!is_scxml(child, name)) continue;
    json_t *to = list;
    if (reader->datamodel) {
      json_array_append_new(list, json_pack("{s:s,s:[]}", "do", "block", "actions"));
      to = json_object_get(json_array_get(list, json_array_size(list) - 1), "actions");
    }
    if (!actions_read(reader, child, to)) return false;
  }
  return true;
}

static json_t *append_object(json_t *list) {
  json_array_append_new(list, json_object());
  return json_array_get(list, json_array_size(list) - 1);
}

static bool transitions_read(struct reader *reader, const struct xml *xml, json_t *list) {
  for (const struct xml *child = xml->first; child; child = child->next)
    if (is_scxml(child, "transition") && !transition_read(reader, child, append_object(list))) return false;
  return true;
}

static bool invokes_read(struct reader *reader, const struct xml *xml, json_t *out) {
  for (const struct xml *child = xml->first; child; child = child->next)
    if (is_scxml(child, "invoke") && !invoke_read(reader, child, append_object(json_array_at(out, "invokes")))) return false;
  return true;
}

static bool timers_read(struct reader *reader, const struct xml *xml, json_t *list) {
  for (const struct xml *child = xml->first; child; child = child->next) {
    if (!is_ours(child, "timer")) continue;
    json_t *timer = append_object(list);
    for (const struct xml_attribute *a = child->attributes; a; a = a->next) json_put_text(timer, a->name, a->value);
    if (!transitions_read(reader, child, json_array_at(timer, "transitions"))) return false;
  }
  return true;
}

// "closed", or a JSON list where one has a blank in it.
static json_t *tags_of(const char *text) {
  struct err unused;
  json_t *list = text && *text == '[' ? json_read(text, strlen(text), "it", &unused) : NULL;
  if (list && json_is_array(list)) return list;
  json_decref(list);
  return words_of(text ? text : "");
}

static bool workflow_members(struct reader *reader, const struct xml *xml, int state, json_t *out) {
  const char *id = reader->rows[state].id, *tags = ours(xml, "tags");
  const char *parent = state > 0 ? reader->rows[reader->rows[state].parent].id : NULL;
  size_t skip = parent ? strlen(parent) + 1 : 0;
  bool is_path = state <= 0 || !parent || (strncmp(id, parent, skip - 1) == 0 && id[skip - 1] == '.');
  if (!is_path) return reader_fail(reader, xml, "The id \"%s\" of a workflow's state must begin with \"%s.\".", id, parent);
  json_put_text(out, "key", id ? id + skip : "");
  if (is_history(xml)) return true;
  json_put_text(out, "holder", ours(xml, "holder"));
  json_put_text(out, "due", ours(xml, "due"));
  json_put_text(out, "ladder", ours(xml, "ladder"));
  json_object_set_new(out, "tags", tags_of(tags));
  json_t *invoke = ours(xml, "invoke") ? own_json(reader, xml, "invoke") : NULL;
  if (ours(xml, "invoke") && !invoke) return false;
  if (invoke) json_object_set_new(out, "invoke", invoke);
  return timers_read(reader, xml, json_array_at(out, "timers"));
}

// Where a history begins when nothing was left yet lies below the state around it, and is no other history, which could lead back here.
static bool default_check(struct reader *reader, const struct xml *transition, int around) {
  json_t *unused = json_object(), *ids = words_of(plain(transition, "target")), *id;
  bool ok = targets_read(reader, transition, plain(transition, "target"), around, "target", unused);
  size_t i;
  json_array_foreach(ids, i, id) {
    const char *name = json_string_value(id);
    if (ok && is_history(reader->rows[state_find(reader, name)].xml))
      ok = reader_fail(reader, transition, "A <history> begins in a state, and \"%s\" is a <history> itself.", name);
  }
  json_decref(unused);
  json_decref(ids);
  return ok;
}

static bool history_read(struct reader *reader, int state, json_t *out) {
  const struct xml *xml = reader->rows[state].xml, *transition = default_transition(reader, xml);
  const char *type = plain(xml, "type");
  bool deep = type && strcmp(type, "deep") == 0;
  if (!transition) return false;
  if (type && !deep && strcmp(type, "shallow") != 0)
    return reader_fail(reader, xml, "The \"type\" of a <history> is \"shallow\" or \"deep\", not \"%s\".", type);
  json_put_text(out, "kind", "history");
  if (deep) json_put_flag(out, "deep", true);
  return default_check(reader, transition, reader->rows[state].parent) &&
         transition_read(reader, transition, append_object(json_array_at(out, "transitions")));
}

static bool donedata_read(struct reader *reader, const struct xml *xml, json_t *out) {
  const struct xml *donedata = child_find(xml, "donedata");
  return !donedata || payload_read(reader, donedata, json_object_at(out, "donedata"));
}

static bool own_data_read(struct reader *reader, int state, json_t *out) {
  const struct xml *datamodel = child_find(reader->rows[state].xml, "datamodel");
  return state == 0 || !datamodel || !child_find(datamodel, "data") || data_read(reader, datamodel, json_array_at(out, "data"));
}

static bool children_read(struct reader *reader, int state, json_t *list) {
  for (int i = state + 1; i <= reader->rows[state].last; i = reader->rows[i].last + 1)
    if (!state_read(reader, i, append_object(list))) return false;
  return true;
}

static const char *kind_of(const struct reader *reader, int state) {
  const struct xml *xml = reader->rows[state].xml;
  if (is_scxml(xml, "final")) return "final";
  if (!first_child(reader, state)) return "atomic"; // an empty <parallel> too
  return is_scxml(xml, "parallel") ? "parallel" : "compound";
}

// A workflow's root may be parallel, or do and be asked things, which <scxml> cannot: then it is written as one state below, marked as
// such.
static int root_below(const struct reader *reader, int state) {
  const char *mark = state == 0 && reader->row_count > 1 ? ours(reader->rows[1].xml, "root") : NULL;
  return mark && strcmp(mark, "true") == 0 && reader->rows[1].last == reader->row_count - 1 ? 1 : state;
}

static bool content_read(struct reader *reader, int state, json_t *out) {
  const struct xml *xml = reader->rows[state].xml;
  const char *kind = kind_of(reader, state);
  json_put_text(out, "kind", kind);
  bool begins = strcmp(kind, "compound") == 0 || plain(xml, "initial") || child_find(xml, "initial");
  return (!begins || initial_read(reader, state, out)) && blocks_read(reader, xml, "onentry", json_array_at(out, "entry")) &&
         blocks_read(reader, xml, "onexit", json_array_at(out, "exit")) &&
         transitions_read(reader, xml, json_array_at(out, "transitions")) && invokes_read(reader, xml, out) &&
         donedata_read(reader, xml, out) && own_data_read(reader, state, out) && children_read(reader, state, json_array_at(out, "states"));
}

bool state_read(struct reader *reader, int state, json_t *out) {
  int below = root_below(reader, state);
  if (below != state) {
    json_object_del(reader->rows_by_id, reader->rows[below].id); // the root itself has none
    reader->rows[below].id = NULL;
    state = below;
  }
  const struct xml *xml = reader->rows[state].xml;
  json_put_text(out, "id", reader->rows[state].id ? reader->rows[state].id : "");
  json_put_text(out, "title", ours(xml, "title"));
  if (!reader->datamodel && !workflow_members(reader, xml, state, out)) return false;
  return is_history(xml) ? history_read(reader, state, out) : content_read(reader, state, out);
}
