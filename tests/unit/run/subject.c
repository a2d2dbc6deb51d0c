// Goal: subjects say the same as roles do (R2): a person holds a role on an item exactly where they hold one of the subjects that the role
// comes to there. So what is kept by subjects narrows a list and never shortens it.
// Method: random directories (vacancies, deputies of deputies, people who left or are absent, conflicts of interest) and random items; each
// role is asked of each person both ways, and once more of what is kept.
#include "run/subject.h"

#include "base/mem.h"
#include "chart/chart.h"
#include "run/board.h"
#include "run/people.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DIRECTORIES = 30, ITEMS = 12, PEOPLE = 8, AGENCIES = 4, POSTS = 4, GROUPS = 3 };

// `of`, `not_from` and the rest name fields of the items below.
static const char ROLES[] =
    "[{'name':'owner','title':'Owner','person_in':'owner'},{'name':'owner2','title':'Owner','person_in':'owner','not_from':'agency'},"
    "{'name':'many','title':'Many','person_in':'people','not_from':'agency'},{'name':'lead','title':'Lead','any_in':'lead'},"
    "{'name':'lead2','title':'Lead','any_in':'lead','not_from':'agency'},{'name':'post','title':'P','post':'p0'},"
    "{'name':'post2','title':'P','post':'p0','not_from':'agency'},{'name':'theirs','title':'T','post':'safeguarding_lead','of':'agency'},"
    "{'name':'theirs2','title':'T','post':'chief','of':'other','not_from':'agency'},{'name':'group','title':'G','group':'g0'},"
    "{'name':'group2','title':'G','group':'g1','not_from':'agency'},{'name':'all','title':'A','everyone':true},"
    "{'name':'all2','title':'A','everyone':true,'not_from':'agency'},{'name':'theirlead','title':'L','any_in':'agency','not_from':'other'},"
    "{'name':'desk','title':'D','any_in':'desk'},{'name':'desk2','title':'D','any_in':'desk','not_from':'agency'},"
    "{'name':'team','title':'T','any_in':'team'}]";

static const char DEFINITION[] = "{'format':1,'name':'x','title':'X','noun':'thing','version':1,'read':[],'start':{'by':[],'form':[]},"
                                 "'fields':[{'name':'agency','type':'agency','label':'A'},{'name':'desk','type':'post','label':'D'},"
                                 "{'name':'team','type':'group','label':'T'}],'list':{'title':'t'},'ladders':[],'rag':[],'warnings':[],'"
                                 "root':{'id':'','key':'','title':'',"
                                 "'kind':'compound','initial':'a','tags':[],'entry':[],'exit':[],'transitions':[],'timers':[],'states':"
                                 "[{'id':'a','key':'a','title':'A','kind':'atomic','tags':[],'entry':[],'exit':[],'transitions':[],"
                                 "'timers':[],'states':[]}]}}";

static json_t *read_quoted(const char *text) {
  char *copy = mem_text(text);
  for (char *c = copy; *c; c++)
    if (*c == '\'') *c = '"';
  json_t *value = json_loads(copy, 0, NULL);
  mem_free(copy);
  assert_non_null(value);
  return value;
}

static unsigned seed = 20161126;
static int below(int count) {
  seed = seed * 1664525u + 1013904223u;
  return (int)((seed >> 8) % (unsigned)count);
}
static bool sometimes(int in) { return below(in) == 0; }

static json_t *named(const char *prefix, int count) { // one of them, seldom one that there is not
  return json_sprintf("%s%d", prefix, sometimes(9) ? count + 1 : below(count));
}

static void record(struct board *board, const char *kind, int number, json_t *document) {
  struct entry entry;
  struct err err;
  char *part = mem_format("directory/%s/%.1s%d", kind, strcmp(kind, "person") ? kind : "h", number);
  char *id = strrchr(part, '/') + 1;
  json_object_set_new(document, "id", json_string(id));
  entry_init(&entry, ENTRY_DIRECTORY, 0, 0);
  entry_part(&entry, part, document);
  if (!board_append(board, &entry, &err)) fail_msg("%s", err.text);
  mem_free(part);
}

static json_t *random_person(int number) {
  json_t *person = json_pack("{s:o, s:b, s:b}", "name", json_sprintf("Person %d", number), "active", !sometimes(6), "absent", sometimes(5));
  if (!sometimes(5)) json_object_set_new(person, "agency", named("a", AGENCIES));
  return person;
}

