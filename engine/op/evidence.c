// Operations on evidence: the file is stored and synced first, then the event that names it commits (J5).
#include "store/evidence.h"

#include "base/mem.h"
#include "chart/step.h"
#include "op/internal.h"
#include "op/scan.h"
#include "run/event.h"
#include "run/people.h"
#include "run/rights.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char EVENT[] = "add_evidence"; // what a workflow names it

#define ITEM_SIZE_MAX (INT64_C(10) << 30) // of one item's evidence, unless `evidence_item_max` says otherwise

static const char *const levels[] = {"output", "process", "impact", "outcome"};

static bool check_level(const char *level, struct err *err) {
  for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
    if (strcmp(levels[i], level) == 0) return true;
  return err_set(err, ERR_INVALID, "\"%s\" is no level of evidence: say output, process, impact or outcome.", level);
}

static bool check_date(const char *date, struct err *err) {
  struct date read;
  return !date || date_read(date, &read, err) || err_prefix(err, "The evidence's date: ");
}

static json_t *item_json(struct op_call *call, const struct evidence_file *file) {
  char at[INSTANT_TEXT], hex[HASH_HEX_SIZE];
  hex_write(hex, file->sha256.bytes, HASH_SIZE);
  instant_write(board_now(call->board), at);
  json_t *item =
      json_pack("{s:s, s:I, s:s, s:s, s:s, s:s, s:s}", "sha256", hex, "size", (json_int_t)file->size, "name", ask_maybe(call, "name"),
                "title", ask_maybe(call, "title"), "level", ask_maybe(call, "level"), "by", ask_maybe(call, "as"), "at", at);
  if (file->type[0]) json_put_text(item, "type", file->type);
  json_put_text(item, "date", ask_maybe(call, "date"));
  json_put_text(item, "description", ask_maybe(call, "description"));
  json_put_text(item, "flag", ask_maybe(call, "flag"));
  return item;
}

// The number that the item was given when it joined the field, where a key's answer was kept without it: before it was, the bytes alone
// could say, which may have joined twice or be erased by now.
static void put_item_number(struct op_call *call, const char *ref, const char *hex, json_t *answer) {
  struct err err;
  struct casefile *item = casefile_open(call->board, ref, &err);
  size_t i;
  json_t *one;
  json_array_foreach(item ? json_object_get(item->fields, "evidence") : NULL, i,
                     one) if (json_text(one, "sha256") && strcmp(json_text(one, "sha256"), hex) == 0)
      json_object_set(answer, "item", json_object_get(one, "id"));
  casefile_free(item);
}

static bool check_request(struct op_call *call, struct err *err) {
  const char *names[] = {"case", "name", "title", "level"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (!ask_text(call, names[i], err)) return false;
  return ask_person(call, err) && check_level(ask_maybe(call, "level"), err) && check_date(ask_maybe(call, "date"), err);
}

// Could they add evidence at all? Where a timer is overdue, the item will have moved on by then (T11), so that is not known yet.
static bool may_add(struct op_call *call, struct casefile *item) {
  int64_t due = json_number(json_array_get(item->timers, 0), "due", INT64_MAX);
  bool may = due <= board_now(call->board);
  json_t *candidates = rights_candidates(item, EVENT), *candidate;
  size_t i;
  json_array_foreach(candidates, i, candidate) may =
      may || rights_take(call->board, item, json_object_get(candidate, "transition"), ask_maybe(call, "as"), NULL, NULL);
  json_decref(candidates);
  return may;
}

// A setting in MB; without it `missing` bytes.
static int64_t limit_of(const struct board *board, const char *name, int64_t missing) {
  json_t *setting = setting_find(board->store, name);
  int64_t max = json_is_integer(setting) && json_integer_value(setting) > 0 ? (int64_t)json_integer_value(setting) << 20 : missing;
  json_decref(setting);
  return max;
}

// An item is a record and no archive: what a whole team uploads day by day would fill the board's disk.
static bool check_room(const struct op_call *call, const struct casefile *item, struct err *err) {
  struct stat about;
  int64_t max = limit_of(call->board, "evidence_item_max", ITEM_SIZE_MAX), sum = 0;
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(item->fields, "evidence"), i, one) sum += json_number(one, "size", 0);
  if (fstat(call->file, &about) != 0) return env_fail(err, "read", "the evidence");
  return sum + about.st_size <= max ||
         err_set(err, ERR_LIMIT,
                 "Cannot take the evidence: with it %s would have more than %lld MB, the board's limit for one item (its setting "
                 "evidence_item_max). Keep large recordings in the agency's own store and attach a note of where they are.",
                 item->ref, (long long)(max >> 20));
}

