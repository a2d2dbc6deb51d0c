// waymark people show|join|leave|absent|back: one person, in a person's words.
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

// ---- show

static void print_names(struct cli *cli, const char *label, const json_t *rows, const char *member) {
  json_t *names = json_texts(rows, member);
  char *text = json_join(names, "; ");
  print_pair(cli, label, text);
  mem_free(text);
  json_decref(names);
}

static void print_waits(struct cli *cli, const json_t *rows) {
  size_t i;
  json_t *row;
  struct grid *grid = grid_new();
  static const char *const headings[] = {"Ref", "What", "Turn"}, *const members[] = {"ref", "title", "text"};
  for (size_t c = 0; c < 3; c++) grid_column(grid, headings[c], c == 1 ? GRID_FLEX : GRID_FIXED);
  json_array_foreach(rows, i, row) for (size_t c = 0; c < 3; c++) grid_cell(grid, json_text(row, members[c]));
  print_section(cli, "Waits for them");
  if (i == 0) print_line(cli, "Nothing that you may see.");
  grid_print(grid, cli->out, cli->width, 0);
  grid_free(grid);
}

static void print_named(struct cli *cli, const json_t *rows) {
  size_t i;
  json_t *row;
  struct grid *grid = grid_new();
  grid_column(grid, "Ref", GRID_FIXED);
  grid_column(grid, "What", GRID_FLEX);
  grid_column(grid, "Named as", GRID_FIXED);
  json_array_foreach(rows, i, row) {
    char *fields = json_join(json_object_get(row, "fields"), ", ");
    grid_cell(grid, json_text(row, "ref"));
    grid_cell(grid, json_text(row, "title"));
    grid_cell(grid, fields);
    mem_free(fields);
  }
  print_section(cli, "Open items that name them");
  if (i == 0) print_line(cli, "None that you may see.");
  grid_print(grid, cli->out, cli->width, 0);
  grid_free(grid);
}

static const char *standing(const json_t *answer) {
  if (!json_flag(answer, "here")) return "not here";
  return json_flag(answer, "away") ? "away" : "here";
}

static void print_person(struct cli *cli, const json_t *answer) {
  print_line(cli, "%s (%s): %s.", json_text(answer, "name"), json_text(answer, "id"), standing(answer));
  print_pair(cli, "Deputy now", json_text(answer, "deputy_name"));
  print_pair(cli, "Mail", json_text(answer, "email"));
  print_pair(cli, "Joined", json_text(answer, "joined"));
  print_pair(cli, "Last day", json_text(answer, "left"));
  print_names(cli, "Agencies", json_object_get(answer, "agencies"), "name");
  print_names(cli, "Groups", json_object_get(answer, "groups"), "name");
  print_names(cli, "Posts", json_object_get(answer, "posts"), "via");
  print_waits(cli, json_object_get(answer, "waits"));
  print_named(cli, json_object_get(answer, "named"));
}

static bool show_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "people.show");
  json_put_text(request, "id", cli_operand(cli, 0));
  json_t *answer = call(cli, request, -1, err);
  if (answer && !print_json(cli, answer)) print_person(cli, answer);
  json_decref(answer);
  return answer != NULL;
}

// ---- changes

// Gives the request up. `done` says what is so now, of %s.
static bool change(struct cli *cli, json_t *request, const char *done, struct err *err) {
  json_put_text(request, "id", cli_operand(cli, 0));
  request_option(cli, request, "reason", OPTION_REASON);
  request_option(cli, request, "on", OPTION_ON);
  json_t *answer = call(cli, request, -1, err);
  if (answer && !print_json(cli, answer)) print_line(cli, "%s %s.", json_text(answer, "name"), done);
  json_decref(answer);
  return answer != NULL;
}

static bool join_run(struct cli *cli, struct err *err) {
  json_t *document = fields_read(cli, 1, err);
  if (!document) return false;
  json_t *request = request_new(cli, "people.join");
  json_object_set_new(request, "document", document);
  return change(cli, request, "joins", err);
}

static bool leave_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "people.leave");
  if (cli_has(cli, OPTION_LEAVE_ANYWAY)) json_put_flag(request, "anyway", true);
  return change(cli, request, cli_has(cli, OPTION_ON) ? "leaves after that day" : "has left", err);
}

static bool absent_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "people.absent");
  request_option(cli, request, "first", OPTION_FROM);
  request_option(cli, request, "last", OPTION_TO);
  request_option(cli, request, "deputy", OPTION_DEPUTY);
  return change(cli, request, "is down as away", err);
}

static bool back_run(struct cli *cli, struct err *err) { return change(cli, request_new(cli, "people.back"), "is back", err); }

const struct command command_people_show = {
    .noun = "people",
    .verb = "show",
    .usage = "PERSON",
    .summary = "one person: posts, groups, what waits for them",
    .help = "Shows a person's agencies, groups and posts, held or deputised for now, the open items that wait for them, and those whose "
            "fields name them. "
            "Items are those that you may see.",
    .example = "waymark people show p.shah",
    .operand_min = 1,
    .operand_max = 1,
    .run = show_run,
};
const struct command command_people_join = {
    .noun = "people",
    .verb = "join",
    .usage = "PERSON [FIELD=VALUE...]",
    .summary = "somebody joins, or comes again",
    .help = "Adds somebody, from today or from the day of --on. Whoever left before comes again with what was kept of them.",
    .example =
        "waymark people join l.ward --as h.dixon name=\"Lucy Ward\" agency=police email=l.ward@police.example --reason \"New in post\"",
    .operand_min = 1,
    .operand_max = OPERANDS_ANY,
    .takes = TAKES(ON),
    .needs = TAKES(REASON),
    .run = join_run,
};
const struct command command_people_leave = {
    .noun = "people",
    .verb = "leave",
    .usage = "PERSON",
    .summary = "somebody leaves",
    .help = "Takes somebody out: from now on, or with --on after that day, their last. They can no longer act; what they did stays. It is "
            "refused where a post "
            "or an open item would have nobody then: hand those over first (\"waymark people hand-over\"), or say --leave-anyway.",
    .example = "waymark people leave p.shah --as h.dixon --on 2016-12-23 --reason \"New post elsewhere\"",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(ON) | TAKES(LEAVE_ANYWAY),
    .needs = TAKES(REASON),
    .run = leave_run,
};
const struct command command_people_absent = {
    .noun = "people",
    .verb = "absent",
    .usage = "PERSON",
    .summary = "somebody is away for a while",
    .help = "Says that somebody is away: from today or the day of --from, until the end of --to or until they are back. Meanwhile --deputy "
            "acts for them, "
            "else whoever deputises for their posts. Anybody may say so of themselves; a deputy is named by the office.",
    .example = "waymark people absent p.shah --as h.dixon --from 2016-08-01 --to 2016-08-19 --deputy t.harker --reason \"Leave\"",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(FROM) | TAKES(TO) | TAKES(DEPUTY),
    .needs = TAKES(REASON),
    .run = absent_run,
};
const struct command command_people_back = {
    .noun = "people",
    .verb = "back",
    .usage = "PERSON",
    .summary = "somebody is back",
    .help = "Ends an absence that lasts: from today on, or from the day of --on, they act again.",
    .example = "waymark people back p.shah --as h.dixon --reason \"Back early\"",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(ON),
    .needs = TAKES(REASON),
    .run = back_run,
};
