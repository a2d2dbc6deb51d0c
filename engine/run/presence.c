// Dates of the directory. See presence.h.
#include "run/presence.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUCCESSORS_MAX = 16 }; // more in a row is a circle

// Dates of one form, so text compares as they do. Only asked where a document has a date: most have none.
static int compare_today(struct board *board, const char *date) {
  char today[DATE_TEXT];
  board_today(board, board_now(board), today);
  return strcmp(today, date);
}

bool presence_is_within(struct board *board, const json_t *from, const json_t *to) {
  const char *first = json_string_value(from), *last = json_string_value(to);
  return (!first || compare_today(board, first) >= 0) && (!last || compare_today(board, last) <= 0);
}

bool presence_is_here(struct board *board, const json_t *person) {
  return person && !json_is_false(json_object_get(person, "active")) &&
         presence_is_within(board, json_object_get(person, "joined"), json_object_get(person, "left"));
}

bool presence_is_away(struct board *board, const json_t *person, const char **deputy) {
  bool away = json_flag(person, "absent");
  size_t i;
  json_t *absence;
  if (deputy) *deputy = NULL;
  json_array_foreach(json_object_get(person, "absences"), i, absence) {
    if (!presence_is_within(board, json_object_get(absence, "from"), json_object_get(absence, "to"))) continue;
    away = true;
    if (deputy && !*deputy) *deputy = json_text(absence, "deputy");
  }
  return away;
}

// ---- people, as they were asked about lately

enum { PLACES = 64, ID_KEPT = 64 }; // those who act in an hour; a longer id is worked out each time
enum { PEOPLE_MAX = 500 };          // of whom answers are kept: as many as look at a board on one day

struct presence_kept {
  uint64_t stamp;            // of the directory
  const struct zone *zone;   // whose day it is
  int64_t from_ms, until_ms; // that day
  struct {
    char id[ID_KEPT]; // "": nobody yet
    struct presence presence;
  } places[PLACES];
  struct presence other; // of the last that found no place
  json_t *answers;       // presence_answers
};

// The memory of this day and directory; what was of another is dropped.
static struct presence_kept *kept_now(struct board *board) {
  struct presence_kept *kept = board->presence ? board->presence : (board->presence = mem_new(sizeof *kept));
  int64_t now = board_now(board);
  uint64_t stamp = directory_stamp(board->store);
  if (kept->zone == board->zone && kept->stamp == stamp && now >= kept->from_ms && now <= kept->until_ms) return kept;
  struct date today = zone_date(board->zone, now);
  json_decref(kept->answers);
  memset(kept, 0, sizeof *kept);
  kept->answers = json_object();
  kept->stamp = stamp;
  kept->zone = board->zone;
  kept->from_ms = zone_day_start(board->zone, today);
  kept->until_ms = zone_day_end(board->zone, today);
  return kept;
}

static size_t place_of(const char *id) {
  size_t sum = 0;
  for (; *id; id++) sum = sum * 31 + (unsigned char)*id;
  return sum % PLACES;
}

static struct presence work_out(struct board *board, const char *id) {
  struct presence presence = {.person = board_document(board, "person", id)};
  presence.here = presence_is_here(board, presence.person);
  presence.away = presence_is_away(board, presence.person, &presence.deputy);
  return presence;
}

const struct presence *presence_of(struct board *board, const char *person) {
  struct presence_kept *kept = kept_now(board);
  const char *id = person ? person : "";
  size_t place = place_of(id);
  if (*id && strcmp(kept->places[place].id, id) == 0) return &kept->places[place].presence;
  struct presence presence = work_out(board, id);
  size_t size = strlen(id) + 1;
  bool fits = presence.person && size <= ID_KEPT;
  struct presence *found = fits ? &kept->places[place].presence : &kept->other;
  if (fits) memcpy(kept->places[place].id, id, size);
  *found = presence;
  return found;
}

json_t *presence_answers(struct board *board) {
  struct presence_kept *kept = kept_now(board);
  if (json_object_size(kept->answers) > PEOPLE_MAX) json_object_clear(kept->answers);
  return kept->answers;
}

void presence_forget(struct board *board) {
  if (board->presence) json_decref(board->presence->answers);
  mem_free(board->presence);
  board->presence = NULL;
}

// ---- agencies

static bool has_ended(struct board *board, const json_t *agency) {
  const char *to = json_text(agency, "valid_to");
  return to && compare_today(board, to) > 0;
}

