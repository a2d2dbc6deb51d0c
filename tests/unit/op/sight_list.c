// Goal: lists that name other items cost what is shown (R1): each item that is named is judged once a request, and a list of items, which
// shows none of their lists, judges none. Method: a basket of twenty items; after each request it is counted how many were judged.
#include "fixture.h"

enum { ITEMS = 20 };

static void fill(struct world *world) {
  char rows[1000] = "";
  size_t size = 0;
  world_publish(world, "basket");
  for (int i = 2; i < ITEMS + 2; i++) {
    done(world, "{'op':'case.start','as':'m.test','workflow':'task','ref':'K-%d','data':{'text':'T','agency':'north'}}", i);
    size += (size_t)snprintf(rows + size, sizeof rows - size, "%s{'item':'K-%d'}", i > 2 ? "," : "", i);
  }
  done(world, "{'op':'case.start','as':'m.test','workflow':'basket','ref':'B-1','data':{'text':'T','agency':'north','rows':[%s]}}", rows);
}

static size_t judged(const struct world *world, const char *person) {
  return json_object_size(json_object_get(world->board->judged, person));
}

static bool is_part(struct world *world, const char *person) {
  json_t *answer = ask(world, "{'op':'case.show','as':'%s','case':'B-1'}", person);
  bool part = json_flag(answer, "part");
  json_decref(answer);
  return part;
}

static void a_page_judges_each_once(void **state) {
  struct world *world = *state;
  fill(world);
  assert_false(is_part(world, "l.north"));
  assert_int_equal(judged(world, "l.north"), ITEMS);
  done(world, "{'op':'case.list','as':'l.north'}");
  assert_int_equal(judged(world, "l.north"), 0);
  done(world, "{'op':'case.todo','as':'l.north'}");
  assert_int_equal(judged(world, "l.north"), 0);
}

// What was judged is not believed once it may be otherwise.
static void what_changes_is_judged_again(void **state) {
  struct world *world = *state;
  fill(world);
  assert_false(is_part(world, "l.north"));
  done(world, "{'op':'case.start','as':'m.test','workflow':'task','ref':'S-1','data':{'text':'T','agency':'south'}}");
  done(world, "{'op':'case.send','as':'m.test','case':'B-1','event':'put','data':{'rows':[{'item':'K-2'},{'item':'S-1'}]}}");
  assert_true(is_part(world, "l.north"));
  done(world, "{'op':'case.share','as':'m.test','case':'S-1','with':'person:l.north','what':['everything'],'reason':'so agreed'}");
  assert_false(is_part(world, "l.north"));
}

static const struct CMUnitTest tests[] = {TEST(a_page_judges_each_once), TEST(what_changes_is_judged_again)};
MAIN_OF(tests)
