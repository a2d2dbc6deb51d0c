// Goal: no change of the directory locks everybody out of it: somebody active always holds the Business Manager's office (R2). Method:
// every way in which the last one could go, each refused and without effect; then the way in which the office is handed on.
#include "fixture.h"

static void put(struct world *world, const char *kind, const char *id, const char *document) {
  done(world, "{'op':'directory.put','as':'m.test','kind':'%s','id':'%s','document':%s}", kind, id, document);
}

static void the_last_one_cannot_go(void **state) {
  struct world *world = *state;
  static const struct {
    const char *kind, *id, *document;
  } ways[] = {
      {"post", "business_manager", "{'holder':null}"},
      {"post", "business_manager", "{'holder':'g.gone'}"},
      {"post", "business_manager", "{'holder':'g.gone','deputy':'g.gone'}"},
      {"person", "m.test", "{'active':false}"},
      {"person", "m.test", "{'active':'no'}"},
  };
  put(world, "post", "administrator", "{'holder':null}"); // she deputised
  int64_t had = entries(world);
  for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
    says(refused(world, ERR_REFUSED, "{'op':'directory.put','as':'m.test','kind':'%s','id':'%s','document':%s}", ways[i].kind, ways[i].id,
                 ways[i].document),
         "nobody could put that right");
  assert_int_equal(entries(world), had);
  put(world, "person", "x.out", "{'email':'still@south.example'}"); // whoever could still can
}

static void the_office_is_handed_on(void **state) {
  struct world *world = *state;
  put(world, "post", "administrator", "{'holder':null}");
  put(world, "post", "business_manager", "{'holder':'x.out'}");
  says(refused(world, ERR_NOT_ALLOWED, "{'op':'directory.put','as':'m.test','kind':'post','id':'auditor','document':{'holder':'m.test'}}"),
       "may not change the directory");
  done(world, "{'op':'directory.put','as':'x.out','kind':'person','id':'m.test','document':{'absent':true}}");
  done(world, "{'op':'directory.put','as':'x.out','kind':'person','id':'m.test','document':{'absent':false}}");
}

static void a_deputy_is_enough(void **state) {
  struct world *world = *state;
  put(world, "post", "business_manager", "{'holder':null}"); // a.admin holds the post that deputises
  done(world, "{'op':'directory.put','as':'a.admin','kind':'post','id':'business_manager','document':{'holder':'m.test'}}");
}

static const struct CMUnitTest tests[] = {TEST(the_last_one_cannot_go), TEST(the_office_is_handed_on), TEST(a_deputy_is_enough)};
MAIN_OF(tests)
