// waymark meeting ...: a meeting's sheet, from opening it to confirming what it decided.
#include "cli/meeting.h"

#include <stdlib.h>
#include <string.h>

static bool open_run(struct cli *cli, struct err *err) {
  json_t *request = request_about(cli, "meeting.open", "meeting");
  request_option(cli, request, "chaired_by", OPTION_CHAIRED_BY);
  return answer_show(cli, call(cli, request, -1, err), print_paper);
}

static bool sheet_run(struct cli *cli, struct err *err) { return paper_run(cli, request_about(cli, "meeting.sheet", "meeting"), err); }

// A whole number of at most nine digits.
static bool is_number(const char *text) {
  size_t digits = strspn(text, "0123456789");
  return digits > 0 && digits <= 9 && !text[digits];
}

static void print_confirmed(struct cli *cli, const json_t *answer) {
  print_paper(cli, answer);
  print_outcome(cli, answer);
}

static bool confirm_run(struct cli *cli, struct err *err) {
  const char *version = cli_option(cli, OPTION_VERSION);
  if (version && !is_number(version))
    return err_set(err, ERR_MISUSE, "--version %s is not a whole number; \"waymark meeting sheet %s\" prints its version.", version,
                   cli_operand(cli, 0));
  json_t *request = request_about(cli, "meeting.confirm", "meeting");
  if (version) json_put_number(request, "version", strtoll(version, NULL, 10));
  return answer_show(cli, call(cli, request, -1, err), print_confirmed);
}

static bool attend_run(struct cli *cli, struct err *err) {
  json_t *data = fields_read(cli, 1, err);
  if (!data) return false;
  json_t *request = request_about(cli, "meeting.attend", "meeting");
  json_object_set_new(request, "data", data);
  return answer_show(cli, call(cli, request, -1, err), print_paper);
}

static bool declare_run(struct cli *cli, struct err *err) {
  json_t *request = request_about(cli, "meeting.declare", "meeting");
  json_put_text(request, "who", cli_operand(cli, 1));
  json_put_text(request, "case", cli_operand(cli, 2));
  request_option(cli, request, "reason", OPTION_REASON);
  return answer_show(cli, call(cli, request, -1, err), print_paper);
}

static bool record_run(struct cli *cli, struct err *err) {
  json_t *data = fields_read(cli, 3, err);
  if (!data) return false;
  json_t *request = request_about(cli, "meeting.record", "meeting");
  json_put_text(request, "case", cli_operand(cli, 1));
  json_put_text(request, "event", cli_operand(cli, 2));
  json_object_set_new(request, "data", data);
  request_option(cli, request, "minute", OPTION_MINUTE);
  request_option(cli, request, "decided_by", OPTION_DECIDED_BY);
  return answer_show(cli, call(cli, request, -1, err), print_recorded);
}

static bool strike_run(struct cli *cli, struct err *err) {
  const char *text = cli_operand(cli, 1);
  if (!is_number(text))
    return err_set(err, ERR_MISUSE, "\"%s\" is no decision's number; \"waymark meeting sheet %s\" numbers them.", text,
                   cli_operand(cli, 0));
  json_t *request = request_about(cli, "meeting.strike", "meeting");
  json_put_number(request, "number", strtoll(text, NULL, 10));
  request_option(cli, request, "reason", OPTION_REASON);
  return answer_show(cli, call(cli, request, -1, err), print_paper);
}

