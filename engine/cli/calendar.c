// waymark calendar ...: the days off that the board counts with, and what a change of them moves. A change is shown first, and done with
// --yes.
#include "time/calendar.h"

#include "base/mem.h"
#include "cli/internal.h"
#include "time/instant.h"

#include <string.h>

enum { DAYS_SHOWN_MAX = 12 }; // of a whole new list; --json has them all

// "Fri 3 Jun 2016". Caller frees.
static char *date_words(const char *text) {
  struct date date;
  struct err err;
  char shown[40];
  if (!text || !date_read(text, &date, &err)) return mem_text(text ? text : "");
  date_write_long(date, shown);
  return mem_text(shown);
}

// ---- show

static void print_days(struct cli *cli, const json_t *days, bool whose) {
  size_t i;
  json_t *day;
  struct grid *grid = grid_new();
  grid_column(grid, "Day", GRID_FIXED);
  grid_column(grid, "Off because of", GRID_FLEX);
  if (whose) grid_column(grid, "Whose", GRID_FIXED);
  json_array_foreach(days, i, day) {
    char *date = date_words(json_text(day, "date"));
    grid_cell(grid, date);
    grid_cell(grid, json_text(day, "name"));
    if (whose) grid_cell(grid, json_flag(day, "local") ? "this board's" : "the division's");
    mem_free(date);
  }
  grid_print(grid, cli->out, cli->width, 2);
  grid_free(grid);
}

enum { NAMED_MAX = 3, CHANGES_SHOWN_MAX = 12 }; // days of one change; changes, of which --json has all

static void say_days(struct buf *out, const char *word, const json_t *days) {
  size_t i, count = json_array_size(days);
  json_t *day;
  if (!count) return;
  buf_format(out, "%s%s ", out->size ? "; " : "", word);
  json_array_foreach(days, i, day) {
    if (i == NAMED_MAX && count > NAMED_MAX + 1) break;
    char *date = date_words(json_text(day, "date"));
    buf_format(out, "%s%s (%s)", i ? ", " : "", date, json_text(day, "name"));
    mem_free(date);
  }
  if (i < count) buf_format(out, " and %zu more", count - i);
}

static void print_change_row(struct grid *grid, const json_t *change) {
  const char *name = json_text(change, "name"), *reason = json_text(change, "reason");
  struct buf what;
  buf_init(&what);
  say_days(&what, "added", json_object_get(change, "added"));
  say_days(&what, "taken out", json_object_get(change, "removed"));
  grid_cell(grid, json_text(change, "at_local"));
  grid_cell(grid, name ? name : "");
  grid_cell(grid, what.size ? what.data : "");
  grid_cell(grid, reason ? reason : "");
  buf_clear(&what);
}

// The newest first.
static void print_changes(struct cli *cli, const json_t *changes) {
  size_t count = json_array_size(changes), shown = count < CHANGES_SHOWN_MAX ? count : CHANGES_SHOWN_MAX;
  struct grid *grid = grid_new();
  if (count) print_line(cli, shown < count ? "Its last %zu changes:" : "What was changed of it:", shown);
  grid_column(grid, "When", GRID_FIXED);
  grid_column(grid, "By", GRID_FIXED);
  grid_column(grid, "What", GRID_FLEX);
  grid_column(grid, "Why", GRID_FLEX);
  for (size_t i = 0; i < shown; i++) print_change_row(grid, json_array_get(changes, count - 1 - i));
  if (count) grid_print(grid, cli->out, cli->width, 2);
  grid_free(grid);
}

static void print_calendar(struct cli *cli, const json_t *answer) {
  const json_t *closures = json_object_get(answer, "closures"), *days = json_object_get(answer, "days");
  size_t count = json_array_size(closures);
  print_line(cli, "Calendar %s, version %s: working days are known from %lld to %lld.", json_text(answer, "name"),
             json_text(answer, "version"), (long long)json_number(answer, "first_year", 0), (long long)json_number(answer, "last_year", 0));
  print_line(cli, "%lld days off beside Saturdays and Sundays; %zu of them %s this board's own.",
             (long long)json_number(answer, "count", 0), count, count == 1 ? "is" : "are");
  if (days)
    print_days(cli, days, true);
  else if (count > 0)
    print_days(cli, closures, false);
  print_changes(cli, json_object_get(answer, "changes"));
}

// The division's list as it is kept: what another year's days are added to before it is brought in again.
static bool write_list(struct cli *cli, const char *path, const json_t *answer, struct err *err) {
  const char *csv = json_text(answer, "csv");
  if (!env_write_new_file(&cli->env, path, csv, strlen(csv), err)) return false;
  if (!print_json(cli, answer))
    print_line(cli, "The list of %s was written to %s; once it is changed, \"waymark calendar replace --file\" brings it in.",
               json_text(answer, "name"), path);
  return true;
}

