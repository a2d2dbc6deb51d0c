// What changed since a group last met: every item that the group decides on, as it is and as it was when that meeting's decisions were
// confirmed. The board of then is folded from the journal (run/board.h, "as at"), and of the journal what the items say that changed or are
// late, and what the board itself says.
#include "base/mem.h"
#include "op/meeting.h"
#include "op/paper.h"
#include "run/history.h"
#include "run/lateness.h"
#include "run/listing.h"
#include "run/rights.h"
#include "store/trail.h"

#include <stdlib.h>
#include <string.h>

struct since {
  struct meeting *meeting;
  struct board *then;
  int64_t at_ms;
  json_t *rows;
  struct err *err;
  bool failed;
};

// ---- which meeting

struct finding {
  struct op_call *call;
  const char *group, *person;
  char *ref, *date; // the last that was held
};

// R1: a meeting that is not theirs is none.
static bool is_seen(const struct finding *finding, json_t *row) {
  struct err unreadable;
  struct casefile *item = casefile_from_row(finding->call->board, row, false, &unreadable);
  bool seen = item && rights_see(finding->call->board, item, finding->person);
  casefile_free(item);
  return seen;
}

static bool find_one(void *user, json_t *row) {
  struct finding *finding = user;
  const json_t *fields = json_object_get(row, "fields"), *active = json_object_get(json_object_get(row, "state"), "active");
  const char *group = json_text(json_object_get(fields, "group"), "id"), *date = json_text(fields, "date");
  bool was_held = json_object_get(active, "confirmed") || json_object_get(active, "closed");
  if (!was_held || !group || !date || strcmp(group, finding->group) != 0 || (finding->date && strcmp(date, finding->date) < 0)) return true;
  if (!is_seen(finding, row)) return true;
  mem_free(finding->ref);
  mem_free(finding->date);
  finding->ref = mem_text(json_text(row, "ref"));
  finding->date = mem_text(date);
  return true;
}

static char *last_of(struct op_call *call, const char *group, struct err *err) { // Caller frees; NULL with err.
  struct finding finding = {.call = call, .group = group, .person = ask_person(call, err)};
  bool ok = finding.person && case_each(call->board->store, "meeting", find_one, &finding, err);
  mem_free(finding.date);
  if (ok && !finding.ref)
    err_set(err, ERR_NOT_FOUND,
            "No meeting of %s has had its decisions confirmed yet, so there is none to count from; `waymark meeting list` shows them.",
            group);
  return finding.ref;
}

static bool open_one(struct op_call *call, struct meeting *meeting, struct err *err) {
  const char *group = ask_maybe(call, "group");
  *meeting = (struct meeting){.call = call};
  if (ask_maybe(call, "meeting") || !group) return meeting_open(call, meeting, err);
  char *ref = last_of(call, group, err);
  bool ok = ref && meeting_read(call, ref, meeting, err);
  mem_free(ref);
  return ok;
}

// When its decisions were confirmed, so that they themselves are no change; of one that was not, the end of its day.
static bool moment_of(const struct meeting *meeting, int64_t *at_ms, struct err *err) {
  const char *at = meeting_text(meeting, "confirmed_at"), *text = meeting_text(meeting, "date");
  struct date date;
  if (at) return instant_read(at, at_ms, err);
  if (!text || !date_read(text, &date, err)) return false;
  *at_ms = zone_day_end(meeting->board->zone, date);
  return *at_ms <= board_now(meeting->board) ||
         err_set(err, ERR_REFUSED, "%s is still ahead, so nothing can have changed since; name an earlier meeting.", meeting->item->ref);
}

// ---- what changed

static bool is_late(struct board *board, const struct casefile *item) {
  json_t *waits = lateness_list(board, item, false);
  bool late = lateness_any(waits);
  json_decref(waits);
  return late;
}

struct decided {
  const struct since *since;
  struct buf out;
};

