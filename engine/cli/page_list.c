// Lists of cases, a case's history, why an event would be taken or not, and what happens if nobody acts.
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

// A member that is text, or a list of people or of texts, as one cell. Caller frees.
static char *cell(const json_t *value) {
  if (json_is_string(value)) return mem_text(json_string_value(value));
  if (json_is_object(value)) return mem_text(json_text(value, "colour") ? json_text(value, "colour") : json_text(value, "name"));
  if (json_is_array(value)) return print_who(value);
  return NULL;
}

static void add_cell(struct grid *grid, const json_t *row, const char *member) {
  char *text = cell(json_object_get(row, member));
  grid_cell(grid, text);
  mem_free(text);
}

// Where an item stands, in its workflow's own words; the ids are for --json and --state. Caller frees.
static char *stands(const json_t *answer) {
  const json_t *titles = json_object_get(answer, "state_titles");
  return json_join(titles ? titles : json_object_get(answer, "state"), ", ");
}

static void add_states(struct grid *grid, const json_t *row) {
  char *text = stands(row);
  grid_cell(grid, text);
  mem_free(text);
}

// Whose turn it is and whether they are late; by when is for `case show`, where there is room.
static void add_turn(struct grid *grid, const json_t *row) {
  struct buf text;
  size_t i;
  json_t *wait;
  buf_init(&text);
  json_array_foreach(json_object_get(row, "waits"), i, wait)
      buf_format(&text, "%s%s: %s", i ? ", " : "", json_flag(wait, "late") ? "late" : "waiting", json_text(wait, "title"));
  grid_cell(grid, text.data);
  buf_clear(&text);
}

void page_cases(struct cli *cli, const json_t *answer) {
  size_t i;
  json_t *row;
  const json_t *rows = json_object_get(answer, "rows");
  page_as_at(cli, answer);
  struct grid *grid = grid_new();
  grid_column(grid, "Ref", GRID_FIXED);
  grid_column(grid, "Title", GRID_FLEX);
  grid_column(grid, "Where", GRID_FLEX);
  grid_column(grid, "RAG", GRID_FIXED);
  grid_column(grid, "Due", GRID_FIXED);
  grid_column(grid, "Turn", GRID_SPARE);
  grid_column(grid, "Lead", GRID_SPARE);
  grid_column(grid, "Held by", GRID_SPARE);
  grid_column(grid, "Priority", GRID_SPARE);
  grid_column(grid, "Workflow", GRID_SPARE);
  json_array_foreach(rows, i, row) {
    static const char *const members[] = {"lead", "holder", "priority", "workflow"};
    add_cell(grid, row, "ref");
    add_cell(grid, row, "title");
    add_states(grid, row);
    add_cell(grid, row, "rag");
    add_cell(grid, row, "due");
    add_turn(grid, row);
    for (size_t m = 0; m < sizeof members / sizeof members[0]; m++) add_cell(grid, row, members[m]);
  }
  grid_print(grid, cli->out, cli->width, 0);
  grid_free(grid);
  json_int_t count = json_number(answer, "count", (json_int_t)json_array_size(rows));
  const char *next = json_text(answer, "next");
  if (count == 0)
    print_line(cli, "Nothing that you may see matches.");
  else
    print_line(cli, "%lld in all.", (long long)count);
  if (next) print_line(cli, "There are more: --after %s goes on.", next);
}

// "late since Wed 30 Nov 2016" of whoever is late; else by when they are to be done.
static void add_when(struct grid *grid, const json_t *row) {
  struct buf text;
  size_t i;
  json_t *wait;
  buf_init(&text);
  json_array_foreach(json_object_get(row, "waits"), i, wait) {
    const char *when = json_flag(wait, "late") ? json_text(wait, "since") : json_text(wait, "local");
    if (when) buf_format(&text, "%s%s%s", text.size ? ", " : "", json_flag(wait, "late") ? "late since " : "", when);
  }
  grid_cell(grid, text.data);
  buf_clear(&text);
}

static void add_wanted(struct grid *grid, const json_t *row) {
  json_t *labels = json_texts(json_object_get(row, "wanted"), "label");
  char *text = json_join(labels, "; ");
  grid_cell(grid, text);
  mem_free(text);
  json_decref(labels);
}

static void print_todo(struct cli *cli, const json_t *rows) {
  size_t i;
  json_t *row;
  struct grid *grid = grid_new();
  grid_column(grid, "Ref", GRID_FIXED);
  grid_column(grid, "Title", GRID_FLEX);
  grid_column(grid, "By when", GRID_FLEX);
  grid_column(grid, "Decision wanted", GRID_FLEX);
  grid_column(grid, "Where", GRID_SPARE);
  json_array_foreach(rows, i, row) {
    add_cell(grid, row, "ref");
    add_cell(grid, row, "title");
    add_when(grid, row);
    add_wanted(grid, row);
    add_states(grid, row);
  }
  grid_print(grid, cli->out, cli->width, 0);
  grid_free(grid);
}

void page_todo(struct cli *cli, const json_t *answer) {
  const json_t *rows = json_object_get(answer, "rows");
  long long count = json_number(answer, "count", 0), late = json_number(answer, "late", 0);
  if (json_array_size(rows)) print_todo(cli, rows);
  if (count == 0)
    print_line(cli, "Nothing waits for you.");
  else
    print_line(cli, "%lld wait%s for you, %lld late.", count, count == 1 ? "s" : "", late);
}

