// waymark erase ...: content that must go, by two people; what it was is gone, and that it went stays.
#include "base/mem.h"
#include "cli/internal.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER_DIGITS_MAX = 15 }; // no item has more entries

static bool add_number(json_t *list, const char *text, size_t size, const char *word, struct err *err) {
  size_t digits = strspn(text, "0123456789");
  if (digits != size || size == 0 || size > NUMBER_DIGITS_MAX)
    return err_set(err, ERR_MISUSE, "\"--%s\" takes numbers parted by commas, such as 3,7; \"%.*s\" is none.", word, (int)size, text);
  json_array_append_new(list, json_integer(strtoll(text, NULL, 10)));
  return true;
}

// What stands between commas, blanks round it left out.
static bool put_list(const struct cli *cli, json_t *request, enum option_name option, bool numbers, struct err *err) {
  const char *text = cli_option(cli, option), *word = option_row(option)->word;
  json_t *list = text ? json_array_at(request, word) : NULL;
  while (text && *text) {
    size_t blanks = strspn(text, " "), size = strcspn(text + blanks, ","), end = size;
    while (end > 0 && text[blanks + end - 1] == ' ') end--;
    if (numbers && !add_number(list, text + blanks, end, word, err)) return false;
    if (!numbers && end > 0) json_array_append_new(list, json_stringn(text + blanks, end));
    text += blanks + size + (text[blanks + size] == ',');
  }
  return true;
}

static json_t *ask_scope(struct cli *cli, const char *op, struct err *err) {
  json_t *request = request_new(cli, op);
  json_put_text(request, "case", cli_operand(cli, 0));
  request_option(cli, request, "reason", OPTION_REASON);
  if (cli_has(cli, OPTION_ALL)) json_put_flag(request, "all", true);
  if (cli_has(cli, OPTION_WITH_OPENED)) json_put_flag(request, "with_opened", true);
  if (put_list(cli, request, OPTION_FIELDS, false, err) && put_list(cli, request, OPTION_ENTRIES, true, err) &&
      put_list(cli, request, OPTION_EVIDENCE, true, err))
    return call(cli, request, -1, err);
  json_decref(request);
  return NULL;
}

static void print_rows(struct cli *cli, const json_t *rows) {
  size_t i;
  json_t *row;
  struct grid *grid = grid_new();
  static const char *const headings[] = {"Entry", "When", "What it is", "What goes of it"};
  for (size_t c = 0; c < 4; c++) grid_column(grid, headings[c], c < 2 ? GRID_FIXED : GRID_FLEX);
  json_array_foreach(rows, i, row) {
    char *number = mem_format("%lld", (long long)json_number(row, "entry", 0)), *parts = json_join(json_object_get(row, "parts"), ", ");
    grid_cell(grid, number);
    grid_cell(grid, json_text(row, "local"));
    grid_cell(grid, json_text(row, "kind"));
    grid_cell(grid, parts);
    mem_free(parts);
    mem_free(number);
  }
  grid_print(grid, cli->out, cli->width, 2);
  grid_free(grid);
}

static void print_count(struct cli *cli, const json_t *plan, const char *member, const char *one, const char *many) {
  int64_t count = json_number(plan, member, 0);
  if (count) print_line(cli, "  %lld %s", (long long)count, count == 1 ? one : many);
}

static char *numbers_text(const json_t *numbers) {
  struct buf out;
  size_t i;
  json_t *number;
  buf_init(&out);
  json_array_foreach(numbers, i, number) buf_format(&out, "%s%04lld", i ? ", " : "", (long long)json_integer_value(number));
  return buf_take(&out);
}

static void print_going(struct cli *cli, const json_t *plan) {
  char *emptied = json_join(json_object_get(plan, "emptied"), ", "), *evidence = numbers_text(json_object_get(plan, "evidence"));
  print_rows(cli, json_object_get(plan, "rows"));
  if (*emptied) print_line(cli, "  emptied now: %s", emptied);
  if (json_flag(plan, "title")) print_line(cli, "  the title");
  if (*evidence) print_line(cli, "  evidence: %s, of which a tombstone stays", evidence);
  print_count(cli, plan, "files", "file, unless another item names the same bytes", "files, unless another item names the same bytes");
  print_count(cli, plan, "messages", "message in the outbox", "messages in the outbox");
  print_count(cli, plan, "waiting", "of them has not left yet, and will say nothing", "of them have not left yet, and will say nothing");
  print_count(cli, plan, "keys", "answer kept for a repeat: sent again, it is done again",
              "answers kept for a repeat: sent again, they are done again");
  mem_free(evidence);
  mem_free(emptied);
}

// What others took down of it (`gather`) goes in the same change.
static void print_copies(struct cli *cli, const json_t *plan) {
  size_t i;
  json_t *copy;
  json_array_foreach(json_object_get(plan, "copies"), i, copy) {
    char *heading = mem_format("%s holds copies, which go too", json_text(copy, "ref"));
    print_section(cli, heading);
    print_going(cli, copy);
    mem_free(heading);
  }
  char *left = json_join(json_object_get(plan, "left"), ", ");
  if (*left)
    print_line(cli, "Opened with some of it, and left as they are: %s. Add --with-opened, and it goes there too; or erase it there alone.",
               left);
  mem_free(left);
  print_count(cli, plan, "hidden_copies", "other item holds copies, which go too", "other items hold copies, which go too");
}

