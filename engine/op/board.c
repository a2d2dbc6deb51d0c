// Operations on the board itself: what it is, what it has to tell whom.
#include "base/mem.h"
#include "op/internal.h"
#include "op/record.h"
#include "run/alarm.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/signing.h"

#include <string.h>

struct counting {
  struct op_call *call;
  const char *person;
  int64_t count;
};

// R1: a count sees what the reader may see.
static bool count_case(void *user, json_t *row) {
  struct counting *counting = user;
  struct err err;
  struct casefile *item = casefile_from_row(counting->call->board, row, false, &err);
  if (item && rights_see(counting->call->board, item, counting->person)) counting->count++;
  casefile_free(item);
  return true;
}

static int64_t count_stranded(struct op_call *call, const char *person) {
  int64_t count = 0;
  json_t *alarm;
  size_t i;
  json_array_foreach(alarm_list(call->board), i, alarm) {
    struct err gone;
    struct casefile *item = rights_open(call->board, json_text(alarm, "id"), person, &gone);
    count += item != NULL;
    casefile_free(item);
  }
  return count;
}

static bool show(struct op_call *call, struct err *err) {
  struct board *board = call->board;
  struct counting counting = {.call = call, .person = ask_person(call, err)};
  char now[INSTANT_TEXT];
  if (!counting.person || !case_each(board->store, NULL, count_case, &counting, err)) return false;
  json_t *name = setting_find(board->store, "name"), *division = setting_find(board->store, "division");
  instant_write(board_now(board), now);
  call->answer = json_pack("{s:O?, s:O?, s:s, s:s, s:I}", "name", name, "division", division, "clock",
                           board_clock_is_manual(board) ? "manual" : "real", "now", now, "cases", (json_int_t)counting.count);
  if (people_in_office(board, counting.person)) json_put_number(call->answer, "entries", journal_count(board->store)); // of all items
  json_put_number(call->answer, "stranded", count_stranded(call, counting.person));
  answer_next_due(call, counting.person);
  answer_held(call);
  char *record = record_words(board);
  json_put_text(call->answer, "record", signing_older(board) ? signing_older(board) : record);
  mem_free(record);
  char *head = record_head_words(board);
  json_put_text(call->answer, "record_head", head);
  mem_free(head);
  json_decref(name);
  json_decref(division);
  return true;
}

// R1: a message is shown to whoever sees all of its item, and to whom it went as long as they see anything of that. Returns the item's
// reference, NULL when it is not theirs. Caller frees.
static char *ref_if_seen(struct op_call *call, const json_t *row, const char *person) {
  struct err err;
  const char *hex = json_text(row, "case"), *to = json_text(row, "to");
  struct casefile *item = hex ? casefile_open(call->board, hex, &err) : NULL;
  struct sight sight = item ? rights_sight(call->board, item, person) : (struct sight){0};
  bool seen = sight.all || (item && sight_any(&sight) && to && strcmp(to, person) == 0);
  char *ref = seen ? mem_text(item->ref) : NULL;
  sight_clear(&sight);
  casefile_free(item);
  return ref;
}

// One about the board itself: for whom it is, and for the office.
static bool is_boards(struct op_call *call, json_t *row, const char *person) {
  const char *hex = json_text(row, "case"), *to = json_text(row, "to");
  if (!hex || !to || hex[strspn(hex, "0")]) return false;
  return strcmp(to, person) == 0 || people_in_office(call->board, person);
}

// Until when it waits for the mail hours (T5): `waits` in words, while that is still ahead.
static void put_from(struct board *board, const json_t *row, json_t *shown) {
  int64_t from = json_number(row, "from", 0);
  char at[INSTANT_TEXT], local[40];
  if (!from) return;
  instant_write(from, at);
  json_put_text(shown, "from", at);
  if (strcmp(json_text(row, "status"), "ready") != 0 || from <= board_now(board)) return;
  board_local(board, from, local);
  json_put_text(shown, "waits", local);
}

// J4: somebody is told when the message is made, however late the timer was that tells them.
static bool is_made_later(struct op_call *call, const json_t *row) {
  return call->board->present && json_number(row, "made", 0) > board_now(call->board);
}

static void add_message(struct op_call *call, json_t *row, const char *person, json_t *rows) {
  if (is_made_later(call, row)) return;
  char name[200], made[INSTANT_TEXT];
  char *ref = ref_if_seen(call, row, person);
  if ((!ref && !is_boards(call, row, person)) || !json_text(row, "to")) {
    mem_free(ref);
    return;
  }
  people_name(call->board, json_text(row, "to"), name, sizeof name);
  instant_write(json_number(row, "made", 0), made);
  json_t *shown = json_pack("{s:s, s:O, s:s, s:O, s:O, s:O, s:O}", "made", made, "to", json_object_get(row, "to"), "name", name, "role",
                            json_object_get(row, "role"), "subject", json_object_get(row, "subject"), "body", json_object_get(row, "body"),
                            "status", json_object_get(row, "status"));
  json_put_text(shown, "ref", ref);
  put_from(call->board, row, shown);
  json_array_append_new(rows, shown);
  mem_free(ref);
}

static bool outbox(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err), *ref = ask_maybe(call, "case");
  struct casefile *item = person && ref ? ask_item(call, err) : NULL;
  if (!person || (ref && !item)) return false;
  json_t *all = outbox_list(call->board->store, item ? item->hex : NULL, NULL), *rows = json_array(), *row;
  size_t i;
  json_array_foreach(all, i, row) add_message(call, row, person, rows);
  call->answer = json_pack("{s:o}", "rows", rows);
  json_decref(all);
  casefile_free(item);
  return true;
}

const struct op ops_board[] = {
    {.name = "board.show", .who = OP_PERSON, .run = show},
    {.name = "outbox.list", .who = OP_PERSON, .past = true, .run = outbox},
    {0},
};