// The setting `virus_scan` names who looks; without it nobody does.
static bool scan(const struct op_call *call, struct err *err) {
  json_t *setting = setting_find(call->board->store, "virus_scan");
  const char *path = json_string_value(setting);
  bool ok = !path || scan_file(path, call->file, err);
  json_decref(setting);
  return ok;
}

// In a simulation no file is looked at, and none need be there: one of that name is taken for added.
static bool imagine_file(struct op_call *call, struct err *err) {
  struct evidence_file file = {.type = ""};
  if (!check_request(call, err)) return false;
  const char *name = ask_maybe(call, "name");
  file.sha256 = hash_of(name, strlen(name));
  call->prepared = item_json(call, &file);
  return true;
}

// Rights are asked before a byte is stored. A file that will be refused is only hashed: the refusal is the event's own to say and to
// record, and a repeat under the same key is still told apart from another request (E1).
static bool store_file(struct op_call *call, struct err *err) {
  struct board *board = call->board;
  struct evidence_file file;
  if (board->is_fork) return imagine_file(call, err);
  struct casefile *item = check_request(call, err) && ask_file(call, err) ? ask_item(call, err) : NULL;
  if (!item) return false;
  int64_t max = limit_of(board, "evidence_max", EVIDENCE_SIZE_MAX);
  bool ok = may_add(call, item)
                ? check_room(call, item, err) && scan(call, err) && evidence_store(&board->env, board->folder, call->file, max, &file, err)
                : evidence_hash(&board->env, call->file, max, &file, err);
  casefile_free(item);
  if (!ok) return false;
  call->prepared = item_json(call, &file);
  return true;
}

// J5: never a row without its file. It lacks only when the item moved on between the two looks at it.
static bool is_kept(struct op_call *call, const char *hex, struct err *err) {
  if (call->board->is_fork) return true;
  char *path = evidence_path(call->board->folder, hex);
  bool kept = access(path, R_OK) == 0;
  mem_free(path);
  call->recorded = call->recorded && kept;
  return kept || err_set(err, ERR_BUSY, "%s moved on while the evidence came in; add it again.", ask_maybe(call, "case"));
}

// Until `added` the answer is that of the event, which is what a key keeps.
static bool add(struct op_call *call, struct err *err) {
  const char *hex = json_text(call->prepared, "sha256");
  struct event_request request = {.ref = ask_maybe(call, "case"),
                                  .event = EVENT,
                                  .actor = ask_maybe(call, "as"),
                                  .evidence = call->prepared,
                                  .key = ask_maybe(call, "key"),
                                  .version = -1};
  return event_send(call->board, &request, &call->answer, &call->recorded, err) && is_kept(call, hex, err);
}

static bool added(struct op_call *call, struct err *err) {
  json_t *sent = call->answer;
  const char *ref = json_text(sent, "ref"), *hex = json_text(call->prepared, "sha256");
  if (!answer_set_off(call, ref, err)) return false;
  call->answer =
      json_pack("{s:s, s:s, s:O, s:O, s:O*, s:O*}", "ref", ref, "sha256", hex, "size", json_object_get(call->prepared, "size"), "revision",
                json_object_get(sent, "revision"), "opened", json_object_get(sent, "opened"), "told", json_object_get(sent, "told"));
  if (json_object_get(sent, "item"))
    json_object_set(call->answer, "item", json_object_get(sent, "item"));
  else
    put_item_number(call, ref, hex, call->answer);
  json_decref(sent);
  return true;
}

// An empty list would be taken for an item without evidence.
bool evidence_may_see(const struct op_call *call, const struct casefile *item, struct err *err) {
  const char *person = ask_maybe(call, "as");
  struct sight sight = rights_sight(call->board, item, person);
  bool may = sight_field(&sight, "evidence");
  char name[200];
  sight_clear(&sight);
  people_name(call->board, person, name, sizeof name);
  return may || err_set(err, ERR_NOT_ALLOWED, "%s may not see the evidence of %s: what they see of it is another part.", name, item->ref);
}

static bool list(struct op_call *call, struct err *err) {
  struct casefile *item = ask_item(call, err);
  bool ok = item && evidence_may_see(call, item, err);
  json_t *evidence = ok ? json_object_get(item->fields, "evidence") : NULL;
  if (ok) call->answer = json_pack("{s:s, s:o}", "ref", item->ref, "evidence", evidence ? json_deep_copy(evidence) : json_array());
  casefile_free(item);
  return ok;
}

const struct op ops_evidence[] = {
    {.name = "evidence.add", .who = OP_PERSON, .writes = true, .run = add, .prepare = store_file, .after = added, .imagined = true},
    {.name = "evidence.get", .who = OP_PERSON, .run = evidence_get},
    {.name = "evidence.list", .who = OP_PERSON, .past = true, .run = list},
    {0},
};
