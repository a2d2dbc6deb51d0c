// waymark status: the board itself.
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

// Numbers and texts alike. Caller frees.
static char *any(const json_t *value) {
  if (json_is_string(value)) return mem_text(json_string_value(value));
  return value && !json_is_null(value) ? json_canonical(value) : NULL;
}

static void print_member(struct cli *cli, const json_t *answer, const char *label, const char *member) {
  char *text = any(json_object_get(answer, member));
  print_pair(cli, label, text);
  mem_free(text);
}

static void print_instant(struct cli *cli, const json_t *answer, const char *label, const char *member) {
  char *text = print_time(json_text(answer, member));
  print_pair(cli, label, text);
  mem_free(text);
}

// What is due and past is done by a server, or by whoever asks for it.
static void print_next(struct cli *cli, const json_t *answer) {
  const char *next = json_text(answer, "next"), *now = json_text(answer, "now");
  char *when = print_time(next);
  bool past = next && now && strcmp(next, now) < 0;
  char *said = past ? mem_format("%s, which is past: `waymark run-due` catches up, where no server runs", when) : mem_text(when);
  print_pair(cli, "Due next", said);
  mem_free(said);
  mem_free(when);
}

static bool status_run(struct cli *cli, struct err *err) {
  json_t *answer = call(cli, request_new(cli, "board.show"), -1, err);
  if (answer && !print_json(cli, answer)) {
    const char *name = json_text(answer, "name");
    const char *held = json_text(answer, "held");
    print_line(cli, "%s", name ? name : "");
    if (held) print_line(cli, "%s", held);
    print_line(cli, "%s", json_text(answer, "record"));
    if (json_text(answer, "record_head")) print_line(cli, "%s", json_text(answer, "record_head"));
    print_member(cli, answer, "Division", "division");
    print_member(cli, answer, "Clock", "clock");
    print_instant(cli, answer, "Now", "now");
    print_next(cli, answer);
    print_member(cli, answer, "Items", "cases");
    if (json_number(answer, "stranded", 0)) print_member(cli, answer, "Nobody can move", "stranded");
    if (json_number(answer, "stuck", 0)) print_member(cli, answer, "Stuck steps", "stuck");
    int64_t count = json_number(answer, "entries", -1);
    char *entries = count < 0 ? NULL : mem_format("%lld entries", (long long)count);
    print_pair(cli, "Journal", entries);
    mem_free(entries);
  }
  json_decref(answer);
  return answer != NULL;
}

const struct command command_status = {
    .noun = "status",
    .usage = "",
    .summary = "the board: its clock, its items, what is due next",
    .help = "Shows the board itself: its name, its clock, how many items and journal entries it holds, and what is due next.",
    .example = "waymark status --board redcar",
    .operand_max = 0,
    .run = status_run,
};
