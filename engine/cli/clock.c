// waymark clock: what time it is on the board, whether its clock is believed, and saying that it is.
#include "base/mem.h"
#include "cli/internal.h"

static void print_zone(struct cli *cli, const json_t *answer) {
  const char *release = json_text(answer, "zone_release");
  char *data = mem_format("%s%s%s", json_text(answer, "zone_version"), release && *release ? ", release " : "", release ? release : "");
  print_pair(cli, "Zone", json_text(answer, "zone"));
  print_pair(cli, "Zone data", data);
  mem_free(data);
  if (json_object_get(answer, "zone_recorded"))
    print_line(cli, "The deadlines were worked out with other zone data; `waymark clock check --as PERSON` looks at them again.");
}

static void print_last(struct cli *cli, const json_t *last) {
  if (!last) return;
  char *at = print_time(json_text(last, "at")), *was = print_time(json_text(last, "was")), *is = print_time(json_text(last, "is"));
  char *text = mem_format("%s: %s, where %s was expected (%s)", json_text(last, "what"), is, was, at);
  print_pair(cli, "Last surprise", text);
  mem_free(text);
  mem_free(is);
  mem_free(was);
  mem_free(at);
}

// Of an item that could not be looked at only why.
static void add_move(struct grid *grid, const json_t *move) {
  const char *was = json_text(move, "was_local"), *is = json_text(move, "is_local"), *trouble = json_text(move, "trouble");
  grid_cell(grid, json_text(move, "ref"));
  grid_cell(grid, trouble ? trouble : json_text(move, "what"));
  grid_cell(grid, was || trouble ? was : "no date");
  grid_cell(grid, is || trouble ? is : "no date");
}

// What other zone data moved.
static void print_moves(struct cli *cli, const json_t *moves) {
  size_t i;
  json_t *move;
  struct grid *grid = grid_new();
  static const char *const headings[] = {"Item", "What", "Was", "Is"};
  if (json_array_size(moves)) print_section(cli, "Moved");
  for (size_t c = 0; c < 4; c++) grid_column(grid, headings[c], c == 1 ? GRID_FLEX : GRID_FIXED);
  json_array_foreach(moves, i, move) add_move(grid, move);
  grid_print(grid, cli->out, cli->width, 2);
  grid_free(grid);
}

static void print_clock(struct cli *cli, const json_t *answer) {
  const json_t *synchronised = json_object_get(answer, "synchronised");
  const char *held = json_text(answer, "held");
  if (held) print_line(cli, "%s", held);
  print_pair(cli, "Now", json_text(answer, "local"));
  print_pair(cli, "Clock", json_text(answer, "clock"));
  print_zone(cli, answer);
  if (synchronised) print_pair(cli, "Synchronised", json_is_true(synchronised) ? "yes" : "no: nothing vouches for the machine's clock");
  print_last(cli, json_object_get(answer, "last"));
  print_moves(cli, json_object_get(answer, "moves"));
}

static bool ask_clock(struct cli *cli, const char *op, struct err *err) {
  json_t *answer = call(cli, request_new(cli, op), -1, err);
  if (answer && !print_json(cli, answer)) print_clock(cli, answer);
  json_decref(answer);
  return answer != NULL;
}

static bool show_run(struct cli *cli, struct err *err) { return ask_clock(cli, "clock.show", err); }
static bool check_run(struct cli *cli, struct err *err) { return ask_clock(cli, "clock.check", err); }
static bool confirm_run(struct cli *cli, struct err *err) { return ask_clock(cli, "clock.confirm", err); }

const struct command command_clock_show = {
    .noun = "clock",
    .verb = "show",
    .usage = "",
    .summary = "the time on the board, and whether its clock is believed",
    .help =
        "Shows the board's time, the zone that its days are days of, the zone data of this machine, whether the machine's clock is kept "
        "right by another, whether it is held, and what it last did that a clock does not do.",
    .example = "waymark clock show",
    .run = show_run,
};
const struct command command_clock_check = {
    .noun = "clock",
    .verb = "check",
    .usage = "",
    .summary = "look whether the machine's zone data has changed",
    .help =
        "Reads the machine's zone data again. Where it is not what the board's deadlines were worked out with, it is kept in the journal, "
        "and the deadlines that hang on local time are worked out again. A server does this when it starts, and where none runs, every "
        "command before it changes anything.",
    .example = "waymark clock check --as h.dixon",
    .run = check_run,
};
const struct command command_clock_confirm = {
    .noun = "clock",
    .verb = "confirm",
    .usage = "",
    .summary = "say that the machine's clock is right, so that timers go on",
    .help =
        "When the machine's clock leaps ahead and nothing vouches for it, the board holds it: no timer fires, and what people do is kept "
        "by the time before the leap and what went by since. Look at a clock that you trust. When the machine's is right, confirm it: "
        "what is due is done at once. When it is wrong, set it right instead: the hold ends by itself.",
    .example = "waymark clock confirm --as h.dixon",
    .run = confirm_run,
};