static void print_plan(struct cli *cli, const json_t *plan) {
  print_section(cli, "What goes");
  print_going(cli, plan);
  print_copies(cli, plan);
  print_section(cli, "What stays");
  print_line(
      cli,
      "  That each entry was made, when and by whom; what steps were taken; the deadlines; proofs. And that content was erased, why, who "
      "asked and who confirmed.");
}

static void print_hold(struct cli *cli, const json_t *hold) {
  if (!hold) return;
  print_line(cli, "%s on legal hold since %s: %s", json_text(hold, "ref") ? "It is" : "The whole board is", json_text(hold, "since_local"),
             json_text(hold, "reason"));
}

static bool preview_run(struct cli *cli, struct err *err) {
  json_t *answer = ask_scope(cli, "erase.preview", err);
  if (answer && !print_json(cli, answer)) {
    print_line(cli, "Of %s; nothing was changed.", json_text(answer, "ref"));
    print_hold(cli, json_object_get(answer, "hold"));
    print_plan(cli, answer);
  }
  json_decref(answer);
  return answer != NULL;
}

static bool ask_run(struct cli *cli, struct err *err) {
  json_t *answer = ask_scope(cli, "erase.ask", err);
  if (answer && !print_json(cli, answer)) {
    const char *id = json_text(answer, "request");
    print_line(cli, "Erasure %s of %s is asked for; nothing is gone yet. Somebody else confirms it: waymark erase confirm %s --as PERSON",
               id, json_text(answer, "ref"), id);
    print_plan(cli, answer);
  }
  json_decref(answer);
  return answer != NULL;
}

static json_t *ask_request(struct cli *cli, const char *op, struct err *err) {
  json_t *request = request_new(cli, op);
  json_put_text(request, "request", cli_operand(cli, 0));
  request_option(cli, request, "reason", OPTION_REASON);
  request_option(cli, request, "plan", OPTION_SEEN);
  return call(cli, request, -1, err);
}

static void print_confirmed(struct cli *cli, const json_t *answer) {
  const char *unfinished = json_text(answer, "unfinished");
  print_line(cli, "%s: erased, as entry %lld of its history says.", json_text(answer, "ref"), (long long)json_number(answer, "entry", 0));
  if (unfinished)
    print_line(cli, "Its old bytes are still on the disk: %s They go when the board is opened next.", unfinished);
  else
    print_line(cli, "The board holds it no more.");
  print_line(cli, "%s", json_text(answer, "backups"));
}

static bool confirm_run(struct cli *cli, struct err *err) {
  json_t *answer = ask_request(cli, "erase.confirm", err);
  if (answer && !print_json(cli, answer)) print_confirmed(cli, answer);
  json_decref(answer);
  return answer != NULL;
}

static bool withdraw_run(struct cli *cli, struct err *err) {
  json_t *answer = ask_request(cli, "erase.withdraw", err);
  const json_t *request = json_object_get(answer, "request");
  if (answer && !print_json(cli, answer))
    print_line(cli, "Erasure %s of %s is withdrawn; nothing is gone.", json_text(request, "id"), json_text(request, "ref"));
  json_decref(answer);
  return answer != NULL;
}

static char *scope_text(const json_t *request) {
  struct buf out;
  buf_init(&out);
  char *fields = json_join(json_object_get(request, "fields"), ", "), *evidence = numbers_text(json_object_get(request, "evidence"));
  size_t i;
  json_t *entry;
  if (json_flag(request, "all")) buf_text(&out, "everything");
  if (*fields) buf_format(&out, "%sfields %s", out.size ? "; " : "", fields);
  json_array_foreach(json_object_get(request, "entries"), i, entry) buf_format(&out, "%s%lld",
                                                                               i          ? ", "
                                                                               : out.size ? "; entries "
                                                                                          : "entries ",
                                                                               (long long)json_integer_value(entry));
  if (*evidence) buf_format(&out, "%sevidence %s", out.size ? "; " : "", evidence);
  if (json_flag(request, "with_opened")) buf_text(&out, "; in what it opened too");
  mem_free(evidence);
  mem_free(fields);
  return buf_take(&out);
}

static void print_request(struct cli *cli, const json_t *request) {
  char *scope = scope_text(request);
  print_pair(cli, "Of", json_text(request, "ref"));
  print_pair(cli, "What", scope);
  print_pair(cli, "Why", json_text(request, "reason"));
  print_pair(cli, "Asked by", json_text(request, "asked_by"));
  print_pair(cli, "Asked", json_text(request, "asked_local"));
  print_pair(cli, "Status", json_text(request, "status"));
  print_pair(cli, "Ended by", json_text(request, "ended_by"));
  print_pair(cli, "Ended", json_text(request, "ended_local"));
  print_pair(cli, "Because", json_text(request, "ended_why"));
  mem_free(scope);
}