static bool show_run(struct cli *cli, struct err *err) {
  const char *path = cli_option(cli, OPTION_OUTPUT);
  json_t *request = request_new(cli, "calendar.show");
  if (cli_has(cli, OPTION_DAYS) || path) json_put_flag(request, "days", true);
  json_t *answer = call(cli, request, -1, err);
  bool ok = answer && (!path || write_list(cli, path, answer, err));
  if (ok && !path && !print_json(cli, answer)) print_calendar(cli, answer);
  json_decref(answer);
  return ok;
}

// ---- what a change does

static void print_change(struct cli *cli, const char *word, const json_t *days, const char *name) {
  size_t i, count = json_array_size(days);
  json_t *day;
  json_array_foreach(days, i, day) {
    if (i == DAYS_SHOWN_MAX && count > DAYS_SHOWN_MAX + 1) break;
    char *date = date_words(json_text(day, "date"));
    bool is_local = json_flag(day, "local");
    print_line(cli, "%s: %s, \"%s\", %s%s.", word, date, json_text(day, "name"), is_local ? "a closure of this board" : "in the list of ",
               is_local ? "" : name);
    mem_free(date);
  }
  if (i < count) print_line(cli, "%s: %zu more days.", word, count - i);
}

// The same date both times: only whether that year's bank holidays are known is another matter now.
static const char *becomes(const json_t *row, const char *is) {
  const char *was = json_text(row, "was_local"), *now = json_text(row, is);
  if (!now) return "no date";
  return was && strcmp(was, now) == 0 ? "the same, and no longer provisional" : now;
}

static void print_moves(struct cli *cli, const json_t *rows, const char *heading, const char *is) {
  size_t i;
  json_t *row;
  struct grid *grid = grid_new();
  grid_column(grid, "Ref", GRID_FIXED);
  grid_column(grid, "Deadline", GRID_FLEX);
  grid_column(grid, "Was", GRID_FIXED);
  grid_column(grid, heading, GRID_FLEX);
  json_array_foreach(rows, i, row) {
    const char *was = json_text(row, "was_local");
    grid_cell(grid, json_text(row, "ref"));
    grid_cell(grid, json_text(row, "what"));
    grid_cell(grid, was ? was : "no date");
    grid_cell(grid, becomes(row, is));
  }
  grid_print(grid, cli->out, cli->width, 2);
  grid_free(grid);
}

static void print_more(struct cli *cli, const json_t *rows, int64_t count) {
  int64_t shown = (int64_t)json_array_size(rows);
  if (count > shown) print_line(cli, "  and %lld more.", (long long)(count - shown));
}

static void print_moved(struct cli *cli, const json_t *answer) {
  const json_t *moves = json_object_get(answer, "moves");
  int64_t count = json_number(answer, "count", 0), others = json_number(answer, "others", 0);
  if (count == 0) {
    print_line(cli, "No deadline would move.");
  } else {
    print_line(cli, "%lld deadline%s would move:", (long long)count, count == 1 ? "" : "s");
    print_moves(cli, moves, "Would become", "is_local");
    print_more(cli, moves, count);
  }
  if (others) print_line(cli, "%lld more would move on items that you may not see.", (long long)others);
}

static void print_past(struct cli *cli, const json_t *answer) {
  const json_t *past = json_object_get(answer, "past");
  int64_t count = json_number(answer, "past_count", 0);
  if (count == 0) return;
  print_line(
      cli, count == 1 ? "%lld deadline is past and stays as it was:" : "%lld deadlines are past and stay as they were:", (long long)count);
  print_moves(cli, past, "By this calendar", "would_local");
  print_more(cli, past, count);
}

static void print_effect(struct cli *cli, const json_t *look) {
  const char *name = json_text(look, "name");
  size_t i;
  json_t *row;
  print_change(cli, "To be added", json_object_get(look, "added"), name);
  print_change(cli, "To be taken out", json_object_get(look, "removed"), name);
  print_moved(cli, look);
  print_past(cli, look);
  json_array_foreach(json_object_get(look, "troubles"), i, row)
      print_line(cli, "%s cannot be worked out and stays as it is: %s", json_text(row, "ref"), json_text(row, "text"));
}

static void print_done(struct cli *cli, const json_t *look) {
  const char *name = json_text(look, "name");
  print_change(cli, "Added", json_object_get(look, "added"), name);
  print_change(cli, "Taken out", json_object_get(look, "removed"), name);
  if (json_number(look, "count", 0) + json_number(look, "others", 0) > 0)
    print_line(cli, "The deadlines are moved, each on record with its item, before anything else goes off.");
}

static void print_end(struct cli *cli, const json_t *look, bool done) {
  if (done)
    print_done(cli, look);
  else
    print_line(cli, "Nothing was changed. To do it, type the same again with --yes.");
}

// Somebody who may not do it is refused by the change itself, and needs no list before.
static bool may_do(const json_t *request, const json_t *look) { return json_text(request, "as") && json_flag(look, "may"); }

