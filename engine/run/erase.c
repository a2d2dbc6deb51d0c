// Erasure by two people. See erase.h.
#include "run/erase.h"

#include "base/mem.h"
#include "run/due.h"
#include "run/erase_part.h"
#include "run/erase_plan.h"
#include "run/erase_right.h"
#include "run/legal_hold.h"
#include "run/people.h"
#include "run/refusal.h"
#include "run/rights.h"
#include "run/turn.h"
#include "store/erase.h"

#include <string.h>

static const char KIND[] = "erasure";
enum { ID_DIGITS = 8 }; // short enough to read out

// What is done to one request on its item.
struct erasing {
  struct board *board;
  const char *actor;
  json_t *request; // the document; NULL while it is being asked for
  struct casefile *item;
  struct erase_plan plan;
};

// What is to go names fields, entries and files of any kind, so it is for who sees all of the item.
static struct casefile *open_whole(struct board *board, const char *ref, const char *person, struct err *err) {
  return rights_open_whole(board, ref, person, "ask for an erasure on", err);
}

// Whoever may confirm sees that there is something to confirm, on whatever item: a plan holds no content.
static struct casefile *open_item(struct board *board, const char *ref, const char *person, struct err *err) {
  return erase_may_confirm(board, person, NULL) ? casefile_open(board, ref, err) : open_whole(board, ref, person, err);
}

static bool no_request(const char *id, struct err *err) {
  return err_set(err, ERR_NOT_FOUND, "There is no erasure request \"%s\"; `waymark erase list` shows those that you may see.", id);
}

static bool find(struct erasing *erasing, const char *id, struct err *err) {
  struct err unseen;
  const json_t *document = board_document(erasing->board, KIND, id);
  erasing->item = document ? open_item(erasing->board, json_text(document, "case"), erasing->actor, &unseen) : NULL;
  if (!erasing->item) return no_request(id, err);
  erasing->request = json_deep_copy(document);
  return true;
}

static bool not_allowed(struct erasing *erasing, const char *what, const char *whose, struct err *err) {
  char name[200];
  people_name(erasing->board, erasing->actor, name, sizeof name);
  return err_set(err, ERR_NOT_ALLOWED, "%s may not %s on %s: it is for %s.", name, what, erasing->item->ref, whose);
}

// A try that was refused is kept, without what it said: that may be the very content.
static bool refuse(struct erasing *erasing, const char *name, bool *recorded, struct err *err) {
  struct err failed;
  json_t *event = json_pack("{s:s, s:{}, s:s}", "name", name, "data", "actor", erasing->actor);
  *recorded = refusal_record(erasing->board, erasing->item, ENTRY_REFUSED, event, err, &failed);
  json_decref(event);
  return false;
}

static json_t *request_json(struct board *board, const json_t *document) {
  static const char *const members[] = {"id",     "status",   "all",      "fields",    "entries", "evidence",
                                        "reason", "asked_by", "ended_by", "ended_why", "ref"};
  json_t *json = json_object();
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
    json_t *value = json_object_get(document, members[i]);
    if (value) json_object_set(json, members[i], value);
  }
  board_put_instant(board, json, "asked", true, json_number(document, "asked", 0));
  if (json_object_get(document, "ended")) board_put_instant(board, json, "ended", true, json_number(document, "ended", 0));
  return json;
}

static void request_part(struct erasing *erasing, struct entry *entry) {
  char *part = mem_format("directory/%s/%s", KIND, json_text(erasing->request, "id"));
  entry_part(entry, part, json_incref(erasing->request));
  mem_free(part);
}

static json_t *event_of(const struct erasing *erasing, const char *name, const char *reason) {
  json_t *event = json_pack("{s:s, s:{s:O, s:O}, s:s}", "name", name, "data", "request", json_object_get(erasing->request, "id"),
                            "asked_by", json_object_get(erasing->request, "asked_by"), "actor", erasing->actor);
  json_put_text(json_object_get(event, "data"), "reason", reason);
  return event;
}

static bool record_request(struct erasing *erasing, const char *name, const char *reason, struct err *err) {
  struct entry entry;
  int64_t now = board_now(erasing->board);
  entry_init(&entry, ENTRY_ERASURE_REQUEST, now, now);
  entry.case_id = erasing->item->id;
  people_key(erasing->board, erasing->actor, &entry.actor_id);
  request_part(erasing, &entry);
  entry_part(&entry, "event", event_of(erasing, name, reason));
  return board_append(erasing->board, &entry, err);
}

