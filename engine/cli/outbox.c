// waymark outbox ...: who was or will be told what, sending it, what a digest would say, and deciding on mail that nobody knows about.
#include "base/mem.h"
#include "cli/internal.h"
#include "serve/mail.h"

#include <string.h>

// "ready", until when it waits, when it was sent, or why not. Caller frees.
static char *status_words(const json_t *row) {
  const char *waits = json_text(row, "waits"), *why = json_text(row, "why"), *status = json_text(row, "status"),
             *at = json_text(row, "at_local"), *next = json_text(row, "next_local");
  if (waits) return mem_format("waits until %s", waits);
  if (json_text(row, "unreachable")) return mem_format("not reachable by mail: %s", json_text(row, "unreachable"));
  if (strcmp(status, "ready") == 0 && next) return mem_format("tried again on %s: %s", next, why ? why : "");
  if (strcmp(status, "unknown") == 0) return mem_format("sent on %s, answer unknown; decide on %s", at, json_text(row, "key"));
  if (strcmp(status, "digested") == 0) return mem_format("in the digest of %s", at);
  if (why) return mem_format("%s on %s: %s Key %s", status, at, why, json_text(row, "key"));
  return at ? mem_format("%s on %s", status, at) : mem_text(status);
}

static void print_rows(struct cli *cli, const json_t *rows) {
  static const char *const members[] = {"made", "to", "subject", "status", "ref", "body", "role"};
  size_t i;
  json_t *row;
  struct grid *grid = grid_new();
  grid_column(grid, "Made", GRID_FIXED);
  grid_column(grid, "To", GRID_FLEX);
  grid_column(grid, "Subject", GRID_FLEX);
  grid_column(grid, "Status", GRID_FLEX);
  grid_column(grid, "About", GRID_FIXED);
  grid_column(grid, "Text", GRID_SPARE);
  grid_column(grid, "As", GRID_SPARE);
  json_array_foreach(rows, i, row) {
    const char *name = json_text(row, "name");
    char *made = print_time(json_text(row, "made")), *status = status_words(row);
    for (size_t m = 0; m < sizeof members / sizeof members[0]; m++) {
      const char *text = json_text(row, members[m]);
      if (m == 0) text = made;
      if (m == 1 && name) text = name;
      if (m == 3) text = status;
      grid_cell(grid, text);
    }
    mem_free(status);
    mem_free(made);
  }
  grid_print(grid, cli->out, cli->width, 0);
  grid_free(grid);
}

static bool list_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "outbox.list");
  json_put_text(request, "case", cli_operand(cli, 0));
  json_t *answer = call(cli, request, -1, err);
  if (answer && !print_json(cli, answer)) {
    const json_t *rows = json_object_get(answer, "rows");
    page_as_at(cli, answer);
    print_rows(cli, rows);
    if (json_array_size(rows) == 0) print_line(cli, "Nobody was told anything yet.");
  }
  json_decref(answer);
  return answer != NULL;
}

static void print_report(struct cli *cli, const json_t *report) {
  static const struct {
    const char *member, *words;
  } rows[] = {{"digests", "Digests made"},
              {"sent", "Sent"},
              {"again", "To be tried again"},
              {"refused", "Refused"},
              {"unknown", "Sent, answer unknown"}};
  const char *way = json_text(report, "way");
  bool any = false;
  if (!way || strcmp(way, "none") == 0) {
    print_line(cli, "No mail leaves this board: its setting mail_transport is none. `waymark setting list` says what it may be.");
    return;
  }
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    int64_t count = json_number(report, rows[i].member, 0);
    if (count) print_line(cli, "%s: %lld.", rows[i].words, (long long)count);
    any = any || count;
  }
  if (!any) print_line(cli, "Nothing is to leave now.");
}

// The office's: asked before anything leaves, and of the board whoever has it.
static bool may_send(struct cli *cli, bool *served, struct err *err) {
  json_t *answer = call(cli, request_new(cli, "outbox.send"), -1, err);
  *served = json_flag(answer, "served");
  json_decref(answer);
  return answer != NULL;
}

static bool send_run(struct cli *cli, struct err *err) {
  bool served = false;
  json_t *report = NULL;
  if (!may_send(cli, &served, err)) return false;
  if (served)
    report = json_pack("{s:b}", "served", 1);
  else if (!mail_send_all(cli->board, &report, err))
    return false;
  if (!print_json(cli, report)) {
    if (served)
      print_line(cli, "The server that runs sends mail by itself; what was to be tried later is tried now.");
    else
      print_report(cli, report);
  }
  json_decref(report);
  return true;
}

