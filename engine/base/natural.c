// Natural order. See natural.h.
#include "base/natural.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c) { return isdigit((unsigned char)c) != 0; }

static size_t digits(const char *text) {
  size_t size = 0;
  while (is_digit(text[size])) size++;
  return size;
}

// Both stand at a digit. A number with more digits is larger, once leading zeros are passed over; so it may be as long as it likes.
static int compare_numbers(const char **a, const char **b) {
  *a += strspn(*a, "0");
  *b += strspn(*b, "0");
  size_t left = digits(*a), right = digits(*b);
  int order = left != right ? (left < right ? -1 : 1) : memcmp(*a, *b, left);
  *a += left;
  *b += right;
  return order;
}

int natural_compare(const char *a, const char *b) {
  const char *left = a, *right = b;
  while (*left && *right) {
    int order = 0;
    if (is_digit(*left) && is_digit(*right))
      order = compare_numbers(&left, &right);
    else
      order = (unsigned char)*left++ - (unsigned char)*right++;
    if (order) return order;
  }
  int order = (unsigned char)*left - (unsigned char)*right;
  return order ? order : strcmp(a, b);
}

struct row {
  json_t *value;
  const char *text;
  size_t place;
};

static int by_text(const void *a, const void *b) {
  const struct row *x = a, *y = b;
  int order = natural_compare(x->text, y->text);
  return order ? order : (x->place > y->place) - (x->place < y->place);
}

static const char *text_of(const json_t *row, const char *member) {
  const char *text = member ? json_text(row, member) : json_string_value(row);
  return text ? text : "";
}

// Most lists are in order already.
static bool is_sorted(const json_t *rows, const char *member) {
  for (size_t i = 1; i < json_array_size(rows); i++)
    if (natural_compare(text_of(json_array_get(rows, i - 1), member), text_of(json_array_get(rows, i), member)) > 0) return false;
  return true;
}

void natural_sort(json_t *rows, const char *member) {
  if (is_sorted(rows, member)) return;
  size_t count = json_array_size(rows), i;
  struct row *sorted = mem_new(count * sizeof *sorted);
  json_t *one;
  json_array_foreach(rows, i, one) sorted[i] = (struct row){json_incref(one), text_of(one, member), i};
  qsort(sorted, count, sizeof *sorted, by_text);
  json_array_clear(rows);
  for (i = 0; i < count; i++) json_array_append_new(rows, sorted[i].value);
  mem_free(sorted);
}
