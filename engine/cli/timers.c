// waymark run-due: fires what is due, for boards that no server watches. waymark timers check: are all deadlines armed as they should be?
#include "base/mem.h"
#include "cli/internal.h"

// One batch of a server, which then has its turn for others; in process, all there is.
static json_t *run_batch(struct cli *cli, struct err *err) {
  if (!call_open(cli, err)) return NULL;
  json_t *request = request_new(cli, "timers.run");
  request_option(cli, request, "until", OPTION_UNTIL);
  if (cli->server >= 0) json_put_flag(request, "batch", true);
  return call(cli, request, -1, err);
}

// The last answer, with the lists of all. A new reference.
static json_t *run_all(struct cli *cli, struct err *err) {
  static const char *const lists[] = {"fired", "passed_over"};
  json_t *answer = run_batch(cli, err);
  while (answer && json_flag(answer, "more")) {
    json_t *next = run_batch(cli, err);
    int64_t others = json_number(answer, "others", 0) + json_number(next, "others", 0);
    if (next && others) json_put_number(next, "others", others);
    for (size_t i = 0; next && i < sizeof lists / sizeof lists[0]; i++) {
      json_t *rows = json_object_get(answer, lists[i]);
      if (!rows) continue;
      json_array_extend(rows, json_object_get(next, lists[i]));
      json_object_set(next, lists[i], rows);
    }
    json_decref(answer);
    answer = next;
  }
  return answer;
}

static void say_passed_over(struct cli *cli, const json_t *answer) {
  size_t i;
  json_t *row;
  int64_t others = json_number(answer, "others", 0);
  json_array_foreach(json_object_get(answer, "passed_over"), i, row) fprintf(stderr, "%s\n", json_text(row, "text"));
  if (others)
    fprintf(stderr, "The timers of %lld more that you may not see cannot be run and were passed over, to be tried again later.\n",
            (long long)others);
  if (i || others) cli->status = 3;
}

static bool run_due_run(struct cli *cli, struct err *err) {
  json_t *answer = run_all(cli, err);
  if (!answer) return false;
  say_passed_over(cli, answer);
  if (!print_json(cli, answer)) {
    const json_t *fired = json_object_get(answer, "fired");
    char *next = print_time(json_text(answer, "next"));
    page_fired(cli, fired);
    const char *held = json_text(answer, "held");
    if (held)
      print_line(cli, "%s", held);
    else if (json_array_size(fired) == 0)
      print_line(cli, "Nothing is due.");
    if (next) print_line(cli, "Next: %s", next);
    mem_free(next);
  }
  json_decref(answer);
  return true;
}

const struct command command_run_due = {
    .noun = "run-due",
    .usage = "",
    .summary = "do what has fallen due: reminders, escalations",
    .help =
        "Does everything that has fallen due, in the order in which it fell due: reminders, escalations, moves by date. \"waymark serve\" "
        "does this by itself as it falls due. On a board with a manual clock, --now moves the clock first.",
    .example = "waymark run-due\n"
               "waymark run-due --now 2017-01-04T09:00:00Z",
    .operand_max = 0,
    .takes = TAKES(UNTIL),
    .run = run_due_run,
};

static void print_found(struct cli *cli, const json_t *found) {
  size_t i;
  json_t *row;
  json_array_foreach(found, i, row) {
    const char *was = json_text(row, "was_local"), *is = json_text(row, "is_local"), *trouble = json_text(row, "trouble");
    if (trouble)
      print_line(cli, "%s cannot be checked: %s", json_text(row, "ref"), trouble);
    else
      print_line(cli, "%s  %s: %s, put right to %s", json_text(row, "ref"), json_text(row, "what"), was ? was : "not armed",
                 is ? is : "not armed");
  }
}

static bool timers_check_run(struct cli *cli, struct err *err) {
  json_t *answer = call(cli, request_new(cli, "timers.check"), -1, err);
  if (!answer) return false;
  if (!print_json(cli, answer)) {
    const json_t *found = json_object_get(answer, "found");
    int64_t others = json_number(answer, "others", 0);
    print_found(cli, found);
    if (others) print_line(cli, "%lld more on items that you may not see: put right, or they cannot be checked.", (long long)others);
    if (json_array_size(found) == 0 && !others) print_line(cli, "Every deadline is armed as its workflow says.");
  }
  json_decref(answer);
  return true;
}

const struct command command_timers_check = {
    .noun = "timers",
    .verb = "check",
    .usage = "",
    .summary = "are all deadlines armed as they should be?",
    .help = "Compares the timers that will fire with what every item's states declare. A difference is a fault: it is put right, kept in "
            "the item's record and told to the Business Manager. \"waymark serve\" does this when it starts and every hour.",
    .example = "waymark timers check",
    .operand_max = 0,
    .run = timers_check_run,
};
