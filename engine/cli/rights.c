// waymark rights ...: who sees what and may do what, by workflow, state and role, and the board's own rules.
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

// ---- rules

static char *rule_words(const json_t *rule) { // Caller frees.
  char *what = json_join(json_object_get(rule, "what"), ", "), *states = json_join(json_object_get(rule, "states"), " or ");
  const char *subject = json_text(rule, "subject_words");
  bool denies = strcmp(json_text(rule, "effect"), "deny") == 0;
  char *words = mem_format("%s %s %s of each %s%s%s", subject, denies ? "may not see" : "may see", what, json_text(rule, "workflow"),
                           *states ? " in " : "", states);
  mem_free(states);
  mem_free(what);
  return words;
}

static void print_kept(struct cli *cli, const json_t *answer) {
  const json_t *rule = json_object_get(answer, "rule");
  char *words = rule_words(rule);
  print_line(cli, "Rule %s holds from now on: %s.", json_text(rule, "id"), words);
  mem_free(words);
}

static bool put_rule(struct cli *cli, const char *effect, struct err *err) {
  json_t *request = request_new(cli, "rights.put");
  json_put_text(request, "effect", effect);
  json_put_text(request, "subject", cli_operand(cli, 0));
  request_option(cli, request, "workflow", OPTION_WORKFLOW);
  request_option(cli, request, "reason", OPTION_REASON);
  request_words(cli, request, "what", OPTION_WHAT);
  request_words(cli, request, "states", OPTION_STATE);
  return answer_show(cli, call(cli, request, -1, err), print_kept);
}

static bool allow_run(struct cli *cli, struct err *err) { return put_rule(cli, "allow", err); }
static bool deny_run(struct cli *cli, struct err *err) { return put_rule(cli, "deny", err); }

static void print_removed(struct cli *cli, const json_t *answer) {
  const json_t *rule = json_object_get(answer, "rule");
  char *words = rule_words(rule);
  print_line(cli, "Rule %s was taken away: %s.", json_text(rule, "id"), words);
  mem_free(words);
}

static bool remove_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "rights.remove");
  json_put_text(request, "id", cli_operand(cli, 0));
  request_option(cli, request, "reason", OPTION_REASON);
  return answer_show(cli, call(cli, request, -1, err), print_removed);
}

static void print_rules(struct cli *cli, const json_t *rules) {
  size_t i;
  json_t *rule;
  print_section(cli, "The board's own rules; one that denies wins, but for the office and for who can act on the item");
  if (json_array_size(rules) == 0) print_line(cli, "  None.");
  json_array_foreach(rules, i, rule) {
    char *words = rule_words(rule);
    print_line(cli, "  %s  %s. %s, by %s on %s", json_text(rule, "id"), words, json_text(rule, "reason"), json_text(rule, "by_name"),
               json_text(rule, "at_local"));
    mem_free(words);
  }
}

// ---- the table

// "everything", or "summary, finding where it is in state Shared". Caller frees.
static char *sees_words(const json_t *sees) {
  struct buf out;
  size_t i;
  json_t *one;
  buf_init(&out);
  json_array_foreach(sees, i, one) {
    char *what = json_join(json_object_get(one, "what"), ", ");
    const char *when = json_text(one, "when");
    buf_format(&out, "%s%s%s%s", i ? "; " : "", what, when ? " where " : "", when ? when : "");
    mem_free(what);
  }
  return buf_take(&out);
}

// "Write, Share (decides), Close (records)". Caller frees.
static char *does_words(const json_t *row) {
  static const char *const members[] = {"takes", "decides", "records"}, *const notes[] = {"", " (decides)", " (records)"};
  struct buf out;
  size_t j;
  json_t *label;
  buf_init(&out);
  for (size_t i = 0; i < 3; i++)
    json_array_foreach(json_object_get(row, members[i]), j, label)
        buf_format(&out, "%s%s%s", out.size ? ", " : "", json_string_value(label), notes[i]);
  return buf_take(&out);
}