// What the change says takes the place of what looking said.
static bool carry_out(struct cli *cli, const char *change, const json_t *request, json_t *look, struct err *err) {
  json_t *ask = json_copy((json_t *)request);
  char *op = mem_format("calendar.%s", change);
  json_put_text(ask, "op", op);
  json_put_text(ask, "was_version", json_text(look, "was_version"));
  json_t *answer = call(cli, ask, -1, err);
  if (answer) json_object_update(look, answer);
  json_decref(answer);
  mem_free(op);
  return answer != NULL;
}

// The change as the request has it: shown, and then done with --yes. The request is given up.
static bool change_run(struct cli *cli, const char *change, json_t *request, struct err *err) {
  bool yes = cli_has(cli, OPTION_YES);
  request_option(cli, request, "reason", OPTION_REASON);
  json_t *look = redating_look(cli, change, request, err);
  bool shows = look && !cli_has(cli, OPTION_JSON) && (!yes || may_do(request, look));
  if (shows) print_effect(cli, look);
  bool ok = look && (!yes || carry_out(cli, change, request, look, err));
  if (ok && !print_json(cli, look)) print_end(cli, look, yes);
  json_decref(look);
  json_decref(request);
  return ok;
}

static bool add_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "");
  json_put_text(request, "date", cli_operand(cli, 0));
  json_put_text(request, "name", cli_operand(cli, 1));
  if (cli_has(cli, OPTION_LOCAL)) json_put_flag(request, "local", true);
  return change_run(cli, "add", request, err);
}

static bool remove_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "");
  json_put_text(request, "date", cli_operand(cli, 0));
  return change_run(cli, "remove", request, err);
}

static bool replace_run(struct cli *cli, struct err *err) {
  char *text = file_text(cli, cli_option(cli, OPTION_FILE), CALENDAR_SIZE_MAX, err);
  if (!text) return false;
  json_t *request = request_new(cli, "");
  json_put_text(request, "text", text);
  request_option(cli, request, "division", OPTION_DIVISION);
  mem_free(text);
  return change_run(cli, "set", request, err);
}

#define CHANGE_HELP                                                                                                                        \
  " It shows which deadlines would move; with --yes it is then done, without it nothing is changed. A deadline that is past stays as it "  \
  "was, and nobody is told "                                                                                                               \
  "again. Both the change and each move are kept in the journal. It is for the Business Manager's office."

const struct command command_calendar_show = {
    .noun = "calendar",
    .verb = "show",
    .usage = "",
    .summary = "the calendar of working days",
    .help = "Shows which calendar of working days the board uses, which years it knows, the board's own closures, and who changed what of "
            "it and why; with --days every day "
            "off by its date. --output FILE writes the division's list to a new file, for adding another year's days to it.",
    .example = "waymark calendar show --days\n"
               "waymark calendar show --output england-and-wales.csv",
    .operand_max = 0,
    .takes = TAKES(DAYS) | TAKES(OUTPUT),
    .run = show_run,
};
const struct command command_calendar_add = {
    .noun = "calendar",
    .verb = "add",
    .usage = "DATE NAME",
    .summary = "one more day off: a bank holiday, or a closure",
    .help =
        "Adds a day off to the bank holidays of the board's division, such as a one-off holiday that was proclaimed; with --local it is a "
        "closure of this board alone, which may lie in any year." CHANGE_HELP,
    .example = "waymark calendar add 2026-06-15 \"World Cup bank holiday\" --as h.dixon\n"
               "waymark calendar add 2026-12-29 \"Offices closed\" --local --as h.dixon --yes",
    .operand_min = 2,
    .operand_max = 2,
    .takes = TAKES(LOCAL) | TAKES(YES) | TAKES(REASON),
    .run = add_run,
};
const struct command command_calendar_remove = {
    .noun = "calendar",
    .verb = "remove",
    .usage = "DATE",
    .summary = "a day off becomes a working day again",
    .help = "Takes a day out of the division's bank holidays and of the board's closures, wherever it is named." CHANGE_HELP,
    .example = "waymark calendar remove 2026-12-29 --as h.dixon --yes --reason \"Offices stay open\"",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(YES) | TAKES(REASON),
    .run = remove_run,
};
const struct command command_calendar_replace = {
    .noun = "calendar",
    .verb = "replace",
    .usage = "",
    .summary = "a whole new list of the division's bank holidays",
    .help = "Puts a new list in the place of the division's, for example when another year's bank holidays are known: dates that were "
            "provisional become final. The list names every year that the old one knew; the board's own closures stay. On a board that has "
            "no calendar, --division says whose list it is." CHANGE_HELP,
    .example = "waymark calendar replace --file england-and-wales.csv --as h.dixon",
    .operand_max = 0,
    .takes = TAKES(DIVISION) | TAKES(YES) | TAKES(REASON),
    .needs = TAKES(FILE),
    .run = replace_run,
};
