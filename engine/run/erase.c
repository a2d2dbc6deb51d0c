// Erasure by two people. See erase.h.
#include "run/erase.h"

#include "base/mem.h"
#include "run/due.h"
#include "run/erase_copy.h"
#include "run/erase_drop.h"
#include "run/erase_plan.h"
#include "run/erase_request.h"
#include "run/erase_right.h"
#include "run/legal_hold.h"
#include "run/people.h"
#include "run/refusal.h"
#include "run/rights.h"
#include "run/terms.h"
#include "store/erase.h"

#include <string.h>

enum { ID_DIGITS = 8 }; // short enough to read out

// What is done to one request on its item.
struct erasing {
  struct board *board;
  const char *actor;
  json_t *request; // the document; NULL while it is being asked for
  struct casefile *item;
  struct erase_plan plan;
  struct erase_copies copies; // of what goes, in other items
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
  const json_t *document = board_document(erasing->board, ERASE_KIND, id);
  erasing->item = document ? open_item(erasing->board, json_text(document, "case"), erasing->actor, &unseen) : NULL;
  if (!erasing->item) return no_request(id, err);
  erasing->request = json_deep_copy(document);
  return true;
}

static bool not_allowed(struct erasing *erasing, const char *what, const char *whose, struct err *err) {
  char name[200];
  people_name(erasing->board, erasing->actor, name, sizeof name);
  char *said = terms_say(erasing->board->terms, whose);
  err_set(err, ERR_NOT_ALLOWED, "%s may not %s on %s: it is for %s.", name, what, erasing->item->ref, said);
  mem_free(said);
  return false;
}

// A try that was refused is kept, without what it said: that may be the very content.
static bool refuse(struct erasing *erasing, const char *name, bool *recorded, struct err *err) {
  struct err failed;
  json_t *event = json_pack("{s:s, s:{}, s:s}", "name", name, "data", "actor", erasing->actor);
  *recorded = refusal_record(erasing->board, erasing->item, ENTRY_REFUSED, event, err, &failed);
  json_decref(event);
  return false;
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
  erase_request_part(&entry, erasing->request);
  entry_part(&entry, "event", event_of(erasing, name, reason));
  return board_append(erasing->board, &entry, err);
}

static void unmake_plan(struct erasing *erasing) {
  erase_copies_clear(&erasing->copies);
  erase_plan_clear(&erasing->plan);
  erasing->plan = (struct erase_plan){0};
}

static void clear(struct erasing *erasing) {
  unmake_plan(erasing);
  json_decref(erasing->request);
  casefile_free(erasing->item);
}

// Where nothing goes there is nothing to look for elsewhere.
static bool work_out(struct erasing *erasing, const json_t *asked, struct err *err) {
  if (!erase_plan_make(erasing->board, erasing->item, asked, &erasing->plan, err)) return false;
  if (json_array_size(erasing->plan.erased) == 0) return true;
  if (!erase_copies_find(erasing->board, erasing->item, &erasing->plan, asked, &erasing->copies, err)) return false;
  erase_copies_digest(&erasing->copies, &erasing->plan);
  return true;
}

static bool make_plan(struct erasing *erasing, const json_t *asked, struct err *err) {
  if (!work_out(erasing, asked, err)) return false;
  return json_array_size(erasing->plan.erased) > 0 ||
         err_set(err, ERR_REFUSED, "Nothing of %s would go: what was asked for is not there, or was erased already.", erasing->item->ref);
}

static bool are_copies_seen(struct erasing *erasing, struct err *err) {
  return erase_copies_are_seen(erasing->board, erasing->item, &erasing->copies, erasing->actor, err);
}

static json_t *plan_json(struct erasing *erasing) {
  json_t *json = erase_plan_json(erasing->board, erasing->item, &erasing->plan);
  erase_copies_put(erasing->board, &erasing->copies, erasing->actor, json);
  return json;
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
      !are_copies_seen(erasing, err) || !erase_copies_allowed(erasing->board, erasing->item, &erasing->copies, err) ||
      !keeps_quiet(erasing, request->reason, err))
    return false;
  new_request(erasing, request);
  return record_request(erasing, "erasure asked", request->reason, err);
}

