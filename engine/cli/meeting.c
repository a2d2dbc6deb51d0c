// waymark meeting ...: preparing a meeting and looking at it. What is written on its sheet stands in meeting_sheet.c.
#include "cli/meeting.h"

static bool plan_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "meeting.plan");
  json_put_text(request, "group", cli_operand(cli, 0));
  request_option(cli, request, "on", OPTION_ON);
  request_option(cli, request, "at", OPTION_AT);
  request_option(cli, request, "place", OPTION_PLACE);
  if (cli_has(cli, OPTION_ALL)) json_put_flag(request, "all", true);
  return answer_show(cli, call(cli, request, -1, err), print_planned);
}

static bool put_off_run(struct cli *cli, struct err *err) {
  json_t *request = request_about(cli, "meeting.postpone", "meeting");
  request_option(cli, request, "on", OPTION_ON);
  request_option(cli, request, "reason", OPTION_REASON);
  return answer_show(cli, call(cli, request, -1, err), print_moved);
}

static bool cancel_run(struct cli *cli, struct err *err) {
  json_t *request = request_about(cli, "meeting.cancel", "meeting");
  request_option(cli, request, "reason", OPTION_REASON);
  return answer_show(cli, call(cli, request, -1, err), print_changed);
}

static bool list_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "meeting.list");
  request_option(cli, request, "group", OPTION_GROUP);
  if (cli_has(cli, OPTION_OPEN)) json_put_flag(request, "open", true);
  return answer_show(cli, call(cli, request, -1, err), print_meetings);
}

static bool agenda_run(struct cli *cli, struct err *err) { return paper_run(cli, request_about(cli, "meeting.agenda", "meeting"), err); }
static bool issue_run(struct cli *cli, struct err *err) { return paper_run(cli, request_about(cli, "meeting.issue", "meeting"), err); }
static bool minutes_run(struct cli *cli, struct err *err) { return paper_run(cli, request_about(cli, "meeting.minutes", "meeting"), err); }
static bool actions_run(struct cli *cli, struct err *err) { return paper_run(cli, request_about(cli, "meeting.actions", "meeting"), err); }
static bool challenges_run(struct cli *cli, struct err *err) {
  return paper_run(cli, request_about(cli, "meeting.challenges", "meeting"), err);
}

static bool since_run(struct cli *cli, struct err *err) {
  if (!cli_operand(cli, 0) == !cli_option(cli, OPTION_GROUP))
    return err_set(err, ERR_MISUSE, "Name the meeting to count from, or the group with --group, whose last meeting it then is.");
  json_t *request = request_about(cli, "meeting.since", "meeting");
  request_option(cli, request, "group", OPTION_GROUP);
  return paper_run(cli, request, err);
}

static bool attendance_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "meeting.attendance");
  request_option(cli, request, "group", OPTION_GROUP);
  return paper_run(cli, request, err);
}

static json_t *about_item(const struct cli *cli, const char *op) {
  json_t *request = request_about(cli, op, "meeting");
  json_put_text(request, "case", cli_operand(cli, 1));
  return request;
}

static bool add_run(struct cli *cli, struct err *err) {
  return answer_show(cli, call(cli, about_item(cli, "meeting.add"), -1, err), print_placed);
}

static bool drop_run(struct cli *cli, struct err *err) {
  json_t *request = about_item(cli, "meeting.drop");
  request_option(cli, request, "reason", OPTION_REASON);
  return answer_show(cli, call(cli, request, -1, err), print_placed);
}

#define FORMS TAKES(CSV) | TAKES(HTML) | TAKES(OUTPUT)