static void print_body(struct cli *cli, const char *body) {
  for (const char *line = body; *line; line += *line == '\n') {
    size_t size = strcspn(line, "\n");
    char *text = mem_text_part(line, size), *clean = text_clean(text);
    text_wrap(cli->out, cli->width, 2, 4, clean);
    mem_free(clean);
    mem_free(text);
    line += size;
  }
}

// What another's says is not shown to the office.
static void print_last(struct cli *cli, const json_t *row) {
  const json_t *last = json_object_get(row, "last");
  char *status = last ? status_words(last) : NULL;
  if (last)
    print_line(cli, "The last was made on %s: %s.", json_text(last, "made_local"), status);
  else
    print_line(cli, "None was made yet.");
  print_line(cli, "What it says is for %s alone.", json_text(row, "name"));
  mem_free(status);
}

static bool digest_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "outbox.digest");
  json_put_text(request, "id", cli_operand(cli, 0));
  json_t *answer = call(cli, request, -1, err);
  const json_t *row = json_object_get(answer, "digest");
  const char *how = json_text(row, "how"), *body = json_text(row, "body");
  if (answer && !print_json(cli, answer)) {
    print_line(cli, "%s is mailed %s%s; %s.", json_text(row, "name"), strcmp(how, "each") == 0 ? "each message by itself" : "a digest ",
               strcmp(how, "each") == 0 ? "" : how, json_flag(row, "due") ? "the next is due now" : "the next is not due yet");
    if (json_flag(row, "private"))
      print_last(cli, row);
    else if (body) {
      print_section(cli, json_text(row, "subject"));
      print_body(cli, body);
    } else
      print_line(cli, "It would say nothing now, so no mail would leave.");
  }
  json_decref(answer);
  return answer != NULL;
}

static bool resolve_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "outbox.resolve");
  json_put_text(request, "key", cli_operand(cli, 0));
  json_put_text(request, "how", cli_operand(cli, 1));
  request_option(cli, request, "reason", OPTION_REASON);
  json_t *answer = call(cli, request, -1, err);
  bool again = answer && strcmp(json_text(answer, "how"), "again") == 0;
  if (answer && !print_json(cli, answer)) print_line(cli, again ? "%s is sent once more." : "%s counts as sent.", json_text(answer, "key"));
  json_decref(answer);
  return answer != NULL;
}

const struct command command_outbox_list = {
    .noun = "outbox",
    .verb = "list",
    .usage = "[ITEM]",
    .summary = "who is told what, and what became of it",
    .help =
        "Lists the messages that the board has made, of one item or of all: to whom, about what, and when and how each was told. \"ready\" "
        "means that a message waits to be mailed, alone or in its person's next digest; what is not urgent waits for the board's mail "
        "hours, and says until when. Everybody finds theirs on their page too, mailed or not.",
    .example = "waymark outbox list RA-1",
    .operand_max = 1,
    .takes = TAKES(AS_AT) | TAKES(KNOWN),
    .run = list_run,
};
const struct command command_outbox_send = {
    .noun = "outbox",
    .verb = "send",
    .usage = "",
    .summary = "mail what is to leave now",
    .help =
        "Makes the digests that are due and mails all that may leave now, as \"waymark serve\" does by itself. How mail leaves is the "
        "setting mail_transport: a folder for .eml files, or a mail server. What a mail server does not take now is kept and tried again.",
    .example = "waymark outbox send --as h.dixon",
    .operand_max = 0,
    .run = send_run,
};
const struct command command_outbox_digest = {
    .noun = "outbox",
    .verb = "digest",
    .usage = "[PERSON]",
    .summary = "what one's digest would say now",
    .help = "Shows the mail that says what waits for the one who asks, how late it is and which decision is wanted, as it would leave now; "
            "nothing is "
            "sent. Of another's digest the office sees when the last was made and how it went, not what it says. How often it leaves is "
            "\"digest\" of their post, or of the person: daily, weekly, before meetings, or each for a mail a "
            "message.",
    .example = "waymark outbox digest --as r.steel\nwaymark post set llip_chair \"digest=before meetings\" --as h.dixon",
    .operand_max = 1,
    .run = digest_run,
};
const struct command command_outbox_resolve = {
    .noun = "outbox",
    .verb = "resolve",
    .usage = "KEY sent|again",
    .summary = "say what became of mail that nobody knows about",
    .help =
        "When the connection is lost after a mail was sent and before the mail server answered, nobody knows whether it arrived, and it is "
        "not sent twice by itself. Ask its person, then say \"sent\", or \"again\" to send it once more. Mail that was refused is sent "
        "again in the same way. The beginning of the key that \"waymark outbox list\" shows is enough.",
    .example = "waymark outbox resolve digest/r.steel/2016-09-05 again --as h.dixon --reason \"It did not arrive\"",
    .operand_min = 2,
    .operand_max = 2,
    .needs = TAKES(REASON),
    .run = resolve_run,
};
