// waymark simulate: what would happen to a whole board until a day, told as a dated story; the board itself is left alone.
#include "base/mem.h"
#include "cli/internal.h"

#include <stdlib.h>
#include <string.h>

enum { SCRIPT_SIZE_MAX = 8 << 20 };

// One line is a moment and a command as it is typed (simulate_line.c), or a request as for `waymark batch` with "at"; whoever runs the
// simulation does what a line does not say.
static bool add_line(struct cli *cli, json_t *script, const char *line, size_t size, size_t number, struct err *err) {
  char *what = mem_format("Line %zu of the script", number);
  bool is_json = line[strspn(line, " \t")] == '{';
  json_t *request = is_json ? json_read(line, size, what, err) : simulate_line(cli, line, size, what, err);
  bool ok = json_is_object(request);
  if (request && !ok) err_set(err, ERR_INVALID, "%s must be one JSON object, such as {\"at\":\"2016-11-01T09:00:00Z\",...}.", what);
  json_t *usual = request_new(cli, "");
  json_object_del(usual, "op");
  json_object_del(usual, "now");
  if (ok) json_object_update_missing(request, usual);
  if (ok) json_array_append(script, request);
  json_decref(usual);
  json_decref(request);
  mem_free(what);
  return ok;
}

static json_t *script_read(struct cli *cli, const char *path, struct err *err) {
  char *text = file_text(cli, path, SCRIPT_SIZE_MAX, err);
  json_t *script = text ? json_array() : NULL;
  size_t number = 0;
  bool ok = text != NULL;
  for (const char *line = text; ok && *line;) {
    size_t size = strcspn(line, "\n"), used = size && line[size - 1] == '\r' ? size - 1 : size;
    number++;
    if (strspn(line, " \t") < used && line[strspn(line, " \t")] != '#') ok = add_line(cli, script, line, used, number, err);
    line += size + (line[size] == '\n');
  }
  mem_free(text);
  if (ok) return script;
  json_decref(script);
  return NULL;
}

// The choice that was made, or the command as it is typed.
static char *what_of(const json_t *step) { // Caller frees.
  char *what = mem_text(json_text(step, "what"));
  for (char *dot = what; (dot = strchr(dot, '.'));) *dot = ' ';
  return what;
}

static void print_event(struct cli *cli, const json_t *step) {
  const char *ref = json_text(step, "ref"), *by = json_text(step, "by_name"), *refused = json_text(step, "refused");
  char *titles = json_join(json_object_get(step, "state_titles"), ", "), *told = print_told(json_object_get(step, "told")),
       *opened = print_opened(json_object_get(step, "opened")), *what = what_of(step);
  print_line(cli, "%s  %s: %s by %s%s%s%s", json_text(step, "local"), ref ? ref : "board", what, by ? by : "nobody",
             refused   ? ": refused: "
             : *titles ? "; now "
                       : "",
             refused ? refused : "", refused ? "" : titles);
  if (*opened) print_line(cli, "    opened: %s", opened);
  if (*told) print_line(cli, "    told: %s", told);
  mem_free(what);
  mem_free(opened);
  mem_free(told);
  mem_free(titles);
}

static void print_story(struct cli *cli, const json_t *answer) {
  const json_t *step;
  size_t i;
  json_array_foreach(json_object_get(answer, "steps"), i, step) {
    json_t *one = json_array();
    json_array_append(one, (json_t *)step);
    if (json_object_get(step, "by"))
      print_event(cli, step);
    else
      page_fired(cli, one);
    json_decref(one);
  }
  long long fired = json_number(answer, "fired", 0), hidden = json_number(answer, "hidden", 0);
  char *until = print_time(json_text(answer, "until"));
  if (i) fputc('\n', cli->out);
  print_line(cli, "Until %s, %lld thing%s would happen by %s. Nothing of it was done.", until, fired, fired == 1 ? "" : "s",
             fired == 1 ? "itself" : "themselves");
  if (json_flag(answer, "in_part"))
    print_line(cli, "That is what you may see; the %s's office sees all of it.", json_text(answer, "office"));
  if (hidden) print_line(cli, "There was no room to tell %lld more.", hidden);
  mem_free(until);
}

static bool simulate_run(struct cli *cli, struct err *err) {
  const char *folder = cli_operand(cli, 0), *path = cli_option(cli, OPTION_SCRIPT);
  if (folder) cli->args.values[OPTION_BOARD] = folder;
  json_t *script = path ? script_read(cli, path, err) : NULL, *request = request_new(cli, "board.simulate");
  if (path && !script) {
    json_decref(request);
    return false;
  }
  request_option(cli, request, "until", OPTION_UNTIL);
  if (script) json_object_set_new(request, "script", script);
  json_t *answer = call(cli, request, -1, err);
  if (!answer) return false;
  if (!print_json(cli, answer)) print_story(cli, answer);
  json_decref(answer);
  return true;
}

const struct command command_simulate = {
    .noun = "simulate",
    .usage = "[BOARD]",
    .summary = "what would happen to the whole board until a day",
    .help =
        "Copies the board into memory and lets time pass there: its own workflows run, reminders and escalations fall due, and what would "
        "be told to whom is printed as a dated story. The board itself is not changed and nobody is told anything. A script says what "
        "people do meanwhile, in the order of time: on each line a day, or a day and a time, and then \"case start\", \"case send\" or "
        "\"evidence add\" as you would type it, whose file is not looked at and need not be there yet; a line that begins with # is for "
        "readers. A line may also be a request as for \"waymark batch\", with \"at\". "
        "Use it to try a new "
        "workflow, a ladder or a holiday before it counts.",
    .example = "waymark simulate redcar --until 2017-03-31\n"
               "waymark simulate redcar --until 2017-03-31 --script what-if.txt\n"
               "with lines such as\n"
               "2016-11-01 case send RA-1 submit --as p.owner statement=\"The policy is out\"\n"
               "2016-11-02 14:30 case send RA-1 attest --as l.lead attestation=Seen",
    .operand_max = 1,
    .takes = TAKES(UNTIL) | TAKES(SCRIPT),
    .needs = TAKES(UNTIL),
    .run = simulate_run,
};
