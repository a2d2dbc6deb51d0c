// Goal: an item's place in another version of its chart (V3): the same places with their activations, what is entered and left, and what
// is lacking rather than guessed. Method: charts as one line each ("&work(a b)" is parallel, "work(a b)" has its first as initial, "~h>a"
// remembers its parent's part and "~~h>a" a leaf), a configuration as the ids of what is active, and the whole answer as one line.
#include "chart/remap.h"

#include "base/buf.h"
#include "base/mem.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

// ---- a chart of one line

static json_t *read_states(const char **at, const char *above);

static char *read_name(const char **at, const char *above) {
  size_t size = strspn(*at, "abcdefghijklmnopqrstuvwxyz_");
  char *name = mem_format("%s%s%.*s", above, *above ? "." : "", (int)size, *at);
  *at += size;
  return name;
}

static json_t *read_history(const char **at, const char *above) {
  bool deep = (*at)[1] == '~';
  *at += deep ? 2 : 1;
  char *id = read_name(at, above);
  ++*at;
  char *target = read_name(at, above);
  json_t *state = json_pack("{s:s, s:s, s:b, s:[{s:s}]}", "id", id, "kind", "history", "deep", deep, "transitions", "target", target);
  mem_free(id);
  mem_free(target);
  return state;
}

static json_t *read_state(const char **at, const char *above) {
  if (**at == '~') return read_history(at, above);
  bool parallel = **at == '&';
  if (parallel) ++*at;
  char *id = read_name(at, above);
  json_t *state = json_pack("{s:s, s:s}", "id", id, "title", id), *states = NULL;
  if (**at == '(') {
    ++*at;
    states = read_states(at, id);
    ++*at;
    json_object_set_new(state, "states", states);
    if (!parallel) json_object_set(state, "initial", json_object_get(json_array_get(states, 0), "id"));
  }
  json_put_text(state, "kind", parallel ? "parallel" : states ? "compound" : "atomic");
  mem_free(id);
  return state;
}

static json_t *read_states(const char **at, const char *above) {
  json_t *states = json_array();
  while (**at && **at != ')') {
    json_array_append_new(states, read_state(at, above));
    *at += strspn(*at, " ");
  }
  return states;
}

static struct chart *chart_of(const char *line) {
  struct err err = {0};
  json_t *states = read_states(&line, "");
  json_t *root = json_pack("{s:s, s:s, s:O, s:O}", "id", "", "kind", "compound", "initial",
                           json_object_get(json_array_get(states, 0), "id"), "states", states);
  json_t *definition = json_pack("{s:i, s:s, s:[], s:{s:[], s:[]}, s:[], s:[], s:o}", "format", 1, "name", "test", "roles", "start", "by",
                                 "form", "fields", "ladders", "root", root);
  struct chart *chart = chart_new(definition, &err);
  if (!chart) fail_msg("%s", err.text);
  json_decref(states);
  json_decref(definition);
  return chart;
}

// ---- what came of it

// What is above an active state is active; each gets the next activation, in the order of its name.
static struct config *config_of(const struct chart *chart, const char *ids, const json_t *history) {
  json_t *active = json_pack("{s:i}", "", 1), *json;
  struct err err = {0};
  int64_t entered = 1;
  for (const char *at = ids; *at; at += strspn(at, " ")) {
    size_t size = strcspn(at, " ");
    for (size_t end = 1; end <= size; end++) {
      if (end < size && at[end] != '.') continue;
      char *id = mem_text_part(at, end);
      if (!json_object_get(active, id)) json_put_number(active, id, ++entered);
      mem_free(id);
    }
    at += size;
  }
  json = json_pack("{s:o, s:I, s:O*}", "active", active, "entered", (json_int_t)entered, "history", history);
  struct config *config = config_read(chart, json, &err);
  if (!config) fail_msg("%s", err.text);
  json_decref(json);
  return config;
}

static void say_list(struct buf *out, const char *word, const json_t *list) {
  size_t i;
  json_t *one;
  if (json_array_size(list)) buf_format(out, "; %s", word);
  json_array_foreach(list, i, one) buf_format(out, " %s", json_string_value(one));
}