static void clear(struct erasing *erasing) {
  erase_plan_clear(&erasing->plan);
  json_decref(erasing->request);
  casefile_free(erasing->item);
}

static bool make_plan(struct erasing *erasing, const json_t *asked, struct err *err) {
  if (!erase_plan_make(erasing->board, erasing->item, asked, &erasing->plan, err)) return false;
  return json_array_size(erasing->plan.erased) > 0 ||
         err_set(err, ERR_REFUSED, "Nothing of %s would go: what was asked for is not there, or was erased already.", erasing->item->ref);
}

static bool keeps_quiet(const struct erasing *erasing, const char *reason, struct err *err) {
  return !erase_scope_repeats(&erasing->plan.scope, reason) ||
         err_set(err, ERR_INVALID,
                 "The reason repeats some of what is to be erased from %s, and would keep it; say why without saying what it was.",
                 erasing->item->ref);
}

static void new_request(struct erasing *erasing, const struct erase_request *request) {
  char id[ID_TEXT];
  id_write(id_new(&erasing->board->env), id);
  id[ID_DIGITS] = '\0';
  erasing->request = json_deep_copy(request->asked);
  json_object_update_new(erasing->request,
                         json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:s}", "id", id, "case", erasing->item->hex, "ref",
                                   erasing->item->ref, "status", "asked", "reason", request->reason, "asked_by", request->actor, "asked",
                                   (json_int_t)board_now(erasing->board), "plan", erasing->plan.digest));
}

static bool ask(struct erasing *erasing, const struct erase_request *request, struct err *err) {
  if (!erase_may_ask(erasing->board, request->actor))
    return not_allowed(erasing, "ask for an erasure", "the Business Manager's office", err);
  if (!legal_hold_allows(erasing->board, erasing->item, err) || !make_plan(erasing, request->asked, err) ||
      !keeps_quiet(erasing, request->reason, err))
    return false;
  new_request(erasing, request);
  return record_request(erasing, "erasure asked", request->reason, err);
}

static json_t *answer_of(struct erasing *erasing) {
  json_t *answer = erase_plan_json(erasing->board, erasing->item, &erasing->plan);
  json_put_text(answer, "request", json_text(erasing->request, "id"));
  return answer;
}

bool erase_preview(struct board *board, const struct erase_request *request, json_t **answer, struct err *err) {
  struct erasing erasing = {.board = board, .actor = request->actor, .item = open_whole(board, request->ref, request->actor, err)};
  bool ok = erasing.item && make_plan(&erasing, request->asked, err);
  if (ok) *answer = erase_plan_json(board, erasing.item, &erasing.plan);
  json_t *hold = ok ? legal_hold_find(board, erasing.item) : NULL;
  if (hold) json_object_set_new(*answer, "hold", hold);
  clear(&erasing);
  return ok;
}

bool erase_ask(struct board *board, const struct erase_request *request, json_t **answer, bool *recorded, struct err *err) {
  struct erasing erasing = {.board = board, .actor = request->actor, .item = open_whole(board, request->ref, request->actor, err)};
  bool ok = erasing.item && (ask(&erasing, request, err) || refuse(&erasing, "erasure asked", recorded, err));
  if (ok) *answer = answer_of(&erasing);
  clear(&erasing);
  return ok;
}

static bool is_waiting(const struct erasing *erasing, struct err *err) {
  const char *status = json_text(erasing->request, "status");
  return strcmp(status, "asked") == 0 ||
         err_set(err, ERR_REFUSED, "The erasure request %s of %s is over: it was %s.", json_text(erasing->request, "id"),
                 erasing->item->ref, strcmp(status, "done") == 0 ? "carried out" : "withdrawn");
}

static void end_request(struct erasing *erasing, const char *status, const char *why) {
  json_put_text(erasing->request, "status", status);
  json_put_text(erasing->request, "ended_by", erasing->actor);
  json_put_text(erasing->request, "ended_why", why);
  json_put_number(erasing->request, "ended", board_now(erasing->board));
}