static json_t *random_post(void) {
  json_t *post = json_pack("{s:s}", "title", "Post");
  if (!sometimes(4)) json_object_set_new(post, "holder", named("h", PEOPLE));
  if (!sometimes(3)) json_object_set_new(post, "deputy", sometimes(2) ? named("h", PEOPLE) : named("p", POSTS));
  return post;
}

static json_t *random_agency(void) {
  json_t *posts = json_object();
  if (!sometimes(4)) json_object_set_new(posts, "safeguarding_lead", named("h", PEOPLE));
  if (!sometimes(2)) json_object_set_new(posts, "chief", named("h", PEOPLE));
  return json_pack("{s:s, s:o}", "name", "Agency", "posts", posts);
}

static json_t *random_group(void) {
  json_t *members = json_array();
  for (int i = below(4); i > 0; i--) json_array_append_new(members, named("h", PEOPLE));
  json_t *group = json_pack("{s:s, s:o}", "name", "Group", "members", members);
  if (sometimes(2)) json_object_set_new(group, "chair", named("p", POSTS));
  return group;
}

static void make_directory(struct board *board) {
  struct err err;
  assert_true(store_begin(board->store, &err));
  for (int i = 0; i < PEOPLE; i++) record(board, "person", i, random_person(i));
  for (int i = 0; i < POSTS; i++) record(board, "post", i, random_post());
  for (int i = 0; i < AGENCIES; i++) record(board, "agency", i, random_agency());
  for (int i = 0; i < GROUPS; i++) record(board, "group", i, random_group());
  assert_true(store_commit(board->store, &err));
}

static json_t *random_party(void) {
  static const char *const kinds[] = {"agency", "group", "post", "all"};
  int kind = below(4);
  json_t *id = kind == 0 ? named("a", AGENCIES) : kind == 1 ? named("g", GROUPS) : kind == 2 ? named("p", POSTS) : NULL;
  if (kind == 3) id = json_string(sometimes(2) ? "groups" : "agencies");
  return json_pack("{s:s, s:o}", "kind", kinds[kind], "id", id);
}

// As a field of type parties has them, and as a list may have been filled: without what makes it one.
static json_t *random_row(void) {
  static const char *const statuses[] = {"named", "returned", "removed"};
  json_t *row = json_pack("{s:o}", "party", sometimes(5) ? json_string("h0") : random_party());
  if (!sometimes(3)) json_object_set_new(row, "status", sometimes(4) ? json_integer(1) : json_string(statuses[below(3)]));
  return row;
}

static json_t *random_fields(void) {
  json_t *fields = json_object(), *people = json_array(), *leads = json_array();
  for (int i = below(3); i > 0; i--) json_array_append_new(people, named("h", PEOPLE));
  for (int i = below(3); i > 0; i--) json_array_append_new(leads, sometimes(3) ? random_row() : random_party());
  if (!sometimes(5)) json_object_set_new(fields, "owner", named("h", PEOPLE));
  if (!sometimes(4)) json_object_set_new(fields, "agency", named("a", AGENCIES));
  if (!sometimes(4)) json_object_set_new(fields, "other", named("a", AGENCIES));
  if (!sometimes(4)) json_object_set_new(fields, "desk", named("p", POSTS));
  if (!sometimes(4)) json_object_set_new(fields, "team", named("g", GROUPS));
  json_object_set_new(fields, "people", people);
  json_object_set(fields, "lead", sometimes(2) ? leads : json_array_get(leads, 0));
  json_decref(leads);
  return fields;
}

static json_t *with_numbers(const json_t *keys) {
  json_t *numbered = json_object(), *key;
  size_t i;
  json_array_foreach(keys, i, key) json_object_set_new(numbered, json_string_value(key), json_integer((json_int_t)i));
  return numbered;
}

static int asked, held_by_roles, only_read;

static void compare(struct board *board, const struct casefile *item, const char *role, const char *person) {
  json_t *one = json_pack("[s]", role), *keys = subject_of_roles(item, one), *numbered = with_numbers(keys), *key;
  static uint64_t stamp = 1;
  bool by_role = people_read_any(board, item, one, person), by_subject = false, acts = false;
  size_t i;
  json_array_foreach(keys, i, key) by_subject = by_subject || subject_is_held_by(board, json_string_value(key), person);
  json_array_foreach(keys, i, key) acts = acts || subject_is_acted_by(board, json_string_value(key), person);
  bool by_kept = json_object_size(subject_held_among(board, person, numbered, ++stamp)) > 0;
  bool acts_by_role = people_hold(board, item, role, person, NULL);
  only_read += by_role && !acts_by_role;
  assert_true(by_role || !acts_by_role); // whoever acts reads
  if (by_role != by_subject || by_role != by_kept || acts != acts_by_role) {
    char *fields = json_canonical(item->fields), *said = json_canonical(keys);
    fail_msg("%s as %s with %s: %d by the role, %d by %s", person, role, fields, by_role, by_subject, said);
  }
  asked++;
  held_by_roles += by_role;
  json_decref(numbered);
  json_decref(keys);
  json_decref(one);
}

