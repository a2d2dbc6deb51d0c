// waymark case ...: starting, moving and looking at items of work.
#include "base/mem.h"
#include "cli/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool start_run(struct cli *cli, struct err *err) {
  json_t *data = fields_read(cli, 1, err);
  if (!data) return false;
  json_t *request = request_new(cli, "case.start");
  json_put_text(request, "workflow", cli_operand(cli, 0));
  request_option(cli, request, "ref", OPTION_REF);
  request_option(cli, request, "title", OPTION_TITLE);
  json_object_set_new(request, "data", data);
  return answer_show(cli, call(cli, request, -1, err), page_sent);
}

// A person reads versions as numbers; a word there is a slip that must not be taken for "any version".
static bool put_version(const struct cli *cli, json_t *request, enum option_name option, const char *name, struct err *err) {
  const char *text = cli_option(cli, option);
  if (!text) return true;
  char *end;
  errno = 0;
  long long version = strtoll(text, &end, 10);
  if (errno || *end || end == text || version < 0)
    return err_set(err, ERR_MISUSE, "--%s %s is not a whole number; \"waymark case show\" prints an item's version.", name, text);
  json_put_number(request, name, version);
  return true;
}

static bool send_run(struct cli *cli, struct err *err) {
  json_t *data = fields_read(cli, 2, err);
  if (!data) return false;
  json_t *request = request_about(cli, "case.send", "case");
  json_put_text(request, "event", cli_operand(cli, 1));
  json_object_set_new(request, "data", data);
  request_option(cli, request, "decided_by", OPTION_DECIDED_BY);
  request_option(cli, request, "key", OPTION_KEY);
  if (put_version(cli, request, OPTION_VERSION, "version", err) && put_version(cli, request, OPTION_SEEN, "seen", err))
    return answer_show(cli, call(cli, request, -1, err), page_sent);
  json_decref(request);
  return false;
}

static bool look(struct cli *cli, const char *op, void (*view)(struct cli *cli, const json_t *answer), struct err *err) {
  json_t *request = request_about(cli, op, "case");
  return answer_show(cli, call(cli, request, -1, err), view);
}

static bool show_run(struct cli *cli, struct err *err) { return look(cli, "case.show", page_case, err); }
static bool history_run(struct cli *cli, struct err *err) { return look(cli, "case.history", page_history, err); }

// The very bytes that were hashed, so that whoever pipes them into a tool of their own gets the same.
static void print_seen(struct cli *cli, const json_t *answer) { fputs(json_text(answer, "record"), cli->out); }

static bool seen_run(struct cli *cli, struct err *err) {
  json_t *request = request_about(cli, "case.seen", "case");
  json_put_text(request, "event", cli_operand(cli, 1));
  json_t *answer = call(cli, request, -1, err);
  bool same = answer && strcmp(json_text(answer, "sha256"), json_text(answer, "bound")) == 0;
  char *ref = answer ? mem_text(json_text(answer, "ref")) : NULL;
  if (answer && !same)
    err_set(err, ERR_CORRUPT,
            "What the journal of %s has for that version does not come to the hash that the decision bound: run `waymark journal verify`.",
            ref);
  mem_free(ref);
  return answer_show(cli, answer, print_seen) && same;
}

// A colour that there is not would find nothing, and look like good news.
static bool check_colour(const struct cli *cli, struct err *err) {
  static const char *const colours[] = {"red", "amber", "green", "blue", "grey"};
  const char *colour = cli_option(cli, OPTION_RAG);
  for (size_t i = 0; colour && i < sizeof colours / sizeof colours[0]; i++)
    if (strcasecmp(colour, colours[i]) == 0) return true;
  return !colour || err_set(err, ERR_MISUSE, "--rag %s is no colour of an item; write red, amber, green, blue or grey.", colour);
}

static bool put_limit(const struct cli *cli, json_t *request, struct err *err) {
  const char *text = cli_option(cli, OPTION_LIMIT);
  if (!text) return true;
  char *end;
  errno = 0;
  long limit = strtol(text, &end, 10);
  if (errno || *end || end == text || limit < 1) return err_set(err, ERR_MISUSE, "--limit %.80s is not a whole number of 1 or more.", text);
  json_put_number(request, "limit", limit);
  return true;
}

static void put_filters(const struct cli *cli, json_t *request) {
  request_option(cli, request, "workflow", OPTION_WORKFLOW);
  request_option(cli, request, "state", OPTION_STATE);
  request_option(cli, request, "lead", OPTION_LEAD);
  request_option(cli, request, "rag", OPTION_RAG);
  request_option(cli, request, "due_before", OPTION_DUE_BEFORE);
  request_option(cli, request, "text", OPTION_TEXT);
  if (cli_has(cli, OPTION_OPEN)) json_put_flag(request, "open", true);
  if (cli_has(cli, OPTION_CLOSED)) json_put_flag(request, "closed", true);
  if (cli_has(cli, OPTION_LATE)) json_put_flag(request, "late", true);
  if (cli_has(cli, OPTION_STALE)) json_put_flag(request, "stale", true);
  if (cli_has(cli, OPTION_STRANDED)) json_put_flag(request, "stranded", true);
  request_option(cli, request, "of", OPTION_OF);
  if (cli_has(cli, OPTION_MINE)) json_put_flag(request, "mine", true);
}

