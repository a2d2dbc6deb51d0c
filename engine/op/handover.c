// Operations that hand over a person's work or an agency's (run/handover.h): shown before, then recorded, then carried out a batch at a
// time, by whoever asks for the next step, by a server or with what is due.
#include "run/handover.h"

#include "base/mem.h"
#include "op/internal.h"
#include "op/seen.h"
#include "run/handover_field.h"
#include "run/handover_look.h"
#include "run/handover_plan.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/rights.h"
#include "run/sight_rule.h"
#include "run/subject.h"
#include "run/terms.h"

#include <string.h>

enum {
  LOOK_PAGE = 1000,
  LOOK_MAX = 100
}; // items that are passed by and those that are looked at: some milliseconds, then others are served

// ---- what is asked

static bool take_request(const struct op_call *call, struct handover_request *request, struct err *err) {
  const char *kind = ask_text(call, "kind", err);
  const json_t *only = json_object_get(call->request, "only");
  if (!kind) return false;
  *request = (struct handover_request){.agency = strcmp(kind, "agency") == 0,
                                       .actor = ask_maybe(call, "as"),
                                       .reason = ask_maybe(call, "reason") ? ask_maybe(call, "reason") : "",
                                       .with_people = json_flag(call->request, "with_people"),
                                       .only = json_array_size(only) ? only : NULL};
  if (!request->agency && strcmp(kind, "person") != 0)
    return err_set(err, ERR_INVALID, "\"kind\" of a hand-over must be \"person\" or \"agency\".");
  if (!(request->old = ask_text(call, "old", err)) || !(request->new = ask_text(call, "new", err))) return false;
  if (request->agency && !(request->on = ask_text(call, "on", err))) return false;
  return !request->agency || !request->only ||
         err_set(err, ERR_INVALID, "\"only\" is for the hand-over of a person; an agency's work goes over whole.");
}

// ---- looking ahead

struct looking {
  struct op_call *call;
  json_t *trial; // the document, as if its day were today
  struct handover_pair pair;
  json_t *before; // {REF: what the two might do before}
  json_t *items, *directory, *troubles;
  int64_t count, others, conflicts;
};

static void add_trouble(struct looking *looking, const char *ref, const char *text) {
  json_array_append_new(looking->troubles, json_pack("{s:s, s:s}", "ref", ref, "text", text));
}

static bool is_meant(const struct looking *looking, const json_t *row) {
  const json_t *only = json_object_get(looking->trial, "only");
  if (json_flag(row, "closed") || !handover_mentions(row, json_text(looking->trial, "old"))) return false;
  return !only || json_array_has(only, json_text(row, "ref"));
}

// Before the directory changes.
static void look_before(struct looking *looking, const json_t *rows) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) {
    struct err why;
    struct casefile *item = casefile_from_row(looking->call->board, row, true, &why);
    json_t *fields = item ? handover_fields(item, looking->trial) : NULL;
    bool seen = fields && rights_see_all(looking->call->board, item, ask_maybe(looking->call, "as"));
    if (fields && !seen) looking->others++;
    if (seen) json_object_set_new(looking->before, item->ref, handover_standing(looking->call->board, item, fields, looking->pair));
    json_decref(fields);
    casefile_free(item);
  }
}

static void look_at(struct looking *looking, json_t *row, const json_t *before) {
  struct err why;
  struct casefile *item = casefile_from_row(looking->call->board, row, true, &why);
  json_t *shown = item ? handover_row(looking->call->board, item, looking->trial, looking->pair, before, &why) : NULL;
  if (shown)
    json_array_append_new(looking->items, shown);
  else
    add_trouble(looking, json_text(row, "ref"), why.text);
  looking->count++;
  casefile_free(item);
}

static void look_after(struct looking *looking, const json_t *rows) {
  size_t i;
  json_t *row;
  struct handover_pair after = handover_pair(looking->call->board, looking->trial);
  looking->pair.new = after.new; // an agency's lead may go along
  json_array_foreach(rows, i, row) {
    const json_t *before = json_object_get(looking->before, json_text(row, "ref"));
    if (before) look_at(looking, row, before);
  }
}

// In a transaction that is undone: what is shown is what would be done, by the same code.
static bool look(struct looking *looking, const json_t *rows, struct err *err) {
  struct store *store = looking->call->board->store;
  char *old = mem_text(looking->pair.old ? looking->pair.old : "");
  looking->pair.old = *old ? old : NULL; // the document that it stood in changes
  look_before(looking, rows);
  bool begun = store_begin(store, err), ok = begun && handover_begin(looking->call->board, looking->trial, looking->directory, err);
  if (ok) look_after(looking, rows);
  if (begun) store_rollback(store);
  mem_free(old);
  return ok;
}

