// waymark report ...: which reports there are, and making one.
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

void page_report(struct cli *cli, const json_t *answer); // page_report.c
void page_reports(struct cli *cli, const json_t *answer);

static bool list_run(struct cli *cli, struct err *err) {
  return answer_show(cli, call(cli, request_new(cli, "report.list"), -1, err), page_reports);
}

// What a report is told: options that many share have a word of their own, all others are written NAME=VALUE.
static const struct {
  const char *name;
  enum option_name option;
} shared[] = {{"by", OPTION_BY},       {"workflow", OPTION_WORKFLOW}, {"lead", OPTION_LEAD},
              {"group", OPTION_GROUP}, {"from", OPTION_FROM},         {"to", OPTION_TO},
              {"of", OPTION_OF}};

static bool put_given(const struct cli *cli, const char *text, json_t *data, struct err *err) {
  const char *equals = strchr(text, '=');
  if (!equals || equals == text)
    return err_set(err, ERR_MISUSE, "\"%s\" is nothing that a report is told: write NAME=VALUE; see \"waymark report list\".", text);
  (void)cli;
  char *name = mem_text_part(text, (size_t)(equals - text));
  json_put_text(data, name, equals + 1);
  mem_free(name);
  return true;
}

// `waymark report run NAME` is the same as `waymark report NAME`.
static size_t name_at(const struct cli *cli) { return strcmp(cli_operand(cli, 0), "run") == 0 && cli_operand(cli, 1) ? 1 : 0; }

static json_t *request_of(const struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "report.run"), *data = json_object_at(request, "data");
  size_t at = name_at(cli);
  bool ok = true;
  json_put_text(request, "name", cli_operand(cli, at));
  for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) request_option(cli, data, shared[i].name, shared[i].option);
  for (size_t i = at + 1; ok && cli_operand(cli, i); i++) ok = put_given(cli, cli_operand(cli, i), data, err);
  if (ok) return request;
  json_decref(request);
  return NULL;
}

// ---- where it goes

static void print_report(struct cli *cli, const json_t *answer) {
  const char *text = json_text(answer, "text");
  if (text)
    fputs(text, cli->out);
  else
    page_report(cli, answer);
}

static bool check_format(const char *format, struct err *err) {
  if (!format || strcmp(format, "text") == 0 || strcmp(format, "csv") == 0 || strcmp(format, "html") == 0) return true;
  return err_set(err, ERR_MISUSE, "A report is written as text, csv or html, and not as \"%s\".", format);
}

static bool make_run(struct cli *cli, struct err *err) {
  const char *format = cli_has(cli, OPTION_CSV) ? "csv" : cli_has(cli, OPTION_HTML) ? "html" : cli_option(cli, OPTION_FORMAT);
  json_t *request = check_format(format, err) && output_is_free(cli, err) ? request_of(cli, err) : NULL;
  if (!request) return false;
  if (format && strcmp(format, "text") != 0) json_put_text(request, "form", format);
  json_t *answer = call(cli, request, -1, err);
  bool ok = answer && output_show(cli, answer, print_report, json_text(json_object_get(answer, "document"), "title"), err);
  json_decref(answer);
  return ok;
}

const struct command command_report_list = {
    .noun = "report",
    .verb = "list",
    .usage = "",
    .summary = "the reports that there are, for whom, and what they can be told",
    .help = "Lists the reports of the program and those that lie in the board's own folder plugins/reports. A file of the same name there "
            "takes the place of the program's. plugins/README.md says how to write one.",
    .example = "waymark report list",
    .operand_max = 0,
    .run = list_run,
};
const struct command command_report_make = {
    .noun = "report",
    .usage = "NAME [OPTION=VALUE...]",
    .summary = "make a report: what is late, a group's pack, the Executive's quarter, a heat map",
    .help = "Makes one of the reports of \"waymark report list\" from what you may see: what is not yours is not in it, and not counted. "
            "Options that the report declares are written OPTION=VALUE; --by, --workflow, --lead, --group, --from, --to and --of are "
            "short for those of the same name. With --as-at, the report as it would have been then. Numbers of children under five are "
            "not shown. The marking is the board's setting \"marking\".",
    .example = "waymark report overdue --by agency\n"
               "waymark report overdue --format html --output overdue.html\n"
               "waymark report executive-quarterly --as-at 2017-03-31 --format csv",
    .operand_min = 1,
    .operand_max = OPERANDS_ANY,
    .takes = TAKES(BY) | TAKES(WORKFLOW) | TAKES(LEAD) | TAKES(GROUP) | TAKES(FROM) | TAKES(TO) | TAKES(OF) | TAKES(FORMAT) | TAKES(CSV) |
             TAKES(HTML) | TAKES(OUTPUT) | TAKES(AS_AT) | TAKES(KNOWN),
    .run = make_run,
};
