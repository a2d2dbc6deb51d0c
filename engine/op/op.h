// The one door to a board: operations by name, JSON in, JSON out (API.md). The command line and the server both come in here.
#ifndef WAYMARK_OP_OP_H
#define WAYMARK_OP_OP_H
#include "base/env.h"
#include "base/err.h"
#include "base/json.h"
#include "run/board.h" // board_open, board_close, board_now, board_next_due

#include <stdbool.h>

// One request at work.
struct op_call {
  struct board *board; // NULL for an operation that needs none
  const json_t *request;
  int file;         // an open descriptor that came with the request; -1: none. The caller closes it.
  json_t *answer;   // filled on success; a new reference
  json_t *prepared; // what `prepare` left for `run`; owned by the call
  bool recorded;    // it failed, but what it wrote (a refusal, timers that were due) is to be kept
};

// Who may ask. A request without `as` is made as the person of the setting `console`, unless it writes.
enum op_who {
  OP_ANYBODY, // what needs no board
  OP_PERSON,  // somebody who is known and active; what they see is the operation's own to judge (R1)
  OP_OFFICE,  // the Business Manager's office
  OP_REPAIR   // the office; without `as` also whoever sits at the machine: the tables that say who is who may be what is broken
};

struct op {
  const char *name; // "case.send"
  enum op_who who;
  const char *what; // of the office's: what others may not do, "publish a workflow"
  bool writes;      // it needs an actor, and runs in a transaction
  bool past;        // it only looks, and can be asked as at a moment (as_at.c)
  bool fires;       // it changes items by itself, in transactions of its own
  bool finds_zone;  // it compares the machine's zone data itself, and answers what that moves
  bool named;       // it needs an actor as what writes does, though it makes its transactions itself
  bool imagined;    // a simulation plays it without the file that comes with it
  bool alone;       // it cannot stand inside a transaction: who asks in the same turn gets one of their own
  bool (*run)(struct op_call *call, struct err *err);
  void (*foresee)(const struct op_call *call);            // what it would ask of Lua, noted (run/foresight.h); NULL: nothing
  bool (*prepare)(struct op_call *call, struct err *err); // before the transaction: what waits on files; NULL: nothing does
  bool (*after)(struct op_call *call, struct err *err);   // in the transaction, once all that it opens and tells is done; NULL: nothing
};

const struct op *op_find(const char *name);
const struct op *op_each(size_t index); // NULL past the last
// Runs one request: finds the operation, checks members, sets the clock, opens the transaction, commits or rolls back.
// False with err: nothing changed but perhaps a recorded refusal.
bool op_run(struct board *board, const json_t *request, int file, json_t **answer, struct err *err);

// One batch of what is due, by nobody's request: the server's own waking. It asks no person, so that no change of the directory can stop
// timers (T3).
struct op_woken {
  bool any;         // something fired
  bool more;        // something is left that is due: ask again, once people's requests have had their turn
  json_t *fired;    // as `timers.run` answers it to the person of the setting `console`; NULL when nobody is listening
  json_t *troubles; // sentences, for the same person: items that were passed over or put right, and openings that are tried again
};
// False with err: the machine failed; what fired before is kept, and told. Clear `woken` in either case.
bool op_wake(struct board *board, bool listening, struct op_woken *woken, struct err *err);
// Is there something for it to do now: timers that are due, deadlines to be worked out again, a check that is under way?
bool op_is_awaited(struct board *board);
bool op_check_begin(struct board *board, struct err *err); // every deadline is compared with its workflow, by op_wake, in batches
void op_woken_clear(struct op_woken *woken);

// After a change that moves dates: works every item's deadlines out again (run/sweep.h), so that timers may fire. Nothing where nothing is
// left to do.
bool op_settle(struct board *board, struct err *err);
// A server begins: the clocks are looked at and the machine's zone data compared with what the board was worked out with. What it finds is
// journalled; false: it could not be, and the server may go on.
bool op_begin(struct board *board, struct err *err);
// Looks at the machine's clocks (run/hold.h) and, where that was not done yet, at its zone data, as everything that writes or fires does
// by itself.
bool op_look(struct board *board, struct err *err);
bool op_is_held(struct board *board); // no timer fires
// One short step of looking for evidence files that no entry names (store/orphan.h); *moved: into quarantine by this step.
bool op_tidy(struct board *board, int *moved, int *removed, bool *more, struct err *err);
// One short step of checking the record (op/record.h), which is kept and, once, told to the office when it is not intact; *news is that in
// a sentence, else NULL. Caller frees.
bool op_check_record(struct board *board, bool *more, char **news, struct err *err);
// In how many milliseconds a server's step of bringing the index of items up is worth its while, if nothing else happens; -1: nothing is to
// be done. A step that fails leaves lists to go through all items, and is tried again later.
int64_t op_index_in(struct board *board);
bool op_index_step(struct board *board, struct err *err);
char *op_news(struct board *board); // what looking found since this was asked, for the one who watches; NULL: nothing. Caller frees

// Several requests of one turn of the loop: one transaction, in order; where one that wrote is undone, each by itself (E3). answers[i] is
// the answer or {"error":{..}}.
void op_run_together(struct board *board, json_t *const *requests, const int *files, size_t count, json_t **answers);
json_t *op_failure(const struct err *err); // {"error":{"code","text"}}

// A new board: folder, store, settings, directory, calendar and workflows, each recorded in the journal.
struct board_seed {
  const char *folder;
  const char *seed_path; // a board.lua to copy in; NULL: the shipped one
  const char *share;     // the folder in which the shipped workflows/ lies
  const char *with;      // "NAME,NAME": shipped workflows besides those that the seed names; NULL: none
  bool manual_clock;
  int64_t now_ms; // of a manual clock
};
bool board_create(const struct env *env, const struct board_seed *seed, json_t **answer, struct err *err);
#endif
