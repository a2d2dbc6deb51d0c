// Starting an item: who may, its reference, its first configuration. See event.h.
#include "base/buf.h"
#include "base/mem.h"
#include "run/aftermath.h"
#include "run/event.h"
#include "run/explain.h"
#include "run/form.h"
#include "run/key.h"
#include "run/linking.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/standing.h"
#include "run/terms.h"
#include "run/turn.h"

#include <stdlib.h>
#include <string.h>

enum { REF_MAX = 40 };

// The pattern with its holes filled; without a number yet, it is one more than the highest that the board has with that head.
static char *ref_with(struct board *board, const char *pattern, int64_t *number) {
  struct buf out;
  buf_init(&out);
  for (const char *p = pattern; *p;) {
    if (strncmp(p, "{year}", 6) == 0) {
      buf_format(&out, "%04d", zone_date(board->zone, board_now(board)).year);
      p += 6;
    } else if (strncmp(p, "{number}", 8) == 0) {
      if (!*number) *number = case_next_number(board->store, out.data ? out.data : "");
      buf_format(&out, "%03lld", (long long)*number);
      p += 8;
    } else
      buf_char(&out, *p++);
  }
  return buf_take(&out);
}

static bool is_taken(struct board *board, const char *ref) {
  struct err none;
  json_t *there = case_find(board->store, ref, &none);
  json_decref(there);
  return there != NULL;
}

// "RA-{year}-{number}": the next number, passing over references that somebody gave by hand.
static char *numbered_ref(struct board *board, const struct casefile *item) {
  const char *given = json_text(casefile_structure(item), "ref"), *pattern = given ? given : "ITEM-{number}";
  int64_t number = 0;
  char *ref = ref_with(board, pattern, &number);
  while (number && is_taken(board, ref)) {
    mem_free(ref);
    number++;
    ref = ref_with(board, pattern, &number);
  }
  return ref;
}

static bool check_ref(struct board *board, const char *ref, struct err *err) {
  size_t good = strspn(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/");
  if (!*ref || ref[good] || strlen(ref) > REF_MAX)
    return err_set(err, ERR_INVALID, "\"%s\" cannot be a reference: use up to %d letters, digits, - . _ and /, such as RA-2016-001.", ref,
                   REF_MAX);
  return !is_taken(board, ref) || err_set(err, ERR_REFUSED, "%s cannot be used as a reference on this board; choose another.", ref);
}

static bool may_start(struct board *board, const struct casefile *item, const char *actor, struct err *err) {
  const json_t *by = json_object_get(json_object_get(casefile_structure(item), "start"), "by");
  if (!actor || people_hold_any(board, item, by, actor, NULL)) return true;
  char name[200];
  struct buf roles;
  people_name(board, actor, name, sizeof name);
  if (standing_is(casefile_structure(item)))
    return err_set(err, ERR_NOT_ALLOWED, "%s may not start a %s: a board has one, %s, which began by itself.", name, casefile_noun(item),
                   json_text(casefile_structure(item), "ref"));
  buf_init(&roles);
  size_t i;
  json_t *role;
  json_array_foreach(by, i, role) buf_format(&roles, "%s%s", i ? " or " : "", people_role_title(item, json_string_value(role)));
  err_set(err, ERR_NOT_ALLOWED, "%s may not start a %s: it is for %s.", name, casefile_noun(item), roles.size ? roles.data : "nobody");
  buf_clear(&roles);
  return false;
}

static bool fits_start_form(struct board *board, const struct casefile *item, const json_t *data, bool engine, struct err *err) {
  json_t *start =
      json_pack("{s:s, s:O?}", "label", "Start", "form", json_object_get(json_object_get(casefile_structure(item), "start"), "form"));
  bool ok = engine || form_fits(board, item, start, data, err);
  json_decref(start);
  return ok;
}

static void record_case(struct turn *turn) {
  const struct casefile *item = turn->item;
  const json_t *structure = casefile_structure(item);
  entry_part(&turn->entry, "case",
             json_pack("{s:s, s:O, s:s, s:s, s:O}", "ref", item->ref, "workflow", json_object_get(structure, "name"), "definition",
                       item->definition->hash, "title", item->title, "noun", json_object_get(structure, "noun")));
}

static void record_first_fields(struct turn *turn, const json_t *data) {
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)data, name, value) {
    if (json_is_null(value)) continue;
    char *part = mem_format("field/%s", name);
    entry_part(&turn->entry, part, json_incref(value));
    mem_free(part);
  }
}

static void drop_nulls(json_t *fields) {
  const char *name;
  json_t *value;
  void *next;
  json_object_foreach_safe(fields, next, name, value) if (json_is_null(value)) json_object_del(fields, name);
}

