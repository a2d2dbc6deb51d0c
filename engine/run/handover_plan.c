// Planning a hand-over. See handover_plan.h.
#include "run/handover_plan.h"

#include "base/mem.h"
#include "chart/check.h"
#include "run/handover.h"
#include "run/handover_field.h"
#include "run/people.h"

#include <string.h>

static bool fail_unknown(struct board *board, const char *kind, const char *id, struct err *err) {
  char near[NEAREST_WORDS];
  json_t *ids = json_texts(board_documents(board, kind), "id");
  err_set(err, ERR_NOT_FOUND, "There is no %s called \"%s\" on this board%s", kind, id, nearest_words(id, ids, ".", near));
  json_decref(ids);
  return false;
}

static bool check_pair(struct board *board, const struct handover_request *request, struct err *err) {
  const char *kind = request->agency ? "agency" : "person";
  if (!board_document(board, kind, request->old)) return fail_unknown(board, kind, request->old, err);
  if (strcmp(request->old, request->new) == 0)
    return err_set(err, ERR_INVALID, "\"%s\" is named twice; say who hands over and who takes over.", request->old);
  if (request->agency) return board_document(board, kind, request->new) || fail_unknown(board, kind, request->new, err);
  json_t *person = people_find(board, request->new, err);
  json_decref(person);
  return person || err_prefix(err, "Nothing was handed over: ");
}

static bool is_in_line(struct board *board, const char *from, const char *sought) {
  for (int i = 0; from && i < 100; i++) {
    if (strcmp(from, sought) == 0) return true;
    from = json_text(board_document(board, "agency", from), "successor");
  }
  return false;
}

static bool check_agencies(struct board *board, const struct handover_request *request, struct err *err) {
  const json_t *old = board_document(board, "agency", request->old), *new = board_document(board, "agency", request->new);
  const char *next = json_text(old, "successor"), *from = json_text(old, "valid_from"), *to = json_text(new, "valid_to");
  struct date on;
  if (!request->agency) return true;
  if (!date_read(request->on, &on, err)) return err_prefix(err, "\"on\": ");
  if (is_in_line(board, request->new, request->old))
    return err_set(err, ERR_REFUSED, "%s is followed by %s already, so it cannot follow it.", request->new, request->old);
  if (next && strcmp(next, request->new) != 0)
    return err_set(err, ERR_REFUSED, "%s is followed by %s already; take that back first, or hand over from %s.", request->old, next, next);
  if (from && strcmp(from, request->on) >= 0)
    return err_set(err, ERR_INVALID, "%s begins on %s itself, so it cannot end before %s.", request->old, from, request->on);
  return !to || strcmp(to, request->on) >= 0 || err_set(err, ERR_INVALID, "%s ends on %s, before it would begin.", request->new, to);
}

// By its reference, whatever it was named by; one that was named twice goes over once.
static bool take_one(struct board *board, const json_t *handover, const char *named, json_t *refs, struct err *err) {
  struct casefile *item = casefile_open(board, named, err);
  if (!item) return false;
  json_t *fields = handover_fields(item, handover);
  bool ok = fields && !item->closed;
  if (item->closed)
    err_set(err, ERR_REFUSED, "%s is closed, and what is closed stays as it is.", item->ref);
  else if (!fields)
    err_set(err, ERR_REFUSED, "%s does not name %s, so there is nothing in it to hand over.", item->ref, json_text(handover, "old"));
  else if (!json_array_has(refs, item->ref))
    json_array_add(refs, item->ref);
  json_decref(fields);
  casefile_free(item);
  return ok;
}

static bool take_only(struct board *board, json_t *handover, const json_t *only, struct err *err) {
  json_t *refs = json_array(), *named;
  size_t i;
  bool ok =
      json_array_size(only) <= HANDOVER_ONLY_MAX ||
      err_set(err, ERR_INVALID, "A hand-over names at most %d items by themselves, and this one names %zu; name fewer, or hand over all.",
              HANDOVER_ONLY_MAX, json_array_size(only));
  json_array_foreach(only, i, named) ok = ok && take_one(board, handover, json_string_value(named), refs, err);
  if (ok && only) json_object_set(handover, "only", refs);
  json_decref(refs);
  return ok;
}

// A later one is done after an earlier one, so that what was handed from one to the next arrives at the last.
static void number(struct board *board, json_t *handover) {
  char *id = mem_format("%012lld", (long long)journal_count(board->store));
  json_put_text(handover, "id", id);
  mem_free(id);
}

bool handover_plan(struct board *board, const struct handover_request *request, json_t **handover, struct err *err) {
  if (!check_pair(board, request, err) || !check_agencies(board, request, err)) return false;
  int64_t now = board_now(board);
  char today[DATE_TEXT];
  board_today(board, now, today);
  bool later = request->on && strcmp(request->on, today) > 0;
  json_t *plan = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:s}", "kind", request->agency ? "agency" : "person", "old", request->old, "new",
                           request->new, "reason", request->reason, "by", request->actor, "asked", (json_int_t)now, "status",
                           later ? "waiting" : "under way");
  json_put_text(plan, "on", request->on);
  if (request->with_people) json_put_flag(plan, "with_people", true);
  number(board, plan);
  if (take_only(board, plan, request->only, err)) return *handover = plan, true;
  json_decref(plan);
  return false;
}
