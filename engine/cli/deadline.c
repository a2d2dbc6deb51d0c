// waymark case deadline: an item's deadlines in the order in which they come, or how one of them was worked out (T9).
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

// ---- what is supposed

static void print_supposed(struct cli *cli, const json_t *answer) {
  const json_t *supposed = json_object_get(answer, "what_if");
  if (json_array_size(supposed) == 0) return;
  char *what = json_join(supposed, ", and ");
  print_line(cli, "What if %s? Nothing is changed: this is what would be.", what);
  fputc('\n', cli->out);
  mem_free(what);
}

static void print_sweep(struct cli *cli, const json_t *answer) {
  if (json_flag(answer, "sweep"))
    print_line(cli, "A change of days off, of local time or of meetings is still being brought to every item: dates may move yet.");
}

// ---- all of them

// "Fri 30 Sep 2016 23:59, provisional". Caller frees.
static char *when_of(const json_t *row) {
  return mem_format("%s%s%s", json_text(row, "shown"), json_flag(row, "provisional") ? ", provisional" : "",
                    json_flag(row, "overdue") ? ", overdue" : "");
}

// With its state where another has the same name: as it is to be typed. Caller frees.
static char *name_of(const json_t *rows, const json_t *row) {
  const char *name = json_text(row, "name");
  size_t i, count = 0;
  json_t *other;
  json_array_foreach(rows, i, other) count += strcmp(json_text(other, "name"), name) == 0;
  return count > 1 ? mem_format("%s in %s", name, json_text(row, "state")) : mem_text(name);
}

static void add_dated(struct grid *grid, const json_t *rows, const json_t *row, bool supposed) {
  const json_t *armed = json_object_get(row, "armed");
  char *when = when_of(row), *to = print_who(json_object_get(row, "to")), *name = name_of(rows, row);
  grid_cell(grid, when);
  if (supposed) grid_cell(grid, armed ? json_text(armed, "shown") : "no date");
  grid_cell(grid, name);
  grid_cell(grid, json_text(row, "rule_words"));
  grid_cell(grid, json_text(row, "then"));
  grid_cell(grid, to);
  mem_free(name);
  mem_free(to);
  mem_free(when);
}

static void print_dated(struct cli *cli, const json_t *rows, bool supposed) {
  struct grid *grid = grid_new();
  size_t i;
  json_t *row;
  grid_column(grid, supposed ? "Would be" : "When", GRID_FIXED);
  if (supposed) grid_column(grid, "Is now", GRID_FIXED);
  grid_column(grid, "Name", GRID_FLEX);
  grid_column(grid, "Rule", GRID_FLEX);
  grid_column(grid, "Then", GRID_FLEX);
  grid_column(grid, "To", GRID_SPARE);
  json_array_foreach(rows, i, row) if (json_text(row, "due")) add_dated(grid, rows, row, supposed);
  grid_print(grid, cli->out, cli->width, 2);
  grid_free(grid);
}

static void print_missing(struct cli *cli, const json_t *rows, const json_t *row, bool supposed) {
  const char *is_now = supposed ? json_text(json_object_get(row, "armed"), "shown") : NULL;
  char *name = name_of(rows, row);
  print_line(cli, "  %s: %s%s%s%s", name, json_text(row, "missing"), is_now ? " (it is now due " : "", is_now ? is_now : "",
             is_now ? ")" : "");
  mem_free(name);
}

static void print_undated(struct cli *cli, const json_t *rows, bool supposed) {
  size_t i;
  json_t *row;
  bool any = false;
  json_array_foreach(rows, i, row) {
    if (json_text(row, "due")) continue;
    if (!any) print_section(cli, supposed ? "Without a date then" : "Without a date now");
    any = true;
    print_missing(cli, rows, row, supposed);
  }
}

// What working out again gives, where it is not what is armed.
static void print_again(struct cli *cli, const json_t *row) {
  const json_t *again = json_object_get(row, "again");
  const char *shown = json_text(again, "shown"), *missing = json_text(again, "missing");
  if (!again) return;
  print_line(cli, "%s: worked out again now it would be %s%s%s; %s.", json_text(row, "name"), shown ? shown : "no deadline",
             missing ? ", because " : "", missing ? missing : "", json_text(again, "why"));
}

// T11: before anything that a person sends.
static void print_first(struct cli *cli, const json_t *row) {
  if (json_flag(json_object_get(row, "armed"), "overdue"))
    print_line(cli, "%s is overdue: it runs before anything that a person changes, and would run all the same.", json_text(row, "name"));
}

