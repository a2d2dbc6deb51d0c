// Goal: a member of another type is refused and never taken for a missing one: else `version` would let a change overtake another's (E2),
// `key` would do a thing twice (E1), and `decided_by` would make a decision the sender's own (R3). Method: each member with values of every
// other type, on events that would be taken without it; nothing may change.
#include "fixture.h"

static void refused_with(struct world *world, const char *event, const char *member, const char *value) {
  char request[300];
  snprintf(request, sizeof request, "{'op':'case.send','as':'o.owner','case':'K-1','event':'%s','%s':%s}", event, member, value);
  says(refused(world, ERR_INVALID, "%s", request), member);
}

static void what_is_of_another_type_is_refused(void **state) {
  struct world *world = *state;
  static const struct {
    const char *member, *values[8];
  } rows[] = {
      {"version", {"'x'", "4.0", "-5", "'1'", "null", "[1]", "true"}},
      {"data", {"[1]", "'x'", "null", "7", "[]", "false"}},
      {"key", {"5", "null", "['a']", "{}"}},
      {"decided_by", {"5", "null", "['o.owner']", "false"}},
  };
  int64_t had = entries(world);
  for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++)
    for (const char *const *value = rows[r].values; *value; value++) refused_with(world, "count", rows[r].member, *value);
  assert_int_equal(entries(world), had);
  assert_int_equal(count_of(world, "K-1"), 0);
}

static void who_asks_is_text(void **state) {
  struct world *world = *state;
  refused(world, ERR_INVALID, "{'op':'case.list','as':7}"); // not the person of `console`
  refused(world, ERR_INVALID, "{'op':'case.list','as':null}");
  refused(world, ERR_INVALID, "{'op':'case.send','as':['o.owner'],'case':'K-1','event':'count'}");
  refused(world, ERR_INVALID, "{'op':'case.show','case':1}");
  refused(world, ERR_INVALID, "{'op':'timers.run','until':0}");
  refused(world, ERR_INVALID, "{'op':'timers.run','now':0}");
  refused(world, ERR_INVALID, "{'op':'case.list','open':'yes'}");
}

static void what_is_right_is_taken(void **state) {
  struct world *world = *state;
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','version':%lld,'data':{},'key':'k','more':[1]}",
       (long long)revision_of(world, "K-1"));
  refused(world, ERR_STALE, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','version':0}");
}

static const struct CMUnitTest tests[] = {TEST(what_is_of_another_type_is_refused), TEST(who_asks_is_text), TEST(what_is_right_is_taken)};
MAIN_OF(tests)
