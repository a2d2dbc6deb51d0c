// Goal: a message that reaches nobody leaves a word in the record (E4, R2): a vacant role falls to the Business Manager, to the deputy when
// that person is gone, and when there is nobody at all the entry says who was not told. Method: people leave, posts are emptied, a timer
// runs.
#include "fixture.h"

static void put(struct world *world, const char *kind, const char *id, const char *document) {
  done(world, "{'op':'directory.put','as':'a.admin','kind':'%s','id':'%s','document':{%s}}", kind, id, document);
}

// Whom the fortnight's message reaches: "ID,ID". Valid until the next call.
static const char *told(struct world *world) {
  static char text[200];
  json_t *answer = ask(world, "{'op':'timers.run','as':'a.admin','until':'2016-09-16T09:00:00Z'}"), *row, *who;
  size_t i, j;
  text[0] = '\0';
  json_array_foreach(json_object_get(answer, "fired"), i, row) json_array_foreach(json_object_get(row, "told"), j, who)
      snprintf(text + strlen(text), sizeof text - strlen(text), "%s,", json_text(who, "to"));
  json_decref(answer);
  return text;
}

// The item's last entry, as the lead agency sees it.
static char *last_text(struct world *world) {
  json_t *history = ask(world, "{'op':'case.history','as':'l.north','case':'K-1'}"), *entries = json_object_get(history, "entries");
  char *text = mem_text(json_text(json_array_get(entries, json_array_size(entries) - 1), "text"));
  json_decref(history);
  return text;
}

static void it_goes_to_the_deputy_of_whoever_left(void **state) {
  struct world *world = *state;
  put(world, "person", "o.owner", "'active':false");
  put(world, "person", "m.test", "'active':false");
  told(world);
  json_t *rows = outbox_list(world->board->store, NULL, NULL);
  assert_int_equal(json_array_size(rows), 1);
  assert_string_equal(json_text(json_array_get(rows, 0), "to"), "a.admin");
  json_decref(rows);
  put(world, "person", "m.test", "'active':true");
}

static void nobody_at_all_is_said_in_the_record(void **state) {
  struct world *world = *state;
  put(world, "person", "o.owner", "'active':false");
  put(world, "post", "business_manager", "'holder':null,'deputy':null");
  assert_string_equal(told(world), "");
  char *text = last_text(world);
  says(text, "Nobody holds Owner and no Business Manager is named: nobody was told.");
  mem_free(text);
  put(world, "post", "business_manager", "'holder':'m.test','deputy':'administrator'");
}

// T5: "today" of a message that was made up for after a sleep is another day, so it says which.
static void what_is_told_late_says_when_it_was_for(void **state) {
  struct world *world = *state;
  told(world); // on the 16th, of the fortnight that was over at the end of the 15th
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'pause'}");
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'resume'}");
  done(world, "{'op':'timers.run','as':'a.admin','until':'2016-10-03T09:00:00Z'}"); // the next was over at the end of the 30th, a Friday
  json_t *rows = outbox_list(world->board->store, NULL, NULL);
  assert_int_equal(json_array_size(rows), 2);
  const char *first = json_text(json_array_get(rows, 0), "body"), *second = json_text(json_array_get(rows, 1), "body");
  if (strstr(first, "was to be told")) {
    const char *other = first;
    first = second;
    second = other;
  }
  assert_null(strstr(first, "was to be told"));
  says(second, "\nThis was to be told on Fri 30 Sep 2016 23:59.\n");
  json_decref(rows);
}

static void who_has_left_gets_no_mail(void **state) {
  struct world *world = *state;
  put(world, "person", "o.owner", "'active':false");
  put(world, "post", "business_manager", "'deputy':null");
  put(world, "person", "m.test", "'active':false");
  told(world);
  json_t *rows = outbox_list(world->board->store, NULL, NULL);
  assert_int_equal(json_array_size(rows), 0);
  json_decref(rows);
  put(world, "person", "m.test", "'active':true");
}

static const struct CMUnitTest tests[] = {
    TEST(it_goes_to_the_deputy_of_whoever_left),
    TEST(nobody_at_all_is_said_in_the_record),
    TEST(what_is_told_late_says_when_it_was_for),
    TEST(who_has_left_gets_no_mail),
};
MAIN_OF(tests)