static void print_workflow(struct cli *cli, const json_t *rows, size_t from, size_t to) {
  struct grid *grid = grid_new();
  grid_column(grid, "Where", GRID_FLEX);
  grid_column(grid, "Role", GRID_FLEX);
  grid_column(grid, "Sees", GRID_FLEX);
  grid_column(grid, "May do", GRID_FLEX);
  for (size_t i = from; i < to; i++) {
    const json_t *row = json_array_get(rows, i);
    char *sees = sees_words(json_object_get(row, "sees")), *does = does_words(row);
    grid_cell(grid, json_text(row, "state_title"));
    grid_cell(grid, json_text(row, "role_title"));
    grid_cell(grid, sees);
    grid_cell(grid, does);
    mem_free(does);
    mem_free(sees);
  }
  grid_print(grid, cli->out, cli->width, 2);
  grid_free(grid);
}

static void print_rows(struct cli *cli, const json_t *rows) {
  size_t count = json_array_size(rows), from = 0;
  while (from < count) {
    const json_t *first = json_array_get(rows, from);
    const char *name = json_text(first, "workflow");
    size_t to = from;
    while (to < count && strcmp(json_text(json_array_get(rows, to), "workflow"), name) == 0) to++;
    char *heading = mem_format("%s, version %lld", name, (long long)json_number(first, "version", 0));
    print_section(cli, heading);
    print_workflow(cli, rows, from, to);
    mem_free(heading);
    from = to;
  }
}

static void print_person(struct cli *cli, const json_t *answer) {
  size_t i, j;
  json_t *workflow, *role;
  if (!json_text(answer, "person")) return;
  print_line(cli, "What %s can see and do", json_text(answer, "name"));
  json_array_foreach(json_object_get(answer, "workflows"), i, workflow) {
    struct buf roles;
    buf_init(&roles);
    json_array_foreach(json_object_get(workflow, "roles"), j, role)
        buf_format(&roles, "%s%s (%s)", j ? ", " : "", json_text(role, "title"), json_text(role, "holds"));
    print_line(cli, "  %s: sees all of %lld and a part of %lld; %s.", json_text(workflow, "title"),
               (long long)json_number(workflow, "all", 0), (long long)json_number(workflow, "part", 0),
               roles.size ? roles.data : "has no role");
    buf_clear(&roles);
  }
}

static void print_table(struct cli *cli, const json_t *answer) {
  print_person(cli, answer);
  print_rows(cli, json_object_get(answer, "rows"));
  print_rules(cli, json_object_get(answer, "rules"));
}

// ---- for a spreadsheet

static void csv_row(struct cli *cli, const json_t *row) {
  static const char *const texts[] = {"workflow", "state", "state_title", "role", "role_title"}, *const lists[] = {"fields", "takes",
                                                                                                                   "decides", "records"};
  char *sees = sees_words(json_object_get(row, "sees"));
  for (size_t i = 0; i < 5; i++) print_csv_cell(cli, json_text(row, texts[i]), false);
  print_csv_cell(cli, sees, false);
  for (size_t i = 0; i < 4; i++) {
    char *text = json_join(json_object_get(row, lists[i]), ", ");
    print_csv_cell(cli, text, i == 3);
    mem_free(text);
  }
  mem_free(sees);
}

// The rules follow in the same columns: the subject stands for the role.
static void csv_rule(struct cli *cli, const json_t *rule) {
  char *states = json_join(json_object_get(rule, "states"), ", "), *what = json_join(json_object_get(rule, "what"), ", "),
       *sees = mem_format("%s %s", json_text(rule, "effect"), what), *title = mem_format("rule %s of the board", json_text(rule, "id"));
  const char *cells[] = {
      json_text(rule, "workflow"), states, title, json_text(rule, "subject"), json_text(rule, "subject_words"), sees, "", "", "", ""};
  for (size_t i = 0; i < 10; i++) print_csv_cell(cli, cells[i], i == 9);
  mem_free(title);
  mem_free(sees);
  mem_free(what);
  mem_free(states);
}

static void print_csv(struct cli *cli, const json_t *answer) {
  static const char *const heads[] = {"workflow", "state",  "state_title", "role",    "role_title",
                                      "sees",     "fields", "takes",       "decides", "records"};
  size_t i;
  json_t *row;
  for (i = 0; i < 10; i++) print_csv_cell(cli, heads[i], i == 9);
  json_array_foreach(json_object_get(answer, "rows"), i, row) csv_row(cli, row);
  json_array_foreach(json_object_get(answer, "rules"), i, row) csv_rule(cli, row);
}

