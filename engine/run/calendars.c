// Former calendars. See calendars.h.
#include "run/calendars.h"

#include "base/mem.h"

#include <string.h>

struct stood {
  struct calendar *calendar; // NULL: it cannot be read, and decides nothing
  int64_t until_ms;          // when it was changed; INT64_MAX: it is today's
};

struct calendars {
  struct stood *former;
  size_t count;
};

// ---- reading them

// The two lists as they stand while the line of changes is gone through; borrowed from it.
struct lists {
  const char *name, *csv, *local_csv;
};

static void add_former(struct calendars *all, const struct lists *lists, int64_t until_ms) {
  struct err unread;
  if (!lists->csv) return; // the board had none until then
  all->former = mem_grow(all->former, all->count + 1, sizeof *all->former);
  all->former[all->count++] = (struct stood){board_calendar_read(lists->name, lists->csv, lists->local_csv, &unread), until_ms};
}

static void take_list(struct lists *lists, const json_t *row) {
  const char *name = json_text(row, "name");
  if (strcmp(name, CALENDAR_LOCAL) == 0) lists->local_csv = json_text(row, "csv");
  if (strcmp(name, lists->name) == 0) lists->csv = json_text(row, "csv");
}

// One entry may bring both lists, and is one change.
static struct calendars *read_all(struct board *board) {
  struct calendars *all = mem_new(sizeof *all);
  struct lists lists = {.name = calendar_name(board->calendar)};
  json_t *rows = calendar_list(board->store), *row;
  int64_t sequence = -1;
  size_t i;
  json_array_foreach(rows, i, row) {
    if (json_number(row, "sequence", 0) != sequence) add_former(all, &lists, json_number(row, "since", 0));
    sequence = json_number(row, "sequence", 0);
    take_list(&lists, row);
  }
  json_decref(rows);
  return all;
}

void calendars_forget(struct board *board) {
  struct calendars *all = board->calendars;
  for (size_t i = 0; all && i < all->count; i++) calendar_free(all->former[i].calendar);
  if (all) mem_free(all->former);
  mem_free(all);
  board->calendars = NULL;
}

static const struct calendars *all_of(struct board *board) {
  if (!board->calendars && board->calendar) board->calendars = read_all(board);
  return board->calendars;
}

// ---- the line of them

static size_t count_of(struct board *board) { return all_of(board) ? board->calendars->count + (board->lender != NULL) : 0; }

// The last is today's, or what stands in for it; before it comes today's then.
static struct stood stood_at(struct board *board, size_t place) {
  const struct calendars *all = all_of(board);
  if (all && place < all->count) return all->former[place];
  return place < count_of(board) ? (struct stood){board->lender, board->lent_ms} : (struct stood){board->calendar, INT64_MAX};
}

size_t calendars_place(struct board *board, int64_t at_ms) {
  size_t place = 0, count = count_of(board);
  while (place < count && stood_at(board, place).until_ms <= at_ms) place++;
  return place;
}

bool calendars_until(struct board *board, const struct calendar *calendar, int64_t *until_ms) {
  for (size_t place = 0, count = count_of(board); place < count; place++) {
    struct stood stood = stood_at(board, place);
    *until_ms = stood.until_ms;
    if (stood.calendar == calendar) return true;
  }
  return false;
}

const struct calendar *calendars_before(struct board *board) {
  size_t count = count_of(board);
  return count ? stood_at(board, count - 1).calendar : NULL;
}

void calendars_lend(struct board *board, struct calendar *calendar) {
  if (!board->lender) board->lender = board->calendar;
  board->lent_ms = board_now(board);
  board->calendar = calendar;
}

void calendars_give_back(struct board *board) {
  board->calendar = board->lender;
  board->lender = NULL;
}

// ---- a deadline

static bool is_past(const struct rule_result *result, int64_t at_ms) { return !result->missing && result->due_ms <= at_ms; }

// By the calendar that came at `from_ms`, in the place of what the one before gave.
static bool go_on(const struct rule *rule, struct rule_input *input, int64_t from_ms, bool with_receipt, struct rule_result *result,
                  struct err *err) {
  struct rule_result next;
  if (!rule_work_out(rule, input, with_receipt, &next, err)) return false;
  bool stays = result->calendar && !result->missing && is_past(&next, from_ms); // 2.
  json_decref(stays ? next.receipt : result->receipt);
  if (!stays) *result = next;
  return true;
}

bool calendars_work_out(struct board *board, const struct rule *rule, struct rule_input *input, size_t place, bool with_receipt,
                        struct rule_result *result, struct err *err) {
  if (!rule_counts_working(rule)) return rule_work_out(rule, input, with_receipt, result, err);
  struct rule_result found = {0};
  int64_t from_ms = INT64_MIN;
  size_t count = count_of(board);
  if (place > count) place = count;
  for (; place <= count && !(found.calendar && is_past(&found, from_ms)); place++) { // 1.
    struct stood stood = stood_at(board, place);
    input->calendar = stood.calendar;
    if (stood.calendar && !go_on(rule, input, from_ms, with_receipt, &found, err)) return json_decref(found.receipt), false;
    from_ms = stood.until_ms;
  }
  input->calendar = found.calendar;
  *result = found;
  return true;
}