static bool add_decision(void *user, json_t *entry) {
  struct decided *decided = user;
  json_t *parts = history_parts(entry), *event = json_object_get(parts, "event");
  bool decides = json_number(entry, "kind", 0) == ENTRY_EVENT && json_text(event, "decider");
  if (decides && json_number(entry, "recorded", 0) > decided->since->at_ms) {
    char *words = history_words(decided->since->meeting->board, decided->since->meeting->person, entry);
    buf_format(&decided->out, "%s%s", decided->out.size ? "; " : "", words);
    mem_free(words);
  }
  json_decref(parts);
  return true;
}

static char *decisions_of(const struct since *since, const struct casefile *item) { // Caller frees.
  struct decided decided = {.since = since};
  struct err ignored;
  buf_init(&decided.out);
  journal_each(since->meeting->board->store, &item->id, add_decision, &decided, &ignored);
  return decided.out.size ? buf_take(&decided.out) : mem_text("");
}

static void add_row(struct since *since, const struct casefile *item, const struct casefile *before, const char *was, const char *is) {
  bool late = is_late(since->meeting->board, item), was_late = before && is_late(since->then, before);
  bool fresh = !before, moved = before && strcmp(was, is) != 0, overdue = late && !was_late;
  char *decisions = decisions_of(since, item);
  if (fresh || moved || overdue || *decisions) {
    char *what = mem_format("%s%s%s",
                            fresh        ? "new"
                            : moved      ? "moved"
                            : *decisions ? "decided"
                                         : "",
                            overdue && (fresh || moved || *decisions) ? ", " : "", overdue ? "overdue now" : "");
    json_array_append_new(since->rows,
                          json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:b}", "ref", item->ref, "title", item->title, "what", what,
                                    "was", was, "is", is, "decided", decisions, "new", fresh, "moved", moved, "overdue_now", overdue));
    mem_free(what);
  }
  mem_free(decisions);
}

static bool concerns(const struct since *since, const struct casefile *item) {
  size_t i;
  json_t *role;
  json_array_foreach(
      json_object_get(casefile_structure(item), "roles"), i,
      role) if (sitting_role_is_its(since->meeting->board, item, json_text(role, "name"), since->meeting->group)) return true;
  return false;
}

static void compare(struct since *since, struct casefile *item) {
  struct err none;
  struct casefile *before = casefile_open(since->then, item->hex, &none);
  char *was = before ? casefile_state_words(before) : mem_text(""), *is = casefile_state_words(item);
  add_row(since, item, before, was, is);
  mem_free(is);
  mem_free(was);
  casefile_free(before);
}

static struct casefile *open_concerned(struct since *since, json_t *row) { // NULL: it is none of theirs
  const char *workflow = json_text(row, "workflow");
  if (workflow && strcmp(workflow, "meeting") == 0) return NULL;
  struct casefile *item = casefile_from_row(since->meeting->board, row, false, since->err);
  since->failed = since->failed || !item;
  if (item && concerns(since, item) && rights_see_all(since->meeting->board, item, since->meeting->person)) return item;
  casefile_free(item);
  return NULL;
}

static bool look_at(void *user, json_t *row) {
  struct since *since = user;
  struct casefile *item = open_concerned(since, row);
  if (item) compare(since, item);
  casefile_free(item);
  return !since->failed;
}

static json_t *paper_of(const struct since *since) {
  static const char *const columns[] = {"Ref", "Title", "What", "Was", "Is", "Decided since", NULL};
  json_t *paper = meeting_paper(since->meeting, "Since"), *row;
  json_t *table = paper_table(paper, "What changed since", columns, "Nothing that you may see has changed since.");
  size_t i;
  json_array_foreach(since->rows, i, row)
      paper_row(table, (const char *const[]){json_text(row, "ref"), json_text(row, "title"), json_text(row, "what"), json_text(row, "was"),
                                             json_text(row, "is"), json_text(row, "decided"), NULL});
  return paper;
}

// ---- which items

// What nothing was recorded of since is told only where it became late meanwhile, and for that it is late now.
static void choose(struct since *since, json_t *row, bool changed, json_t *chosen) {
  struct casefile *item = open_concerned(since, row);
  if (item && (changed || is_late(since->meeting->board, item))) json_put_text(chosen, item->ref, item->hex);
  casefile_free(item);
}