static void compare_all(struct board *board, const struct casefile *item, const json_t *roles) {
  size_t i;
  json_t *role;
  json_array_foreach(roles, i, role) for (int p = 0; p < PEOPLE + 2; p++) {
    char person[16];
    snprintf(person, sizeof person, "h%d", p);
    compare(board, item, json_text(role, "name"), person);
  }
}

static void subjects_say_what_roles_say(void **state) {
  char folder[] = "/tmp/waymark-subject-XXXXXX";
  struct env env = env_system();
  struct err err = {0};
  (void)state;
  assert_non_null(mkdtemp(folder));
  store_close(store_create(&env, folder, &err));
  struct board *board = board_open(&env, folder, &err);
  json_t *document = read_quoted(DEFINITION), *roles = read_quoted(ROLES);
  json_object_set(document, "roles", roles);
  struct chart *chart = chart_new(document, &err);
  if (!board || !chart) fail_msg("%s", err.text);
  for (int d = 0; d < DIRECTORIES; d++) {
    make_directory(board);
    for (int i = 0; i < ITEMS; i++) {
      struct casefile item = {.chart = chart, .fields = random_fields()};
      compare_all(board, &item, roles);
      json_decref(item.fields);
    }
  }
  assert_true(asked > 10000);
  assert_true(only_read > 100);                          // people who are away
  assert_in_range(held_by_roles, asked / 20, asked / 2); // neither always yes nor always no
  chart_free(chart);
  json_decref(document);
  json_decref(roles);
  board_close(board);
  char *command = mem_format("rm -rf '%s'", folder);
  assert_int_equal(system(command), 0);
  mem_free(command);
}

static void a_key_is_read_as_it_was_written(void **state) {
  struct subject subject;
  (void)state;
  assert_true(subject_read("agency:a%2Fb%21c%25/lead!x%21", &subject));
  assert_string_equal(subject.id, "a/b!c%");
  assert_string_equal(subject.post, "lead");
  assert_string_equal(subject.avoid, "x!");
  subject_clear(&subject);
  static const char *const wrong[] = {"", "nobody", "person", "everyone:x", "post:p/q", "boss:x", "!a"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) assert_false(subject_read(wrong[i], &subject));
}

static void who_holds_a_subject_is_asked_of_the_directory(void **state) {
  char folder[] = "/tmp/waymark-subject-XXXXXX";
  struct env env = env_system();
  struct err err = {0};
  (void)state;
  assert_non_null(mkdtemp(folder));
  store_close(store_create(&env, folder, &err));
  struct board *board = board_open(&env, folder, &err);
  record(board, "agency", 0, json_pack("{s:s, s:{s:s}}", "name", "Police", "posts", "chief", "h0"));
  record(board, "person", 0, json_pack("{s:s, s:s}", "name", "Ann", "agency", "a0"));
  record(board, "person", 1, json_pack("{s:s, s:s}", "name", "Bob", "agency", "a0"));
  assert_true(subject_is_held_by(board, "agency:a0", "h1"));
  assert_false(subject_is_held_by(board, "agency:a0/chief", "h1"));
  assert_false(subject_is_held(board, "agency:a0!a0"));
  json_t *people = subject_people(board, "agency:a0");
  assert_int_equal(json_array_size(people), 2);
  assert_true(subject_is_held(board, "agency:a0/chief"));
  record(board, "person", 0, json_pack("{s:s, s:s, s:b}", "name", "Ann", "agency", "a0", "active", 0));
  assert_false(subject_is_held(board, "agency:a0/chief"));
  json_decref(people);
  board_close(board);
  char *command = mem_format("rm -rf '%s'", folder);
  assert_int_equal(system(command), 0);
  mem_free(command);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(subjects_say_what_roles_say),
      cmocka_unit_test(a_key_is_read_as_it_was_written),
      cmocka_unit_test(who_holds_a_subject_is_asked_of_the_directory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