static void print_stops(struct cli *cli, const json_t *stops) {
  size_t i;
  json_t *stop;
  if (json_array_size(stops) > 0) print_section(cli, "The clock was stopped");
  json_array_foreach(stops, i, stop) {
    const char *authority = json_text(stop, "authority"), *review = json_text(stop, "review");
    print_line(cli, "  %s: %s%s%s%s%s", json_text(stop, "shown"), json_text(stop, "reason"), authority ? "; allowed by " : "",
               authority ? authority : "", review ? "; to be looked at again on " : "", review ? review : "");
  }
}

static void print_all(struct cli *cli, const json_t *answer) {
  const json_t *rows = json_object_get(answer, "deadlines");
  bool supposed = json_object_get(answer, "what_if") != NULL;
  size_t i;
  json_t *row;
  if (json_array_size(rows) == 0) print_line(cli, "Where it stands it has no deadlines.");
  print_dated(cli, rows, supposed);
  print_undated(cli, rows, supposed);
  print_stops(cli, json_object_get(answer, "stops"));
  fputc('\n', cli->out);
  json_array_foreach(rows, i, row) {
    print_again(cli, row);
    if (supposed) print_first(cli, row);
  }
  print_sweep(cli, answer);
  if (json_array_size(rows) > 0)
    print_line(cli, "\"waymark case deadline %s NAME\" shows how one of them was worked out.", json_text(answer, "ref"));
}

// ---- one of them

static void print_then(struct cli *cli, const json_t *answer) {
  char *to = print_who(json_object_get(answer, "to"));
  const char *state = json_text(answer, "state_title"), *name = json_text(answer, "name");
  if (state)
    print_line(cli, "%s, a deadline of \"%s\"", name, state);
  else
    print_line(cli, "%s, a date of the item", name);
  print_line(cli, "Then: %s%s%s", json_text(answer, "then"), *to ? ", to " : "", to);
  fputc('\n', cli->out);
  mem_free(to);
}

static void print_standing(struct cli *cli, const json_t *answer) {
  const char *armed = json_text(json_object_get(answer, "armed"), "shown");
  bool supposed = json_object_get(answer, "what_if") != NULL;
  if (supposed && json_text(answer, "state")) print_line(cli, "As things are: %s%s.", armed ? "due " : "no date", armed ? armed : "");
  if (json_flag(answer, "overdue"))
    print_line(cli, "That day has gone by: it %s.", supposed ? "would run at once" : "runs as soon as timers do");
  if (supposed) print_first(cli, answer);
  print_again(cli, answer);
  print_sweep(cli, answer);
}

static void print_one(struct cli *cli, const json_t *answer) {
  print_then(cli, answer);
  print_receipt(cli, answer);
  print_standing(cli, answer);
}

static void page(struct cli *cli, const json_t *answer) {
  print_line(cli, "%s  %s", json_text(answer, "ref"), json_text(answer, "title"));
  if (!json_object_get(answer, "deadlines")) {
    print_supposed(cli, answer);
    print_one(cli, answer);
    return;
  }
  fputc('\n', cli->out);
  print_supposed(cli, answer);
  print_all(cli, answer);
}

static bool deadline_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "case.deadline");
  const char *given;
  json_put_text(request, "case", cli_operand(cli, 0));
  json_put_text(request, "name", cli_operand(cli, 1));
  for (size_t i = 0; (given = cli_option_at(cli, OPTION_WHAT_IF, i)); i++) json_array_add(json_array_at(request, "what_if"), given);
  json_t *answer = call(cli, request, -1, err);
  if (answer && !print_json(cli, answer)) {
    page_as_at(cli, answer);
    page(cli, answer);
  }
  json_decref(answer);
  return answer != NULL;
}

const struct command command_case_deadline = {
    .noun = "case",
    .verb = "deadline",
    .usage = "ITEM [NAME]",
    .summary = "its deadlines, and how one was worked out",
    .help =
        "Lists an item's deadlines in the order in which they come, and why some have no date. With NAME it shows the arithmetic of one: "
        "each day that was counted or skipped and why, when the clock was stopped, and whose days off were asked. NAME is a name of that "
        "list, the end of one (\"L1\" for \"late/L1\"), a rule, a date field such as due, or \"turn\": by when whoever holds it is to be "
        "done. --what-if shows what would be if the clock "
        "stopped or started (\"stop today\", \"stop 2016-05-01\", \"start today\"), if a day were a holiday (\"holiday 2016-05-30\"), or "
        "if "
        "a field held something else (due=2016-09-30); nothing is changed by it. --as-at shows them as they were then.",
    .example = "waymark case deadline RA-1\n"
               "waymark case deadline RA-1 L1\n"
               "waymark case deadline RA-1 --what-if due=2016-12-22 --what-if \"stop today\"",
    .operand_min = 1,
    .operand_max = 2,
    .takes = TAKES(WHAT_IF) | TAKES(AS_AT) | TAKES(KNOWN),
    .run = deadline_run,
};
