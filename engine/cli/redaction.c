// waymark redaction ...: profiles of what a recipient may see, and what one would show of an item.
#include "base/mem.h"
#include "cli/internal.h"

#include <stdlib.h>
#include <string.h>

enum { PROFILE_SIZE_MAX = 1 << 20 };

static json_t *request_named(const struct cli *cli, const char *op) {
  json_t *request = request_new(cli, op);
  json_put_text(request, "name", cli_operand(cli, 0));
  return request;
}

// ---- add, list, show, remove

static void print_added(struct cli *cli, const json_t *answer) {
  print_line(cli, "The redaction profile %s is kept: %s.", json_text(answer, "name"), json_text(answer, "title"));
}

static bool add_run(struct cli *cli, struct err *err) {
  char *text = file_text(cli, cli_operand(cli, 0), PROFILE_SIZE_MAX, err);
  json_t *profile = text ? json_read(text, strlen(text), cli_operand(cli, 0), err) : NULL;
  mem_free(text);
  if (!profile) return false;
  json_t *request = request_new(cli, "redaction.put");
  json_object_set_new(request, "document", profile);
  return answer_show(cli, call(cli, request, -1, err), print_added);
}

static void print_profiles(struct cli *cli, const json_t *answer) {
  size_t i;
  json_t *row;
  struct grid *grid = grid_new();
  grid_column(grid, "Profile", GRID_FIXED);
  grid_column(grid, "Title", GRID_FLEX);
  grid_column(grid, "Rules", GRID_FIXED);
  json_array_foreach(json_object_get(answer, "profiles"), i, row) {
    char *rules = mem_format("%lld", (long long)json_number(row, "rules", 0));
    grid_cell(grid, json_text(row, "name"));
    grid_cell(grid, json_text(row, "title"));
    grid_cell(grid, rules);
    mem_free(rules);
  }
  if (i)
    grid_print(grid, cli->out, cli->width, 0);
  else
    print_line(cli, "There is no redaction profile yet; \"waymark redaction add FILE\" keeps one.");
  grid_free(grid);
}

static bool list_run(struct cli *cli, struct err *err) {
  return answer_show(cli, call(cli, request_new(cli, "redaction.list"), -1, err), print_profiles);
}

static void print_profile(struct cli *cli, const json_t *answer) {
  char *text = json_dumps(json_object_get(answer, "profile"), JSON_INDENT(2));
  print_line(cli, "%s", text ? text : "");
  free(text); // jansson's
}

static bool show_run(struct cli *cli, struct err *err) {
  return answer_show(cli, call(cli, request_named(cli, "redaction.show"), -1, err), print_profile);
}

static void print_removed(struct cli *cli, const json_t *answer) {
  print_line(cli, "The redaction profile %s was removed; what was made by it stays on record.", json_text(answer, "name"));
}

static bool remove_run(struct cli *cli, struct err *err) {
  return answer_show(cli, call(cli, request_named(cli, "redaction.remove"), -1, err), print_removed);
}

// ---- preview

static void add_row(struct grid *grid, const json_t *row, const char *what) {
  const char *why = json_text(row, "why");
  char *hidden = why ? mem_format("%s: %s", what, why) : NULL;
  grid_cell(grid, why ? "" : what);
  grid_cell(grid, hidden ? hidden : "");
  mem_free(hidden);
}

static struct grid *columns_new(void) {
  struct grid *grid = grid_new();
  grid_column(grid, "Will see", GRID_FLEX);
  grid_column(grid, "Will not see, and why", GRID_FLEX);
  return grid;
}

static void end_columns(struct cli *cli, struct grid *grid) {
  grid_print(grid, cli->out, cli->width, 2);
  grid_free(grid);
}

static void print_fields(struct cli *cli, const json_t *fields) {
  size_t i;
  json_t *field;
  struct grid *grid = columns_new();
  print_section(cli, "Fields");
  json_array_foreach(fields, i, field) add_row(grid, field, json_text(field, "label"));
  end_columns(cli, grid);
}

static void print_evidence(struct cli *cli, const json_t *evidence) {
  size_t i;
  json_t *piece;
  if (!json_array_size(evidence)) return;
  struct grid *grid = columns_new();
  print_section(cli, "Evidence (a file is given whole or not at all; what is written in it is not looked at)");
  json_array_foreach(evidence, i, piece) {
    char *what =
        mem_format("%lld, %s", (long long)json_number(piece, "id", 0), json_text(piece, "title") ? json_text(piece, "title") : "no title");
    add_row(grid, piece, what);
    mem_free(what);
  }
  end_columns(cli, grid);
}

static void print_people(struct cli *cli, const json_t *people) {
  size_t i;
  json_t *person;
  if (!json_array_size(people)) return;
  print_section(cli, "People");
  struct grid *grid = columns_new();
  json_array_foreach(people, i, person) {
    char *hidden = mem_format("%s: %s", json_text(person, "name"), json_text(person, "why"));
    grid_cell(grid, json_text(person, "shown_as"));
    grid_cell(grid, hidden);
    mem_free(hidden);
  }
  end_columns(cli, grid);
}