const struct command command_meeting_open = {
    .noun = "meeting",
    .verb = "open",
    .usage = "MEETING",
    .summary = "open its sheet",
    .help = "Says that the meeting is held and who chairs it. From then on its decisions are recorded.",
    .example = "waymark meeting open LLIP-2016-12-06 --chaired-by a.novak --as h.dixon",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(CHAIRED_BY),
    .run = open_run,
};
const struct command command_meeting_attend = {
    .noun = "meeting",
    .verb = "attend",
    .usage = "MEETING PERSON=HOW...",
    .summary = "record who was there",
    .help = "HOW is present, apologies, absent, or for:PERSON of the member whom they sit in for; nothing after the \"=\" takes a row "
            "away. Members, the "
            "chair and who sits in for them have a voice; others are in attendance.",
    .example = "waymark meeting attend LLIP-2016-12-06 a.novak=present j.bell=apologies k.mistry=for:j.bell --as h.dixon",
    .operand_min = 2,
    .operand_max = OPERANDS_ANY,
    .run = attend_run,
};
const struct command command_meeting_declare = {
    .noun = "meeting",
    .verb = "declare",
    .usage = "MEETING PERSON ITEM",
    .summary = "record a conflict of interest",
    .help = "Whoever declares an interest in an item has no voice on it. Of an item that their own agency leads that is so by itself.",
    .example = "waymark meeting declare LLIP-2016-12-06 d.pearson RA-1 --reason \"Governor of the school\" --as h.dixon",
    .operand_min = 3,
    .operand_max = 3,
    .takes = TAKES(REASON),
    .run = declare_run,
};
const struct command command_meeting_sheet = {
    .noun = "meeting",
    .verb = "sheet",
    .usage = "MEETING",
    .summary = "who was there, and what was decided so far",
    .help = "Shows attendance, quorum, conflicts of interest and the decisions that were recorded.",
    .example = "waymark meeting sheet LLIP-2016-12-06",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(CSV) | TAKES(HTML) | TAKES(OUTPUT),
    .run = sheet_run,
};
const struct command command_meeting_record = {
    .noun = "meeting",
    .verb = "record",
    .usage = "MEETING ITEM EVENT [FIELD=VALUE...]",
    .summary = "write a decision on the sheet",
    .help = "Writes down what was decided on an item. It is tried at once, and refused with the reason where it cannot be done; nothing is "
            "changed on the item "
            "until the chair confirms. Recorded again for the same item and event, it is changed. --decided-by is a person who was there, "
            "or the group's id "
            "where the group itself decides; without it, whoever chairs. The meeting, its minute and whether it was quorate are filled in "
            "by themselves.",
    .example = "waymark meeting record LLIP-2016-12-06 RA-1 accept decision_note=\"Policy seen\" --minute 5.1 --as h.dixon\n"
               "waymark meeting record LLIP-2016-12-06 RA-2 challenge missing=\"Proof\" response_due=2016-12-20 --minute 5.2 --decided-by "
               "llip --as "
               "h.dixon",
    .operand_min = 3,
    .operand_max = OPERANDS_ANY,
    .takes = TAKES(DECIDED_BY),
    .needs = TAKES(MINUTE),
    .run = record_run,
};
const struct command command_meeting_strike = {
    .noun = "meeting",
    .verb = "strike",
    .usage = "MEETING NUMBER",
    .summary = "strike a decision out",
    .help = "Takes a decision off the sheet before it is confirmed; that it stood there, and why it was struck out, is kept.",
    .example = "waymark meeting strike LLIP-2016-12-06 2 --reason \"Written down for the wrong item\" --as h.dixon",
    .operand_min = 2,
    .operand_max = 2,
    .needs = TAKES(REASON),
    .run = strike_run,
};
const struct command command_meeting_confirm = {
    .noun = "meeting",
    .verb = "confirm",
    .usage = "MEETING",
    .summary = "confirm its decisions, all together",
    .help = "For the chair, or whoever chaired. Takes every decision of the sheet on its item, all of them or, where one is refused, none. "
            "--version is the version that the sheet printed when you looked at it: where decisions or attendance changed since, it says "
            "which.",
    .example = "waymark meeting sheet LLIP-2016-12-06\nwaymark meeting confirm LLIP-2016-12-06 --version 7 --as r.steel",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(VERSION),
    .run = confirm_run,
};
