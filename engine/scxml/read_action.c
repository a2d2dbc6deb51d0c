// Executable content (W3C SCXML 1.0, 4), an element an action. The names of the table are those of DEFINITION.md where they differ.
#include "base/mem.h"
#include "scxml/internal.h"
#include "scxml/run.h"

#include <string.h>

typedef bool action_reader(struct reader *reader, const struct xml *xml, json_t *out);

static bool raise_read(struct reader *reader, const struct xml *xml, json_t *out) {
  if (xml_is_blank(plain(xml, "event"))) return reader_fail(reader, xml, "\"event\" of this <raise> is empty; name an event.");
  copy_text(xml, "event", out, "event");
  return true;
}

static json_t *new_branch(json_t *branches) {
  json_array_append_new(branches, json_object());
  return json_array_get(branches, json_array_size(branches) - 1);
}

static bool action_read(struct reader *reader, const struct xml *xml, json_t *list);

// <elseif> and <else> part the content of an <if>; after <else> comes no other.
static bool if_read(struct reader *reader, const struct xml *xml, json_t *out) {
  json_t *branches = json_array_at(out, "branches"), *branch = new_branch(branches);
  if (!guard_read(reader, xml, branch)) return false;
  json_t *actions = json_array_at(branch, "actions");
  bool ended = false;
  for (const struct xml *child = xml->first; child; child = child->next) {
    bool is_else = is_scxml(child, "else"), parts = is_else || is_scxml(child, "elseif");
    if (parts && ended) return reader_fail(reader, child, "<%s> stands after <else>, so it is never reached.", child->name);
    ended |= is_else;
    if (parts) {
      branch = new_branch(branches);
      actions = json_array_at(branch, "actions");
    }
    if (parts ? !is_else && !guard_read(reader, child, branch) : !action_read(reader, child, actions)) return false;
  }
  return true;
}

static bool foreach_read(struct reader *reader, const struct xml *xml, json_t *out) {
  copy_text(xml, "array", out, "array");
  copy_text(xml, "item", out, "item");
  copy_text(xml, "index", out, "index");
  return actions_read(reader, xml, json_array_at(out, "actions"));
}

// Without a data model there is nothing that could be worked out; what is logged is the label.
static bool log_read(struct reader *reader, const struct xml *xml, json_t *out) {
  json_put_text(out, "label", plain(xml, "label") ? plain(xml, "label") : "");
  bool is_lua = reader->datamodel && strcmp(reader->datamodel, "lua") == 0, has_expr = plain(xml, "expr") && *plain(xml, "expr");
  if (is_lua && has_expr) copy_text(xml, "expr", out, "expr");
  return true;
}

static bool assign_read(struct reader *reader, const struct xml *xml, json_t *out) {
  copy_text(xml, "location", out, "location");
  if (!literal_read(reader, xml, "value", "expr", out)) return false;
  if (json_object_get(out, "value") || json_text(out, "expr")) return true;
  return reader_fail(reader, xml, "<assign> does not say what to assign: give it \"expr\", or a value inside.");
}

static bool script_read(struct reader *reader, const struct xml *xml, json_t *out) {
  const char *src = plain(xml, "src");
  struct buf inside;
  buf_init(&inside);
  xml_text(xml, &inside);
  char *text = buf_take(&inside);
  bool both = src && !xml_is_blank(text);
  if (src) {
    mem_free(text);
    text = both ? NULL : source_file(reader, xml, src);
  }
  if (both) reader_fail(reader, xml, "<script> has both \"src\" and content; it may have one of them.");
  json_put_text(out, "source", text);
  mem_free(text);
  return json_text(out, "source") != NULL;
}

static bool delay_read(struct reader *reader, const struct xml *xml, json_t *out) {
  const char *text = plain(xml, "delay");
  int64_t ms;
  if (!text) return true;
  if (!scxml_duration(text, &ms))
    return reader_fail(reader, xml, "\"%s\" is no delay; write for example \"2s\", \".5s\" or \"100ms\".", text);
  json_put_number(out, "delay_ms", ms);
  return true;
}

static bool send_read(struct reader *reader, const struct xml *xml, json_t *out) {
  static const char *const texts[] = {"event", "eventexpr", "target", "targetexpr", "type", "typeexpr", "id", "idlocation", "delayexpr"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) copy_text(xml, texts[i], out, texts[i]);
  const char *target = plain(xml, "target");
  if (target && strcmp(target, "#_internal") == 0 && (plain(xml, "delay") || plain(xml, "delayexpr")))
    return reader_fail(reader, xml, "A <send> to \"#_internal\" cannot be delayed.");
  if (!plain(xml, "event") && !plain(xml, "eventexpr") && !child_find(xml, "content"))
    return reader_fail(reader, xml, "<send> does not say what to send: give it \"event\", \"eventexpr\" or <content>.");
  return delay_read(reader, xml, out) && payload_read(reader, xml, out);
}

static bool cancel_read(struct reader *reader, const struct xml *xml, json_t *out) {
  copy_text(xml, "sendid", out, "sendid");
  copy_text(xml, "sendidexpr", out, "sendidexpr");
  if (json_object_size(out) == 2) return true;
  return reader_fail(reader, xml, "<cancel> does not say what to cancel: give it \"sendid\" or \"sendidexpr\".");
}

static const struct row {
  const char *name;
  action_reader *read;
} rows[] = {
    {"raise", raise_read},   {"if", if_read},         {"foreach", foreach_read}, {"log", log_read},
    {"assign", assign_read}, {"script", script_read}, {"send", send_read},       {"cancel", cancel_read},
};

// Text between actions is blank, and what is no action is not meant for here: rule.c has looked.
static bool action_read(struct reader *reader, const struct xml *xml, json_t *list) {
  const struct row *row = NULL;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (is_scxml(xml, rows[i].name)) row = &rows[i];
  if (!row) return true;
  json_array_append_new(list, json_pack("{s:s}", "do", xml->name));
  json_t *out = json_array_get(list, json_array_size(list) - 1);
  return row->read(reader, xml, out);
}

// The whole list, where some of it is in no words of SCXML's: what stands inside is what other tools can do of it.
static bool own_actions_read(struct reader *reader, const struct xml *parent, json_t *list) {
  json_t *own = own_json(reader, parent, "actions"), *action;
  bool ok = own && (json_is_array(own) || reader_fail(reader, parent, "waymark:actions holds no list of actions in JSON."));
  size_t i;
  json_array_foreach(own, i, action) if (ok && !json_is_object(action)) ok =
      reader_fail(reader, parent, "waymark:actions holds something that is no action: an object in JSON.");
  if (ok) json_array_extend(list, own);
  json_decref(own);
  return ok;
}

bool actions_read(struct reader *reader, const struct xml *parent, json_t *list) {
  bool is_root = is_scxml(parent, "scxml"); // where only <script> is one
  if (ours(parent, "actions")) return own_actions_read(reader, parent, list);
  for (const struct xml *child = parent->first; child; child = child->next)
    if ((!is_root || is_scxml(child, "script")) && !action_read(reader, child, list)) return false;
  return true;
}