// "owner (third party), what was told 1 (shortened: third party)"
static char *parts_words(const json_t *parts) { // Caller frees.
  struct buf out;
  size_t i;
  json_t *part;
  buf_init(&out);
  json_array_foreach(parts, i, part) buf_format(&out, "%s%s (%s%s)", i ? ", " : "", json_text(part, "part"),
                                                json_flag(part, "shortened") ? "shortened: " : "", json_text(part, "why"));
  return buf_take(&out);
}

static void print_entries(struct cli *cli, const json_t *entries) {
  size_t i;
  json_t *entry;
  struct grid *grid = grid_new();
  print_section(cli, "Entries of its history: each is there, with its time and its kind; of these parts the content is withheld");
  grid_column(grid, "Entry", GRID_FIXED);
  grid_column(grid, "What happened", GRID_FLEX);
  grid_column(grid, "Will not see, and why", GRID_FLEX);
  json_array_foreach(entries, i, entry) {
    char *number = mem_format("%lld", (long long)json_number(entry, "number", 0)), *words = parts_words(json_object_get(entry, "parts"));
    grid_cell(grid, number);
    grid_cell(grid, json_text(entry, "what"));
    grid_cell(grid, words);
    mem_free(number);
    mem_free(words);
  }
  grid_print(grid, cli->out, cli->width, 2);
  grid_free(grid);
}

static void print_preview(struct cli *cli, const json_t *answer) {
  const json_t *parts = json_object_get(answer, "parts"), *count;
  const char *why;
  print_line(cli, "%s under the profile %s: %s", json_text(answer, "ref"), json_text(answer, "profile"), json_text(answer, "title"));
  print_fields(cli, json_object_get(answer, "fields"));
  print_evidence(cli, json_object_get(answer, "evidence"));
  print_people(cli, json_object_get(answer, "people"));
  print_entries(cli, json_object_get(answer, "entries"));
  print_section(cli, "In all");
  print_line(cli, "  %lld parts as they were recorded, %lld shown shortened.", (long long)json_number(parts, "open", 0),
             (long long)json_number(parts, "shortened", 0));
  json_object_foreach(json_object_get(parts, "withheld"), why, count)
      print_line(cli, "  %lld withheld or shortened: %s.", (long long)json_integer_value(count), why);
}

static bool preview_run(struct cli *cli, struct err *err) {
  json_t *request = request_named(cli, "redaction.preview");
  json_put_text(request, "case", cli_operand(cli, 1));
  return answer_show(cli, call(cli, request, -1, err), print_preview);
}

const struct command command_redaction_add = {
    .noun = "redaction",
    .verb = "add",
    .usage = "FILE.json",
    .summary = "keep a profile of what a recipient may see",
    .help =
        "Keeps a redaction profile, or changes the one of that name: JSON that names fields, evidence, people and kinds of parts that are "
        "withheld, each with the reason that its reader gets in their place; with \"default\":\"withhold\" every field but those in "
        "\"show\". "
        "What repeats a withheld thing is withheld too. Each change stays on record.",
    .example = "waymark redaction add family.json --as h.dixon\n"
               "cat family.json\n"
               "{\"name\": \"family\", \"title\": \"For the family\", \"withhold\": [{\"field\": \"owner\", \"reason\": \"third party\"},\n"
               "  {\"evidence\": {\"below\": \"impact\"}, \"reason\": \"working papers\"}, {\"person\": \"any\", \"as\": \"role\", "
               "\"reason\": \"third party\"}]}",
    .operand_min = 1,
    .operand_max = 1,
    .run = add_run,
};
const struct command command_redaction_list = {
    .noun = "redaction",
    .verb = "list",
    .usage = "",
    .summary = "the profiles that there are",
    .help = "Lists the redaction profiles of the board.",
    .example = "waymark redaction list",
    .run = list_run,
};
const struct command command_redaction_show = {
    .noun = "redaction",
    .verb = "show",
    .usage = "NAME",
    .summary = "one profile as it is kept",
    .help = "Prints a redaction profile as JSON, as \"waymark redaction add\" takes it.",
    .example = "waymark redaction show family >family.json",
    .operand_min = 1,
    .operand_max = 1,
    .run = show_run,
};
const struct command command_redaction_remove = {
    .noun = "redaction",
    .verb = "remove",
    .usage = "NAME",
    .summary = "take a profile away",
    .help = "Takes a redaction profile away. Bundles that were made by it are not changed, and the journal says that there was one.",
    .example = "waymark redaction remove family --as h.dixon",
    .operand_min = 1,
    .operand_max = 1,
    .run = remove_run,
};
const struct command command_redaction_preview = {
    .noun = "redaction",
    .verb = "preview",
    .usage = "NAME ITEM",
    .summary = "what a recipient will see of an item, and what not",
    .help = "Shows, side by side, what a recipient will and will not see of an item under a profile, and why: fields, evidence, people, "
            "and the parts "
            "of each entry. Nothing is written. \"waymark bundle create --profile NAME\" makes the bundle.",
    .example = "waymark redaction preview family RA-1 --as h.dixon",
    .operand_min = 2,
    .operand_max = 2,
    .run = preview_run,
};
