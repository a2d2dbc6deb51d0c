// The states of a document, numbered in document order before anything refers to them, and what a target may name (W3C SCXML 1.0, 3.11:
// several targets must be able to be active together).
#include "base/mem.h"
#include "chart/check.h"
#include "scxml/internal.h"

#include <string.h>

bool is_history(const struct xml *xml) { return is_scxml(xml, "history"); }

static bool is_state(const struct xml *xml) {
  static const char *const names[] = {"state", "parallel", "final", "history"};
  for (size_t i = 0; i < 4; i++)
    if (is_scxml(xml, names[i])) return true;
  return false;
}

static bool id_check(struct reader *reader, const struct xml *xml, const char *id) {
  if (*id == '\0' || id[strcspn(id, " \t\r\n")])
    return reader_fail(reader, xml, "\"%s\" cannot be the id of a state: it must be one word, without blanks.", id);
  int other = state_find(reader, id);
  if (other < 0) return true;
  return reader_fail(reader, xml, "The id \"%s\" stands twice: line %ld has it too; each state needs its own.", id,
                     reader->rows[other].xml->line);
}

static bool collect(struct reader *reader, const struct xml *xml, int parent) {
  const char *id = parent < 0 ? NULL : plain(xml, "id");
  if (id && !id_check(reader, xml, id)) return false;
  int number = reader->row_count++;
  reader->rows = mem_grow(reader->rows, (size_t)reader->row_count, sizeof *reader->rows);
  reader->rows[number] = (struct state_row){.xml = xml, .id = id, .parent = parent};
  if (id) {
    json_object_set_new(reader->rows_by_id, id, json_integer(number));
    json_array_add(reader->ids, id);
  }
  for (const struct xml *child = xml->first; child; child = child->next)
    if (is_state(child) && !collect(reader, child, number)) return false;
  reader->rows[number].last = reader->row_count - 1;
  return true;
}

// A state without an id gets the first of unnamed.1, unnamed.2 ... that no other state of the document has.
static void name_rest(struct reader *reader) {
  for (int i = 1; i < reader->row_count; i++) {
    char *id = NULL;
    if (reader->rows[i].id) continue;
    do {
      mem_free(id);
      id = mem_format("unnamed.%d", ++reader->made);
    } while (state_find(reader, id) >= 0);
    json_object_set_new(reader->rows_by_id, id, json_integer(i));
    json_array_add(reader->ids, id);
    reader->rows[i].id = json_string_value(json_array_get(reader->ids, json_array_size(reader->ids) - 1));
    mem_free(id);
  }
}

bool rows_collect(struct reader *reader, const struct xml *root) {
  if (!collect(reader, root, -1)) return false;
  if (reader->row_count == 1)
    return reader_fail(reader, root, "<scxml> holds no state; it needs at least one <state>, <parallel> or <final>.");
  name_rest(reader);
  return true;
}

bool state_is_inside(const struct reader *reader, int state, int ancestor) {
  return state > ancestor && state <= reader->rows[ancestor].last;
}

int state_find(const struct reader *reader, const char *id) { return (int)json_number(reader->rows_by_id, id, -1); }

// Two states are active together when they part in a <parallel>. A history state stands for what is inside the state around it.
static bool can_be_together(const struct reader *reader, int a, int b) {
  if (a == b || state_is_inside(reader, a, b) || state_is_inside(reader, b, a)) return false;
  int common = reader->rows[a].parent;
  while (!state_is_inside(reader, b, common)) common = reader->rows[common].parent;
  return is_scxml(reader->rows[common].xml, "parallel");
}

static bool target_find(struct reader *reader, const struct xml *at, const char *id, int *state) {
  char hint[NEAREST_WORDS];
  *state = state_find(reader, id);
  if (*state >= 0) return true;
  return reader_fail(reader, at, "There is no state \"%s\"%s", id, nearest_words(id, reader->ids, ".", hint));
}

static bool together_check(struct reader *reader, const struct xml *at, const json_t *ids) {
  for (size_t i = 0; i < json_array_size(ids); i++)
    for (size_t j = 0; j < i; j++) {
      const char *a = json_string_value(json_array_get(ids, j)), *b = json_string_value(json_array_get(ids, i));
      if (!can_be_together(reader, state_find(reader, a), state_find(reader, b)))
        return reader_fail(reader, at, "\"%s\" and \"%s\" cannot be active together: they are not in different parts of a <parallel>.", a,
                           b);
    }
  return true;
}

static bool within_check(struct reader *reader, const struct xml *at, const char *id, int state, int within) {
  if (within < 0 || state_is_inside(reader, state, within)) return true;
  return reader_fail(reader, at, "\"%s\" does not lie inside \"%s\", as it must here.", id,
                     reader->rows[within].id ? reader->rows[within].id : "scxml");
}

bool targets_read(struct reader *reader, const struct xml *at, const char *text, int within, const char *key, json_t *out) {
  json_t *ids = words_of(text), *id;
  size_t i;
  int state;
  bool ok = json_array_size(ids) > 0 || reader_fail(reader, at, "<%s> names no state; name one, or leave the attribute out.", at->name);
  if (ok && json_array_size(ids) > (size_t)reader->row_count)
    ok = reader_fail(reader, at, "<%s> names more states than there are.", at->name);
  json_array_foreach(ids, i, id) {
    const char *name = json_string_value(id);
    ok = ok && target_find(reader, at, name, &state) && within_check(reader, at, name, state, within);
  }
  ok = ok && together_check(reader, at, ids);
  char *several = mem_format("%ss", key);
  if (ok && json_array_size(ids) == 1) json_object_set(out, key, json_array_get(ids, 0));
  if (ok && json_array_size(ids) > 1) json_object_set(out, several, ids);
  mem_free(several);
  json_decref(ids);
  return ok;
}
