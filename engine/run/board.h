// An open board: its store, its clock, its calendar, its worker and the charts that are in use. One owner process has it.
// Nothing here is the authority (DESIGN idea 5): every cache can be dropped between two events.
#ifndef WAYMARK_RUN_BOARD_H
#define WAYMARK_RUN_BOARD_H
#include "base/env.h"
#include "base/err.h"
#include "base/json.h"
#include "chart/chart.h"
#include "script/worker.h"
#include "store/store.h"
#include "time/calendar.h"
#include "time/instant.h"
#include "time/zone.h"

#include <stdbool.h>
#include <stdint.h>

struct definition;    // definition.h
struct hold;          // hold.h
struct presence_kept; // presence.c
struct ready;         // ready.c

struct board {
  struct env env; // the world that made us
  struct store *store;
  struct worker *worker; // starts its process at the first request
  char *folder;
  const struct zone *zone;
  bool is_fork;              // nothing of it is kept, and no file either
  bool zone_is_lent;         // a fork's: the board that it was forked from owns it
  bool zone_is_known;        // it has been compared with what the board was worked out with (zone_data.h)
  struct calendar *calendar; // NULL until a calendar was recorded
  bool is_served;            // others wait while one is answered
  bool manual;               // the clock is a number in the store, not the machine's
  int64_t manual_ms;
  struct hold *hold;         // what is known of the machine's clock
  struct signing *signing;   // NULL for a fork: nobody signs what is only tried (signing.h)
  char firing_case[ID_TEXT]; // the item whose timer fired last, at which instant, how often in a row (S7); a guard, no authority
  int64_t firing_ms;
  int firing_count;
  struct foresight *foresight; // what was asked of Lua ahead (foresight.h); NULL between turns
  int64_t held_ms;             // what the real clock says while it stands still (board_time_stop); 0: it runs
  json_t *aside;               // items whose timers cannot be run (aside.h): {ID: true} until then; NULL: none
  int64_t aside_until_ms, aside_wait_ms;
  bool doubted;                    // a check of the record found something, and looks again before it is said (op/checked.c)
  bool openings;                   // an item may wait to be opened by another (opener.h); true until that was looked at
  bool mail_now;                   // somebody asked for it: what waits to be tried again is tried now (delivery.h)
  json_t *reports;                 // items whose cycle is to be told (relay.h): {ID: {"actor"?,"opening"?}}; NULL: none
  struct definition **definitions; // compiled ones, by hash
  size_t definition_count;
  json_t *terms;             // the board's own words, in which these are (terms.h)
  json_t *documents, *lists; // of the directory: {KIND: {ID: document}}, {KIND: [document]}, under directory_stamp
  json_t *meetings;          // board_meetings, under directory_stamp; NULL until asked for
  json_t *group_names;       // board_group_names, likewise
  uint64_t directory_stamp;
  struct presence_kept *presence; // who is there, under stamp and day (presence.h); NULL until asked for
  json_t *held;                   // which subjects people hold, under stamp and day (subject.h); NULL until asked for
  json_t *looks;      // what was looked at lately, up to `looks_mark` entries, the last with that leaf (looked.h); NULL until asked for
  json_t *looks_owed; // looks of the office that a full disk could not take (op/access.c); NULL: none
  int64_t looks_mark;
  struct hash looks_leaf;
  json_t *ruled;                   // which rules of the board are for people, likewise (sight_rule.h)
  bool lookout_known, lookout_due; // is there something to look at (lookout.h), as it was worked out under stamp and day
  uint64_t lookout_stamp;
  char lookout_day[DATE_TEXT];
  json_t *opener_fields; // in which fields items name the one that opened them (opener_field.h); NULL until asked for
  json_t *judged;        // which items somebody sees all of, under `judged_stamp`, while one is answered (sight_list.h); NULL: none yet
  uint64_t judged_stamp;
  char stand_in[ID_TEXT];  // the item that is opened where there is none (alike.h); "": not chosen yet
  bool listing_doubted;    // its index named what it must not (listing.h)
  uint64_t settings_stamp; // of the store, when zone and calendar were read
  json_t *aftermath;       // what the request that runs set off besides its own step (aftermath.h); NULL: nobody asks
  struct {
    int64_t sequence;    // the last entry that was asked for; 0: none
    bool is_timers;      // a timer wrote that one
    bool is_now;         // what is done now an overdue timer asked for
    bool retries;        // a stuck step is tried again: a timer that fires is that step
    int64_t from, to;    // the entries of that step
  } beside;              // by aftermath.h
  json_t *owed;          // the kept answer of a request with a key, until what it sets off is known (key.h); NULL: none
  struct ready *ready;   // moves to another version that are worked out ahead (ready.h); NULL: none
  json_t *sure;          // what the one who is being answered was warned of and went on with (part `personal`); NULL: nothing
  struct board *present; // of a board as it was: the one of today, by which rights are judged (R1); else NULL
  bool redacted;         // of a board as it was: it was folded from what a redaction lets be seen
  bool known;            // of a board as it was: by what was known then, and not by what is known now
};

