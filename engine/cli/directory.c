// waymark people|agency|group|post ...: who is who. Every change is an event of the journal.
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

enum { COLUMNS_MAX = 8, DATES_SHOWN_MAX = 4 };

// One kind of document: the noun people type, the kind the directory keeps, and the members a list shows.
struct kind {
  const char *noun, *kind;
  const char *members[COLUMNS_MAX], *headings[COLUMNS_MAX]; // to the first NULL
};

static const struct kind kinds[] = {
    {"people", "person", {"id", "name", "agency", "email", "until", "left"}, {"Id", "Name", "Agency", "Mail", "Until", "Last day"}},
    {"agency",
     "agency",
     {"id", "name", "sector", "duties", "posts", "aliases", "valid_to"},
     {"Id", "Name", "Sector", "Duties", "Posts", "Also called", "Last day"}},
    {"group",
     "group",
     {"id", "name", "chair", "members", "meetings", "aliases"},
     {"Id", "Name", "Chair", "Members", "Meets on", "Also called"}},
    {"post",
     "post",
     {"id", "title", "acting", "waits", "vacant_since", "holder", "deputy", "group"},
     {"Id", "Title", "Acts now", "Items wait", "Vacant since", "Held by", "Deputy", "Group"}},
};

static const struct kind *kind_of(const struct cli *cli) {
  const struct kind *kind = kinds;
  while (strcmp(kind->noun, cli->command->noun) != 0) kind++;
  return kind;
}

static void add_words(struct buf *out, const char *key, const json_t *value) {
  if (out->size) buf_text(out, ", ");
  if (key) buf_format(out, "%s ", key);
  char *json = json_is_string(value) ? NULL : json_canonical(value);
  buf_text(out, json ? json : json_string_value(value));
  mem_free(json);
}

// A member in words: lists joined, tables as "key value". Caller frees.
static char *words(const json_t *value) {
  struct buf out;
  size_t i;
  const char *key;
  json_t *item;
  buf_init(&out);
  if (json_is_array(value))
    json_array_foreach(value, i, item) add_words(&out, NULL, item);
  else if (json_is_object(value))
    json_object_foreach((json_t *)value, key, item) add_words(&out, key, item);
  else if (value && !json_is_null(value))
    add_words(&out, NULL, value);
  return buf_take(&out);
}

// A group's year of meetings is no cell of a table. Caller frees.
static char *cell_words(const char *member, const json_t *value) {
  size_t count = json_array_size(value);
  if (strcmp(member, "acting") == 0) return count ? print_who(value) : mem_text("nobody");
  if (strcmp(member, "meetings") != 0 || count <= DATES_SHOWN_MAX) return words(value);
  const char *last = "";
  for (size_t i = 0; i < count; i++) {
    const char *date = json_string_value(json_array_get(value, i));
    if (date && strcmp(date, last) > 0) last = date;
  }
  return mem_format("%zu days up to %s", count, last);
}

static bool is_shown(const json_t *rows, const char *member) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (json_object_get(row, member)) return true;
  return false;
}

static void print_rows(struct cli *cli, const struct kind *kind, const json_t *rows) {
  size_t i;
  json_t *row;
  struct grid *grid = grid_new();
  bool shown[COLUMNS_MAX] = {false};
  for (int m = 0; m < COLUMNS_MAX && kind->members[m]; m++) {
    shown[m] = m < 2 || is_shown(rows, kind->members[m]); // a column that no row fills says nothing
    if (shown[m]) grid_column(grid, kind->headings[m], m == 0 ? GRID_FIXED : m < 3 ? GRID_FLEX : GRID_SPARE);
  }
  json_array_foreach(rows, i, row) {
    for (int m = 0; m < COLUMNS_MAX; m++) {
      if (!shown[m]) continue;
      char *text = cell_words(kind->members[m], json_object_get(row, kind->members[m]));
      grid_cell(grid, text);
      mem_free(text);
    }
  }
  grid_print(grid, cli->out, cli->width, 0);
  grid_free(grid);
  if (i == 0) print_line(cli, "The board has none yet.");
}