static bool withdraw(struct erasing *erasing, const char *reason, struct err *err) {
  if (!is_waiting(erasing, err)) return false;
  if (!erase_may_ask(erasing->board, erasing->actor))
    return not_allowed(erasing, "withdraw an erasure", "the Business Manager's office, and for who may confirm it", err);
  struct err nothing_goes; // by now: then there is nothing to repeat
  make_plan(erasing, erasing->request, &nothing_goes);
  if (!keeps_quiet(erasing, reason, err)) return false;
  end_request(erasing, "withdrawn", reason);
  return record_request(erasing, "erasure withdrawn", reason, err);
}

bool erase_withdraw(struct board *board, const char *id, const char *reason, const char *actor, json_t **answer, bool *recorded,
                    struct err *err) {
  struct erasing erasing = {.board = board, .actor = actor};
  bool ok = find(&erasing, id, err) && (withdraw(&erasing, reason, err) || refuse(&erasing, "erasure withdrawn", recorded, err));
  if (ok) *answer = request_json(board, erasing.request);
  clear(&erasing);
  return ok;
}

static bool may_confirm(struct erasing *erasing, struct err *err) {
  const char *asker = json_text(erasing->request, "asked_by");
  if (erase_may_confirm(erasing->board, erasing->actor, asker)) return true;
  char name[200];
  people_name(erasing->board, asker, name, sizeof name);
  if (strcmp(asker, erasing->actor) == 0)
    return err_set(err, ERR_NOT_ALLOWED, "%s asked for the erasure %s of %s, so somebody else must confirm it.", name,
                   json_text(erasing->request, "id"), erasing->item->ref);
  if (erase_may_confirm(erasing->board, erasing->actor, NULL))
    return err_set(err, ERR_NOT_ALLOWED, "The erasure %s of %s must be confirmed by somebody who does not act for %s, who asked for it.",
                   json_text(erasing->request, "id"), erasing->item->ref, name);
  return not_allowed(
      erasing, "confirm an erasure",
      "the posts that the board's seed names in erasure_confirm, else the Independent Chair, the Administrator and the Business Manager",
      err);
}

static bool is_as_seen(const struct erasing *erasing, const char *seen, struct err *err) {
  const char *wanted = seen ? seen : json_text(erasing->request, "plan"), *id = json_text(erasing->request, "id");
  if (strlen(wanted) >= ID_DIGITS && strncmp(wanted, erasing->plan.digest, strlen(wanted)) == 0) return true;
  return err_set(
      err, ERR_STALE,
      "%s has changed since the erasure %s was asked for, and something else would go now. Look at it with `waymark erase show %s`, "
      "then confirm what it shows with --seen %.8s.",
      erasing->item->ref, id, id, erasing->plan.digest);
}

// What stands in the configuration beside where the item is: the reasons of clock stops, and the dates that ladders hang on.
static void erase_configuration(struct erasing *erasing) {
  struct casefile *item = erasing->item;
  json_t *now = json_pack("{s:O, s:O}", "stops", item->stops, "ladders", item->ladders), *reads = NULL;
  if (erase_part(&erasing->plan.scope, 0, ENTRY_ERASURE, "configuration", now, false, &reads)) {
    json_decref(item->stops);
    json_decref(item->ladders);
    item->stops = json_incref(json_object_get(reads, "stops"));
    item->ladders = json_incref(json_object_get(reads, "ladders"));
  }
  json_decref(reads);
  json_decref(now);
}

static void erase_title(struct erasing *erasing, struct turn *turn) {
  if (!erasing->plan.title) return;
  entry_part_text(&turn->entry, "title", ERASED_TEXT);
  mem_free(erasing->item->title);
  erasing->item->title = mem_text(ERASED_TEXT);
}

// The erasure's entry comes before what it drops, in one transaction: the store lets nothing go that no entry names.
static bool drop(struct erasing *erasing, int64_t *number, struct err *err) {
  struct turn turn;
  turn_init(&turn, erasing->board, erasing->item, ENTRY_ERASURE, board_now(erasing->board),
            event_of(erasing, "erasure confirmed", json_text(erasing->request, "reason")));
  end_request(erasing, "done", NULL);
  entry_part(&turn.entry, "erased", json_incref(erasing->plan.erased));
  request_part(erasing, &turn.entry);
  erase_configuration(erasing);
  erase_title(erasing, &turn);
  bool ok = turn_set(&turn, erasing->plan.values, err) && turn_append(&turn, err) &&
            erase_parts(erasing->board->store, erasing->plan.erased, erasing->plan.scope.files, err);
  *number = turn.entry.case_sequence;
  turn_clear(&turn);
  return ok;
}

