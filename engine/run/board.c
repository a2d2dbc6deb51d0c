// Opening a board and asking its clock. See board.h.
#include "run/board.h"

#include "base/mem.h"
#include "run/aside.h"
#include "run/definition.h"
#include "run/foresight.h"
#include "run/handover.h"
#include "run/hold.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/ready.h"
#include "run/signing.h"
#include "run/zone_data.h"

#include <string.h>

static const char META_CLOCK[] = "manual_clock";

static bool read_clock(struct board *board, struct err *err) {
  char *text = meta_find(board->store, META_CLOCK);
  if (!text) return true;
  board->manual = true;
  bool ok = instant_read(text, &board->manual_ms, err);
  mem_free(text);
  return ok;
}

// The setting `division` names the calendar; its dates are the ones that were recorded last, with the board's own closures over them.
static bool read_calendar(struct board *board, struct err *err) {
  json_t *division = setting_find(board->store, "division");
  const char *name = json_string_value(division);
  json_t *kept = name ? calendar_find(board->store, name) : NULL, *local = calendar_find(board->store, CALENDAR_LOCAL);
  const char *csv = json_text(kept, "csv");
  struct calendar *calendar = csv ? board_calendar_read(name, csv, json_text(local, "csv"), err) : NULL;
  bool ok = calendar || !csv;
  if (calendar) {
    calendar_free(board->calendar);
    board->calendar = calendar;
  }
  json_decref(local);
  json_decref(kept);
  json_decref(division);
  return ok;
}

struct calendar *board_calendar_read(const char *name, const char *csv, const char *local_csv, struct err *err) {
  struct calendar *division = calendar_read(name, csv, strlen(csv), err), *local = NULL, *joined = NULL;
  if (!division || !local_csv) return division;
  local = calendar_read_local(local_csv, strlen(local_csv), err);
  if (local) joined = calendar_join(name, division, local);
  calendar_free(local);
  calendar_free(division);
  return joined;
}

void board_zone_set(struct board *board, const struct zone *zone) {
  if (!board->zone_is_lent) zone_data_close(board->zone);
  board->zone = zone;
  board->zone_is_lent = false;
}

static bool read_zone(struct board *board, struct err *err) {
  json_t *setting = setting_find(board->store, "zone");
  const char *name = json_is_string(setting) ? json_string_value(setting) : "Europe/London";
  bool same = board->zone && strcmp(zone_name(board->zone), name) == 0;
  const struct zone *zone = same ? board->zone : zone_data_open(&board->env, name, err);
  if (zone && !same) board_zone_set(board, zone);
  json_decref(setting);
  return zone || err_prefix(err, "The board's times cannot be worked out: ");
}

// What was compiled in other words is compiled anew when it is asked for next.
static void read_terms(struct board *board) {
  json_t *terms = setting_find(board->store, "terms");
  bool same = json_equal(terms, board->terms) || (json_object_size(terms) == 0 && json_object_size(board->terms) == 0);
  for (size_t i = 0; !same && i < board->definition_count; i++) board->definitions[i]->retired = true;
  json_decref(board->terms);
  board->terms = terms;
}

bool board_refresh(struct board *board, struct err *err) {
  bool ok = read_zone(board, err) && read_calendar(board, err);
  read_terms(board);
  if (ok) board->settings_stamp = directory_stamp(board->store);
  return ok;
}

bool board_keep_up(struct board *board, struct err *err) {
  return board->settings_stamp == directory_stamp(board->store) || board_refresh(board, err);
}

struct board *board_open(const struct env *env, const char *folder, struct err *err) {
  struct board *board = mem_new(sizeof *board);
  board->env = *env;
  board->folder = mem_text(folder);
  board->store = store_open(&board->env, folder, err);
  board->worker = worker_new();
  board->hold = hold_new();
  board->openings = true; // what an earlier process left
  if (board->store) board->signing = signing_open(board);
  if (board->store && read_clock(board, err) && board_refresh(board, err)) return hold_read(board), board;
  board_close(board);
  return NULL;
}

