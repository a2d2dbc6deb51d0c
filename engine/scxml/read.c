// From a document to its definition: what stands in <scxml> itself. The states are collected first, so that targets and In() can be looked
// up wherever they stand.
#include "base/mem.h"
#include "chart/chart.h"
#include "scxml/internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool reader_fail(struct reader *reader, const struct xml *at, const char *format, ...) {
  char text[900];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return err_set(reader->err, ERR_INVALID, "%s:%ld:%ld: %s", reader->source->file, at->line, at->column, text);
}

const char *plain(const struct xml *xml, const char *name) { return xml_attribute(xml, "", name); }
const char *ours(const struct xml *xml, const char *name) { return xml_attribute(xml, SCXML_WAYMARK_SPACE, name); }
bool is_scxml(const struct xml *xml, const char *name) { return xml_is(xml, SCXML_SPACE, name); }

bool is_ours(const struct xml *xml, const char *name) {
  return xml->name && strcmp(xml->space, SCXML_WAYMARK_SPACE) == 0 && (!name || strcmp(xml->name, name) == 0);
}

const struct xml *child_find(const struct xml *xml, const char *name) {
  for (const struct xml *child = xml->first; child; child = child->next)
    if (is_scxml(child, name)) return child;
  return NULL;
}

void copy_text(const struct xml *xml, const char *name, json_t *out, const char *key) { json_put_text(out, key, plain(xml, name)); }

json_t *words_of(const char *text) {
  static const char blanks[] = " \t\r\n";
  json_t *words = json_array();
  for (const char *at = text + strspn(text, blanks); *at; at += strspn(at, blanks)) {
    size_t size = strcspn(at, blanks);
    json_array_append_new(words, json_stringn_nocheck(at, size));
    at += size;
  }
  return words;
}

json_t *own_json(struct reader *reader, const struct xml *xml, const char *name) {
  const char *text = ours(xml, name);
  struct err why;
  json_t *value = json_read(text, strlen(text), "It", &why);
  if (!value) reader_fail(reader, xml, "waymark:%s cannot be read: %s", name, why.text);
  return value;
}

// Texts are attributes, everything else is JSON inside the element: <waymark:workflow noun="action">{"roles":[]}</waymark:workflow>.
bool extra_read(struct reader *reader, const struct xml *xml, json_t *out) {
  struct buf text;
  struct err why;
  buf_init(&text);
  xml_text(xml, &text);
  json_t *rest = text.size && !xml_is_blank(text.data) ? json_read(text.data, text.size, "What stands in it", &why) : json_object();
  buf_clear(&text);
  if (!rest) return reader_fail(reader, xml, "<%s> of Waymark's own cannot be read: %s", xml->name, why.text);
  bool ok = json_is_object(rest) || reader_fail(reader, xml, "<%s> of Waymark's own holds JSON that is no object.", xml->name);
  if (ok) json_object_update(out, rest);
  json_decref(rest);
  for (const struct xml_attribute *a = xml->attributes; ok && a; a = a->next)
    if (!*a->space) json_put_text(out, a->name, a->value);
  return ok;
}

static bool root_is_scxml(struct reader *reader, const struct xml *root) {
  if (is_scxml(root, "scxml")) return true;
  if (strcmp(root->name, "scxml") == 0)
    return reader_fail(reader, root, "<scxml> is not in SCXML's namespace; write <scxml xmlns=\"" SCXML_SPACE "\" version=\"1.0\">.");
  return reader_fail(reader, root, "The document is a <%s>, not an <scxml>.", root->name);
}

static const struct xml *ours_find(const struct xml *root, const char *name) {
  for (const struct xml *child = root->first; child; child = child->next)
    if (is_ours(child, name)) return child;
  return NULL;
}

static bool datamodel_find(struct reader *reader, const struct xml *root) {
  const char *given = plain(root, "datamodel");
  if (ours_find(root, "workflow"))
    reader->datamodel = NULL;
  else if (!given || strcmp(given, "lua") == 0)
    reader->datamodel = "lua";
  else if (strcmp(given, "null") == 0)
    reader->datamodel = "null";
  else
    return reader_fail(reader, root, "The data model \"%s\" is not supported; there are \"lua\", which is the default, and \"null\".",
                       given);
  return true;
}