static bool is_of(struct board *board, const char *person, const char *agency) {
  return !agency || presence_belongs(board, board_document(board, "person", person), agency);
}

static void warn(json_t *warnings, char *text) { // Takes over `text`.
  json_array_add(warnings, text);
  mem_free(text);
}

// A rule for all of an agency's people is theirs alone (presence_is_of).
static void warn_of_rules(struct board *board, const char *agency, const char *old, const char *new, json_t *warnings) {
  size_t i;
  json_t *rule;
  json_array_foreach(board_documents(board, SIGHT_RULE_KIND), i, rule) {
    struct subject subject;
    if (!sight_rule_holds(rule) || !subject_read(json_text(rule, "subject"), &subject)) continue;
    if (strcmp(subject.kind, "agency") == 0 && !subject.post && strcmp(subject.id, agency) == 0)
      warn(warnings,
           mem_format("rule %s of the board is for all of %s: it stays with those who belong to it, does not become %s's, and whoever "
                      "goes along leaves it behind.",
                      json_text(rule, "id"), old, new));
    subject_clear(&subject);
  }
}

static json_t *warnings_of(struct board *board, const struct handover_request *request) {
  json_t *warnings = json_array();
  char *old = directory_name(board, request->agency ? "agency" : "person", request->old),
       *new = directory_name(board, request->agency ? "agency" : "person", request->new);
  const json_t *person = board_document(board, "person", request->new);
  const char *agency = json_text(board_document(board, "person", request->old), "agency");
  const json_t *posts = json_object_get(board_document(board, "agency", request->new), "posts");
  if (!request->agency && !is_of(board, request->new, agency))
    warn(warnings, mem_format("%s does not belong to %s's agency: a post of that agency would be held from outside it.", new, old));
  if (!request->agency && presence_is_away(board, person, NULL)) warn(warnings, mem_format("%s is away today.", new));
  char *office = terms_office(board->terms);
  if (request->agency && !json_text(posts, "safeguarding_lead") && !request->with_people)
    warn(warnings, mem_format("%s has no safeguarding lead: nobody could act for it, and the %s would be told instead.", new, office));
  mem_free(office);
  if (request->agency) warn_of_rules(board, request->old, old, new, warnings);
  mem_free(old);
  mem_free(new);
  return warnings;
}

static json_t *answer_of(struct looking *looking, const struct handover_request *request) {
  struct board *board = looking->call->board;
  const char *kind = request->agency ? "agency" : "person";
  char *old = directory_name(board, kind, request->old), *new = directory_name(board, kind, request->new);
  json_t *answer = json_pack("{s:s, s:s, s:O, s:o, s:O, s:I, s:I}", "old_name", old, "new_name", new, "directory", looking->directory,
                             "warnings", warnings_of(board, request), "items", looking->items, "count", (json_int_t)looking->count,
                             "others", (json_int_t)looking->others);
  if (json_array_size(looking->troubles)) json_object_set(answer, "troubles", looking->troubles);
  mem_free(old);
  mem_free(new);
  return answer;
}

// Up to so many that are to be looked at; *next is the last, NULL where there are no more. A new reference.
static json_t *page_of(const struct looking *looking, const char *after, const char **next) {
  json_t *all = case_page(looking->call->board->store, after, LOOK_PAGE), *rows = json_array(), *row;
  size_t i, count = json_array_size(all);
  *next = NULL;
  json_array_foreach(all, i, row) {
    if (is_meant(looking, row)) json_array_append(rows, row);
    bool full = json_array_size(rows) == LOOK_MAX, end = i + 1 == count;
    if (!full && !(end && count == LOOK_PAGE)) continue;
    *next = json_text(row, "id");
    break;
  }
  if (*next) json_object_set(looking->before, "", json_array_get(all, i)); // it lasts as long as the answer is made
  json_decref(all);
  return rows;
}

static json_t *trial_of(struct board *board, const json_t *plan) {
  json_t *trial = json_copy((json_t *)plan);
  char today[DATE_TEXT];
  board_today(board, board_now(board), today);
  json_put_text(trial, "status", "under way");
  if (json_text(trial, "on")) {
    json_put_text(trial, "day", json_text(plan, "on"));
    json_put_text(trial, "on", today);
  }
  return trial;
}