static bool list_run(struct cli *cli, struct err *err) {
  if (!check_colour(cli, err)) return false;
  json_t *request = request_new(cli, "case.list");
  put_filters(cli, request);
  request_option(cli, request, "after", OPTION_AFTER);
  if (put_limit(cli, request, err)) return answer_show(cli, call(cli, request, -1, err), page_cases);
  json_decref(request);
  return false;
}

static void page_count(struct cli *cli, const json_t *answer) {
  page_as_at(cli, answer);
  print_line(cli, "%lld", (long long)json_number(answer, "count", 0));
}

// To count, nothing need be shown.
static bool count_run(struct cli *cli, struct err *err) {
  if (!check_colour(cli, err)) return false;
  json_t *request = request_new(cli, "case.list");
  put_filters(cli, request);
  json_put_number(request, "limit", 0);
  return answer_show(cli, call(cli, request, -1, err), page_count);
}

static bool todo_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "case.todo");
  request_option(cli, request, "workflow", OPTION_WORKFLOW);
  if (put_limit(cli, request, err)) return answer_show(cli, call(cli, request, -1, err), page_todo);
  json_decref(request);
  return false;
}

static bool explain_run(struct cli *cli, struct err *err) {
  json_t *data = fields_read(cli, 2, err);
  if (!data) return false;
  json_t *request = request_about(cli, "case.explain", "case");
  json_put_text(request, "event", cli_operand(cli, 1));
  if (json_object_size(data)) json_object_set(request, "data", data);
  json_decref(data);
  request_option(cli, request, "decided_by", OPTION_DECIDED_BY);
  return answer_show(cli, call(cli, request, -1, err), page_explain);
}

static bool forecast_run(struct cli *cli, struct err *err) {
  json_t *request = request_about(cli, "case.forecast", "case");
  request_option(cli, request, "until", OPTION_UNTIL);
  return answer_show(cli, call(cli, request, -1, err), page_forecast);
}

#define FIELDS_HELP                                                                                                                        \
  "FIELD=VALUE fills in a field: text, a number, a date as 2016-09-30; quote a VALUE with blanks. FIELD:=JSON gives a list, true or "      \
  "false. "                                                                                                                                \
  "FIELD=@FILE takes the text from a file; FIELD=@@TEXT is text that begins with \"@\"."

#define NOTICE_HELP                                                                                                                        \
  " Write references, never who a child is or where. A worry about a child goes to children's social care or the police, not in here: "    \
  "nobody is told by it."

#define AS_AT_HELP                                                                                                                         \
  "With --as-at it is shown as it was then: by what is known now, late reminders at their own time and mistakes put right, or with "       \
  "--known as anybody could know it then. It reads the journal from its beginning, so on a large board it takes a while."

#define TAKES_FILTERS                                                                                                                      \
  (TAKES(WORKFLOW) | TAKES(STATE) | TAKES(LEAD) | TAKES(RAG) | TAKES(DUE_BEFORE) | TAKES(TEXT) | TAKES(OPEN) | TAKES(CLOSED) |             \
   TAKES(LATE) | TAKES(STALE) | TAKES(STRANDED) | TAKES(MINE) | TAKES(OF) | TAKES(AS_AT) | TAKES(KNOWN))

