// Operations on the board itself: what it is.
#include "base/mem.h"
#include "op/internal.h"
#include "op/record.h"
#include "run/alarm.h"
#include "run/listing.h"
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

// By the index; where that cannot be asked by going through all.
static bool count_cases(struct counting *counting, struct err *err) {
  struct board *board = counting->call->board;
  const struct listing_ask ask = {.person = counting->person};
  struct err unread;
  if (listing_begin(board) && listing_count(board, &ask, &counting->count, &unread)) return true;
  counting->count = 0;
  return case_each(board->store, NULL, count_case, counting, err);
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

// Stuck steps that are still open, of items that the reader sees.
static int64_t count_stuck(struct op_call *call, const char *person) {
  int64_t count = 0;
  json_t *open = incident_list_open(call->board->store), *one;
  size_t i;
  json_array_foreach(open, i, one) {
    struct err gone;
    struct casefile *item = rights_open(call->board, json_text(one, "case"), person, &gone);
    count += item != NULL;
    casefile_free(item);
  }
  json_decref(open);
  return count;
}

// How long the record is tells that somebody else did something, so it is the office's (R1).
static void put_length(struct op_call *call) {
  char *head = record_head_words(call->board);
  json_put_number(call->answer, "entries", journal_count(call->board->store));
  json_put_text(call->answer, "record_head", head);
  mem_free(head);
}

static bool show(struct op_call *call, struct err *err) {
  struct board *board = call->board;
  struct counting counting = {.call = call, .person = ask_person(call, err)};
  char now[INSTANT_TEXT];
  if (!counting.person || !count_cases(&counting, err)) return false;
  json_t *name = setting_find(board->store, "name"), *division = setting_find(board->store, "division");
  instant_write(board_now(board), now);
  call->answer = json_pack("{s:O?, s:O?, s:s, s:s, s:I}", "name", name, "division", division, "clock",
                           board_clock_is_manual(board) ? "manual" : "real", "now", now, "cases", (json_int_t)counting.count);
  json_put_number(call->answer, "stranded", count_stranded(call, counting.person));
  json_put_number(call->answer, "stuck", count_stuck(call, counting.person));
  answer_next_due(call, counting.person);
  answer_held(call);
  char *record = record_words(board);
  json_put_text(call->answer, "record", signing_older(board) ? signing_older(board) : record);
  mem_free(record);
  if (people_in_office(board, counting.person)) put_length(call);
  json_decref(name);
  json_decref(division);
  return true;
}

const struct op ops_board[] = {
    {.name = "board.show", .who = OP_PERSON, .run = show},
    {0},
};