static bool preview(struct op_call *call, struct err *err) {
  struct handover_request request;
  json_t *plan;
  if (!take_request(call, &request, err) || !handover_plan(call->board, &request, &plan, err)) return false;
  struct looking looking = {.call = call,
                            .trial = trial_of(call->board, plan),
                            .before = json_object(),
                            .items = json_array(),
                            .directory = json_array(),
                            .troubles = json_array()};
  const char *after = ask_maybe(call, "after"), *next;
  json_t *rows = page_of(&looking, after ? after : "", &next);
  looking.pair = handover_pair(call->board, looking.trial);
  bool ok = look(&looking, rows, err);
  if (ok) call->answer = answer_of(&looking, &request);
  if (ok) json_put_text(call->answer, "next", next);
  json_decref(rows);
  json_decref(looking.trial);
  json_decref(looking.before);
  json_decref(looking.items);
  json_decref(looking.directory);
  json_decref(looking.troubles);
  json_decref(plan);
  return ok;
}

// ---- doing it

static bool begin(struct op_call *call, struct err *err) {
  struct handover_request request;
  json_t *plan, *said = json_array();
  bool ok = ask_text(call, "reason", err) && take_request(call, &request, err) && handover_plan(call->board, &request, &plan, err);
  if (!ok) return json_decref(said), false;
  ok = handover_begin(call->board, plan, said, err);
  if (ok)
    call->answer =
        json_pack("{s:O, s:O, s:O}", "handover", json_object_get(plan, "id"), "status", json_object_get(plan, "status"), "directory", said);
  json_decref(said);
  json_decref(plan);
  return ok;
}

// Anybody's to ask, as with what is due: whoever handed over the office's own post is no longer of the office.
static bool step(struct op_call *call, struct err *err) {
  json_t *troubles = json_array();
  const char *id = ask_maybe(call, "id");
  bool more, ok = handover_step(call->board, troubles, &more, err);
  if (ok) {
    int64_t others = 0;
    call->answer = json_pack("{s:b, s:o}", "more", more, "troubles", seen_rows(call->board, troubles, ask_maybe(call, "as"), &others));
    const json_t *moved = id ? json_object_get(board_document(call->board, "handover", id), "moved") : NULL;
    if (moved) json_object_set(call->answer, "moved", (json_t *)moved);
  }
  json_decref(troubles);
  return ok;
}

// What the engine could not work on, to whom it may be told; what it set in agencies is its own.
static void show_stayed(const struct op_call *call, json_t *row) {
  json_t *refs = json_object_get(row, "stayed_refs"), *rows = json_array(), *ref;
  size_t i;
  json_object_del(row, "set");
  json_array_foreach(refs, i, ref) json_array_append_new(rows, json_pack("{s:O}", "ref", ref));
  json_t *seen = seen_rows(call->board, rows, ask_maybe(call, "as"), NULL);
  if (refs) json_object_set_new(row, "stayed_refs", json_texts(seen, "ref"));
  json_decref(seen);
  json_decref(rows);
}

static bool list(struct op_call *call, struct err *err) {
  (void)err;
  json_t *rows = json_array(), *handover;
  size_t i;
  json_array_foreach(board_documents(call->board, "handover"), i, handover) {
    const char *kind = json_text(handover, "kind");
    json_t *row = json_copy(handover);
    char *old = directory_name(call->board, kind, json_text(handover, "old")),
         *new = directory_name(call->board, kind, json_text(handover, "new"));
    json_put_text(row, "old_name", old);
    json_put_text(row, "new_name", new);
    show_stayed(call, row);
    json_array_append_new(rows, row);
    mem_free(old);
    mem_free(new);
  }
  call->answer = json_pack("{s:o}", "handovers", rows);
  return true;
}

static bool withdraw(struct op_call *call, struct err *err) {
  const char *id = ask_text(call, "id", err), *reason = id ? ask_text(call, "reason", err) : NULL;
  if (!reason || !handover_withdraw(call->board, id, reason, ask_maybe(call, "as"), err)) return false;
  call->answer = json_pack("{s:s}", "handover", id);
  return true;
}

const struct op ops_handover[] = {
    {.name = "handover.preview", .who = OP_OFFICE, .what = "hand over others' work", .alone = true, .named = true, .run = preview},
    {.name = "handover.begin", .who = OP_OFFICE, .what = "hand over others' work", .writes = true, .run = begin},
    {.name = "handover.step", .who = OP_PERSON, .alone = true, .named = true, .fires = true, .run = step},
    {.name = "handover.list", .who = OP_OFFICE, .what = "see what is handed over", .run = list},
    {.name = "handover.withdraw", .who = OP_OFFICE, .what = "take back a hand-over", .writes = true, .run = withdraw},
    {0},
};
