// waymark case form: what an event asks for, as a table or as a sheet to be filled in; and --values, which reads such a sheet back.
#include "base/buf.h"
#include "base/mem.h"
#include "chart/range.h"
#include "cli/internal.h"
#include "op/sheet.h"

#include <string.h>

enum { VALUES_FILE_MAX = 4 << 20 }; // bytes: some hundred answers of a few pages each

// ---- the form

// How a value is given: "red, amber or green", a date, yes or no. Caller frees.
static char *given_as(const json_t *row) {
  static const char *const words[][2] = {{"text", "text"},       {"date", "a date, such as 2016-09-30"}, {"whole", "a number"},
                                         {"yesno", "yes or no"}, {"list", "a list, parted by ;"},        {"person", "a person's id"}};
  const json_t *options = json_object_get(row, "options");
  const char *type = json_text(row, "type");
  char *range = options ? NULL : range_words(row), *number = range ? mem_format("a number %s", range) : NULL;
  mem_free(range);
  if (options) return json_join(options, ", ");
  if (number) return number;
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (strcmp(words[i][0], type) == 0) return mem_text(words[i][1]);
  return mem_format("the id of a %s", type);
}

// What it asks, with its hint. Caller frees.
static char *asks(const json_t *row) {
  const char *hint = json_text(row, "hint"), *must = json_flag(row, "optional") ? "" : " (must be given)";
  return mem_format("%s%s%s%s", json_text(row, "label"), must, hint ? ". " : "", hint ? hint : "");
}

static void page_form(struct cli *cli, const json_t *answer) {
  struct grid *grid = grid_new();
  size_t i;
  json_t *row;
  grid_column(grid, "Field", GRID_FIXED);
  grid_column(grid, "What it asks", GRID_FLEX);
  grid_column(grid, "Given as", GRID_FLEX);
  grid_column(grid, "Now", GRID_FLEX);
  json_array_foreach(json_object_get(answer, "rows"), i, row) {
    char *what = asks(row), *as = given_as(row);
    grid_cell(grid, json_text(row, "field"));
    grid_cell(grid, what);
    grid_cell(grid, as);
    grid_cell(grid, json_text(row, "value"));
    mem_free(what);
    mem_free(as);
  }
  print_line(cli, "\"%s\" (%s) on %s asks for:", json_text(answer, "label"), json_text(answer, "event"), json_text(answer, "ref"));
  grid_print(grid, cli->out, cli->width, 2);
  grid_free(grid);
}

// Caller frees.
static char *form_sheet(const json_t *answer) {
  struct buf out;
  size_t i;
  json_t *row;
  buf_init(&out);
  buf_text(&out, "field,what it asks,given as,value\r\n");
  json_array_foreach(json_object_get(answer, "rows"), i, row) {
    char *what = asks(row), *as = given_as(row);
    const char *value = json_text(row, "value");
    sheet_cell(&out, json_text(row, "field"), true);
    sheet_cell(&out, what, false);
    sheet_cell(&out, as, false);
    sheet_cell(&out, value ? value : "", false);
    sheet_row_end(&out);
    mem_free(what);
    mem_free(as);
  }
  return buf_take(&out);
}

static bool write_sheet(struct cli *cli, const json_t *answer, const char *path, struct err *err) {
  char *sheet = form_sheet(answer);
  bool ok = env_write_new_file(&cli->env, path, sheet, strlen(sheet), err);
  if (ok && !print_json(cli, answer))
    print_line(cli, "%s is written: fill in the column \"value\", then `waymark case send %s %s --values %s`.", path,
               json_text(answer, "ref"), json_text(answer, "event"), path);
  mem_free(sheet);
  return ok;
}

static bool form_run(struct cli *cli, struct err *err) {
  const char *path = cli_option(cli, OPTION_OUTPUT);
  json_t *request = request_about(cli, "case.form", "case");
  json_put_text(request, "event", cli_operand(cli, 1));
  json_t *answer = call(cli, request, -1, err);
  if (!path) return answer_show(cli, answer, page_form);
  bool ok = answer && write_sheet(cli, answer, path, err);
  json_decref(answer);
  return ok;
}

// ---- the sheet that was filled in

struct sheet_values {
  json_t *fields;
  const char *path;
  int field, value; // their columns; -1 until the headings were read
  struct err *err;
  bool ok;
};

static int column_of(const json_t *cells, const char *heading) {
  size_t i;
  json_t *cell;
  json_array_foreach(cells, i, cell) if (strcmp(json_string_value(cell), heading) == 0) return (int)i;
  return -1;
}

static bool read_headings(struct sheet_values *values, const json_t *cells) {
  values->field = column_of(cells, "field");
  values->value = column_of(cells, "value");
  values->ok = values->field >= 0 && values->value >= 0;
  return values->ok ||
         err_set(values->err, ERR_INVALID,
                 "\"%s\" has no columns \"field\" and \"value\" in its first line; `waymark case form REFERENCE EVENT --output "
                 "FILE.csv` writes a sheet that has.",
                 values->path);
}

// A cell that was left empty leaves the field as it is.
static bool read_row(void *user, int line, const json_t *cells) {
  struct sheet_values *values = user;
  if (values->field < 0) return read_headings(values, cells);
  const char *word = json_string_value(json_array_get(cells, (size_t)values->field)),
             *cell = json_string_value(json_array_get(cells, (size_t)values->value));
  if (!word || !*word || !cell || !*cell) return true;
  char *name = field_name(word, strlen(word)), *text = sheet_plain(cell);
  values->ok =
      !json_object_get(values->fields, name) ||
      err_set(values->err, ERR_MISUSE, "Line %d of \"%s\" gives \"%s\", which was given already; give it once.", line, values->path, name);
  if (values->ok) json_put_text(values->fields, name, text);
  mem_free(name);
  mem_free(text);
  return values->ok;
}

bool values_add(const struct cli *cli, json_t *fields, struct err *err) {
  const char *path = cli_option(cli, OPTION_VALUES);
  char *text = path ? file_text(cli, path, VALUES_FILE_MAX, err) : NULL;
  if (!path || !text) return !path;
  struct sheet_values values = {.fields = fields, .path = path, .field = -1, .value = -1, .err = err, .ok = true};
  struct err why;
  int line = 0;
  bool read = sheet_read(text, read_row, &values, &line, &why);
  mem_free(text);
  if (!read) return err_set(err, ERR_INVALID, "Line %d of \"%s\": %s", line, path, why.text);
  return values.ok;
}

const struct command command_case_form = {
    .noun = "case",
    .verb = "form",
    .usage = "ITEM EVENT",
    .summary = "what an event asks for, field by field",
    .help = "Lists what \"waymark case send\" with this event may give: each field, what it asks, and what it holds now. With --output it "
            "writes that as a sheet for a spreadsheet: fill in the column \"value\", save it as CSV, and send it with --values.",
    .example = "waymark case form S11R-2016-001 assess --as p.shah --output assess.csv\n"
               "waymark case send S11R-2016-001 assess --as p.shah --values assess.csv",
    .operand_min = 2,
    .operand_max = 2,
    .takes = TAKES(OUTPUT),
    .run = form_run,
};
