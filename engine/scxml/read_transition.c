// Transitions and their conditions. A condition that only asks In('id') needs no data model, so it becomes the chart's own `in_state`,
// which can be drawn and explained.
#include "base/mem.h"
#include "scxml/internal.h"

#include <string.h>

// In ( 'id' ) or In ( "id" ), and nothing beside it.
bool cond_is_in(const char *cond, char **id) {
  static const char blanks[] = " \t\r\n";
  const char *at = cond + strspn(cond, blanks);
  if (strncmp(at, "In", 2) != 0) return false;
  at += 2 + strspn(at + 2, blanks);
  if (*at != '(') return false;
  at += 1 + strspn(at + 1, blanks);
  char quote = *at;
  const char *end = quote == '\'' || quote == '"' ? strchr(at + 1, quote) : NULL;
  if (!end || memchr(at + 1, '\\', (size_t)(end - at - 1))) return false;
  const char *rest = end + 1 + strspn(end + 1, blanks);
  if (*rest != ')' || rest[1 + strspn(rest + 1, blanks)]) return false;
  *id = mem_text_part(at + 1, (size_t)(end - at - 1));
  return true;
}

static bool cond_read(struct reader *reader, const struct xml *xml, const char *cond, json_t *out) {
  char *id = NULL;
  bool is_in = cond_is_in(cond, &id), is_known = is_in && state_find(reader, id) > 0;
  bool has_data = reader->datamodel && strcmp(reader->datamodel, "lua") == 0, ok = true;
  if (is_known)
    json_object_set_new(out, "guard", json_pack("{s:s,s:s}", "op", "in_state", "state", id));
  else if (has_data)
    json_object_set_new(out, "guard", json_pack("{s:s,s:s}", "op", "cond", "expr", cond));
  else if (is_in)
    ok = reader_fail(reader, xml, "The condition asks for the state \"%s\", and there is none.", id);
  else
    ok = reader_fail(reader, xml, "Without a data model a condition can only be In('STATE'), not \"%s\".", cond);
  mem_free(id);
  return ok;
}

bool guard_read(struct reader *reader, const struct xml *xml, json_t *out) {
  const char *cond = plain(xml, "cond");
  if (!ours(xml, "guard")) return !cond || cond_read(reader, xml, cond, out);
  json_t *guard = own_json(reader, xml, "guard");
  if (guard) json_object_set_new(out, "guard", guard);
  return guard && (json_is_object(guard) || reader_fail(reader, xml, "waymark:guard holds no condition: an object in JSON."));
}

// "text due?" as [{"field":"text","optional":false},...]: the mark behind a word is what the flag says.
static json_t *fields_of(const char *text, char mark, const char *flag) {
  json_t *names = words_of(text ? text : ""), *form = json_array(), *item;
  size_t i;
  json_array_foreach(names, i, item) {
    const char *name = json_string_value(item);
    size_t size = strlen(name);
    bool marked = name[size - 1] == mark;
    json_array_append_new(form, json_pack("{s:s#,s:b}", "field", name, (int)(size - marked), flag, marked));
  }
  json_decref(names);
  return form;
}

static void workflow_members(const struct xml *xml, json_t *out) {
  static const char *const rights[][2] = {{"by", "by"}, {"decided-by", "decided_by"}, {"recorded-by", "recorded_by"}};
  for (size_t i = 0; i < 3; i++) {
    const char *roles = ours(xml, rights[i][0]);
    json_object_set_new(out, rights[i][1], words_of(roles ? roles : ""));
  }
  json_put_text(out, "label", ours(xml, "label"));
  json_put_flag(out, "at_meeting", ours(xml, "at-meeting") && strcmp(ours(xml, "at-meeting"), "true") == 0);
  json_object_set_new(out, "form", fields_of(ours(xml, "form"), '?', "optional"));
  if (ours(xml, "binds")) json_object_set_new(out, "binds", fields_of(ours(xml, "binds"), '!', "seen"));
  if (ours(xml, "lapses")) json_object_set_new(out, "lapses", words_of(ours(xml, "lapses")));
}

static bool type_read(struct reader *reader, const struct xml *xml, json_t *out) {
  const char *type = plain(xml, "type");
  if (type && strcmp(type, "internal") != 0 && strcmp(type, "external") != 0)
    return reader_fail(reader, xml, "The \"type\" of a <transition> is \"internal\" or \"external\", not \"%s\".", type);
  json_put_flag(out, "internal", type && strcmp(type, "internal") == 0);
  return true;
}

// 3.12.1: tokens parted by dots, and a star alone or last after a dot.
static bool event_check(struct reader *reader, const struct xml *xml, const char *event) {
  json_t *words = words_of(event), *word;
  size_t i;
  bool ok =
      json_array_size(words) > 0 || reader_fail(reader, xml, "\"event\" of this <transition> is empty; name an event, or leave it out.");
  json_array_foreach(words, i, word) {
    const char *text = json_string_value(word), *star = strchr(text, '*');
    bool is_right = !star || (!star[1] && (star == text || star[-1] == '.'));
    if (ok && !is_right) ok = reader_fail(reader, xml, "\"%s\" is no event: a \"*\" stands alone, or last after a dot.", text);
  }
  json_decref(words);
  return ok;
}

bool transition_read(struct reader *reader, const struct xml *xml, json_t *out) {
  const char *event = plain(xml, "event"), *target = plain(xml, "target");
  if (event && !event_check(reader, xml, event)) return false;
  if (event && ours(xml, "guard") && strcmp(event, SCXML_BY_HAND) == 0) event = NULL;
  json_put_text(out, "event", event);
  if (!reader->datamodel) workflow_members(xml, out);
  return (!target || targets_read(reader, xml, target, -1, "target", out)) && type_read(reader, xml, out) && guard_read(reader, xml, out) &&
         actions_read(reader, xml, json_array_at(out, "actions"));
}