static void choose_all(struct since *since, const json_t *names, bool changed, json_t *chosen) {
  size_t i;
  json_t *name;
  json_array_foreach(names, i, name) {
    struct err none; // the board's own chain is no item
    json_t *row = since->failed ? NULL : case_find(since->meeting->board->store, json_string_value(name), &none);
    if (row) choose(since, row, changed, chosen);
    json_decref(row);
  }
}

// {REF: HEX}: those that changed, or that are open, concern the group and are late. NULL: the index cannot be asked, and all are looked at.
static json_t *chosen_of(struct since *since) {
  struct board *board = since->meeting->board;
  struct err unread;
  json_t *open = listing_begin(board) ? listing_concerning_late(board, since->meeting->group, &unread) : NULL;
  json_t *changed = open ? trail_cases_after(board->store, since->at_ms, &unread) : NULL, *chosen = changed ? json_object() : NULL;
  if (chosen) {
    choose_all(since, changed, true, chosen);
    choose_all(since, open, false, chosen);
  }
  json_decref(changed);
  json_decref(open);
  return chosen;
}

// ---- as it was

enum { CHAINS_MAX = 2000 }; // of more the journal is read from its beginning to its end, as of all

static struct id *chains_of(const json_t *chosen) { // Caller frees.
  struct id *chains = mem_new((json_object_size(chosen) + 1) * sizeof *chains);
  size_t count = 0;
  const char *ref;
  json_t *hex;
  json_object_foreach((json_t *)chosen, ref, hex) id_read(&chains[count++], json_string_value(hex));
  return chains;
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

// By reference, as they stand on the paper.
static bool compare_chosen(struct since *since, const json_t *chosen) {
  const char **refs = mem_new((json_object_size(chosen) + 1) * sizeof *refs), *ref;
  size_t count = 0;
  json_t *hex;
  json_object_foreach((json_t *)chosen, ref, hex) refs[count++] = ref;
  qsort(refs, count, sizeof *refs, by_text);
  for (size_t i = 0; i < count && !since->failed; i++) {
    struct err gone;
    json_t *row = case_find(since->meeting->board->store, refs[i], &gone);
    if (row) look_at(since, row);
    json_decref(row);
  }
  mem_free(refs);
  return !since->failed;
}

// The board of then, with no other items than those that are compared: so it costs their entries and the board's.
static bool compare_all(struct since *since, const json_t *chosen, struct err *err) {
  struct board *board = since->meeting->board;
  struct store_moment moment = {.at_ms = since->at_ms, .known = true, .case_count = json_object_size(chosen)};
  if (chosen && moment.case_count == 0) return true; // nothing changed, and there is nothing to fold
  struct id *chains = chosen && moment.case_count <= CHAINS_MAX ? chains_of(chosen) : NULL;
  moment.case_id = chains;
  since->then = board_as_at(board, &moment, err);
  mem_free(chains);
  if (!since->then) return false;
  return chosen ? compare_chosen(since, chosen) : case_each(board->store, NULL, look_at, since, err) && !since->failed;
}

static bool answer(struct since *since, struct err *err) {
  struct op_call *call = since->meeting->call;
  json_t *chosen = chosen_of(since);
  bool ok = !since->failed && compare_all(since, chosen, err);
  if (ok) {
    call->answer = json_pack("{s:o, s:O, s:o}", "meeting", meeting_brief(since->meeting), "rows", since->rows, "paper", paper_of(since));
    board_put_instant(call->board, call->answer, "since", true, since->at_ms);
  }
  json_decref(chosen);
  board_close(since->then);
  return ok && paper_answer(call, err);
}

bool meeting_since(struct op_call *call, struct err *err) {
  struct meeting meeting;
  struct since since = {.meeting = &meeting, .rows = json_array(), .err = err};
  bool ok = open_one(call, &meeting, err) && moment_of(&meeting, &since.at_ms, err) && answer(&since, err);
  json_decref(since.rows);
  meeting_clear(&meeting);
  return ok;
}
