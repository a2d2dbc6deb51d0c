// From an author's raw structure to the canonical definition: the order of the whole, and what stands at its top.
// Names are collected before anything that refers to them is checked, so that one pass finds every mistake.
#include "chart/check.h"

#include "base/mem.h"
#include "chart/check_internal.h"

#include <ctype.h>
#include <string.h>

static const char *const keys[] = {
    "name",   "title",  "noun",    "version",    "ref",      "notice", "roles",   "read",   "start",
    "fields", "list",   "ladders", "rag",        "warnings", "type",   "initial", "entry",  "exit",
    "on",     "always", "after",   "at",         "ladder",   "holder", "tags",    "states", "initial_actions",
    "every",  "due",    "see",     "plain_form", NULL};
static const char *const colours[] = {"blue", "green", "amber", "red", "grey", NULL};

// Fields that nobody has to declare are there because something uses them.
static void uses_scan(struct check *check, const json_t *value) {
  const char *action = json_text(value, "do");
  if (action && (strcmp(action, "attach") == 0 || strcmp(action, "grade") == 0 || strcmp(action, "withdraw") == 0))
    check->uses_evidence = true;
  const char *into = action ? json_text(value, "into") : NULL;
  if (into && strcmp(action, "gather") != 0 && !json_array_has(check->opened, into)) json_array_add(check->opened, into);
  const char *op = json_text(value, "op");
  if ((op && strcmp(op, "confirmed") == 0) || (action && strcmp(action, "confirm") == 0)) check->uses_carried = true;
  if (json_flag(value, "at_meeting")) check->uses_meeting = true;
  const char *key;
  json_t *member;
  size_t i;
  json_object_foreach((json_t *)value, key, member) uses_scan(check, member);
  json_array_foreach(value, i, member) uses_scan(check, member);
}

// Checking looks names up one by one, so what it costs grows with the square of this.
static size_t value_count(const json_t *value) {
  size_t count = 1, i;
  const char *key;
  json_t *member;
  json_object_foreach((json_t *)value, key, member) count += value_count(member);
  json_array_foreach(value, i, member) count += value_count(member);
  return count;
}

static void name_of(struct check *check, json_t *out) {
  struct node at = node_member(&check->root, "name");
  const char *name = text_check(check, &at);
  if (!at.value) mistake(check, &check->root, "The workflow has no `name`; give it one, such as `name = \"review-action\"`.");
  if (name && name_check(check, &at, name, "a workflow")) json_put_text(out, "name", name);
}

static void title_of(struct check *check, json_t *out) {
  struct node title = node_member(&check->root, "title"), noun = node_member(&check->root, "noun"),
              notice = node_member(&check->root, "notice");
  if (!title.value)
    mistake(check, &check->root, "The workflow has no `title`; give it one that people will read, such as `title = \"Review action\"`.");
  json_put_text(out, "title", text_check(check, &title));
  const char *word = text_check(check, &noun);
  json_put_text(out, "noun", word ? word : "item");
  json_put_text(out, "notice", text_check(check, &notice));
}

static void version_of(struct check *check, json_t *out) {
  struct node at = node_member(&check->root, "version");
  if (!at.value)
    mistake(check, &check->root, "The workflow has no `version`; the first is `version = 1`.");
  else if (!json_is_integer(at.value) || json_integer_value(at.value) < 1)
    mistake(check, &at, "`version` must be a whole number from 1, such as `version = 1`.");
  else
    json_object_set(out, "version", (json_t *)at.value);
}

// "review-action" gives "RA-{year}-{number}".
static char *ref_from(const char *name) {
  struct buf ref;
  buf_init(&ref);
  for (const char *c = name; *c; c++)
    if ((c == name || c[-1] == '-' || c[-1] == '_') && isalnum((unsigned char)*c)) buf_char(&ref, (char)toupper((unsigned char)*c));
  buf_text(&ref, "-{year}-{number}");
  return buf_take(&ref);
}

static void ref_holes(struct check *check, const struct node *at, const char *ref) {
  bool has_number = false;
  for (const char *open = strchr(ref, '{'); open; open = strchr(open + 1, '{')) {
    size_t size = strcspn(open, "}");
    if (strncmp(open, "{number}", 8) == 0)
      has_number = true;
    else if (strncmp(open, "{year}", 6) != 0)
      mistake(check, at, "`ref` cannot fill in `%.*s}`; it knows `{year}` and `{number}`.", (int)(size > 40 ? 40 : size), open);
  }
  // Where nobody starts one there is one alone, which the board begins by itself.
  struct node start = node_member(&check->root, "start"), by = node_member(&start, "by");
  if (!has_number && by.value)
    mistake(check, at, "`ref` needs `{number}`, such as `RA-{year}-{number}`, or all references would be the same.");
  else if (!has_number && strstr(ref, "{year}"))
    mistake(
        check, at,
        "`ref` has no `{number}` and nobody starts one, so the board has one alone, for all years: leave `{year}` out, or say in `start` "
        "who starts each and write `{number}`.");
}

