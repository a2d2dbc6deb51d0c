// What an event sets off. See aftermath.h.
#include "run/aftermath.h"

#include "run/rights.h"
#include "run/sight_cut.h"

#include <string.h>

void aftermath_begin(struct board *board) {
  if (board->beside.retries) return;
  aftermath_end(board);
  board->aftermath = json_array();
}

void aftermath_retry_begin(struct board *board) {
  aftermath_begin(board);
  board->beside.retries = true;
  board->beside.from = journal_count(board->store);
}

void aftermath_retry_end(struct board *board) {
  board->beside.retries = false;
  board->beside.to = journal_count(board->store);
}

void aftermath_end(struct board *board) {
  json_decref(board->aftermath);
  board->aftermath = NULL;
  memset(&board->beside, 0, sizeof board->beside);
}

static bool is_beside(const struct turn *turn) {
  return turn->board->beside.is_now || (turn->entry.kind == ENTRY_TIMER && !turn->board->beside.retries);
}

// `beside`: an overdue timer set it off, which ran first (T11).
void aftermath_note(struct turn *turn) {
  enum entry_kind kind = turn->entry.kind;
  json_t *notes = turn->board->aftermath;
  if (!notes || (kind != ENTRY_CASE_STARTED && json_array_size(turn->told) == 0)) return;
  json_array_append_new(notes, json_pack("{s:s, s:s, s:b, s:b, s:b, s:O}", "ref", turn->item->ref, "case", turn->item->hex, "began",
                                         kind == ENTRY_CASE_STARTED, "stuck", kind == ENTRY_INCIDENT, "beside", is_beside(turn), "told",
                                         turn->told));
}

static bool began_beside(const json_t *notes, const char *case_hex) {
  size_t i;
  json_t *note;
  json_array_foreach(notes, i, note) if (json_flag(note, "beside") && json_flag(note, "began") &&
                                         strcmp(json_text(note, "case"), case_hex) == 0) return true;
  return false;
}

// A cycle's returns are all asked for by one entry.
static bool is_of_timer(struct board *board, const json_t *row) {
  struct entry entry;
  struct err unread;
  int64_t sequence = json_number(row, "sequence", 0);
  if (sequence >= board->beside.from && sequence < board->beside.to) return false;
  if (sequence != board->beside.sequence)
    board->beside.is_timers = journal_find(board->store, sequence, &entry, &unread) && entry.kind == ENTRY_TIMER;
  board->beside.sequence = sequence;
  return board->beside.is_timers;
}

void aftermath_serve(struct board *board, const json_t *row) {
  bool asked = row && board->aftermath;
  board->beside.is_now = asked && (is_of_timer(board, row) || began_beside(board->aftermath, json_text(row, "case")));
}

size_t aftermath_size(const struct board *board) { return json_array_size(board->aftermath); }

void aftermath_cut(struct board *board, size_t size) {
  while (aftermath_size(board) > size) json_array_remove(board->aftermath, aftermath_size(board) - 1);
}

static json_t *told_by(struct casefile *item, const struct sight *sight, const json_t *told) {
  json_t *seen = json_deep_copy(told), *one;
  size_t i;
  sight_cut_told(item, sight, seen);
  if (!sight->all) json_array_foreach(seen, i, one) json_object_del(one, "text");
  return seen;
}

json_t *aftermath_told(struct board *board, struct casefile *item, const char *person, const json_t *told) {
  if (json_array_size(told) == 0) return json_array();
  struct sight sight = rights_sight(board, item, person);
  json_t *seen = told_by(item, &sight, told);
  sight_clear(&sight);
  return seen;
}

static json_t *opened_row(const struct casefile *item) {
  const json_t *structure = casefile_structure(item);
  return json_pack("{s:s, s:O, s:O, s:s}", "ref", item->ref, "workflow", json_object_get(structure, "name"), "workflow_title",
                   json_object_get(structure, "title"), "noun", casefile_noun(item));
}

// Messages about another item are for who sees all of it, as everywhere, and so is that a step got stuck.
static void put_told(struct casefile *item, const struct sight *sight, const json_t *note, bool own, json_t *told) {
  if (!sight->all && (!own || json_flag(note, "stuck"))) return;
  json_t *seen = told_by(item, sight, json_object_get(note, "told")), *one;
  size_t i;
  if (!own) json_array_foreach(seen, i, one) json_put_text(one, "ref", item->ref);
  json_array_extend(told, seen);
  json_decref(seen);
}

static void put_note(struct board *board, const char *ref, const char *person, const json_t *note, json_t *opened, json_t *told) {
  struct err unseen;
  struct casefile *item = json_flag(note, "beside") ? NULL : rights_open(board, json_text(note, "ref"), person, &unseen);
  if (!item) return;
  struct sight sight = rights_sight(board, item, person);
  if (json_flag(note, "began")) json_array_append_new(opened, opened_row(item));
  put_told(item, &sight, note, strcmp(item->ref, ref) == 0, told);
  sight_clear(&sight);
  casefile_free(item);
}

void aftermath_put(struct board *board, const char *ref, const char *person, json_t *answer) {
  json_t *opened = json_array(), *told = json_copy(json_object_get(answer, "told")), *note;
  size_t i;
  if (!told) told = json_array();
  json_array_foreach(board->aftermath, i, note) put_note(board, ref, person, note, opened, told);
  json_put(answer, "opened", opened);
  json_put(answer, "told", told);
}
