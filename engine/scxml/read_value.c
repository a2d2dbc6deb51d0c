// Values that a document holds as text: of <data>, <assign> and <content>. What reads as JSON is that; in Lua's data model what stands in
// braces is a table, an expression; markup is its own text, so that a document inside <content> can be invoked later; any other text has
// its white space normalised (W3C SCXML 1.0, 5.3 and B.2).
#include "base/mem.h"
#include "scxml/internal.h"
#include "scxml/lua.h"

#include <string.h>

// Lua's tables hold no null and know no empty list.
json_t *value_tidy(const json_t *value) {
  if (json_is_array(value) && json_array_size(value) == 0) return json_object();
  if (!json_is_array(value) && !json_is_object(value)) return json_is_null(value) ? NULL : json_incref((json_t *)value);
  json_t *out = json_is_array(value) ? json_array() : json_object(), *member, *made = out;
  const char *key;
  size_t i;
  json_object_foreach((json_t *)value, key, member) if (!json_is_null(member)) {
    made = made ? value_tidy(member) : NULL;
    if (made) json_object_set_new(out, key, made);
  }
  json_array_foreach(value, i, member) {
    made = made ? value_tidy(member) : NULL;
    if (made) json_array_append_new(out, made);
  }
  if (made) return out;
  json_decref(out);
  return NULL;
}

// One blank between words, none around them.
static char *normalised(const char *text) {
  json_t *words = words_of(text), *word;
  struct buf out;
  size_t i;
  buf_init(&out);
  json_array_foreach(words, i, word) buf_format(&out, "%s%s", i ? " " : "", json_string_value(word));
  json_decref(words);
  return buf_take(&out);
}

static bool has_elements(const struct xml *xml) {
  for (const struct xml *child = xml->first; child; child = child->next)
    if (child->name) return true;
  return false;
}

static char *inside(const struct xml *xml) {
  struct buf text;
  buf_init(&text);
  for (const struct xml *child = xml->first; child; child = child->next)
    if (has_elements(xml)) {
      if (child->name || !xml_is_blank(child->text)) xml_markup(child, "", &text);
    } else
      buf_text(&text, child->text);
  return buf_take(&text);
}

static void text_put(const struct reader *reader, const char *text, const char *key, const char *expr_key, json_t *out) {
  struct err unused;
  json_t *json = json_read(text, strlen(text), "it", &unused), *tidy = json ? value_tidy(json) : NULL;
  bool is_lua = reader->datamodel && strcmp(reader->datamodel, "lua") == 0, is_null = json_is_null(json);
  char *words = normalised(text);
  size_t size = strlen(words);
  if (tidy)
    json_object_set_new(out, key, tidy);
  else if (is_null)
    ; // the member's absence
  else if (is_lua && size > 1 && words[0] == '{' && words[size - 1] == '}')
    json_put_text(out, expr_key, text);
  else
    json_put_text(out, key, words);
  json_decref(json);
  mem_free(words);
}

// Nothing is put where there is neither an attribute nor anything inside.
bool literal_read(struct reader *reader, const struct xml *xml, const char *key, const char *expr_key, json_t *out) {
  const char *expr = plain(xml, "expr");
  char *text = inside(xml);
  bool is_blank = xml_is_blank(text);
  if (!expr && has_elements(xml))
    json_put_text(out, key, text);
  else if (!expr && !is_blank)
    text_put(reader, text, key, expr_key, out);
  mem_free(text);
  json_put_text(out, expr_key, expr);
  return !expr || is_blank || reader_fail(reader, xml, "<%s> has both \"expr\" and something inside; it may have one of them.", xml->name);
}

// A file that is not there makes an error when the data are made, not before (5.3); an expression that fails is how a definition says so.
static bool data_file(struct reader *reader, const struct xml *xml, json_t *out) {
  struct err why;
  char *text = scxml_file(reader->source->folder, plain(xml, "src"), &why);
  if (text) {
    text_put(reader, text, "value", "expr", out);
  } else {
    char *quoted = lua_quoted(why.text), *expr = mem_format("error(%s, 0)", quoted);
    json_put_text(out, "expr", expr);
    mem_free(expr);
    mem_free(quoted);
  }
  mem_free(text);
  return true;
}

static bool one_data_read(struct reader *reader, const struct xml *xml, json_t *list) {
  json_t *out = json_object();
  json_array_append_new(list, out);
  copy_text(xml, "id", out, "id");
  if (xml_is_blank(plain(xml, "id"))) return reader_fail(reader, xml, "\"id\" of this <data> is empty; name the data.");
  if (!plain(xml, "src")) return literal_read(reader, xml, "value", "expr", out);
  for (const struct xml *child = xml->first; child; child = child->next)
    if (child->name || !xml_is_blank(child->text))
      return reader_fail(reader, xml, "<data> has both \"src\" and something inside; it may have one of them.");
  return data_file(reader, xml, out);
}

bool data_read(struct reader *reader, const struct xml *datamodel, json_t *list) {
  for (const struct xml *child = datamodel->first; child; child = child->next)
    if (is_scxml(child, "data") && !one_data_read(reader, child, list)) return false;
  return true;
}

static bool param_read(struct reader *reader, const struct xml *xml, json_t *list) {
  json_t *out = json_object();
  json_array_append_new(list, out);
  copy_text(xml, "name", out, "name");
  copy_text(xml, "expr", out, "expr");
  copy_text(xml, "location", out, "location");
  return json_object_size(out) == 2 || reader_fail(reader, xml, "<param> needs \"expr\" or \"location\".");
}

bool payload_read(struct reader *reader, const struct xml *xml, json_t *out) {
  const char *namelist = plain(xml, "namelist");
  const struct xml *content = child_find(xml, "content"), *param = child_find(xml, "param");
  bool is_invoke = strcmp(xml->name, "invoke") == 0; // its <content> is no payload
  if (namelist && !xml_is_blank(namelist)) json_object_set_new(out, "namelist", words_of(namelist));
  if (content && !is_invoke && (namelist || param))
    return reader_fail(reader, xml, "<%s> has <content> beside %s; it may have one of them.", xml->name,
                       param ? "<param>" : "\"namelist\"");
  if (namelist && param && is_invoke)
    return reader_fail(reader, xml, "<invoke> has both \"namelist\" and <param>; it may have one of them.");
  for (const struct xml *child = xml->first; child; child = child->next)
    if (is_scxml(child, "param") && !param_read(reader, child, json_array_at(out, "params"))) return false;
  return !content || is_invoke || literal_read(reader, content, "content", "contentexpr", out);
}
