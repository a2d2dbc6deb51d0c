// Which texts of a request are people's words, and what is said of those that look as if they named a child. See wording.h.
//
// The table is of members and not of operations, so that a new operation with a reason or with fields is looked at without a line here.
#include "op/wording.h"

#include "base/mem.h"
#include "op/internal.h"
#include "op/sheet.h"
#include "run/definition.h"
#include "run/personal.h"
#include "run/rights.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64, LABEL_SIZE = 160 }; // values lie no deeper than a field may hold

// Dates, persons, choices and numbers are not people's words: their fields are read by their types.
static const struct word {
  const char *member, *label;
} words[] = {{"comment", "comment"}, {"description", "description"},
             {"flag", "flag"},       {"minute", "minute"},
             {"name", "name"},       {"note", "note"},
             {"place", "place"},     {"purpose", "purpose"},
             {"reason", "reason"},   {"recipient", "recipient"},
             {"ref", "reference"},   {"title", "title"},
             {"value", "new value"}}; // by name

struct looking {
  struct board *board;
  unsigned wanted;
  struct date today;
  bool directory;              // there a date alone is when somebody joined, not when they were born
  json_t *shown;               // [{"field","kind"}]: part `personal`
  struct personal_found first; // of the text that is named in the sentence
  char label[LABEL_SIZE];      // where it stands
};

static void add_kinds(struct looking *looking, const char *field, unsigned kinds) {
  for (unsigned kind = 0; kind < PERSONAL_KIND_COUNT; kind++)
    if (kinds & (1u << kind))
      json_array_append_new(looking->shown, json_pack("{s:s, s:s}", "field", field, "kind", personal_word((enum personal_kind)kind)));
}

static bool is_date(const char *text) {
  struct date date;
  struct err ignored;
  return date_read(text, &date, &ignored);
}

static void look_text(struct looking *looking, const char *field, const char *label, unsigned without, const char *text) {
  struct personal_found found;
  if (looking->directory && is_date(text)) without |= 1u << PERSONAL_BIRTH;
  if (!personal_look(text, looking->wanted & ~without, looking->today, &found)) return;
  if (json_array_size(looking->shown) == 0) {
    looking->first = found;
    snprintf(looking->label, sizeof looking->label, "%s", label);
  }
  add_kinds(looking, field, found.kinds);
}

// When a meeting was is no date of birth, though it may be all that its field says; where people meet has an address.
static unsigned never_of(const char *field) {
  if (strcmp(field, "place") == 0) return 1u << PERSONAL_ADDRESS | 1u << PERSONAL_POSTCODE;
  return strcmp(field, "meeting") == 0 ? 1u << PERSONAL_BIRTH : 0;
}

static void look_value(struct looking *looking, const char *field, const char *label, const json_t *value, int depth) {
  const char *name;
  json_t *one;
  size_t i;
  if (depth > DEPTH_MAX) return;
  if (json_is_string(value)) look_text(looking, field, label, never_of(field), json_string_value(value));
  json_array_foreach(value, i, one) look_value(looking, field, label, one, depth + 1);
  json_object_foreach((json_t *)value, name, one) {
    look_text(looking, field, label, 0, name); // in a list, a name may be anything too
    look_value(looking, field, label, one, depth + 1);
  }
}

// ---- the fields of an item

static bool is_words(const json_t *field) {
  const char *type = json_text(field, "type");
  return !type || strcmp(type, "text") == 0 || strcmp(type, "list") == 0; // without a field: of an action, such as a withdrawal's reason
}

static void look_field(struct looking *looking, const struct chart *chart, const char *name, const json_t *value) {
  const json_t *field = chart ? chart_field(chart, name) : NULL;
  const char *label = json_text(field, "label");
  char both[LABEL_SIZE];
  if (label) snprintf(both, sizeof both, "%s (%s)", label, name);
  if (is_words(field)) look_value(looking, name, label ? both : name, value, 0);
}

static void look_data(struct looking *looking, const struct chart *chart, const json_t *data) {
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)data, name, value) look_field(looking, chart, name, value);
}

// ---- a request

static int by_member(const void *name, const void *word) { return strcmp(name, ((const struct word *)word)->member); }

static const char *label_of(const char *member) {
  const struct word *word = bsearch(member, words, sizeof words / sizeof *words, sizeof *words, by_member);
  return word ? word->label : NULL;
}

// A plan comes as one text: it is named by its line.
static void look_lines(struct looking *looking, const char *text) {
  for (int line = 1; *text; line++) {
    size_t size = strcspn(text, "\n");
    char *one = mem_text_part(text, size), label[LABEL_SIZE];
    snprintf(label, sizeof label, "line %d", line);
    look_text(looking, label, label, 0, one);
    mem_free(one);
    text += size + (text[size] == '\n');
  }
}

// ---- documents of the directory, one by one or as a sheet

// Whoever works with the board has an address, and ids are the office's own words for them.
static bool is_contact(const char *member) {
  static const char *const members[] = {"id", "key", "email"};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
    if (strcmp(members[i], member) == 0) return true;
  return false;
}

static void look_document(struct looking *looking, const json_t *document) {
  const char *name;
  json_t *value;
  looking->directory = true;
  json_object_foreach((json_t *)document, name, value) if (!is_contact(name)) look_value(looking, name, name, value, 0);
  looking->directory = false;
}

struct sheet_looking {
  struct looking *looking;
  json_t *columns; // the first row; NULL before it
};

