// waymark time eval: tries a deadline rule and shows the arithmetic. It needs no board: the calendars come with the program.
#include "base/mem.h"
#include "cli/internal.h"
#include "run/board.h"
#include "run/zone_data.h"
#include "time/receipt.h"

#include <string.h>
#include <unistd.h>

enum { TIMES_MAX = 1000, NAME_MAX_BYTES = 64 };

struct trying {
  struct cli *cli;
  struct rule rule;
  struct rule_input input;
  json_t *fields, *meetings;
  json_t *words; // what the stops' texts are borrowed from
  struct stop stops[STOPS_MAX];
  struct calendar *calendar;
  const struct zone *zone;
};

// ---- calendar and zone: the board's when one is named, else as the options say

// A name becomes part of a path, so it is made of the letters that such names have; no dots, so it cannot lead elsewhere.
static bool check_division(const char *name, struct err *err) {
  size_t size = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+");
  if (*name && !name[size] && size <= NAME_MAX_BYTES) return true;
  return err_set(err, ERR_INVALID, "\"%.80s\" is not the name of a division; it is written like england-and-wales.", name);
}

static bool read_shipped(struct trying *trying, const char *division, struct err *err) {
  char *share = share_folder(), *path = mem_format("%s/workflows/calendars/%s.csv", share, division), *csv = NULL;
  size_t size = 0;
  bool ok = check_division(division, err);
  if (ok && access(path, R_OK) != 0)
    ok = err_set(err, ERR_NOT_FOUND, "No calendar of \"%s\" is shipped; take england-and-wales, scotland or northern-ireland.", division);
  ok = ok && env_read_file(&trying->cli->env, path, CALENDAR_SIZE_MAX, &csv, &size, err);
  trying->calendar = ok ? calendar_read(division, csv, size, err) : NULL;
  mem_free(csv);
  mem_free(path);
  mem_free(share);
  return trying->calendar != NULL;
}

static bool read_boards(struct trying *trying, const char **zone, struct err *err) {
  json_t *request = request_new(trying->cli, "calendar.show");
  json_put_flag(request, "days", true);
  json_t *answer = call(trying->cli, request, -1, err);
  const char *csv = json_text(answer, "csv");
  trying->words = answer;
  trying->calendar = csv ? board_calendar_read(json_text(answer, "name"), csv, json_text(answer, "local_csv"), err) : NULL;
  *zone = json_text(answer, "zone");
  return trying->calendar != NULL;
}

static bool read_places(struct trying *trying, struct err *err) {
  const char *zone = "Europe/London", *division = cli_option(trying->cli, OPTION_DIVISION);
  bool boards = cli_has(trying->cli, OPTION_BOARD) && !division;
  bool ok = boards ? read_boards(trying, &zone, err) : read_shipped(trying, division ? division : "england-and-wales", err);
  trying->input.calendar = trying->calendar;
  if (cli_has(trying->cli, OPTION_ZONE)) zone = cli_option(trying->cli, OPTION_ZONE);
  if (ok) trying->input.zone = trying->zone = zone_data_open(&trying->cli->env, zone, err);
  return ok && trying->zone;
}

// ---- what was given beside the rule

// NAME=VALUE cut in two: the name is the caller's, the value what follows.
static char *cut(const char *given, const char **value) {
  const char *equals = strchr(given, '=');
  *value = equals ? equals + 1 : NULL;
  return equals && equals > given ? mem_text_part(given, (size_t)(equals - given)) : NULL;
}

static bool misuse(enum option_name option, const char *given, struct err *err) {
  const struct option_row *row = option_row(option);
  return err_set(err, ERR_MISUSE, "\"--%s %.200s\" was not understood: write --%s %s.", row->word, given, row->word, row->value);
}

static bool read_fields(struct trying *trying, struct err *err) {
  const char *given, *value;
  trying->fields = json_object();
  for (size_t i = 0; (given = cli_option_at(trying->cli, OPTION_FIELD, i)); i++) {
    char *name = cut(given, &value);
    if (!name) return misuse(OPTION_FIELD, given, err);
    if (json_object_get(trying->fields, name)) {
      mem_free(name);
      return err_set(err, ERR_MISUSE, "The field of \"--field %.200s\" is given twice; give it once.", given);
    }
    json_put_text(trying->fields, name, value);
    mem_free(name);
  }
  trying->input.fields = trying->fields;
  return true;
}

static bool read_meetings(struct trying *trying, struct err *err) {
  const char *given, *value;
  trying->meetings = json_object();
  for (size_t i = 0; (given = cli_option_at(trying->cli, OPTION_MEETING, i)); i++) {
    char *group = cut(given, &value);
    if (!group) return misuse(OPTION_MEETING, given, err);
    json_array_add(json_array_at(trying->meetings, group), value);
    mem_free(group);
  }
  trying->input.meetings = trying->meetings;
  return true;
}

// FROM..TO=REASON as the object that stop_read takes.
static json_t *stop_value(const char *given, struct err *err) {
  const char *reason;
  char *days = cut(given, &reason), *dots = days ? strstr(days, "..") : NULL;
  json_t *value = dots ? json_object() : NULL;
  if (value) {
    *dots = '\0';
    json_put_text(value, "from", days);
    json_put_text(value, "to", dots[2] ? dots + 2 : NULL);
    json_put_text(value, "reason", reason);
  } else {
    misuse(OPTION_STOP, given, err);
  }
  mem_free(days);
  return value;
}