static bool version_check(struct reader *reader, const struct xml *root) {
  const char *version = plain(root, "version");
  if (version && strcmp(version, "1.0") == 0) return true;
  return version ? reader_fail(reader, root, "This is SCXML version \"%s\"; only version=\"1.0\" is there.", version)
                 : reader_fail(reader, root, "<scxml> needs the attribute \"version\", which is \"1.0\".");
}

static bool binding_read(struct reader *reader, const struct xml *root, json_t *out) {
  const char *binding = plain(root, "binding");
  if (!binding || strcmp(binding, "early") == 0) return true;
  if (strcmp(binding, "late") != 0) return reader_fail(reader, root, "\"binding\" is \"early\" or \"late\", not \"%s\".", binding);
  json_put_text(out, "binding", "late");
  return true;
}

static bool scripts_read(struct reader *reader, const struct xml *root, json_t *out) {
  return !child_find(root, "script") || actions_read(reader, root, json_array_at(out, "script"));
}

static bool data_at(struct reader *reader, const struct xml *root, json_t *out) {
  const struct xml *data = child_find(root, "datamodel");
  return !data || !child_find(data, "data") || data_read(reader, data, json_array_at(out, "data"));
}

static bool chart_read(struct reader *reader, const struct xml *own, json_t *out) {
  static const char *const members[] = {"title", "version", "fields"};
  json_t *given = json_object();
  bool ok = extra_read(reader, own, given);
  for (size_t i = 0; i < 3; i++)
    if (ok && json_object_get(given, members[i])) json_object_set(out, members[i], json_object_get(given, members[i]));
  json_decref(given);
  return ok;
}

// What SCXML has no attribute for stands in <waymark:workflow> or, of an SCXML chart, in <waymark:chart>.
static bool top_read(struct reader *reader, const struct xml *root, json_t *out) {
  const char *name = plain(root, "name");
  const struct xml *own = ours_find(root, reader->datamodel ? "chart" : "workflow");
  if (own && !(reader->datamodel ? chart_read(reader, own, out) : extra_read(reader, own, out))) return false;
  json_object_del(out, "root");
  json_object_del(out, "datamodel");
  if (reader->datamodel) json_put_number(out, "format", 2);
  if (reader->datamodel && json_number(out, "version", 0) < 1) json_put_number(out, "version", 1);
  json_put_text(out, "name", name && *name ? name : reader->source->name);
  json_put_text(out, "datamodel", reader->datamodel);
  return binding_read(reader, root, out) && data_at(reader, root, out) && scripts_read(reader, root, out);
}

// Whoever steps a chart has limits of its own, and a workflow's own members are only copied here: what no chart is made of is no
// definition.
static bool chart_check(struct reader *reader, const struct xml *root, json_t *out) {
  struct err why;
  struct chart *chart = chart_new(out, &why);
  bool ok = chart || reader_fail(reader, root, "%s", why.text);
  chart_free(chart);
  return ok;
}

static bool document_fill(struct reader *reader, const struct xml *root, json_t *out) {
  return root_is_scxml(reader, root) && datamodel_find(reader, root) && version_check(reader, root) && rules_check(reader, root) &&
         rows_collect(reader, root) && top_read(reader, root, out) && state_read(reader, 0, json_object_at(out, "root")) &&
         chart_check(reader, root, out);
}

json_t *document_read(const struct scxml_source *source, const struct xml *root, int inner, struct err *err) {
  struct reader reader = {.source = source, .err = err, .inner = inner, .rows_by_id = json_object(), .ids = json_array()};
  json_t *out = json_object();
  bool ok = document_fill(&reader, root, out);
  json_decref(reader.rows_by_id);
  json_decref(reader.ids);
  mem_free(reader.rows);
  if (ok) return out;
  json_decref(out);
  return NULL;
}

json_t *scxml_read(const struct scxml_source *source, struct err *err) {
  struct xml *root = xml_read(source->text, source->size, source->file, err);
  json_t *definition = root ? document_read(source, root, 0, err) : NULL;
  xml_free(root);
  return definition;
}