static bool look_row(void *user, int line, const json_t *cells) {
  struct sheet_looking *sheet = user;
  char label[LABEL_SIZE];
  size_t i;
  json_t *cell;
  snprintf(label, sizeof label, "line %d", line);
  json_array_foreach(cells, i, cell) {
    const char *column = json_string_value(json_array_get(sheet->columns, i));
    if (!column || !is_contact(column)) look_text(sheet->looking, label, label, 0, json_string_value(cell));
  }
  if (!sheet->columns) sheet->columns = json_deep_copy(cells);
  return true;
}

// What is no sheet is refused anyway, and keeps its text nowhere.
static void look_sheet(struct looking *looking, const char *text) {
  struct sheet_looking sheet = {.looking = looking};
  struct err ignored;
  int line;
  looking->directory = true;
  sheet_read(text, look_row, &sheet, &line, &ignored);
  looking->directory = false;
  json_decref(sheet.columns);
}

// ---- all of it

// Where mail comes from and how it leaves are addresses, and the board's own.
static bool is_boards_own(const json_t *request, const char *member) {
  const char *op = json_text(request, "op"), *setting = json_text(request, "name");
  return strcmp(op, "setting.set") == 0 && strcmp(member, "value") == 0 && setting && strncmp(setting, "mail_", 5) == 0;
}

static void look_request(struct looking *looking, const struct chart *chart, const json_t *request) {
  const char *name, *op = json_text(request, "op");
  json_t *value;
  json_object_foreach((json_t *)request, name, value) {
    const char *label = label_of(name);
    if (label && !is_boards_own(request, name)) look_value(looking, name, label, value, 0);
  }
  const char *text = json_text(request, "text");
  if (text && strcmp(op, "import.plan") == 0) look_lines(looking, text);
  if (text && strcmp(op, "directory.import") == 0) look_sheet(looking, text);
  look_document(looking, json_object_get(request, "document"));
  look_data(looking, chart, json_object_get(request, "data"));
}

// The switches of the setting `personal_checks`; without it, and where it cannot be read, everything is looked for.
static unsigned wanted_of(struct board *board) {
  struct err ignored;
  unsigned wanted = PERSONAL_ALL;
  json_t *setting = setting_find(board->store, "personal_checks");
  if (json_is_string(setting)) personal_read(json_string_value(setting), &wanted, &ignored);
  json_decref(setting);
  return wanted;
}

static void looking_init(struct looking *looking, struct board *board) {
  char today[DATE_TEXT];
  struct err ignored;
  *looking = (struct looking){.board = board, .wanted = PERSONAL_ALL, .shown = json_array()};
  board_today(board, board_now(board), today);
  date_read(today, &looking->today, &ignored);
}

// Most requests have nothing in them, so a first look takes every field for text, asks no table and opens no item.
static bool is_plain(struct board *board, const json_t *request) {
  struct looking looking;
  looking_init(&looking, board);
  look_request(&looking, NULL, request);
  bool plain = json_array_size(looking.shown) == 0;
  json_decref(looking.shown);
  return plain;
}

// What the request is about, to know its fields by their types. False: they may not see it, or it is not there.
static bool look_closely(const struct op_call *call, struct looking *looking) {
  const char *ref = json_text(call->request, "case"), *workflow = json_text(call->request, "workflow");
  struct err ignored;
  struct casefile *item = ref ? rights_open(call->board, ref, json_text(call->request, "as"), &ignored) : NULL;
  const struct definition *started = !ref && workflow ? definition_newest(call->board, workflow, &ignored) : NULL;
  const struct chart *chart = item ? item->chart : started ? started->chart : NULL;
  bool known = item || !ref;
  if (known) look_request(looking, chart, call->request);
  casefile_free(item);
  return known;
}

// A beginning of a letter or none says nothing.
static void say_hint(const char *hint, char out[80]) {
  out[0] = '\0';
  if (strlen(hint) > 1) snprintf(out, 80, " (it begins \"%s\")", hint);
}

static bool say(const struct looking *looking, struct err *err) {
  size_t more = json_array_size(looking->shown) - 1;
  char others[60] = "", hint[80];
  say_hint(looking->first.hint, hint);
  if (more) snprintf(others, sizeof others, ", and there %s %zu more like it", more == 1 ? "is" : "are", more);
  return err_set(err, ERR_PERSONAL,
                 "Nothing was kept, because \"%s\" seems to hold %s%s%s: a board keeps references, never who a child is or "
                 "where; take it out, or, if it is no such thing or must stand there, send it again with --sure, which is put on record.",
                 looking->label, personal_title(looking->first.first), hint, others);
}

bool wording_check(const struct op *op, const struct op_call *call, struct err *err) {
  struct board *board = call->board;
  struct looking looking;
  if (!board || !(op->writes || op->named) || is_plain(board, call->request)) return true;
  looking_init(&looking, board);
  looking.wanted = wanted_of(board);
  bool found = look_closely(call, &looking) && json_array_size(looking.shown) > 0, sure = json_flag(call->request, "sure");
  if (found && sure) board->sure = json_incref(looking.shown);
  if (found && !sure) say(&looking, err);
  json_decref(looking.shown);
  return !found || sure;
}

void wording_of_row(const struct op_call *call, const json_t *row) {
  struct looking looking;
  json_decref(call->board->sure);
  call->board->sure = NULL;
  if (!json_flag(call->request, "sure")) return;
  looking_init(&looking, call->board);
  looking.wanted = wanted_of(call->board);
  look_data(&looking, NULL, row);
  if (json_array_size(looking.shown)) call->board->sure = json_incref(looking.shown);
  json_decref(looking.shown);
}