// Round a store in memory, which becomes its own; NULL where that could not be made.
static struct board *board_in_memory(struct board *from, struct store *store, int64_t now_ms, struct err *err) {
  struct board *board = mem_new(sizeof *board);
  board->env = from->env;
  board->folder = mem_text(from->folder);
  board->store = store;
  board->worker = worker_new();
  board->hold = hold_new();
  board->openings = true;
  board->manual = true;
  board->manual_ms = now_ms;
  board->zone = from->zone;
  board->zone_is_lent = true;
  if (board->store && board_refresh(board, err)) return board;
  board_close(board);
  return NULL;
}

struct board *board_fork(struct board *from, struct err *err) {
  struct board *board = board_in_memory(from, store_fork(from->store, err), board_now(from), err);
  if (board) board->is_fork = true;
  return board;
}

struct board *board_as_at(struct board *from, const struct store_moment *moment, struct err *err) {
  struct board *board = board_in_memory(from, store_as_at(from->store, moment, err), moment->at_ms, err);
  if (!board) return NULL;
  board->present = from;
  board->known = moment->known;
  return board;
}

void board_close(struct board *board) {
  if (!board) return;
  ready_forget(board);
  for (size_t i = 0; i < board->definition_count; i++) definition_free(board->definitions[i]);
  mem_free(board->definitions);
  json_decref(board->terms);
  json_decref(board->documents);
  json_decref(board->lists);
  json_decref(board->meetings);
  json_decref(board->group_names);
  presence_forget(board);
  json_decref(board->held);
  json_decref(board->looks);
  json_decref(board->looks_owed);
  json_decref(board->ruled);
  json_decref(board->opener_fields);
  json_decref(board->judged);
  json_decref(board->reports);
  json_decref(board->aftermath);
  json_decref(board->owed);
  aside_forget(board);
  foresight_end(board);
  worker_free(board->worker);
  calendar_free(board->calendar);
  board_zone_set(board, NULL);
  hold_free(board->hold);
  store_close(board->store);
  signing_free(board->signing);
  mem_free(board->folder);
  mem_free(board);
}

int64_t board_now(struct board *board) { return board->manual ? board->manual_ms : board->held_ms ? board->held_ms : hold_now(board); }

bool board_time_stop(struct board *board) {
  if (board->manual || board->held_ms) return false;
  board->held_ms = hold_now(board);
  return true;
}

void board_time_run(struct board *board) { board->held_ms = 0; }

bool board_clock_is_manual(struct board *board) { return board->manual; }

int64_t board_steady_ms(struct board *board) { return board->env.steady_ms(board->env.user); }

static bool next_timer(struct board *board, int64_t *due_ms) {
  if (!board->aside) return timer_next(board->store, due_ms);
  json_t *timer = aside_first_due(board, INT64_MAX);
  if (timer) *due_ms = json_number(timer, "due", 0);
  json_decref(timer);
  return timer != NULL;
}

bool board_next_due(struct board *board, int64_t *due_ms) {
  int64_t handover_ms;
  bool timer = next_timer(board, due_ms), handover = handover_next(board, &handover_ms);
  if (handover && (!timer || handover_ms < *due_ms)) *due_ms = handover_ms;
  return timer || handover;
}

bool board_clock_set(struct board *board, const char *instant, struct err *err) {
  int64_t ms;
  if (!board->manual)
    return err_set(err, ERR_REFUSED,
                   "This board runs by the real clock, so --now cannot set it; only a board made with --manual-clock has a clock to set.");
  if (!instant_read(instant, &ms, err)) return false;
  if (ms < board->manual_ms) {
    char have[INSTANT_TEXT];
    instant_write(board->manual_ms, have);
    return err_set(err, ERR_REFUSED, "The board's clock stands at %s and cannot go back to %s; give a later instant.", have, instant);
  }
  board->manual_ms = ms;
  return meta_put(board->store, META_CLOCK, instant, err);
}