static json_t *answer_of(struct erasing *erasing) {
  json_t *answer = plan_json(erasing);
  json_put_text(answer, "request", json_text(erasing->request, "id"));
  return answer;
}

bool erase_preview(struct board *board, const struct erase_request *request, json_t **answer, struct err *err) {
  struct erasing erasing = {.board = board, .actor = request->actor, .item = open_whole(board, request->ref, request->actor, err)};
  bool ok = erasing.item && make_plan(&erasing, request->asked, err) && are_copies_seen(&erasing, err);
  if (ok) *answer = plan_json(&erasing);
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
  if (ok) *answer = erase_request_json(board, erasing.request);
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

// The item's part of it, then that of each that holds a copy, in one transaction.
static bool drop(struct erasing *erasing, int64_t *number, struct err *err) {
  const char *reason = json_text(erasing->request, "reason");
  struct erase_copies *copies = &erasing->copies;
  int64_t other;
  end_request(erasing, "done", NULL);
  for (size_t i = 0; i < copies->count; i++) json_array_add(json_array_at(erasing->request, "copies"), copies->rows[i].item->hex);
  bool ok = erase_drop(erasing->board, erasing->item, &erasing->plan, event_of(erasing, "erasure confirmed", reason), erasing->request,
                       number, err);
  for (size_t i = 0; i < copies->count && ok; i++)
    ok = erase_drop(erasing->board, copies->rows[i].item, &copies->rows[i].plan, event_of(erasing, "erasure confirmed", reason), NULL,
                    &other, err);
  return ok;
}

static bool may_go(struct erasing *erasing, const char *seen, struct err *err) {
  return is_waiting(erasing, err) && may_confirm(erasing, err) && legal_hold_allows(erasing->board, erasing->item, err) &&
         make_plan(erasing, erasing->request, err) && erase_copies_allowed(erasing->board, erasing->item, &erasing->copies, err) &&
         is_as_seen(erasing, seen, err);
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

// T11: of who holds a copy too; what their timers do may take down more.
static bool run_due(struct erasing *erasing, bool *recorded, struct err *err) {
  struct err nothing_goes; // which is said when it is tried
  if (!due_run_case(erasing->board, &erasing->item, recorded, err)) return false;
  bool ok = true;
  if (make_plan(erasing, erasing->request, &nothing_goes))
    for (size_t i = 0; i < erasing->copies.count && ok; i++)
      ok = due_run_case(erasing->board, &erasing->copies.rows[i].item, recorded, err);
  unmake_plan(erasing);
  return ok;
}

static bool confirm(struct erasing *erasing, const char *seen, json_t **answer, bool *recorded, struct err *err) {
  int64_t number;
  if (!run_due(erasing, recorded, err)) return false;
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
  json_array_foreach(board_documents(board, ERASE_KIND), i, document) {
    struct err unseen;
    struct casefile *item = open_item(board, json_text(document, "case"), person, &unseen);
    if (item) json_array_append_new(list, erase_request_json(board, document));
    casefile_free(item);
  }
  return list;
}

json_t *erase_show(struct board *board, const char *id, const char *person, struct err *err) {
  struct erasing erasing = {.board = board, .actor = person};
  json_t *answer = NULL;
  if (find(&erasing, id, err)) {
    bool waits = strcmp(json_text(erasing.request, "status"), "asked") == 0;
    bool ok = !waits || work_out(&erasing, erasing.request, err);
    if (ok) answer = waits ? plan_json(&erasing) : json_pack("{s:s}", "ref", erasing.item->ref);
    if (ok) json_object_set_new(answer, "request", erase_request_json(board, erasing.request));
  }
  clear(&erasing);
  return answer;
}
