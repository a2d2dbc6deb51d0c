// Goal: what a change of the calendar would move is shown to whoever asks, as far as they may see it, a page of items at a time, with what
// is past and stays; and looking leaves no trace (T7, R1). Method: previews of a holiday on a board of one item and of many, asked by the
// office and by others; a cycle that is overdue.
#include "fixture.h"
#include "run/sweep.h"

static void start_many(struct world *world, int last) {
  for (int i = 2; i <= last; i++)
    done(world, "{'op':'case.start','as':'m.test','workflow':'task','ref':'K-%d','data':{'text':'T','agency':'north','owner':'o.owner'}}",
         i);
}

// R1: a list and a count are of what the asker may see; what is beyond it is counted for the office alone.
static void a_look_shows_what_its_reader_may_see(void **state) {
  struct world *world = *state;
  const char *look = "{'op':'calendar.preview','as':'%s','change':'add','date':'2016-09-12','name':'x'}";
  static const char *const people[] = {"m.test", "o.owner", "x.out"};
  static const int64_t counts[] = {1, 1, 0};
  for (int i = 0; i < 3; i++) {
    char request[200];
    snprintf(request, sizeof request, look, people[i]);
    json_t *answer = ask(world, "%s", request);
    assert_int_equal(json_number(answer, "count", -1), counts[i]);
    assert_int_equal(json_array_size(json_object_get(answer, "moves")), counts[i]);
    assert_int_equal(json_object_get(answer, "others") != NULL, i == 0);
    json_decref(answer);
  }
  json_t *answer = ask(world, "{'op':'calendar.preview','as':'a.admin','change':'add','date':'2016-09-12','name':'x'}");
  assert_int_equal(json_number(answer, "count", -1) + json_number(answer, "others", -1), 1); // in the office, and sees no task
  json_decref(answer);
}

// Whoever else asks waits for a page of a look and no longer; all pages together name each item once.
static void a_look_comes_in_pages(void **state) {
  struct world *world = *state;
  start_many(world, 205);
  json_t *found = json_object();
  char after[40] = "";
  int pages = 0;
  for (bool more = true; more; pages++) {
    json_t *answer = ask(world, "{'op':'calendar.preview','as':'m.test','change':'add','date':'2016-09-12','name':'x'%s%s%s}",
                         *after ? ",'after':'" : "", after, *after ? "'" : ""),
           *row;
    size_t i;
    assert_true(json_number(answer, "count", -1) <= 100);
    json_array_foreach(json_object_get(answer, "moves"), i, row) {
      assert_null(json_object_get(found, json_text(row, "ref")));
      json_object_set(found, json_text(row, "ref"), row);
    }
    more = json_text(answer, "next") != NULL;
    if (more) snprintf(after, sizeof after, "%s", json_text(answer, "next"));
    json_decref(answer);
  }
  assert_int_equal(pages, 3);
  assert_int_equal(json_object_size(found), 205);
  json_decref(found);
  says(refused(world, ERR_INVALID, "{'op':'calendar.preview','change':'add','date':'2016-09-12','name':'x','after':'K-7'}"),
       "no place to go on");
}

// The deadlines that are past and that a holiday on this day would have put elsewhere: "monthend Mon 31 Oct 2016 23:59 Fri 28 Oct 2016
// 23:59".
static void past_by(struct world *world, const char *date, const char *expected) {
  json_t *answer = ask(world, "{'op':'calendar.preview','as':'m.test','change':'add','date':'%s','name':'x'}", date), *row;
  char found[200] = "", one[120];
  size_t i;
  json_array_foreach(json_object_get(answer, "past"), i, row) if (strcmp(json_text(row, "ref"), "C-1") == 0) {
    snprintf(one, sizeof one, "%s %s %s;", json_text(row, "what"), json_text(row, "was_local"), json_text(row, "would_local"));
    strncat(found, one, sizeof found - strlen(found) - 1);
  }
  assert_string_equal(found, expected);
  json_decref(answer);
}

// What is past of a cycle is the time that has not been dealt with yet, and not the first that it ever had.
static void an_overdue_cycle_is_past_by_its_row(void **state) {
  struct world *world = *state;
  world_publish(world, "cycle");
  done(world, "{'op':'case.start','as':'m.test','workflow':'cycle','ref':'C-1','data':{'text':'T'}}");
  done(world, "{'op':'case.send','as':'m.test','case':'C-1','event':'go_rare'}");
  past_by(world, "2016-09-30", "");
  done(world, "{'op':'timers.run','as':'m.test','now':'2016-10-01T09:00:00Z'}"); // September's is dealt with
  assert_string_equal(due_of(world, "C-1", "monthend"), "2016-10-31T23:59:59.999Z");
  done(world, "{'op':'case.show','as':'m.test','case':'C-1','now':'2016-11-02T09:00:00Z'}"); // October's is overdue
  past_by(world, "2016-10-31", "monthend Mon 31 Oct 2016 23:59 Fri 28 Oct 2016 23:59;");
  past_by(world, "2016-09-30", "");
}

static void a_look_leaves_no_trace(void **state) {
  struct world *world = *state;
  const char *version = calendar_version(world->board->calendar);
  int64_t had = entries(world);
  done(world, "{'op':'calendar.preview','change':'add','date':'2016-09-12','name':'x'}");
  assert_ptr_equal(version, calendar_version(world->board->calendar));
  assert_int_equal(entries(world), had);
  assert_false(sweep_is_pending(world->board));
  assert_string_equal(due_of(world, "K-1", "10 working days"), "2016-09-15T22:59:59.999Z");
}

static const struct CMUnitTest tests[] = {
    TEST(a_look_shows_what_its_reader_may_see),
    TEST(a_look_comes_in_pages),
    TEST(an_overdue_cycle_is_past_by_its_row),
    TEST(a_look_leaves_no_trace),
};
MAIN_OF(tests)