void board_today(struct board *board, int64_t ms, char out[DATE_TEXT]) { date_write(zone_date(board->zone, ms), out); }
void board_local(struct board *board, int64_t ms, char out[40]) { zone_write(board->zone, ms, out); }

void board_put_instant(struct board *board, json_t *object, const char *name, bool is_there, int64_t ms) {
  char text[INSTANT_TEXT], local[40], *local_name = mem_format("%s_local", name);
  if (is_there) {
    instant_write(ms, text);
    board_local(board, ms, local);
  }
  json_object_set_new(object, name, is_there ? json_string(text) : json_null());
  json_object_set_new(object, local_name, is_there ? json_string(local) : json_null());
  mem_free(local_name);
}

// Whatever the directory said before its last change is dropped.
static void forget_old(struct board *board) {
  uint64_t stamp = directory_stamp(board->store);
  if (board->documents && board->directory_stamp == stamp) return;
  json_decref(board->documents);
  json_decref(board->lists);
  json_decref(board->meetings);
  json_decref(board->group_names);
  board->meetings = board->group_names = NULL;
  board->documents = json_object();
  board->lists = json_object();
  board->directory_stamp = stamp;
}

// An id that nobody has is asked for each time: it comes from outside, and what is kept must not grow with what is asked.
const json_t *board_document(struct board *board, const char *kind, const char *id) {
  forget_old(board);
  json_t *kept = json_object_at(board->documents, kind), *document = json_object_get(kept, id);
  if (document) return document;
  document = directory_find(board->store, kind, id);
  if (document) json_object_set_new_nocheck(kept, id, document);
  return document;
}

const json_t *board_documents(struct board *board, const char *kind) {
  forget_old(board);
  json_t *all = json_object_get(board->lists, kind);
  if (all) return all;
  all = directory_list(board->store, kind);
  json_object_set_new_nocheck(board->lists, kind, all);
  return all;
}

const json_t *board_meetings(struct board *board) {
  forget_old(board);
  if (board->meetings) return board->meetings;
  const json_t *groups = board_documents(board, "group");
  json_t *group;
  size_t i;
  board->meetings = json_object();
  json_array_foreach(groups, i, group) {
    json_t *dates = json_object_get(group, "meetings");
    if (json_is_array(dates) && json_text(group, "id")) json_object_set(board->meetings, json_text(group, "id"), dates);
  }
  return board->meetings;
}

json_t *board_group_names(struct board *board) {
  forget_old(board);
  if (board->group_names) return board->group_names;
  json_t *group;
  size_t i;
  board->group_names = json_object();
  json_array_foreach(board_documents(board, "group"), i, group) {
    char *said = directory_said(board, "group", group);
    if (json_text(group, "id")) json_put_text(board->group_names, json_text(group, "id"), said);
    mem_free(said);
  }
  return board->group_names;
}

json_t *board_meta(struct board *board, const char *name) {
  struct err err;
  char *text = meta_find(board->store, name);
  json_t *value = text && *text ? json_read(text, strlen(text), name, &err) : NULL;
  mem_free(text);
  return value;
}

bool board_meta_put(struct board *board, const char *name, const json_t *value, struct err *err) {
  char *text = value ? json_canonical(value) : mem_text("");
  bool ok = meta_put(board->store, name, text, err);
  mem_free(text);
  return ok;
}

bool board_failed(struct board *board, struct err *failed) {
  return failed->code == ERR_FULL || failed->code == ERR_BUSY || !store_is_whole(board->store, failed);
}

// Whose entry it is went on after the warning; a timer that ran first is nobody's.
static void put_sure(struct board *board, struct entry *entry) {
  static const struct id nobody = {0};
  if (!board->sure || memcmp(&entry->actor_id, &nobody, sizeof nobody) == 0) return;
  entry_part(entry, "personal", board->sure);
  board->sure = NULL;
}

bool board_append(struct board *board, struct entry *entry, struct err *err) {
  put_sure(board, entry);
  bool ok = journal_append(board->store, entry, err);
  entry_clear(entry);
  return ok;
}