// ERR_BUSY when a server or another command has it.
struct board *board_open(const struct env *env, const char *folder, struct err *err);
// The same board in memory, with a clock of its own that stands at the same moment and is moved by `manual_ms`: for simulation. Whatever
// happens to it is forgotten with it. Free with board_close.
struct board *board_fork(struct board *from, struct err *err);
// The board as it was (J4), in memory, its clock standing at that moment: for what only looks. `from` outlives it. Free with board_close.
struct board *board_as_at(struct board *from, const struct store_moment *moment, struct err *err);
void board_close(struct board *board);

int64_t board_now(struct board *board); // by its own clock; while that is held (hold.h), as it is believed
// From here on the board's time stands still, so that all of a request has one instant; until it runs on, or a hold begins or ends. False:
// it stands already, or is set by hand, and is somebody else's to let run.
bool board_time_stop(struct board *board);
void board_time_run(struct board *board);
int64_t board_steady_ms(struct board *board); // never set, from no known beginning: for how long something takes
bool board_clock_is_manual(struct board *board);
bool board_clock_set(struct board *board, const char *instant, struct err *err); // refused on a real board, and backwards
bool board_next_due(struct board *board, int64_t *due_ms);              // of timers and hand-overs; false: nothing but of items set aside
void board_today(struct board *board, int64_t ms, char out[DATE_TEXT]); // the local date
void board_local(struct board *board, int64_t ms, char out[40]);        // "Mon 4 Apr 2016 23:59"
// Puts an instant into an answer, as NAME and, in local words, as NAME_local; nulls where it is not there.
void board_put_instant(struct board *board, json_t *object, const char *name, bool is_there, int64_t ms);

// A document of the directory, and all of a kind by id. Borrowed until the directory changes. NULL: there is none of that id.
const json_t *board_document(struct board *board, const char *kind, const char *id);
const json_t *board_documents(struct board *board, const char *kind);
// When each group meets, as rule_input takes it: {"llip":["2016-10-05",...]}. Groups of which it is not known are left out. Borrowed until
// the directory changes.
const json_t *board_meetings(struct board *board);
// {"llip": "LLIP Sub Group", ...}: what the board calls its groups, in its own words.
json_t *board_group_names(struct board *board);

// Reads setting and calendar again after they were changed; board_keep_up only if they may have been, or a change of them was undone. A
// zone of the same name stays the one that was opened (zone_data.h).
bool board_refresh(struct board *board, struct err *err);
bool board_keep_up(struct board *board, struct err *err);
void board_zone_set(struct board *board, const struct zone *zone); // takes it over
// A board's calendar from its two texts: the division's days with the board's own closures over them. `local_csv` NULL: it has none. Free
// with calendar_free.
struct calendar *board_calendar_read(const char *name, const char *csv, const char *local_csv, struct err *err);
// A fact of this copy (the store's `meta`) that is JSON. NULL: there is none. A new reference; putting NULL takes it away.
json_t *board_meta(struct board *board, const char *name);
bool board_meta_put(struct board *board, const char *name, const json_t *value, struct err *err);
// Was it the machine that failed: a full or busy disk, a transaction that the database has undone? Then it is no item's fault, and the next
// would fail alike.
bool board_failed(struct board *board, struct err *failed);
// Appends `entry`, clears it, and says why in `err` when it cannot. The first that somebody makes says what they were warned of (`sure`).
bool board_append(struct board *board, struct entry *entry, struct err *err);
#endif