static bool may_go(struct erasing *erasing, const char *seen, struct err *err) {
  return is_waiting(erasing, err) && may_confirm(erasing, err) && legal_hold_allows(erasing->board, erasing->item, err) &&
         make_plan(erasing, erasing->request, err) && is_as_seen(erasing, seen, err);
}

// Backups that were made before are out of reach: whoever keeps them is told until when they may.
static void put_backups(struct board *board, json_t *answer) {
  int64_t now = board_now(board), last = now + (int64_t)ERASE_BACKUP_DAYS * 24 * 3600 * 1000;
  char made[40], until[DATE_TEXT];
  board_local(board, now, made);
  board_today(board, last, until);
  char *text = mem_format(
      "Backups made before %s still hold it: delete them by %s. Whoever restores one of them must erase it again. Bundles made before "
      "hold it too, wherever they are; the item's history says for whom each was.",
      made, until);
  json_put_text(answer, "backups", text);
  mem_free(text);
}

static bool confirm(struct erasing *erasing, const char *seen, json_t **answer, bool *recorded, struct err *err) {
  int64_t number;
  if (!due_run_case(erasing->board, &erasing->item, recorded, err)) return false;
  if (erase_must_wait(erasing->board->store))
    return err_set(err, ERR_BUSY, "A backup is being made, and would still copy what is to go from %s; confirm it again once that is done.",
                   erasing->item->ref);
  if (!may_go(erasing, seen, err)) return refuse(erasing, "erasure confirmed", recorded, err);
  *answer = answer_of(erasing);
  bool ok = drop(erasing, &number, err);
  json_put_number(*answer, "entry", ok ? number : 0);
  put_backups(erasing->board, *answer);
  if (ok) return true;
  json_decref(*answer);
  *answer = NULL;
  *recorded = false; // half of it may stand in the transaction
  return false;
}

bool erase_confirm(struct board *board, const char *id, const char *seen, const char *actor, json_t **answer, bool *recorded,
                   struct err *err) {
  struct erasing erasing = {.board = board, .actor = actor};
  bool ok = find(&erasing, id, err) && confirm(&erasing, seen, answer, recorded, err);
  clear(&erasing);
  return ok;
}

json_t *erase_list(struct board *board, const char *person) {
  json_t *list = json_array(), *document;
  size_t i;
  json_array_foreach(board_documents(board, KIND), i, document) {
    struct err unseen;
    struct casefile *item = open_item(board, json_text(document, "case"), person, &unseen);
    if (item) json_array_append_new(list, request_json(board, document));
    casefile_free(item);
  }
  return list;
}

json_t *erase_done(struct board *board, const struct casefile *item) {
  struct board *today = board->present ? board->present : board;
  json_t *done = json_array(), *document;
  size_t i;
  json_array_foreach(board_documents(today, KIND), i, document) {
    if (strcmp(json_text(document, "case"), item->hex) != 0 || strcmp(json_text(document, "status"), "done") != 0) continue;
    json_t *one = json_pack("{s:O}", "reason", json_object_get(document, "reason"));
    board_put_instant(today, one, "at", true, json_number(document, "ended", 0));
    json_array_append_new(done, one);
  }
  return done;
}

json_t *erase_show(struct board *board, const char *id, const char *person, struct err *err) {
  struct erasing erasing = {.board = board, .actor = person};
  json_t *answer = NULL;
  if (find(&erasing, id, err)) {
    bool waits = strcmp(json_text(erasing.request, "status"), "asked") == 0;
    bool ok = !waits || erase_plan_make(board, erasing.item, erasing.request, &erasing.plan, err);
    if (ok) answer = waits ? erase_plan_json(board, erasing.item, &erasing.plan) : json_pack("{s:s}", "ref", erasing.item->ref);
    if (ok) json_object_set_new(answer, "request", request_json(board, erasing.request));
  }
  clear(&erasing);
  return answer;
}
