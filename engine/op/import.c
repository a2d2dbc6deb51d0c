// Importing a business plan: each action of the CSV becomes an item under `plan-action`, each indicator a document of the directory.
// Nothing is made up: what the plan does not say (a date, a measure) stays empty and is warned of. All of a file comes in, or none of it.
#include "base/mem.h"
#include "op/internal.h"
#include "op/plan.h"
#include "op/wording.h"
#include "run/event.h"
#include "run/people.h"
#include "run/view.h"

#include <stdlib.h>
#include <string.h>

static const char WORKFLOW[] = "plan-action";

struct importing {
  struct op_call *call;
  const char *person;
  json_t *warnings;
  json_t *indicators; // {ID: true} met in the file
  int64_t added, unchanged;
};

static bool put_indicator(struct importing *importing, const json_t *row, struct err *err) {
  struct board *board = importing->call->board;
  const char *id = json_text(row, "indicator");
  if (json_object_get(importing->indicators, id)) return true;
  json_put_flag(importing->indicators, id, true);
  json_t *document = json_pack("{s:O, s:O, s:O, s:O, s:O}", "id", json_object_get(row, "indicator"), "text",
                               json_object_get(row, "indicator_text"), "priority", json_object_get(row, "plan_priority"), "priority_title",
                               json_object_get(row, "plan_priority_title"), "outcomes", json_object_get(row, "outcomes"));
  json_t *have = directory_find(board->store, "indicator", id);
  bool same = have && json_equal(have, document);
  json_decref(have);
  if (same) {
    json_decref(document);
    return true;
  }
  struct entry entry;
  int64_t now = board_now(board);
  char *part = mem_format("directory/indicator/%s", id);
  entry_init(&entry, ENTRY_DIRECTORY, now, now);
  people_key(board, importing->person, &entry.actor_id);
  entry_part(&entry, part, document);
  mem_free(part);
  return board_append(board, &entry, err);
}

static void warn(struct importing *importing, const char *ref, const char *text) {
  char *line = mem_format("%s: %s", ref, text);
  json_array_add(importing->warnings, line);
  mem_free(line);
}

static void warn_of_new(struct importing *importing, const char *ref) {
  struct err err;
  struct casefile *item = casefile_open(importing->call->board, ref, &err);
  json_t *warnings = item ? view_warnings(importing->call->board, item) : NULL, *text;
  size_t i;
  json_array_foreach(warnings, i, text) warn(importing, ref, json_string_value(text));
  json_decref(warnings);
  casefile_free(item);
}

// An action that is there already stays as people have made it; where the plan's own words differ, that is said.
static void compare(struct importing *importing, const char *ref, const json_t *have, const json_t *row) {
  const json_t *fields = json_object_get(have, "fields");
  const char *text = json_text(fields, "text"), *now = json_text(row, "text");
  importing->unchanged++;
  if (!text || !now || strcmp(text, now) != 0)
    warn(importing, ref, "the file words this action differently; it was left as it stands on the board");
}

static bool import_row(struct importing *importing, const json_t *row, struct err *err) {
  struct board *board = importing->call->board;
  char *ref = mem_format("BP-%s.%lld", json_text(row, "indicator"), (long long)json_number(row, "action_no", 0));
  struct err none;
  json_t *have = case_find(board->store, ref, &none), *answer = NULL;
  bool ok = true;
  if (have)
    compare(importing, ref, have, row);
  else {
    wording_of_row(importing->call, row);
    struct start_request request = {.workflow = WORKFLOW, .ref = ref, .actor = importing->person, .data = row};
    ok = event_start(board, &request, &answer, err) || err_prefix(err, "Action %s of the plan: ", ref);
    if (ok) warn_of_new(importing, ref);
    if (ok) importing->added++;
    json_decref(answer);
  }
  json_decref(have);
  mem_free(ref);
  return ok;
}

static bool import_rows(struct importing *importing, const json_t *rows, struct err *err) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (!put_indicator(importing, row, err) || !import_row(importing, row, err)) return false;
  return true;
}

static bool import_plan(struct op_call *call, struct err *err) {
  const char *file = ask_text(call, "file", err), *text = file ? json_text(call->request, "text") : NULL;
  if (!file) return false;
  json_t *rows = plan_read(call->board, file, text ? text : "", err);
  if (!rows) return false;
  struct importing importing = {
      .call = call, .person = json_text(call->request, "as"), .warnings = json_array(), .indicators = json_object()};
  bool ok = import_rows(&importing, rows, err);
  if (ok)
    call->answer = json_pack("{s:I, s:I, s:I, s:I, s:O}", "indicators", (json_int_t)json_object_size(importing.indicators), "actions",
                             (json_int_t)json_array_size(rows), "added", (json_int_t)importing.added, "unchanged",
                             (json_int_t)importing.unchanged, "warnings", importing.warnings);
  json_decref(importing.warnings);
  json_decref(importing.indicators);
  json_decref(rows);
  return ok;
}

const struct op ops_import[] = {
    {.name = "import.plan", .who = OP_OFFICE, .what = "import a plan", .writes = true, .run = import_plan},
    {0},
};