const struct command command_case_start = {
    .noun = "case",
    .verb = "start",
    .usage = "WORKFLOW [FIELD=VALUE...]",
    .summary = "start an item of a workflow",
    .help = "Starts an item: an action, an audit, a return, whatever the workflow is about. " FIELDS_HELP NOTICE_HELP,
    .example =
        "waymark case start review-action --as h.dixon --ref RA-1 text=\"Check on every child\" lead_agency=police recommendations=R1",
    .operand_min = 1,
    .operand_max = OPERANDS_ANY,
    .takes = TAKES(REF) | TAKES(TITLE) | TAKES(VALUES),
    .run = start_run,
};
const struct command command_case_send = {
    .noun = "case",
    .verb = "send",
    .usage = "ITEM EVENT [FIELD=VALUE...]",
    .summary = "move an item: agree, submit, accept, ...",
    .help =
        "Moves an item on, or adds to it. \"waymark case show ITEM\" lists what can be done now, by whom, and what each wants to be given; "
        "EVENT is the word in brackets there. It is answered once it is safely kept: where it stands now, which items that opened, and "
        "whom it "
        "told what, as far as they are yours to see. "
        "A decision that binds what was seen binds the item as it is, or, with --seen, as it was when whoever decided had it before "
        "them. " FIELDS_HELP NOTICE_HELP,
    .example =
        "waymark case send RA-1 submit --as p.shah statement=\"The policy was issued to every officer\"\n"
        "waymark case send RA-1 accept --as h.dixon --decided-by a.novak meeting=\"LLIP 6 December 2016\" minute_ref=5.1 quorate=yes "
        "decision_note=\"Policy seen\"",
    .operand_min = 2,
    .operand_max = OPERANDS_ANY,
    .takes = TAKES(DECIDED_BY) | TAKES(KEY) | TAKES(VERSION) | TAKES(SEEN) | TAKES(VALUES),
    .run = send_run,
};
const struct command command_case_show = {
    .noun = "case",
    .verb = "show",
    .usage = "ITEM",
    .summary = "what it is, who holds it, what is due",
    .help = "Shows one item on a page: what it is, where it stands, who holds it, who can move it and how, what is due and what happens "
            "then. " AS_AT_HELP,
    .example = "waymark case show RA-1 --as h.dixon\n"
               "waymark case show RA-1 --as h.dixon --as-at 2016-06-03 --known",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(AS_AT) | TAKES(KNOWN),
    .run = show_run,
};
const struct command command_case_seen = {
    .noun = "case",
    .verb = "seen",
    .usage = "ITEM EVENT",
    .summary = "what a decision was made on, to the byte",
    .help =
        "Prints what whoever decided had before them, worked out again from the journal: one line of JSON, of which the decision bound the "
        "SHA-256. \"waymark case history\" shows that hash.",
    .example = "waymark case seen RA-1 accept --as h.dixon | sha256sum",
    .operand_min = 2,
    .operand_max = 2,
    .run = seen_run,
};
const struct command command_case_list = {
    .noun = "case",
    .verb = "list",
    .usage = "",
    .summary = "all items that you may see",
    .help =
        "Lists items by reference. Options narrow the list, and may be used together. With --limit only the first are listed, and the last "
        "line says how to go on. " AS_AT_HELP,
    .example = "waymark case list --workflow review-action --rag red --open\n"
               "waymark case list --mine --as p.shah",
    .operand_max = 0,
    .takes = TAKES_FILTERS | TAKES(LIMIT) | TAKES(AFTER),
    .run = list_run,
};
const struct command command_case_count = {
    .noun = "case",
    .verb = "count",
    .usage = "",
    .summary = "how many items that you may see",
    .help = "Prints how many items \"waymark case list\" with the same options would list. " AS_AT_HELP,
    .example = "waymark case count --workflow review-action --open",
    .operand_max = 0,
    .takes = TAKES_FILTERS,
    .run = count_run,
};
const struct command command_todo = {
    .noun = "todo",
    .usage = "",
    .summary = "what waits for you, late first",
    .help = "Lists what waits for you, or for the person of --as: what is late first, then by when it is to be done, and which decision is "
            "wanted. Work that waits for a post, an agency's lead or a group is there for everybody who may do it now.",
    .example = "waymark todo --as p.shah",
    .operand_max = 0,
    .takes = TAKES(WORKFLOW) | TAKES(LIMIT),
    .run = todo_run,
};
const struct command command_case_history = {
    .noun = "case",
    .verb = "history",
    .usage = "ITEM",
    .summary = "everything that happened to it",
    .help =
        "Lists what happened to an item, oldest first: who did what, who decided, what changed, which timers fired, what was refused. Each "
        "entry has a number; \"waymark case correct\" takes it. " AS_AT_HELP,
    .example = "waymark case history RA-1",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(AS_AT) | TAKES(KNOWN),
    .run = history_run,
};
const struct command command_case_explain = {
    .noun = "case",
    .verb = "explain",
    .usage = "ITEM EVENT [FIELD=VALUE...]",
    .summary = "would it be done, and why not?",
    .help = "Says whether \"waymark case send\" with the same words would be done now, and shows each condition with yes, no or unknown. "
            "Nothing is changed. " FIELDS_HELP,
    .example = "waymark case explain RA-1 accept --as h.dixon --decided-by a.novak",
    .operand_min = 2,
    .operand_max = OPERANDS_ANY,
    .takes = TAKES(DECIDED_BY) | TAKES(VALUES),
    .run = explain_run,
};
const struct command command_case_forecast = {
    .noun = "case",
    .verb = "forecast",
    .usage = "ITEM",
    .summary = "what happens if nobody acts",
    .help = "Plays the item's own workflow forward on a copy: what happens, when, and who is told, if nobody does anything.",
    .example = "waymark case forecast RA-1 --until 2017-03-31",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(UNTIL),
    .run = forecast_run,
};