const struct command command_meeting_plan = {
    .noun = "meeting",
    .verb = "plan",
    .usage = "GROUP",
    .summary = "plan a meeting of a group",
    .help = "Plans a meeting, and puts its day on the group's list, which deadlines are counted to. With --all, a meeting for each day "
            "that is on "
            "the list already. Its papers are due five working days before, or as many as the group's \"papers\" say.",
    .example = "waymark meeting plan llip --on 2016-12-06 --at 10:00 --place \"Seafield House\" --as h.dixon\n"
               "waymark meeting plan llip --all --as h.dixon",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(ON) | TAKES(AT) | TAKES(PLACE) | TAKES(ALL),
    .run = plan_run,
};
const struct command command_meeting_put_off = {
    .noun = "meeting",
    .verb = "put-off",
    .usage = "MEETING",
    .summary = "move it to another day",
    .help = "Moves a meeting that was not held yet to another day. The group's list moves with it, and so does every deadline that is "
            "counted to it. "
            "Papers that were issued are taken back: the agenda is drawn anew.",
    .example = "waymark meeting put-off LLIP-2016-12-06 --on 2016-12-13 --reason \"Not enough members can come\" --as h.dixon",
    .operand_min = 1,
    .operand_max = 1,
    .needs = TAKES(ON) | TAKES(REASON),
    .run = put_off_run,
};
const struct command command_meeting_cancel = {
    .noun = "meeting",
    .verb = "cancel",
    .usage = "MEETING",
    .summary = "cancel it",
    .help = "Cancels a meeting that was not held yet, and takes its day off the group's list.",
    .example = "waymark meeting cancel LLIP-2016-12-15 --reason \"Not needed\" --as h.dixon",
    .operand_min = 1,
    .operand_max = 1,
    .needs = TAKES(REASON),
    .run = cancel_run,
};
const struct command command_meeting_list = {
    .noun = "meeting",
    .verb = "list",
    .usage = "",
    .summary = "the meetings that you may see",
    .help = "Lists meetings by day, and the days of groups' lists for which none is planned yet.",
    .example = "waymark meeting list --group llip --open",
    .operand_max = 0,
    .takes = TAKES(GROUP) | TAKES(OPEN),
    .run = list_run,
};
const struct command command_meeting_agenda = {
    .noun = "meeting",
    .verb = "agenda",
    .usage = "MEETING",
    .summary = "what waits for it to decide",
    .help = "Shows what waits for the group: exceptions first, then what is to be decided, then what is not ready and why. Until the "
            "papers are issued "
            "it is drawn anew each time; afterwards it is what was issued, and says what changed since.",
    .example = "waymark meeting agenda LLIP-2016-12-06",
    .operand_min = 1,
    .operand_max = 1,
    .takes = FORMS,
    .run = agenda_run,
};
const struct command command_meeting_add = {
    .noun = "meeting",
    .verb = "add",
    .usage = "MEETING ITEM",
    .summary = "put an item on the agenda by hand",
    .help = "Puts an item on the agenda. Once the papers are issued, it puts the item before the meeting as it is now: also one that was "
            "on them and "
            "has changed.",
    .example = "waymark meeting add LLIP-2016-12-06 RA-7 --as h.dixon",
    .operand_min = 2,
    .operand_max = 2,
    .run = add_run,
};
const struct command command_meeting_drop = {
    .noun = "meeting",
    .verb = "drop",
    .usage = "MEETING ITEM",
    .summary = "take an item off the agenda",
    .help = "Takes an item off the agenda, and keeps why.",
    .example = "waymark meeting drop LLIP-2016-12-06 RA-7 --reason \"Held over to March\" --as h.dixon",
    .operand_min = 2,
    .operand_max = 2,
    .needs = TAKES(REASON),
    .run = drop_run,
};
const struct command command_meeting_issue = {
    .noun = "meeting",
    .verb = "issue",
    .usage = "MEETING",
    .summary = "issue its papers",
    .help = "Fixes the agenda, with the version of each item that the papers show: what is decided on them rests on that version.",
    .example = "waymark meeting issue LLIP-2016-12-06 --html --as h.dixon > agenda.html",
    .operand_min = 1,
    .operand_max = 1,
    .takes = FORMS,
    .run = issue_run,
};
const struct command command_meeting_minutes = {
    .noun = "meeting",
    .verb = "minutes",
    .usage = "MEETING",
    .summary = "its minutes",
    .help = "Writes out who was there, conflicts of interest, and what was decided, by whom, under which minute.",
    .example = "waymark meeting minutes LLIP-2016-12-06 --html > minutes.html",
    .operand_min = 1,
    .operand_max = 1,
    .takes = FORMS,
    .run = minutes_run,
};
const struct command command_meeting_actions = {
    .noun = "meeting",
    .verb = "actions",
    .usage = "MEETING",
    .summary = "its action log",
    .help = "Writes out what was agreed, who has it now, and by when.",
    .example = "waymark meeting actions LLIP-2016-12-06 --csv > actions.csv",
    .operand_min = 1,
    .operand_max = 1,
    .takes = FORMS,
    .run = actions_run,
};
const struct command command_meeting_challenges = {
    .noun = "meeting",
    .verb = "challenges",
    .usage = "MEETING",
    .summary = "the group's challenge log",
    .help = "Writes out what stands in the Challenge Register of the items that the group decides on: to whom, why, by when, and what was "
            "answered.",
    .example = "waymark meeting challenges LLIP-2016-12-06",
    .operand_min = 1,
    .operand_max = 1,
    .takes = FORMS,
    .run = challenges_run,
};
const struct command command_meeting_since = {
    .noun = "meeting",
    .verb = "since",
    .usage = "[MEETING]",
    .summary = "what changed since",
    .help = "Shows what is new, what moved, what was decided and what is overdue now and was not then, since a meeting's decisions were "
            "confirmed; with "
            "--group, since that group's last one. It reads the journal from its beginning, so on a large board it takes a while.",
    .example = "waymark meeting since --group llip",
    .operand_max = 1,
    .takes = TAKES(GROUP) | FORMS,
    .run = since_run,
};
const struct command command_meeting_attendance = {
    .noun = "meeting",
    .verb = "attendance",
    .usage = "",
    .summary = "who comes to meetings",
    .help =
        "Shows by agency how each member attended the last meetings of a group, or of all groups: present, deputy, apologies or none; and "
        "how many they missed in a row. The Business Manager is told of whoever misses two.",
    .example = "waymark meeting attendance --group llip",
    .operand_max = 0,
    .takes = TAKES(GROUP) | FORMS,
    .run = attendance_run,
};