static void say_config(struct buf *out, const struct chart *chart, const struct remap *remap) {
  json_t *json = config_write(chart, remap->config), *number;
  const char *id, *between = "";
  for (int state = 1; state < chart_state_count(chart); state++) {
    id = json_text(chart_state(chart, state), "id");
    number = json_object_get(json_object_get(json, "active"), id);
    if (!number) continue;
    buf_format(out, "%s%s=%lld", between, id, (long long)json_integer_value(number));
    between = " ";
  }
  json_object_foreach(json_object_get(json, "history"), id, number) say_list(out, id, number);
  json_decref(json);
}

static void assert_remap_of(const char *before, const char *active, const char *history, const char *after, const char *map,
                            const char *expected) {
  struct chart *from = chart_of(before), *to = chart_of(after);
  json_t *names = map ? json_loads(map, 0, NULL) : json_object(), *remembered = history ? json_loads(history, 0, NULL) : NULL;
  struct config *config = config_of(from, active, remembered);
  struct remap remap;
  struct buf out;
  buf_init(&out);
  remap_run(from, config, to, names, &remap);
  if (remap.config) say_config(&out, to, &remap);
  say_list(&out, "left", remap.left);
  say_list(&out, "entered", remap.entered);
  say_list(&out, "lost", remap.lost);
  say_list(&out, "clash", remap.clash);
  assert_string_equal(out.data ? out.data : "", expected);
  buf_clear(&out);
  remap_clear(&remap);
  config_free(config);
  json_decref(names);
  json_decref(remembered);
  chart_free(from);
  chart_free(to);
}

static void assert_remap(const char *before, const char *active, const char *after, const char *map, const char *expected) {
  assert_remap_of(before, active, NULL, after, map, expected);
}

static void the_same_places_keep_their_activations(void **state) {
  (void)state;
  assert_remap("a b", "b", "x a b", NULL, "b=2");
  assert_remap("w(a b) z", "w.b", "w(n a b) z", NULL, "w=2 w.b=3");
}

static void a_place_that_is_gone_is_lost_and_not_guessed(void **state) {
  (void)state;
  assert_remap("a b", "b", "a c", NULL, "; lost b");
  assert_remap("w(a b)", "w.b", "w(a)", NULL, "; lost w.b");
  assert_remap("w(a b)", "w.b", "v(a b)", NULL, "; lost w.b");
}

// A step that was renamed is the same stay: what counts from its beginning counts on.
static void a_map_names_the_place(void **state) {
  (void)state;
  assert_remap("a b", "b", "a c", "{\"b\":\"c\"}", "c=2");
  assert_remap("w(a b)", "w.b", "v(a b)", "{\"w\":\"v\"}", "v=2 v.b=3");
  assert_remap("w(a b)", "w.b", "v(a c) d", "{\"w\":\"v\",\"w.b\":\"d\"}", "d=3; left w");
  assert_remap("w(a b)", "w.b", "v(a c)", "{\"w\":\"v\"}", "; lost w.b");
}

static void a_step_within_a_step_is_entered(void **state) {
  (void)state;
  assert_remap("a b", "b", "a b(one(x y) two)", NULL, "b=2 b.one=3 b.one.x=4; entered b.one b.one.x");
  assert_remap("w(a b)", "w.b", "w", NULL, "; lost w.b");
  assert_remap("w(a b)", "w.b", "w", "{\"w.b\":\"w\"}", "w=2; left w.b");
}

static void a_new_region_begins_where_it_begins(void **state) {
  (void)state;
  assert_remap("&p(w(a b) d(r o))", "p.w.b p.d.o", "&p(w(a b) n(i j) d(r o))", NULL,
               "p=2 p.w=3 p.w.b=4 p.n=7 p.n.i=8 p.d=5 p.d.o=6; entered p.n p.n.i");
  assert_remap("w(a b)", "w.b", "&p(w(a b) n(i j))", "{\"w\":\"p.w\"}", "p=4 p.w=2 p.w.b=3 p.n=5 p.n.i=6; entered p p.n p.n.i");
}

static void a_region_that_is_gone_is_left(void **state) {
  (void)state;
  assert_remap("&p(w(a b) d(r o) e(k l))", "p.w.b p.d.o p.e.k", "&p(w(a b) e(k l))", NULL,
               "p=2 p.w=3 p.w.b=4 p.e=7 p.e.k=8; left p.d p.d.o");
}