static bool list_run(struct cli *cli, struct err *err) {
  const struct kind *kind = kind_of(cli);
  json_t *request = request_new(cli, "directory.list");
  json_put_text(request, "kind", kind->kind);
  json_t *answer = call(cli, request, -1, err);
  if (answer && !print_json(cli, answer)) print_rows(cli, kind, json_object_get(answer, "rows"));
  json_decref(answer);
  return answer != NULL;
}

static bool set_run(struct cli *cli, struct err *err) {
  json_t *document = fields_read(cli, 1, err);
  if (!document) return false;
  json_t *request = request_new(cli, "directory.put");
  json_put_text(request, "kind", kind_of(cli)->kind);
  json_put_text(request, "id", cli_operand(cli, 0));
  json_object_set_new(request, "document", document);
  json_t *answer = call(cli, request, -1, err);
  if (answer && !print_json(cli, answer)) print_line(cli, "%s %s is kept.", json_text(answer, "kind"), json_text(answer, "id"));
  json_decref(answer);
  return answer != NULL;
}

#define SET_HELP                                                                                                                           \
  "Changes what is given and leaves the rest; FIELD:=null takes a field away; an id that is new makes a new entry. Agencies, aliases, "    \
  "duties, meetings and members are lists, parted by commas; FIELD:=JSON gives a list whose words have commas, and tables. Every change "  \
  "is kept in the journal."

const struct command command_people_list = {
    .noun = "people",
    .verb = "list",
    .usage = "",
    .summary = "who works with this board",
    .help = "Lists the people of the board.",
    .example = "waymark people list",
    .operand_max = 0,
    .run = list_run,
};
const struct command command_people_set = {
    .noun = "people",
    .verb = "set",
    .usage = "PERSON FIELD=VALUE...",
    .summary = "add or change a person",
    .help = SET_HELP,
    .example = "waymark people set p.shah --as h.dixon name=\"Priya Shah\" agency=police",
    .operand_min = 2,
    .operand_max = OPERANDS_ANY,
    .run = set_run,
};
const struct command command_agency_list = {
    .noun = "agency",
    .verb = "list",
    .usage = "",
    .summary = "the agencies",
    .help = "Lists the agencies of the board.",
    .example = "waymark agency list",
    .operand_max = 0,
    .run = list_run,
};
const struct command command_agency_set = {
    .noun = "agency",
    .verb = "set",
    .usage = "AGENCY FIELD=VALUE...",
    .summary = "add or change an agency",
    .help = SET_HELP,
    .example = "waymark agency set police --as h.dixon duties=\"Prevent, FGM\" posts.safeguarding_lead=p.shah\n"
               "waymark agency set police --as h.dixon aliases=\"Cleveland Police, CP\"",
    .operand_min = 2,
    .operand_max = OPERANDS_ANY,
    .run = set_run,
};
const struct command command_group_list = {
    .noun = "group",
    .verb = "list",
    .usage = "",
    .summary = "the groups",
    .help = "Lists the groups of the board.",
    .example = "waymark group list",
    .operand_max = 0,
    .run = list_run,
};
const struct command command_group_set = {
    .noun = "group",
    .verb = "set",
    .usage = "GROUP FIELD=VALUE...",
    .summary = "add or change a group",
    .help =
        SET_HELP " The days on which a group meets are dates parted by commas; deadlines that are counted to its meetings move with them.",
    .example = "waymark group set llip --as h.dixon members=\"p.shah, a.novak\" aliases=\"Learning Lessons\"\n"
               "waymark group set llip --as h.dixon meetings=\"2016-10-05, 2017-01-11\"",
    .operand_min = 2,
    .operand_max = OPERANDS_ANY,
    .run = set_run,
};
const struct command command_post_list = {
    .noun = "post",
    .verb = "list",
    .usage = "",
    .summary = "the posts and who holds them",
    .help = "Lists the posts of the board: who acts for each today, how many open items that you may see wait for it, since when it is "
            "vacant, who holds it, and the deputy. `waymark people check` says what of the directory reaches nobody.",
    .example = "waymark post list",
    .operand_max = 0,
    .run = list_run,
};
const struct command command_post_set = {
    .noun = "post",
    .verb = "set",
    .usage = "POST FIELD=VALUE...",
    .summary = "give a post to somebody",
    .help = SET_HELP,
    .example = "waymark post set llip_chair --as h.dixon holder=a.novak",
    .operand_min = 2,
    .operand_max = OPERANDS_ANY,
    .run = set_run,
};
