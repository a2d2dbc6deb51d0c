// Fields by their numbers. See field_order.h.
#include "run/field_order.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS_MAX = 4 }; // "c_3_12": a standard and its criterion

struct field {
  json_t *row;
  size_t stem; // bytes of its name before the first number; 0: it has none
  long parts[PARTS_MAX];
  size_t place;
};

static size_t stem_of(const char *name) {
  size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyz");
  return size && name[size] == '_' && isdigit((unsigned char)name[size + 1]) ? size + 1 : 0;
}

static struct field field_read(json_t *row, size_t place) {
  const char *name = json_text(row, "name"), *at = name + stem_of(name);
  struct field field = {.row = row, .stem = (size_t)(at - name), .place = place};
  for (int i = 0; i < PARTS_MAX && field.stem && isdigit((unsigned char)*at); i++) {
    char *end;
    field.parts[i] = strtol(at, &end, 10);
    at = *end == '_' ? end + 1 : end;
  }
  return field;
}

static bool is_alike(const struct field *a, const struct field *b) {
  return a->stem && a->stem == b->stem && strncmp(json_text(a->row, "name"), json_text(b->row, "name"), a->stem) == 0;
}

static int by_number(const void *a, const void *b) {
  const struct field *x = a, *y = b;
  for (int i = 0; i < PARTS_MAX; i++)
    if (x->parts[i] != y->parts[i]) return x->parts[i] < y->parts[i] ? -1 : 1;
  return (x->place > y->place) - (x->place < y->place);
}

void field_order(json_t *rows) {
  size_t count = json_array_size(rows), i;
  struct field *fields = mem_new((count + 1) * sizeof *fields);
  json_t *row;
  json_array_foreach(rows, i, row) fields[i] = field_read(json_incref(row), i);
  for (size_t first = 0, next; first < count; first = next) {
    for (next = first + 1; next < count && is_alike(&fields[first], &fields[next]);) next++;
    qsort(fields + first, next - first, sizeof *fields, by_number);
  }
  json_array_clear(rows);
  for (i = 0; i < count; i++) json_array_append_new(rows, fields[i].row);
  mem_free(fields);
}