static void ref_of(struct check *check, json_t *out) {
  struct node at = node_member(&check->root, "ref");
  const char *given = text_check(check, &at), *name = json_text(out, "name");
  if (given) ref_holes(check, &at, given);
  char *ref = given ? mem_text(given) : ref_from(name ? name : "item");
  json_put_text(out, "ref", ref);
  mem_free(ref);
}

static void start_of(struct check *check, json_t *out) {
  static const char *const known[] = {"by", "form", "guard", NULL};
  struct node start = node_member(&check->root, "start");
  if (table_check(check, &start, "start = { by = \"manager\", form = { \"text\" } }")) keys_check(check, &start, "`start`", known);
  struct node by = node_member(&start, "by"), form = node_member(&start, "form"), guard = node_member(&start, "guard");
  json_t *roles = role_list_check(check, &by);
  roles_may_read(check, roles);
  json_object_set_new(out, "start", json_pack("{s:o,s:o}", "by", roles, "form", form_check(check, &form)));
  if (!guard.value) return;
  format_needs(check, 8);
  json_t *condition = guard_check(check, &guard, 0);
  if (condition) json_object_set_new(json_object_get(out, "start"), "guard", condition);
}

static void list_of(struct check *check, json_t *out) {
  static const char *const known[] = {"title", "due", "lead", "priority", NULL};
  static const char *const types[] = {"text", "date", "party agency group post person list", "choice whole text"};
  struct node list = node_member(&check->root, "list");
  json_t *made = json_object();
  if (table_check(check, &list, "list = { title = \"text\" }")) keys_check(check, &list, "`list`", known);
  for (size_t i = 0; known[i]; i++) {
    struct node at = node_member(&list, known[i]);
    const char *name = text_check(check, &at);
    if (name && field_check(check, &at, name, types[i])) json_put_text(made, known[i], name);
  }
  size_t i;
  json_t *field;
  json_array_foreach(check->fields, i, field) {
    const char *type = json_text(field, "type");
    if (!json_text(made, "title") && type && strcmp(type, "text") == 0) json_put_text(made, "title", json_text(field, "name"));
  }
  json_object_set_new(out, "list", made);
}

// One row of `rag` or `warnings`: a text and a condition, side by side.
static json_t *row_check(struct check *check, const struct node *row, const char *key, const char *example) {
  struct node first = node_place(row, 0), second = node_place(row, 1), third = node_place(row, 2);
  if (node_count(row) != 2 || !first.value || !second.value || third.value || json_object_size(row->value) > 2) {
    mistake(check, row, "Each row here is a text and a condition, such as `%s`.", example);
    return NULL;
  }
  const char *text = text_check(check, &first);
  json_t *guard = guard_check(check, &second, 0);
  json_t *known = json_array();
  for (size_t i = 0; colours[i]; i++) json_array_add(known, colours[i]);
  if (text && strcmp(key, "colour") == 0 && !json_array_has(known, text)) {
    char *hint = near_hint(check, text, known);
    mistake(check, &first, "`%s` is no colour of a rating.%s", text, hint);
    mem_free(hint);
  }
  json_decref(known);
  json_t *made = json_object();
  json_put_text(made, key, text);
  if (guard) json_object_set_new(made, "guard", guard);
  return made;
}

static void rows_of(struct check *check, const char *name, const char *key, const char *example, json_t *out) {
  struct node rows = node_member(&check->root, name);
  json_t *made = json_array_at(out, name);
  bool is_flat = json_is_string(node_place(&rows, 0).value); // `rag = { "red", past "..." }`: one row where a list of rows is wanted
  list_check(check, &rows);
  if (is_flat) mistake(check, &rows, "`%s` is a list of rows, such as `{ %s }`.", name, example);
  for (size_t i = 0; i < node_count(&rows) && !is_flat; i++) {
    struct node row = node_item(&rows, i);
    json_t *item = row_check(check, &row, key, example);
    if (item) json_array_append_new(made, item);
  }
}

