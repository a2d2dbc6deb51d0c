// waymark setting ...: how the board works, and changing that.
#include "base/buf.h"
#include "base/mem.h"
#include "cli/internal.h"

// As `setting set` takes it. Caller frees.
static char *list_words(const json_t *value) {
  struct buf text;
  size_t i;
  json_t *one;
  buf_init(&text);
  json_array_foreach(value, i, one) buf_format(&text, "%s%s", i ? "," : "", json_is_string(one) ? json_string_value(one) : "?");
  if (i == 0) buf_text(&text, "none");
  return buf_take(&text);
}

// Likewise.
static char *table_words(const json_t *value) {
  struct buf text;
  const char *key;
  json_t *one;
  buf_init(&text);
  json_object_foreach((json_t *)value, key, one)
      buf_format(&text, "%s%s = %s", text.size ? "; " : "", key, json_is_string(one) ? json_string_value(one) : "?");
  if (!text.size) buf_text(&text, "-");
  return buf_take(&text);
}

// Caller frees.
static char *value_words(const json_t *row) {
  const json_t *value = json_object_get(row, "value");
  const char *unit = json_text(row, "unit");
  if (json_is_string(value)) return mem_text(json_string_value(value));
  if (json_is_array(value)) return list_words(value);
  if (json_is_integer(value)) return mem_format("%lld %s", (long long)json_integer_value(value), unit ? unit : "");
  if (json_is_object(value) && !json_text(row, "changed_by")) return table_words(value);
  return mem_text(json_is_object(value) ? "(several)" : "-");
}

static void print_settings(struct cli *cli, const json_t *settings) {
  size_t i;
  json_t *row;
  struct grid *grid = grid_new();
  grid_column(grid, "Setting", GRID_FIXED);
  grid_column(grid, "Is", GRID_FLEX);
  grid_column(grid, "What it does", GRID_FLEX);
  json_array_foreach(settings, i, row) {
    char *value = value_words(row);
    grid_cell(grid, json_text(row, "name"));
    grid_cell(grid, value);
    grid_cell(grid, json_text(row, "help"));
    mem_free(value);
  }
  grid_print(grid, cli->out, cli->width, 0);
  grid_free(grid);
}

static bool list_run(struct cli *cli, struct err *err) {
  json_t *answer = call(cli, request_new(cli, "setting.list"), -1, err);
  if (answer && !print_json(cli, answer)) print_settings(cli, json_object_get(answer, "settings"));
  json_decref(answer);
  return answer != NULL;
}

// A setting without a value after it is taken away.
static bool set_run(struct cli *cli, struct err *err) {
  const char *value = cli_operand(cli, 1);
  json_t *request = request_new(cli, "setting.set");
  json_put_text(request, "name", cli_operand(cli, 0));
  json_object_set_new(request, "value", value ? json_string(value) : json_null());
  request_option(cli, request, "reason", OPTION_REASON);
  json_t *answer = call(cli, request, -1, err);
  if (answer && !print_json(cli, answer))
    print_line(cli, value ? "The setting %s is now %s." : "The setting %s was taken away.", json_text(answer, "name"), value);
  json_decref(answer);
  return answer != NULL;
}

const struct command command_setting_list = {
    .noun = "setting",
    .verb = "list",
    .usage = "",
    .summary = "how the board works: limits, hours, who reads at the machine",
    .help = "Lists the board's settings, what each is, and what it does.",
    .example = "waymark setting list",
    .run = list_run,
};
const struct command command_setting_set = {
    .noun = "setting",
    .verb = "set",
    .usage = "NAME [VALUE]",
    .summary = "change a setting, with a reason",
    .help = "Changes one setting from now on; who changed it and why stays in the record. Without a value the setting goes, and the board "
            "does what it does without it.",
    .example = "waymark setting set evidence_max 2048 --as h.dixon --reason \"recordings of panels\"",
    .operand_min = 1,
    .operand_max = 2,
    .needs = TAKES(REASON),
    .run = set_run,
};
