// Goal: every deadline of tests/vectors/deadlines.csv, which was worked out by another program in another language, comes out the same
// here, to the millisecond. Method: each row through rule_read and rule_work_out, or rule_next where it has an `after`; the rule's own
// text, read again, gives the same. Rows of zones that this system has no file for are counted and passed over.
#include "../../helper/deadline.h"
#include "base/env.h"
#include "base/mem.h"

#include <unistd.h>

enum { ROWS_MIN = 400, CELLS = 10, KEPT_MAX = 8, STOPS_OF_ROW = 4 };
enum { RULE, FROM, ZONE, DIVISION, FIELDS, MEETINGS, STOPS, AFTER, DUE, PROVISIONAL };

struct kept { // what is read once: calendars and zones by name
  struct calendar *calendars[KEPT_MAX];
  struct zone *zones[KEPT_MAX];
  size_t calendar_count, zone_count;
};

static const struct calendar *calendar_of(struct kept *kept, const char *division) {
  for (size_t i = 0; i < kept->calendar_count; i++)
    if (strcmp(calendar_name(kept->calendars[i]), division) == 0) return kept->calendars[i];
  struct calendar *calendar = shipped_calendar(division);
  kept->calendars[kept->calendar_count++] = calendar;
  return calendar;
}

static const struct zone *zone_of(struct kept *kept, const char *name) {
  const struct zone *zone = zone_find(name);
  for (size_t i = 0; !zone && i < kept->zone_count; i++)
    if (strcmp(zone_name(kept->zones[i]), name) == 0) zone = kept->zones[i];
  char *path = mem_format("/usr/share/zoneinfo/%s", name);
  if (!zone && access(path, R_OK) == 0) {
    size_t size;
    struct err err;
    char *bytes = text_of(path, &size);
    zone = kept->zones[kept->zone_count++] = zone_read(name, bytes, size, &err);
    if (!zone) fail_msg("%s", err.text);
    mem_free(bytes);
  }
  mem_free(path);
  return zone;
}

static size_t stops_of(char *text, const struct zone *zone, struct stop stops[STOPS_OF_ROW]) {
  size_t count = 0;
  for (char *one; text && *text && (one = strsep(&text, ";"));) {
    char *to = strstr(one, "..");
    struct err err;
    *to = '\0';
    json_t *value = json_object();
    json_put_text(value, "from", one);
    json_put_text(value, "to", to[2] ? to + 2 : NULL);
    json_put_text(value, "reason", "a reason");
    if (!stop_read(value, zone, &stops[count], &err)) fail_msg("%s", err.text);
    stops[count++].reason = "a reason";
    json_decref(value);
  }
  return count;
}

static void check(const char *words, const struct rule_input *input, char *cells[CELLS], int line) {
  struct rule rule;
  struct rule_result result;
  struct err err;
  char due[INSTANT_TEXT];
  bool ok = rule_read(words, &rule, &err);
  ok = ok && (*cells[AFTER] ? rule_next(&rule, input, at(cells[AFTER]), false, &result, &err)
                            : rule_work_out(&rule, input, false, &result, &err));
  if (!ok) fail_msg("line %d: %s: %s", line, words, err.text);
  instant_write(result.due_ms, due);
  const char *got = result.stopped ? "stopped" : result.missing ? "missing" : due;
  if (strcmp(got, cells[DUE]) != 0) fail_msg("line %d: %s from %s: %s, not %s", line, words, cells[FROM], got, cells[DUE]);
  if (!result.missing && result.provisional != (cells[PROVISIONAL][0] == '1')) fail_msg("line %d: %s: provisional", line, words);
}

// False when there is no zone for it here.
static bool check_row(struct kept *kept, char *row, int line) {
  char *cells[CELLS];
  for (int i = 0; i < CELLS; i++) cells[i] = strsep(&row, "|");
  if (!cells[PROVISIONAL] || row) fail_msg("line %d: it has not %d cells", line, CELLS);
  const struct zone *zone = zone_of(kept, cells[ZONE]);
  if (!zone) return false;
  struct stop stops[STOPS_OF_ROW];
  size_t stop_count = stops_of(cells[STOPS], zone, stops);
  json_t *fields = pairs(cells[FIELDS], false), *meetings = pairs(cells[MEETINGS], true);
  struct rule_input input = {.entered_ms = at(cells[FROM]),
                             .fields = fields,
                             .meetings = meetings,
                             .zone = zone,
                             .calendar = calendar_of(kept, cells[DIVISION]),
                             .stops = stops,
                             .stop_count = stop_count};
  struct rule rule;
  struct err err;
  check(cells[RULE], &input, cells, line);
  assert_true(rule_read(cells[RULE], &rule, &err));
  char *own = rule_text(&rule);
  check(own, &input, cells, line);
  mem_free(own);
  json_decref(fields);
  json_decref(meetings);
  return true;
}

static void every_row_comes_out_the_same(void **state) {
  (void)state;
  struct kept kept = {0};
  size_t size;
  char *text = text_of(WAYMARK_SOURCE_DIR "/tests/vectors/deadlines.csv", &size), *rest = text;
  int line = 1, checked = 0, passed_over = 0;
  strsep(&rest, "\n"); // the headings
  for (char *row; (row = strsep(&rest, "\n")) && *row;) {
    line++;
    if (check_row(&kept, row, line))
      checked++;
    else
      passed_over++;
  }
  print_message("%d rows checked\n", checked);
  if (passed_over) print_message("skipped: %d rows in zones that this system has no file for\n", passed_over);
  assert_true(checked >= ROWS_MIN);
  for (size_t i = 0; i < kept.calendar_count; i++) calendar_free(kept.calendars[i]);
  for (size_t i = 0; i < kept.zone_count; i++) zone_free(kept.zones[i]);
  mem_free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_row_comes_out_the_same)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