// It may as well be called something else: who publishes must say which.
static void a_region_that_is_gone_where_another_came_is_lost(void **state) {
  (void)state;
  assert_remap("&p(w(a b) d(r o))", "p.w.b p.d.o", "&p(w(a b) t(r o))", NULL, "; lost p.d.o");
  assert_remap("&p(w(a b) d(r o))", "p.w.b p.d.o", "&p(w(a b) t(r o))", "{\"p.d\":\"\"}",
               "p=2 p.w=3 p.w.b=4 p.t=7 p.t.r=8; left p.d p.d.o; entered p.t p.t.r");
  assert_remap("&p(w(a b) d(r o))", "p.w.b p.d.o", "&p(w(a b) t(r o))", "{\"p.d\":\"p.t\"}", "p=2 p.w=3 p.w.b=4 p.t=5 p.t.o=6");
  assert_remap("&p(w(a b) d(r o))", "p.w.b p.d.o", "&p(w(a) d(r o))", NULL, "; lost p.w.b");
}

static void two_regions_cannot_become_alternatives(void **state) {
  (void)state;
  assert_remap("&p(w(a b) d(r o))", "p.w.b p.d.o", "p(w d)", "{\"p.w.b\":\"p.w\",\"p.d.o\":\"p.d\"}", "; clash p.w.b p.d.o");
  assert_remap("&p(w(a b) d(r o))", "p.w.b p.d.o", "p(w d)", "{\"p.w.b\":\"p.w\",\"p.d\":\"\"}", "p=2 p.w=3; left p.w.b p.d p.d.o");
}

static void histories_remember_what_is_there(void **state) {
  (void)state;
  assert_remap_of("w(a b ~h>a) z", "z", "{\"w.h\":[\"w.b\"]}", "w(a b ~h>a) z", NULL, "z=2; w.h w.b");
  assert_remap_of("w(a b ~h>a) z", "z", "{\"w.h\":[\"w.b\"]}", "w(a ~h>a) z", NULL, "; lost w.b"); // it would come back to another
  assert_remap_of("w(a b ~h>a) z", "z", "{\"w.h\":[\"w.b\"]}", "w(a ~h>a) z", "{\"w.b\":\"\"}", "z=2");
  assert_remap_of("w(a b ~h>a) z", "w.a", "{\"w.h\":[\"w.b\"]}", "w(a ~h>a) z", NULL, "w=2 w.a=3"); // is written anew when it leaves
  assert_remap_of("w(a b ~h>a) z", "z", "{\"w.h\":[\"w.b\"]}", "w(a c ~h>a) z", "{\"w.b\":\"w.c\"}", "z=2; w.h w.c");
  assert_remap_of("w(a b ~h>a) z", "z", "{\"w.h\":[\"w.b\"]}", "w(a b) z", NULL, "z=2");
  assert_remap_of("&w(a(i j) b(k l) ~~h>a) z", "z", "{\"w.h\":[\"w.a.j\",\"w.b.l\"]}", "&w(a(i j) b(k l) ~~h>a) z", NULL,
                  "z=2; w.h w.a.j w.b.l");
  assert_remap_of("&w(a(i j) b(k l) ~~h>a) z", "z", "{\"w.h\":[\"w.a.j\",\"w.b.l\"]}", "&w(a(i j) b(k l) ~~h>a) z", "{\"w.b.l\":\"w.a.i\"}",
                  "z=2; w.h w.a.j"); // two of one region cannot both be
}

static void names_are_found(void **state) {
  (void)state;
  struct chart *from = chart_of("w(plan write) z"), *to = chart_of("w v(plan) done ~h>w");
  assert_string_equal(remap_find(to, "v.plan"), "v.plan");
  assert_null(remap_find(to, "h"));
  assert_null(remap_find(to, "plan"));
  assert_string_equal(remap_likely(from, "w.write", to), "w"); // the step that it was a part of
  assert_null(remap_likely(from, "z", to));
  json_t *places = remap_places(to);
  assert_int_equal(json_array_size(places), 3);
  json_decref(places);
  chart_free(from);
  chart_free(to);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_places_keep_their_activations),
      cmocka_unit_test(a_place_that_is_gone_is_lost_and_not_guessed),
      cmocka_unit_test(a_map_names_the_place),
      cmocka_unit_test(a_step_within_a_step_is_entered),
      cmocka_unit_test(a_new_region_begins_where_it_begins),
      cmocka_unit_test(a_region_that_is_gone_is_left),
      cmocka_unit_test(a_region_that_is_gone_where_another_came_is_lost),
      cmocka_unit_test(two_regions_cannot_become_alternatives),
      cmocka_unit_test(histories_remember_what_is_there),
      cmocka_unit_test(names_are_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