static bool show_run(struct cli *cli, struct err *err) {
  json_t *answer = ask_request(cli, "erase.show", err);
  if (answer && !print_json(cli, answer)) {
    print_request(cli, json_object_get(answer, "request"));
    if (json_object_get(answer, "plan")) {
      char *plan = mem_text_part(json_text(answer, "plan"), 8);
      print_pair(cli, "Plan", plan);
      print_plan(cli, answer);
      mem_free(plan);
    }
  }
  json_decref(answer);
  return answer != NULL;
}

static bool list_run(struct cli *cli, struct err *err) {
  json_t *answer = call(cli, request_new(cli, "erase.list"), -1, err), *request;
  size_t i;
  if (answer && !print_json(cli, answer)) {
    struct grid *grid = grid_new();
    static const char *const headings[] = {"Request", "Item", "Status", "Asked", "Why"};
    for (size_t c = 0; c < 5; c++) grid_column(grid, headings[c], c == 4 ? GRID_FLEX : GRID_FIXED);
    json_array_foreach(json_object_get(answer, "requests"), i, request) {
      static const char *const members[] = {"id", "ref", "status", "asked_local", "reason"};
      for (size_t c = 0; c < 5; c++) grid_cell(grid, json_text(request, members[c]));
    }
    if (json_array_size(json_object_get(answer, "requests")) == 0) print_line(cli, "No erasure was asked for.");
    grid_print(grid, cli->out, cli->width, 0);
    grid_free(grid);
  }
  json_decref(answer);
  return answer != NULL;
}

#define SCOPE (TAKES(FIELDS) | TAKES(ENTRIES) | TAKES(EVIDENCE) | TAKES(ALL) | TAKES(WITH_OPENED))

const struct command command_erase_preview = {
    .noun = "erase",
    .verb = "preview",
    .usage = "ITEM",
    .summary = "what would go if this were erased",
    .help = "Shows which parts of which entries would go, copies in messages, refused tries and other items too, and what would stay. "
            "Content is "
            "not shown. "
            "Nothing is changed.",
    .example = "waymark erase preview RA-1 --fields note,owner",
    .operand_min = 1,
    .operand_max = 1,
    .takes = SCOPE,
    .run = preview_run,
};
const struct command command_erase_ask = {
    .noun = "erase",
    .verb = "ask",
    .usage = "ITEM",
    .summary = "ask for content to be erased",
    .help =
        "Asks for content of an item to be erased: fields, entries, items of evidence, or all of it, with every copy of it in the item's "
        "other entries, messages and lists. Somebody else must confirm it. The reason stays for ever, so it must not say what is to go. "
        "What other items took down of it goes too, and with --with-opened what it opened others with. For the Business Manager's office "
        "and for "
        "who may confirm.",
    .example = "waymark erase ask RA-1 --fields note --entries 3,7 --as h.dixon --reason \"Typed into the wrong item\"",
    .operand_min = 1,
    .operand_max = 1,
    .takes = SCOPE,
    .needs = TAKES(REASON),
    .run = ask_run,
};
const struct command command_erase_confirm = {
    .noun = "erase",
    .verb = "confirm",
    .usage = "REQUEST",
    .summary = "erase what somebody else asked for",
    .help = "Erases what was asked for, for good, and from every file of the board. It is for the posts of the board's setting "
            "erasure_confirm (else the Independent Chair, the administrator and the Business Manager), and never for who asked or acts for "
            "them. Refused while the item or the board is on legal hold. Where the item changed since it was asked for, look again with "
            "\"waymark erase show\" and give the plan that it prints. Backups that were made before still hold what is erased.",
    .example = "waymark erase confirm 4f2a90c1 --as chair",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(SEEN),
    .run = confirm_run,
};
const struct command command_erase_withdraw = {
    .noun = "erase",
    .verb = "withdraw",
    .usage = "REQUEST",
    .summary = "take back what was asked for, or refuse it",
    .help = "Ends a request for erasure that nobody has confirmed. Nothing goes; that it was asked for stays on record.",
    .example = "waymark erase withdraw 4f2a90c1 --as chair --reason \"The inquiry asked for it\"",
    .operand_min = 1,
    .operand_max = 1,
    .needs = TAKES(REASON),
    .run = withdraw_run,
};
const struct command command_erase_show = {
    .noun = "erase",
    .verb = "show",
    .usage = "REQUEST",
    .summary = "one request, and what would go",
    .help = "Shows who asked, why, and what became of it; while it waits, what would go if it were confirmed now.",
    .example = "waymark erase show 4f2a90c1",
    .operand_min = 1,
    .operand_max = 1,
    .run = show_run,
};
const struct command command_erase_list = {
    .noun = "erase",
    .verb = "list",
    .usage = "",
    .summary = "requests for erasure, waiting and past",
    .help = "Lists requests on items that you may see; whoever may confirm sees all.",
    .example = "waymark erase list",
    .run = list_run,
};
