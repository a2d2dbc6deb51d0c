// The index of items for lists: which subjects see what of an item and which hold it, and what a list filters by that neither clock nor
// directory moves. It is a CACHE: neither truth nor compared with it, brought up from the journal's entries since its mark, and made anew
// whenever it is doubted. It narrows and counts; what is shown of an item, and to whom, is judged live by whoever shows it.
//
// What a subject is, and what it comes to, is the caller's (run/subject.h): here it is a text.
#ifndef WAYMARK_STORE_INDEX_H
#define WAYMARK_STORE_INDEX_H
#include "store/store.h"

// What is kept of an item; texts and lists are borrowed.
struct index_row {
  const char *states;                                        // ".work.plan. .deadline.running.": each active atomic state between dots
  const char *due, *lead;                                    // NULL: none. `lead` is what a list calls lead, as one text
  const json_t *seen_by, *held_by;                           // subjects, each with what it sees or may
  const char *facets;                                        // what it is counted by; NULL: it is counted by looking at it
  const char *waits;                                         // by when whose turn ends; NULL: no step says
  int64_t due_day, started_day, closed_day, implemented_day; // days since 1970; INDEX_NO_DAY
};
enum { INDEX_NO_DAY = -1000000 }; // long before all that can be written

// How a case's row, as case_find gives it, is kept. False: it cannot be read, and the index goes no further.
struct index_reader {
  int64_t version; // an index of another version is made anew
  bool (*read)(void *user, json_t *item, bool (*keep)(void *to, const struct index_row *row, struct err *err), void *to, struct err *err);
  void *user;
};

int64_t index_behind(struct store *store, int64_t version); // entries since its mark; -1: it is to be made, or there is none
// One step of at most `count` items or entries, in a transaction of its own.
bool index_step(struct store *store, const struct index_reader *reader, int count, bool *more, struct err *err);
bool index_drop(struct store *store, struct err *err); // all of it: it is made anew

const json_t *
index_subjects(struct store *store); // {KEY: NUMBER}: all that are kept; NULL: it cannot be read. Borrowed until the next change
uint64_t index_stamp(const struct store *store); // another number whenever they may be other ones
json_t *index_leads(struct store *store);        // {LEAD: NUMBER}; a new reference
json_t *index_waits(struct store *store);        // {WAITS: NUMBER}; likewise

// What is to be seen of an item for a row to be found by it: anything at all, or the column by which it is filtered.
enum index_column { INDEX_ANY, INDEX_DUE, INDEX_LEAD, INDEX_TITLE, INDEX_COLUMNS };
struct index_seen {
  const json_t *subjects; // [NUMBER]: seen by one of them
  const json_t *sets;     // [NUMBER]: or by whoever is of this set, as index_sets_of named them and the caller judged; NULL: none
};

// A member that is NULL or false narrows nothing; `seen` narrows by the columns that are filtered by, and by INDEX_ANY where that is given.
struct index_query {
  struct index_seen seen[INDEX_COLUMNS];
  const json_t *judged; // [NUMBER]: sets with one of these subjects were judged by the caller, and only their `sets` count; NULL: none
  const json_t *leads;  // [NUMBER]
  const json_t *held;   // [NUMBER]: held by one of them
  const json_t *waits;  // [NUMBER]: with one of these
  const json_t *due;    // [NUMBER]: of those whose due date their step alone says (""), those with one of these are before `due_before`
  const char *workflow, *state, *due_before, *text; // `state`: a step of a state's id, or several between dots
  bool open, closed, undated;                       // open, closed: those alone; undated: those alone whose due date their step says
};
// The sets that have one of these subjects: {SET: "NUMBER,NUMBER"}, the numbers of all its subjects. A new reference; NULL with err.
json_t *index_sets_of(struct store *store, const json_t *subjects, struct err *err);
bool index_count(struct store *store, const struct index_query *query, int64_t *count, struct err *err);
// References in their order behind `after` (NULL: from the first), at most `limit` (0: all); a new reference, NULL with err.
json_t *index_refs(struct store *store, const struct index_query *query, const char *after, int64_t limit, struct err *err);

// ---- counting in groups (index_tally.c)

// Of the items of a group those that are so. Each part may be INDEX_NO_DAY or, of `open`, -1: then it narrows nothing.
struct index_measure {
  int64_t due_from, due_before, closed_from, closed_before, started_from, started_before;
  int64_t implemented_before, not_implemented_before;
  int64_t open_on; // open when that day began
  int open;        // 1: open now, 0: closed
};
enum { INDEX_MEASURES_MAX = 12 };
struct index_tally {
  const json_t *whole;  // [NUMBER]: items that one of these subjects sees are counted here
  const json_t *some;   // [NUMBER]: of others that one of these sees the reference is told
  const char *workflow; // NULL: any
  int open;             // -1: any
  const json_t *waits;  // [NUMBER]: those alone with one of these, in groups by them too; NULL: it does not matter
  const struct index_measure *measures;
  size_t measure_count;
};
struct index_group {
  const char *workflow; // borrowed for the call
  bool closed;
  int64_t facets, lead; // numbers of index_facets and index_leads; lead 0: none
  int64_t waits;        // of index_waits, where they were asked for
  int64_t items, counts[INDEX_MEASURES_MAX];
};
// Calls `each` for every group, and adds to `refs` what is not counted: items that are not seen whole, or that are counted by looking at
// them.
bool index_tally(struct store *store, const struct index_tally *tally, bool (*each)(void *user, const struct index_group *group),
                 void *user, json_t *refs, struct err *err);
json_t *index_facets(struct store *store); // {FACETS: NUMBER}; a new reference; NULL: they cannot be read
#endif