// Whoever may do something, holds it or is told of it may read (R1); in the order in which roles are declared.
static void read_of(struct check *check, const json_t *roles, json_t *out) {
  struct node at = node_member(&check->root, "read");
  json_t *read = role_list_check(check, &at);
  size_t i;
  json_t *role;
  json_array_foreach(roles, i, role) {
    const char *name = json_text(role, "name");
    if (json_array_has(check->readers, name) && !json_array_has(read, name)) json_array_add(read, name);
  }
  json_object_set_new(out, "read", read);
}

static json_t *whole_check(struct check *check) {
  json_t *out = json_object();
  check->format = 1;
  plain_mistakes_take(check);
  keys_check(check, &check->root, "a workflow", keys);
  name_of(check, out);
  title_of(check, out);
  version_of(check, out);
  ref_of(check, out);
  uses_scan(check, check->root.value);
  fields_check(check);
  json_object_set(out, "fields", check->fields);
  json_object_set_new(out, "roles", roles_check(check));
  list_of(check, out);
  states_collect(check);
  approvals_collect(check);
  if (check->is_cut) return out;
  start_of(check, out); // its condition may ask for a state
  json_object_set_new(out, "ladders", ladders_check(check));
  states_check(check);
  json_object_set_new(out, "root", check->states[0]->spec);
  rows_of(check, "rag", "colour", "{ \"red\", past \"end of due\" }", out);
  rows_of(check, "warnings", "label", "{ \"No due date yet\", no(has \"due\") }", out);
  if (!see_check(check, out)) read_of(check, json_object_get(out, "roles"), out);
  reach_check(check);
  json_put_number(out, "format", check->format);
  return out;
}

static struct check *check_new(const struct check_host *host, struct problems *problems, const struct node *root, enum dialect dialect) {
  struct check *check = mem_new(sizeof *check);
  *check = (struct check){.host = host, .problems = problems, .root = *root, .dialect = dialect};
  check->fields = json_array();
  check->field_names = json_array();
  check->role_names = json_array();
  check->ladder_names = json_array();
  check->handled = json_array();
  check->patterns = json_array();
  check->raised = json_array();
  check->bound = json_array();
  check->opened = json_array();
  check->readers = json_array();
  check->state_ids = json_object();
  return check;
}

static void check_free(struct check *check) {
  json_t *owned[] = {check->fields, check->field_names, check->role_names, check->ladder_names, check->handled, check->patterns,
                     check->raised, check->bound,       check->readers,    check->state_ids,    check->opened};
  for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++) json_decref(owned[i]);
  for (int i = 0; i < check->state_count; i++) {
    mem_free(check->states[i]->initial.items);
    mem_free(check->states[i]->id);
    mem_free(check->states[i]);
  }
  for (int i = 0; i < check->edge_count; i++) mem_free(check->edges[i].to.items);
  mem_free(check->states);
  mem_free(check->edges);
  mem_free(check);
}

static bool is_too_large(struct check *check) {
  bool is_chart = check->dialect != FOR_WORKFLOW;
  size_t most = is_chart ? CHART_VALUES_MAX : VALUES_MAX;
  if (value_count(check->root.value) <= most) return false;
  if (is_chart)
    mistake(check, &check->root, "This chart has more than %zu values; split it into several charts that invoke one another.", most);
  else
    mistake(check, &check->root, "This workflow has more than %zu values; split it into several workflows that open one another.", most);
  return true;
}

// What the table at `root` comes to: a workflow, or a chart when it says so or stands in one.
static json_t *table_of(const struct check_host *host, struct problems *problems, const struct node *root, enum dialect around) {
  struct check *check = check_new(host, problems, root, dialect_of(root->value, around));
  json_t *out = NULL;
  if (!json_is_object(root->value) || node_is_function(root))
    mistake(check, &check->root, "A workflow file must end in a table, `return { name = ..., states = { ... } }`; this one gives %s.",
            node_type(root->value));
  else if (root->up || !is_too_large(check))
    out = check->dialect == FOR_WORKFLOW ? whole_check(check) : chart_check(check);
  check_free(check);
  return out;
}

// A chart within a chart was counted with it. How deep they stand in one another is bounded as any table is.
json_t *inner_check(struct check *check, const struct node *node) {
  if (table_needed(check, node, "{ name = \"inner\", states = { ... } }"))
    return table_of(check->host, check->problems, node, check->dialect);
  return NULL;
}

json_t *definition_check(const json_t *raw, const struct check_host *host, struct problems *problems) {
  size_t before = problems->count;
  struct node root = {.value = raw};
  json_t *out = table_of(host, problems, &root, FOR_WORKFLOW);
  if (json_object_get(raw, "plain_form")) plain_say(problems, before);
  if (problems->count == before) return out;
  json_decref(out);
  return NULL;
}