static bool print_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "rights.print");
  request_option(cli, request, "workflow", OPTION_WORKFLOW);
  request_option(cli, request, "person", OPTION_PERSON);
  return answer_show(cli, call(cli, request, -1, err), cli_has(cli, OPTION_CSV) ? print_csv : print_table);
}

// ---- operations

static void print_operations(struct cli *cli, const json_t *answer) {
  size_t i;
  json_t *row;
  struct grid *grid = grid_new();
  grid_column(grid, "Operation", GRID_FIXED);
  grid_column(grid, "Who may ask", GRID_FLEX);
  grid_column(grid, "Changes", GRID_FIXED);
  json_array_foreach(json_object_get(answer, "operations"), i, row) {
    grid_cell(grid, json_text(row, "name"));
    grid_cell(grid, json_text(row, "who"));
    grid_cell(grid, json_flag(row, "writes") ? "yes" : "no");
  }
  grid_print(grid, cli->out, cli->width, 0);
  grid_free(grid);
}

static bool operations_run(struct cli *cli, struct err *err) {
  return answer_show(cli, call(cli, request_new(cli, "rights.operations"), -1, err), print_operations);
}

#define SUBJECTS                                                                                                                           \
  "A SUBJECT is whoever holds it now: everyone, person:ID, post:POST, group:GROUP, agency:AGENCY for all its people, or "                  \
  "agency:AGENCY/POST. "

const struct command command_rights_print = {
    .noun = "rights",
    .verb = "print",
    .usage = "",
    .summary = "who sees what and may do what, by workflow, state and role",
    .help =
        "Prints the whole table of rights: of each workflow, state and role what of an item is seen, which moves it may take, decide or "
        "write down; and the board's own rules. With --person what that person can see and do: the roles that are theirs, and how many "
        "items they see. Of somebody else, and of rules that are not about you, only the office is told.",
    .example = "waymark rights print --workflow review-action\n"
               "waymark rights print --person p.shah --as h.dixon\n"
               "waymark rights print --csv >rights.csv",
    .takes = TAKES(WORKFLOW) | TAKES(PERSON) | TAKES(CSV),
    .run = print_run,
};
const struct command command_rights_allow = {
    .noun = "rights",
    .verb = "allow",
    .usage = "SUBJECT",
    .summary = "let somebody see more of a workflow's items",
    .help = "Keeps a rule of the board: whoever is SUBJECT also sees this of each item of the workflow. " SUBJECTS
            "Without --what it is everything; with --state only while an item is there. It gives sight alone: who may do something is the "
            "workflow's to say.",
    .example =
        "waymark rights allow group:executive --workflow review-action --what summary,due --as h.dixon --reason \"quarterly report\"",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(WHAT) | TAKES(STATE),
    .needs = TAKES(WORKFLOW) | TAKES(REASON),
    .run = allow_run,
};
const struct command command_rights_deny = {
    .noun = "rights",
    .verb = "deny",
    .usage = "SUBJECT",
    .summary = "keep somebody from seeing a workflow's items, or a part of them",
    .help =
        "Keeps a rule of the board: whoever is SUBJECT does not see this of any item of the workflow, whatever else allows it. " SUBJECTS
        "It takes nothing from the Business Manager's office, nor from somebody who can act on an item where it stands, for as long as "
        "they can.",
    .example = "waymark rights deny agency:south --workflow review-action --state paused --as h.dixon --reason \"police investigation\"",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(WHAT) | TAKES(STATE),
    .needs = TAKES(WORKFLOW) | TAKES(REASON),
    .run = deny_run,
};
const struct command command_rights_remove = {
    .noun = "rights",
    .verb = "remove",
    .usage = "N",
    .summary = "take a rule of the board away",
    .help = "Takes rule N away, as \"waymark rights print\" numbers them. That there was one stays on record.",
    .example = "waymark rights remove 3 --as h.dixon --reason \"the report is out\"",
    .operand_min = 1,
    .operand_max = 1,
    .needs = TAKES(REASON),
    .run = remove_run,
};
const struct command command_rights_operations = {
    .noun = "rights",
    .verb = "operations",
    .usage = "",
    .summary = "each operation of the board, and who may ask it",
    .help = "Lists what can be asked of the board and who may ask it at all; what a person then sees goes by each item.",
    .example = "waymark rights operations",
    .run = operations_run,
};