// What the journal's kinds of entries are called to people: the words of a bundle's timeline. Caller frees.
static char *history_said(const char *text) {
  static const struct {
    const char *kind, *words;
  } rows[] = {{"timer fired", "Deadline reached"},
              {"timer passed over", "Deadline passed over"},
              {"event refused", "Tried and refused"},
              {"event ignored", "Tried, and nothing happened"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    size_t size = strlen(rows[i].kind);
    if (strncmp(text, rows[i].kind, size) == 0) return mem_format("%s%s", rows[i].words, text + size);
  }
  return mem_text(text);
}

void page_history(struct cli *cli, const json_t *answer) {
  size_t i, c;
  json_t *entry, *change;
  page_as_at(cli, answer);
  json_array_foreach(json_object_get(answer, "entries"), i, entry) {
    const char *local = json_text(entry, "local"), *text = json_text(entry, "text"); // the text says who, and who decided
    char *said = history_said(text && *text ? text : json_text(entry, "kind"));
    print_line(cli, "%3lld  %s  %s", (long long)json_number(entry, "number", 0), local ? local : json_text(entry, "at"), said);
    mem_free(said);
    json_array_foreach(json_object_get(entry, "changes"), c, change) print_line(cli, "         %s", json_string_value(change));
  }
}

static const char *mark(const char *result) {
  if (result && strcmp(result, "true") == 0) return "yes    ";
  if (result && strcmp(result, "false") == 0) return "no     ";
  if (result && strcmp(result, "hidden") == 0) return "hidden ";
  return "unknown";
}

static void view_condition(struct cli *cli, const json_t *condition, int depth) {
  const char *label = json_text(condition, "label"), *reason = json_text(condition, "reason"), *result = json_text(condition, "result");
  size_t i;
  json_t *part;
  print_line(cli, "%*s%s  %s%s%s%s", 2 + 2 * depth, "", mark(result), label ? label : "(a condition without words)",
             reason && *reason ? " (" : "", reason && *reason ? reason : "", reason && *reason ? ")" : "");
  if (result && strcmp(result, "true") == 0) return; // what is met needs no reasons; --json has the whole tree
  json_array_foreach(json_object_get(condition, "of"), i, part) view_condition(cli, part, depth + 1);
}

// "ignore" too is a refusal to a person: nothing happens.
static const char *verdict(const char *would) {
  if (would && strcmp(would, "take") == 0) return "it would be done.";
  if (would && (strcmp(would, "refuse") == 0 || strcmp(would, "ignore") == 0)) return "it would be refused.";
  return "it cannot be told whether it would be done.";
}

void page_explain(struct cli *cli, const json_t *answer) {
  size_t i;
  json_t *condition;
  const char *text = json_text(answer, "text");
  print_line(cli, "%s: %s", json_text(answer, "ref"), verdict(json_text(answer, "would")));
  if (text && *text) print_line(cli, "%s", text);
  json_array_foreach(json_object_get(answer, "conditions"), i, condition) view_condition(cli, condition, 0);
}

void page_forecast(struct cli *cli, const json_t *answer) {
  size_t i;
  json_t *step;
  const json_t *steps = json_object_get(answer, "steps");
  const char *ends = json_text(answer, "ends");
  print_line(cli, "%s: if nobody does anything from now on", json_text(answer, "ref"));
  json_array_foreach(steps, i, step) {
    const char *local = json_text(step, "local"), *note = json_text(step, "note");
    char *told = print_told(json_object_get(step, "told")), *state = stands(step);
    const char *mark = json_flag(step, "provisional") ? " (provisional: that year's bank holidays are not known yet)" : "";
    print_line(cli, "  %s  %s%s", local ? local : json_text(step, "at"), json_text(step, "what"), mark);
    if (*told) print_line(cli, "      tells %s", told);
    if (*state) print_line(cli, "      then %s", state);
    if (note && *note) print_line(cli, "      %s", note);
    mem_free(told);
    mem_free(state);
  }
  if (ends && *ends)
    print_line(cli, "  In the end: %s.", ends);
  else if (!json_array_size(steps))
    print_line(cli, "  Nothing happens: no timer is armed.");
}

// What came of it: where the item stands now, or nothing, when it was passed over; and how many of its times went by besides. Caller frees.
static char *came_of_it(const json_t *timer) {
  char *state = json_flag(timer, "skipped") ? NULL : stands(timer);
  int64_t missed = json_number(timer, "missed", 0);
  struct buf out;
  buf_init(&out);
  if (!state)
    buf_text(&out, "; passed over");
  else if (*state)
    buf_format(&out, "; now %s", state);
  if (missed) buf_format(&out, ", and %lld more %s missed", (long long)missed, missed == 1 ? "was" : "were");
  mem_free(state);
  return buf_take(&out);
}

void page_fired(struct cli *cli, const json_t *fired) {
  size_t i;
  json_t *timer;
  json_array_foreach(fired, i, timer) {
    const char *local = json_text(timer, "local");
    char *told = print_told(json_object_get(timer, "told")), *came = came_of_it(timer);
    print_line(cli, "%s  %s: %s%s", local ? local : json_text(timer, "at"), json_text(timer, "ref"), json_text(timer, "what"), came);
    if (*told) print_line(cli, "    told: %s", told);
    mem_free(told);
    mem_free(came);
  }
}
