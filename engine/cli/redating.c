// What a change of the calendar would move, over the whole board: the answer is asked for a page of items at a time, so that whoever else
// asks is served in between, and put together here (op/API.md: `calendar.preview`).
#include "base/mem.h"
#include "base/natural.h"
#include "cli/internal.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 2000 }; // rows of each list over all pages: nobody reads more, and the rest is counted

static json_t *ask_page(struct cli *cli, const char *change, const json_t *request, const char *after, struct err *err) {
  json_t *ask = json_copy((json_t *)request);
  json_put_text(ask, "op", "calendar.preview");
  json_put_text(ask, "change", change);
  json_put_text(ask, "after", after);
  return call(cli, ask, -1, err);
}

static bool is_same(const json_t *a, const json_t *b, const char *member) {
  return json_equal(json_object_get(a, member), json_object_get(b, member)) || (!json_text(a, member) && !json_text(b, member));
}

// Somebody may change the calendar between two pages.
static bool check_same(const json_t *all, const json_t *page, struct err *err) {
  return (is_same(all, page, "was_version") && is_same(all, page, "version")) ||
         err_set(err, ERR_STALE, "The calendar was changed by somebody else while this was looked at; type the same again.");
}

static void add_rows(json_t *all, const json_t *page, const char *list) {
  size_t i;
  json_t *row;
  json_array_foreach(json_object_get(page, list), i, row) {
    json_t *rows = json_array_at(all, list);
    if (json_array_size(rows) < SHOWN_MAX) json_array_append(rows, row);
  }
}

static void add_count(json_t *all, const json_t *page, const char *member) {
  if (json_object_get(page, member)) json_put_number(all, member, json_number(all, member, 0) + json_number(page, member, 0));
}

static void add(json_t *all, const json_t *page) {
  static const char *const lists[] = {"moves", "past", "troubles"}, *const counts[] = {"count", "past_count", "others"};
  for (int i = 0; i < 3; i++) add_rows(all, page, lists[i]);
  for (int i = 0; i < 3; i++) add_count(all, page, counts[i]);
  json_object_del(all, "next");
  json_put_text(all, "next", json_text(page, "next"));
}

static bool add_page(struct cli *cli, const char *change, const json_t *request, json_t *all, struct err *err) {
  json_t *page = ask_page(cli, change, request, json_text(all, "next"), err);
  bool ok = page && check_same(all, page, err);
  if (ok) add(all, page);
  json_decref(page);
  return ok;
}

// Items come by their random ids, and people look for references.
static int by_ref(const void *a, const void *b) {
  const json_t *left = *(json_t *const *)a, *right = *(json_t *const *)b;
  int order = natural_compare(json_text(left, "ref"), json_text(right, "ref"));
  const char *was = json_text(left, "was"), *other = json_text(right, "was");
  if (order == 0) order = strcmp(was ? was : "", other ? other : "");
  return order ? order : strcmp(json_text(left, "what"), json_text(right, "what"));
}

static void put_in_order(json_t *all, const char *list) {
  json_t *rows = json_object_get(all, list), **sorted = mem_grow(NULL, json_array_size(rows) + 1, sizeof *sorted), *row,
         *out = json_array();
  size_t i, count = json_array_size(rows);
  json_array_foreach(rows, i, row) sorted[i] = row;
  qsort(sorted, count, sizeof(json_t *), by_ref);
  for (i = 0; i < count; i++) json_array_append(out, sorted[i]);
  json_object_set_new(all, list, out);
  mem_free(sorted);
}

json_t *redating_look(struct cli *cli, const char *change, const json_t *request, struct err *err) {
  json_t *all = ask_page(cli, change, request, NULL, err);
  while (all && json_text(all, "next"))
    if (!add_page(cli, change, request, all, err)) return json_decref(all), NULL;
  if (!all) return NULL;
  put_in_order(all, "moves");
  put_in_order(all, "past");
  return all;
}