static struct key key_of_start(const struct start_request *request) {
  return key_of(request->actor, request->key,
                json_pack("{s:s, s:s?, s:s?, s:O?}", "workflow", request->workflow, "ref", request->ref, "title", request->title, "data",
                          request->data));
}

static json_t *answer_of(struct turn *turn, const char *actor) {
  struct casefile *item = turn->item;
  json_t *answer = json_pack("{s:s, s:o, s:o, s:I}", "ref", item->ref, "state", casefile_atomic(item), "state_titles",
                             casefile_state_titles(item), "revision", (json_int_t)item->revision);
  if (!actor) return answer;
  json_put(answer, "opened", json_array());
  json_put(answer, "told", aftermath_told(turn->board, item, actor, turn->told));
  return answer;
}

static bool enter(struct turn *turn, const struct start_request *request, const json_t *data, json_t **answer, struct err *err) {
  turn_step(turn, &(struct turn_plan){.event = {.event = turn->event, .timer_state = -1}, .starting = true});
  if (turn->result.outcome != STEP_TAKEN)
    return err_set(err, ERR_REFUSED, "%s could not be started: %s", turn->item->ref,
                   turn->result.reason.data ? turn->result.reason.data : "its first step failed.");
  if (!explain_begins(turn, err) || !linking_fits(turn->board, turn->item, NULL, turn->result.fields, request->actor, err)) return false;
  record_case(turn);
  record_first_fields(turn, data);
  if (!turn_record(turn, err)) return false;
  *answer = answer_of(turn, request->actor);
  struct key key = key_of_start(request);
  key_keep(turn, &key, *answer);
  if (!turn_append(turn, err)) return false;
  key_owe(turn);
  if (request->actor) aftermath_begin(turn->board);
  return true;
}

// Whoever chooses a reference is told whether it is taken, also by an item that they do not see; so that is the office's, which numbers the
// board's work (R1). To anybody else the board gives the next number.
static bool may_choose_ref(struct board *board, const struct casefile *item, const struct start_request *request, struct err *err) {
  char name[200];
  if (!request->ref || !request->actor || people_in_office(board, request->actor)) return true;
  people_name(board, request->actor, name, sizeof name);
  char *office = terms_office(board->terms);
  err_set(err, ERR_NOT_ALLOWED,
          "%s may start a %s, but not choose its reference: that is for the %s's office. Leave it out, and the board gives the next one.",
          name, casefile_noun(item), office);
  mem_free(office);
  return false;
}

// A role may hang on a field, so they stand before the right to start is judged.
static void take_fields(struct casefile *item, const json_t *data) {
  json_decref(item->fields);
  item->fields = json_deep_copy(data);
  drop_nulls(item->fields);
}

static bool start_item(struct board *board, struct casefile *item, const struct start_request *request, json_t **answer, struct err *err) {
  json_t *data = NULL;
  struct err unread;
  bool read = form_read(board, item, request->data, request->actor, &data, &unread);
  if (read) take_fields(item, data);
  bool ok = may_start(board, item, request->actor, err);
  ok = ok && may_choose_ref(board, item, request, err);
  if (ok && !read) *err = unread, ok = false;
  ok = ok && fits_start_form(board, item, data, request->actor == NULL, err);
  if (ok && !request->ref) {
    mem_free(item->ref);
    item->ref = numbered_ref(board, item);
  }
  if (ok && request->title) {
    mem_free(item->title);
    item->title = mem_text(request->title);
  }
  if (ok && check_ref(board, item->ref, err)) {
    struct turn turn;
    json_t *event = json_pack("{s:s, s:O}", "name", "start", "data", data);
    json_put_text(event, "actor", request->actor);
    turn_init(&turn, board, item, ENTRY_CASE_STARTED, board_now(board), event);
    ok = enter(&turn, request, data, answer, err);
    turn_clear(&turn);
  } else
    ok = false;
  json_decref(data);
  return ok;
}

bool event_start(struct board *board, const struct start_request *request, json_t **answer, struct err *err) {
  json_t *actor = request->actor ? people_find(board, request->actor, err) : NULL;
  if (request->actor && !actor) return false;
  json_decref(actor);
  bool ok = false;
  struct key key = key_of_start(request);
  if (key_answers(board, &key, answer, &ok, err)) return ok;
  const struct definition *definition = request->definition ? request->definition : definition_newest(board, request->workflow, err);
  if (!definition) return false;
  json_t *none = json_object();
  struct casefile *item = casefile_new(board, definition, request->ref ? request->ref : "", none);
  ok = start_item(board, item, request, answer, err);
  casefile_free(item);
  json_decref(none);
  return ok;
}
