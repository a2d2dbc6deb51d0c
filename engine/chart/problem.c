// The list of mistakes in a definition, and the near name that a mistyped one probably meant.
#include "base/mem.h"
#include "chart/check.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE_MAX = 63 };

void problems_init(struct problems *problems) { *problems = (struct problems){0}; }

void problems_clear(struct problems *problems) {
  for (size_t i = 0; i < problems->count; i++) {
    mem_free(problems->items[i].pointer);
    mem_free(problems->items[i].text);
  }
  mem_free(problems->items);
  problems_init(problems);
}

static void add(struct problems *problems, const char *pointer, char *text) {
  problems->items = mem_grow(problems->items, problems->count + 1, sizeof *problems->items);
  problems->items[problems->count++] = (struct problem){mem_text(pointer), text};
}

void problems_add(struct problems *problems, const char *pointer, const char *format, ...) {
  if (problems->count > PROBLEMS_MAX) return;
  if (problems->count == PROBLEMS_MAX) {
    add(problems, pointer, mem_format("There are more mistakes than the %d above; put those right first, then check again.", PROBLEMS_MAX));
    return;
  }
  char *text = NULL;
  va_list args;
  va_start(args, format);
  int size = vasprintf(&text, format, args);
  va_end(args);
  add(problems, pointer, size < 0 ? mem_text("") : text);
}

static int least(int a, int b) { return a < b ? a : b; }

// Optimal string alignment: a letter added, left out or changed, or two neighbours swapped, costs one; case costs nothing.
// Anything from `limit` up may come back as `limit`.
static int distance(const char *a, const char *b, int limit) {
  int rows[3][NAME_SIZE_MAX + 1];
  int size_a = (int)strlen(a), size_b = (int)strlen(b);
  if (abs(size_a - size_b) >= limit) return limit;
  for (int j = 0; j <= size_b; j++) rows[0][j] = j;
  for (int i = 1; i <= size_a; i++) {
    int *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
    int smallest = row[0] = i;
    for (int j = 1; j <= size_b; j++) {
      int ca = tolower((unsigned char)a[i - 1]), cb = tolower((unsigned char)b[j - 1]);
      row[j] = least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + (ca != cb));
      bool swapped = i > 1 && j > 1 && ca == tolower((unsigned char)b[j - 2]) && cb == tolower((unsigned char)a[i - 2]);
      if (swapped) row[j] = least(row[j], two_above[j - 2] + 1);
      smallest = least(smallest, row[j]);
    }
    if (smallest > limit) return limit; // a swap can take back one
  }
  return rows[size_a % 3][size_b];
}

const char *nearest_name(const char *name, const json_t *names) {
  size_t size = strlen(name), i;
  if (size == 0 || size > NAME_SIZE_MAX) return NULL;
  int best = size < 4 ? 2 : size < 9 ? 3 : 4; // one slip in three letters; more is another word
  const char *nearest = NULL;
  json_t *item;
  json_array_foreach(names, i, item) {
    const char *text = json_string_value(item);
    if (!text || strlen(text) > NAME_SIZE_MAX || strcmp(text, name) == 0) continue;
    int slips = distance(name, text, best);
    if (slips >= best || slips >= (int)strlen(text)) continue;
    best = slips;
    nearest = text;
  }
  return nearest;
}

const char *nearest_words(const char *name, const json_t *names, const char *otherwise, char out[NEAREST_WORDS]) {
  const char *near = name ? nearest_name(name, names) : NULL;
  if (near)
    snprintf(out, NEAREST_WORDS, ". Did you mean \"%s\"?", near);
  else
    snprintf(out, NEAREST_WORDS, "%s", otherwise);
  return out;
}