static bool read_stops(struct trying *trying, struct err *err) {
  const char *given;
  if (!trying->words) trying->words = json_object();
  trying->input.stops = trying->stops;
  for (size_t i = 0; (given = cli_option_at(trying->cli, OPTION_STOP, i)); i++) {
    if (i == STOPS_MAX)
      return err_set(err, ERR_LIMIT, "--stop is given more than %d times; join stops that follow one another.", STOPS_MAX);
    json_t *value = stop_value(given, err);
    if (!value) return false;
    json_array_append_new(json_array_at(trying->words, "stops"), value);
    if (!stop_read(value, trying->input.zone, &trying->stops[i], err)) return false;
    trying->input.stop_count = i + 1;
  }
  return true;
}

static bool read_from(struct trying *trying, struct err *err) {
  const char *from = cli_option(trying->cli, OPTION_FROM);
  struct date date;
  if (!from) return trying->input.entered_ms = trying->cli->env.now_ms(trying->cli->env.user), true;
  if (strlen(from) > 10) return instant_read(from, &trying->input.entered_ms, err);
  if (!date_read(from, &date, err)) return false;
  trying->input.entered_ms = zone_day_start(trying->input.zone, date);
  return true;
}

static bool read_count(const struct trying *trying, int *count, struct err *err) {
  const char *given = cli_option(trying->cli, OPTION_TIMES);
  size_t digits = given ? strspn(given, "0123456789") : 0;
  *count = 0;
  if (!given) return true;
  if (digits > 0 && digits < 5 && !given[digits])
    for (size_t i = 0; i < digits; i++) *count = *count * 10 + (given[i] - '0');
  if (*count < 1 || *count > TIMES_MAX)
    return err_set(err, ERR_MISUSE, "--count takes a whole number from 1 to %d, and this is \"%.80s\".", TIMES_MAX, given);
  char *rule = rule_text(&trying->rule);
  bool ok = rule_can_recur(&trying->rule) ||
            err_set(err, ERR_INVALID,
                    "`%s` comes once, so it cannot be counted on; leave out --count, or write a rule such as `every 3 months from anchor`.",
                    rule);
  mem_free(rule);
  return ok;
}

// ---- the answer

static bool add_times(struct trying *trying, int count, struct rule_result result, json_t *answer, struct err *err) {
  json_t *times = count ? json_array_at(answer, "times") : NULL;
  for (int i = 0; i < count && !result.missing; i++) {
    json_t *one = json_object();
    if (i > 0 && !rule_next(&trying->rule, &trying->input, result.due_ms, false, &result, err)) return json_decref(one), false;
    receipt_put_due(one, trying->input.zone, &result);
    if (result.missing)
      json_decref(one);
    else
      json_array_append_new(times, one);
  }
  return true;
}

static void print_answer(struct cli *cli, const json_t *answer) {
  size_t i;
  const json_t *one, *times = json_object_get(answer, "times");
  print_receipt(cli, answer);
  if (json_array_size(times) > 0) print_section(cli, "Times");
  json_array_foreach(times, i, one) fprintf(cli->out, "  %s\n", json_text(one, "shown"));
}

static bool answer(struct trying *trying, struct err *err) {
  struct rule_result result;
  int count;
  if (!read_count(trying, &count, err) || !rule_work_out(&trying->rule, &trying->input, true, &result, err)) return false;
  json_t *value = receipt_new(&trying->rule, &trying->input, &result);
  bool ok = add_times(trying, count, result, value, err);
  if (ok && !print_json(trying->cli, value)) print_answer(trying->cli, value);
  json_decref(result.receipt);
  json_decref(value);
  return ok;
}

static bool eval_run(struct cli *cli, struct err *err) {
  struct trying *trying = mem_new(sizeof *trying);
  trying->cli = cli;
  bool ok = rule_read(cli_operand(cli, 0), &trying->rule, err) && read_places(trying, err) && read_from(trying, err) &&
            read_fields(trying, err) && read_meetings(trying, err) && read_stops(trying, err) && answer(trying, err);
  calendar_free(trying->calendar);
  zone_data_close(trying->zone);
  json_decref(trying->fields);
  json_decref(trying->meetings);
  json_decref(trying->words);
  mem_free(trying);
  return ok;
}

const struct command command_time_eval = {
    .noun = "time",
    .verb = "eval",
    .usage = "RULE",
    .summary = "work a deadline rule out and show the arithmetic",
    .help =
        "Works a deadline rule out and shows its receipt: each day that was counted or skipped, and why. It needs no board: bank holidays "
        "come with the program, for England and Wales unless --division says otherwise; with --board they are that board's own. "
        "A rule counts from the instant at which a state is entered, which is --from, or from a field, which is given with --field.",
    .example = "waymark time eval \"5 working days\" --from 2016-03-24\n"
               "waymark time eval \"10 working days after due\" --field due=2016-12-23 --division scotland\n"
               "waymark time eval \"6 months\" --from 2016-04-01 --stop \"2016-06-01..2016-06-30=criminal trial\"\n"
               "waymark time eval \"5 working days before the next meeting of llip\" --from 2016-09-01 --meeting llip=2016-10-05\n"
               "waymark time eval \"every 3 months from anchor\" --field anchor=2016-01-31 --from 2016-01-31 --count 4",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(FROM) | TAKES(DIVISION) | TAKES(ZONE) | TAKES(FIELD) | TAKES(MEETING) | TAKES(STOP) | TAKES(TIMES),
    .run = eval_run,
};
