// Goal: a change of the directory is an entry with its author, is kept through a rebuild, and never leaves a board whose people cannot be
// told apart from posts that nobody holds (R2). Method: changes right and wrong, by those who may and those who may not.
#include "fixture.h"

static json_t *document(struct world *world, const char *kind, const char *id) {
  json_t *list = ask(world, "{'op':'directory.list','kind':'%s'}", kind), *row, *found = NULL;
  size_t i;
  json_array_foreach(json_object_get(list, "rows"), i, row) if (strcmp(json_text(row, "id"), id) == 0) found = json_incref(row);
  json_decref(list);
  return found;
}

static bool keep_last(void *user, json_t *entry) {
  json_t **last = user;
  json_decref(*last);
  *last = json_deep_copy(entry);
  return true;
}

static void a_change_is_an_entry_with_its_author(void **state) {
  struct world *world = *state;
  int64_t had = entries(world);
  json_t *last = NULL;
  struct err err;
  done(world, "{'op':'directory.put','as':'m.test','kind':'person','id':'n.new','document':{'name':'Nia New','agency':'south'}}");
  assert_int_equal(entries(world), had + 1);
  assert_true(journal_each(world->board->store, NULL, keep_last, &last, &err));
  assert_int_equal(json_number(last, "kind", 0), ENTRY_DIRECTORY);
  assert_string_not_equal(json_text(last, "actor"), "00000000000000000000000000000000");
  assert_string_equal(json_text(json_array_get(json_object_get(last, "payload"), 0), "name"), "directory/person/n.new");
  json_decref(last);
  world_reopen(world);
  done(world, "{'op':'journal.rebuild'}");
  json_t *person = document(world, "person", "n.new");
  assert_string_equal(json_text(person, "name"), "Nia New");
  assert_null(json_object_get(person, "key")); // the random id is for headers alone (J1)
  json_decref(person);
}

static void what_is_not_said_stays_and_null_takes_away(void **state) {
  struct world *world = *state;
  done(world, "{'op':'directory.put','as':'m.test','kind':'person','id':'x.out','document':{'email':'new@south.example'}}");
  json_t *person = document(world, "person", "x.out");
  assert_string_equal(json_text(person, "name"), "Xena Out");
  assert_string_equal(json_text(person, "email"), "new@south.example");
  json_decref(person);
  done(world, "{'op':'directory.put','as':'m.test','kind':'post','id':'panel_chair','document':{'deputy':null}}");
  json_t *post = document(world, "post", "panel_chair");
  assert_null(json_object_get(post, "deputy"));
  assert_string_equal(json_text(post, "holder"), "c.chair");
  json_decref(post);
}

// The key stands for the person in every header: nobody chooses it.
static void the_random_id_cannot_be_set(void **state) {
  struct world *world = *state;
  json_t *before = directory_find(world->board->store, "person", "x.out");
  done(world,
       "{'op':'directory.put','as':'m.test','kind':'person','id':'x.out','document':{'key':'00','id':'other','email':'e@x.example'}}");
  json_t *after = directory_find(world->board->store, "person", "x.out");
  assert_string_equal(json_text(before, "key"), json_text(after, "key"));
  assert_string_equal(json_text(after, "id"), "x.out");
  json_decref(before);
  json_decref(after);
}

static void the_office_changes_it_and_nobody_else(void **state) {
  struct world *world = *state;
  int64_t had = entries(world);
  const char *put = "{'op':'directory.put','as':'%s','kind':'person','id':'x.out','document':{'email':'e@x.example'}}";
  char request[200];
  snprintf(request, sizeof request, put, "o.owner");
  says(refused(world, ERR_NOT_ALLOWED, "%s", request), "Owen Owner may not change the directory");
  says(refused(world, ERR_NOT_ALLOWED, "{'op':'directory.put','kind':'person','id':'x.out','document':{'name':'X'}}"), "--as PERSON");
  assert_int_equal(entries(world), had);
  snprintf(request, sizeof request, put, "a.admin"); // holds the post that deputises for the Business Manager
  done(world, "%s", request);
}

// A slip of the pen must not leave a post without its holder, or somebody who left with their rights.
static void a_change_that_makes_no_sense_is_refused(void **state) {
  struct world *world = *state;
  static const struct {
    const char *kind, *id, *document, *says;
  } rows[] = {
      {"person", "x.out", "{'active':'maybe'}", "\"active\""},
      {"person", "x.out", "{'absent':7}", "\"absent\""},
      {"person", "x.out", "{'name':null}", "has no name"},
      {"person", "x.out", "{'name':42}", "has no name"},
      {"person", "x.ot", "{'agency':'south'}", "has no name"}, // a person who is not there: a new one needs a name
      {"person", "x.out", "{'agency':'sooth'}", "Did you mean \"south\"?"},
      {"agency", "south", "{'posts':{'safeguarding_lead':'l.sooth'}}", "Did you mean \"l.south\"?"},
      {"agency", "south", "{'posts':'l.south'}", "posts"},
      {"agency", "south", "{'name':''}", "has no name"},
      {"group", "panel", "{'members':['c.chair','v.vic']}", "Did you mean \"v.vice\"?"},
      {"group", "panel", "{'members':'c.chair, v.vic'}", "Did you mean \"v.vice\"?"}, // typed, it is a list
      {"group", "panel", "{'members':7}", "members"},
      {"group", "panel", "{'members':{'c.chair':1}}", "members"},
      {"group", "panel", "{'chair':'c.chair'}", "posts"},
      {"post", "panel_chair", "{'holder':'c.chare'}", "Did you mean \"c.chair\"?"},
      {"post", "panel_chair", "{'deputy':'v.vic'}", "\"v.vic\""},
      {"post", "panel_chair", "{'holder':['c.chair']}", "holder"},
      {"planet", "mars", "{'name':'Mars'}", "\"planet\""},
      {"person", "X OUT", "{'name':'X'}", "small letters"},
      {"person", "x.out", "{}", "Say what to change"},
      {"person", "x.out", "[]", "Say what to change"},
  };
  int64_t had = entries(world);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    const char *text = refused(world, ERR_INVALID, "{'op':'directory.put','as':'m.test','kind':'%s','id':'%s','document':%s}", rows[i].kind,
                               rows[i].id, rows[i].document);
    says(text, rows[i].says);
  }
  assert_int_equal(entries(world), had);
}

// On a command line everything is text.
static void yes_and_no_are_understood(void **state) {
  struct world *world = *state;
  done(world, "{'op':'directory.put','as':'m.test','kind':'person','id':'x.out','document':{'active':'no'}}");
  says(refused(world, ERR_NOT_ALLOWED, "{'op':'case.list','as':'x.out'}"), "Xena Out has left");
  done(world, "{'op':'directory.put','as':'m.test','kind':'person','id':'x.out','document':{'active':'yes'}}");
  done(world, "{'op':'case.list','as':'x.out'}");
  done(world, "{'op':'directory.put','as':'m.test','kind':'person','id':'o.owner','document':{'absent':'true'}}");
  json_t *view = ask(world, "{'op':'case.show','case':'K-1'}");
  assert_string_equal(json_text(json_array_get(json_object_get(view, "holder"), 0), "name"), "nobody");
  json_decref(view);
}

static const struct CMUnitTest tests[] = {
    TEST(a_change_is_an_entry_with_its_author),  TEST(what_is_not_said_stays_and_null_takes_away), TEST(the_random_id_cannot_be_set),
    TEST(the_office_changes_it_and_nobody_else), TEST(a_change_that_makes_no_sense_is_refused),    TEST(yes_and_no_are_understood),
};
MAIN_OF(tests)