// The last of its line: itself while it lasts. NULL: there is no such agency.
static const json_t *end_of_line(struct board *board, const char *id) {
  const json_t *agency = id ? board_document(board, "agency", id) : NULL;
  for (int i = 0; agency && i < SUCCESSORS_MAX && has_ended(board, agency); i++) {
    const char *next = json_text(agency, "successor");
    const json_t *successor = next ? board_document(board, "agency", next) : NULL;
    if (!successor) break;
    agency = successor;
  }
  return agency;
}

const json_t *presence_agency(struct board *board, const char *agency) {
  const json_t *found = end_of_line(board, agency);
  bool valid = found && presence_is_within(board, json_object_get(found, "valid_from"), json_object_get(found, "valid_to"));
  return valid ? found : NULL;
}

static bool is_same_line(struct board *board, const char *own, const char *agency) {
  if (!own) return false;
  if (strcmp(own, agency) == 0) return true;
  const char *one = json_text(end_of_line(board, own), "id"), *other = json_text(end_of_line(board, agency), "id");
  return one && other && strcmp(one, other) == 0;
}

static bool goes_on_as(struct board *board, const char *own, const char *agency) {
  for (int i = 0; own && i < SUCCESSORS_MAX; i++) {
    const json_t *document = board_document(board, "agency", own);
    if (strcmp(own, agency) == 0) return true;
    own = document && has_ended(board, document) ? json_text(document, "successor") : NULL;
  }
  return false;
}

typedef bool is_fn(struct board *board, const char *own, const char *agency);

static bool any_is(struct board *board, const json_t *person, const char *agency, is_fn *is) {
  size_t i;
  json_t *more;
  if (is(board, json_text(person, "agency"), agency)) return true;
  json_array_foreach(json_object_get(person, "agencies"), i, more) if (is(board, json_string_value(more), agency)) return true;
  return false;
}

bool presence_belongs(struct board *board, const json_t *person, const char *agency) { return any_is(board, person, agency, is_same_line); }

bool presence_is_of(struct board *board, const json_t *person, const char *agency) { return any_is(board, person, agency, goes_on_as); }

// The day after a date, in words.
static void next_day_words(const char *date, char out[40]) {
  struct date day;
  struct err err;
  if (date_read(date, &day, &err))
    date_write_long(date_add_days(day, 1), out);
  else
    snprintf(out, 40, "%s", date);
}

char *presence_agency_words(struct board *board, const char *id) {
  const json_t *agency = board_document(board, "agency", id), *successor;
  const char *name = json_text(agency, "name"), *next = json_text(agency, "successor");
  if (!name || !next || !has_ended(board, agency) || !(successor = board_document(board, "agency", next)))
    return name ? mem_text(name) : NULL;
  char since[40];
  next_day_words(json_text(agency, "valid_to"), since);
  return mem_format("%s, since %s %s", name, strchr(since, ' ') ? strchr(since, ' ') + 1 : since, json_text(successor, "name"));
}

// ---- groups

const char *presence_member(struct board *board, const json_t *member) {
  if (json_is_string(member)) return json_string_value(member);
  bool now = presence_is_within(board, json_object_get(member, "from"), json_object_get(member, "to"));
  return now ? json_text(member, "person") : NULL;
}

static int count_members(struct board *board, const json_t *group) {
  int count = 0;
  size_t i;
  json_t *member;
  json_array_foreach(json_object_get(group, "members"), i, member) {
    const char *person = presence_member(board, member);
    count += person && presence_is_here(board, board_document(board, "person", person));
  }
  return count;
}

// "1/3" and "50%" of so many, rounded up, since a third of seven is three people.
static int share_of(const char *text, int members) {
  char *end;
  long part = strtol(text, &end, 10), whole = *end == '/' ? strtol(end + 1, NULL, 10) : 100;
  return whole > 0 ? (int)((part * members + whole - 1) / whole) : 0;
}

int presence_quorum(struct board *board, const json_t *group) {
  const char *share = json_text(group, "quorum");
  return share ? share_of(share, count_members(board, group)) : (int)json_number(group, "quorum", 0);
}

// ---- posts

bool presence_vacant_since(struct board *board, const json_t *post, char out[DATE_TEXT]) {
  const char *holder = json_text(post, "holder"), *kept = json_text(post, "vacant_since");
  const json_t *person = holder ? board_document(board, "person", holder) : NULL;
  const char *left = person && !presence_is_here(board, person) ? json_text(person, "left") : NULL;
  struct date day;
  struct err err;
  if (holder && !left) return false;
  if (left && date_read(left, &day, &err)) {
    date_write(date_add_days(day, 1), out);
    return true;
  }
  if (kept) snprintf(out, DATE_TEXT, "%s", kept);
  return kept != NULL;
}
