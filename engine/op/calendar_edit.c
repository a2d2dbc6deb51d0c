// The calendar's two documents before and after. See calendar_edit.h.
//
// A day added to the division's list must lie in a year that it knows: one day of 2031 would make all of 2031 look complete
// (time/calendar.c, C2). For the same reason no change takes away a year's only day, and a new list names every year that the old one knew.
// A closure of the board makes no year known, so it may lie in any.
#include "op/calendar_edit.h"

#include "base/mem.h"
#include "op/internal.h"
#include "run/people.h"

#include <string.h>

static const char NO_DAYS[] = "date,name\n";

enum { DIVISION_SIZE_MAX = 64 }; // of its name; the longest of ours is half of that

// Both documents as they are, read. NULL: the board has no calendar yet; it has no closures.
struct kept {
  struct calendar *division, *local;
};

static void kept_clear(struct kept *kept) {
  calendar_free(kept->division);
  calendar_free(kept->local);
}

static char *text_kept(struct board *board, const char *name) {
  json_t *kept = calendar_find(board->store, name);
  const char *csv = json_text(kept, "csv");
  char *text = csv ? mem_text(csv) : NULL;
  json_decref(kept);
  return text;
}

// ---- whose list it is

// As a calendar's part of an entry is named, and its file: no dots and no slashes.
static bool check_division(const char *name, struct err *err) {
  size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
  return (size > 0 && !name[size] && size <= DIVISION_SIZE_MAX && strcmp(name, CALENDAR_LOCAL) != 0) ||
         err_set(err, ERR_INVALID, "\"%.80s\" is not the name of a division; it is written like england-and-wales.", name);
}

// A board that has a calendar keeps its division; one that has none is given both at once.
static bool check_same(const char *has, const char *given, struct err *err) {
  return !given || strcmp(has, given) == 0 ||
         err_set(err, ERR_REFUSED,
                 "This board counts by the calendar %s, which cannot be exchanged for that of %.80s; leave --division out.", has, given);
}

static bool name_division(const struct op_call *call, const char *change, struct calendar_edit *edit, struct err *err) {
  const char *given = ask_maybe(call, "division");
  edit->names_division = !call->board->calendar;
  if (!edit->names_division) {
    edit->name = mem_text(calendar_name(call->board->calendar));
    return check_same(edit->name, given, err);
  }
  if (!given || strcmp(change, "set") != 0)
    return err_set(err, ERR_REFUSED,
                   "This board has no calendar of working days to change; bring one in with `waymark calendar replace --file FILE.csv "
                   "--division NAME`.");
  edit->name = mem_text(given);
  return check_division(given, err);
}

// ---- what is kept

static bool read_division(struct board *board, struct calendar_edit *edit, struct kept *kept, struct err *err) {
  if (edit->names_division) return true;
  edit->csv = text_kept(board, edit->name);
  kept->division = calendar_read(edit->name, edit->csv, strlen(edit->csv), err);
  return kept->division != NULL;
}

static bool read_local(struct board *board, struct calendar_edit *edit, struct kept *kept, struct err *err) {
  edit->local_csv = text_kept(board, CALENDAR_LOCAL);
  if (edit->local_csv) kept->local = calendar_read_local(edit->local_csv, strlen(edit->local_csv), err);
  return kept->local || !edit->local_csv;
}

static bool read_kept(const struct op_call *call, const char *change, struct calendar_edit *edit, struct kept *kept, struct err *err) {
  edit->added = json_array();
  edit->removed = json_array();
  return name_division(call, change, edit, err) && read_division(call->board, edit, kept, err) && read_local(call->board, edit, kept, err);
}

static void put_day(json_t *list, struct date date, const char *name, bool is_local) {
  char text[DATE_TEXT];
  date_write(date, text);
  json_t *day = json_pack("{s:s, s:s}", "date", text, "name", name);
  if (is_local) json_put_flag(day, "local", true);
  json_array_append_new(list, day);
}

// Takes over the text.
static void put_text(char **at, char *text) {
  mem_free(*at);
  *at = text;
}

// ---- a day more

static bool check_weekday(struct date date, struct err *err) {
  char shown[40];
  date_write_long(date, shown);
  return date_weekday(date) <= 5 ||
         err_set(err, ERR_REFUSED,
                 "%s falls on a weekend, so it is no working day anyway and nothing was changed; name the weekday "
                 "that is off instead.",
                 shown);
}

static bool check_name(const char *name, struct err *err) {
  if (!name[strspn(name, " ")])
    return err_set(err, ERR_INVALID, "The day needs a name that says why it is off, such as \"Jubilee bank holiday\".");
  return strlen(name) <= CALENDAR_NAME_MAX ||
         err_set(err, ERR_LIMIT, "The name of a day off may have at most %d bytes, and this has %zu; make it shorter.", CALENDAR_NAME_MAX,
                 strlen(name));
}

// A closure that later becomes a bank holiday may be named in both lists; a bank holiday needs no closure.
static bool check_new(const struct calendar_edit *edit, const struct kept *kept, struct date date, bool is_local, struct err *err) {
  char shown[40];
  const char *name = calendar_name_of(kept->division, date), *closure = is_local ? calendar_name_of(kept->local, date) : NULL;
  date_write_long(date, shown);
  if (name)
    return err_set(err, ERR_REFUSED, "%s is off already: the list of %s calls it \"%s\"; nothing was changed.", shown, edit->name, name);
  return !closure ||
         err_set(err, ERR_REFUSED, "%s is off already: this board's closures call it \"%s\"; nothing was changed.", shown, closure);
}

static bool check_year(const struct calendar_edit *edit, const struct kept *kept, struct date date, struct err *err) {
  return calendar_knows(kept->division, date.year) ||
         err_set(err, ERR_REFUSED,
                 "The bank holidays of %d are not known to the calendar %s, and one day alone would make them look complete; bring in the "
                 "whole list with `waymark calendar replace`, or add --local for a closure of this board.",
                 date.year, edit->name);
}

static bool add_day(const struct op_call *call, struct calendar_edit *edit, const struct kept *kept, struct err *err) {
  const char *text = ask_text(call, "date", err), *name = text ? ask_text(call, "name", err) : NULL;
  bool is_local = json_flag(call->request, "local");
  struct date date;
  if (!name || !date_read(text, &date, err) || !check_weekday(date, err) || !check_name(name, err) ||
      !check_new(edit, kept, date, is_local, err) || (!is_local && !check_year(edit, kept, date, err)))
    return false;
  char **at = is_local ? &edit->local_csv : &edit->csv;
  put_text(at, calendar_text_add(is_local ? kept->local : kept->division, *at ? *at : NO_DAYS, date, name));
  *(is_local ? &edit->changed_local : &edit->changed) = true;
  put_day(edit->added, date, name, is_local);
  return true;
}

// ---- a day less

static int days_of_year(const struct calendar *calendar, int year) {
  int count = 0;
  for (size_t i = 0; i < calendar_count(calendar); i++)
    if (calendar_day_at(calendar, i).date.year == year) count++;
  return count;
}

static bool check_not_only(const struct calendar_edit *edit, const struct kept *kept, struct date date, struct err *err) {
  return days_of_year(kept->division, date.year) > 1 ||
         err_set(err, ERR_REFUSED,
                 "The list of %s names no other day of %d, and without it that year's bank holidays would count as not known; bring in the "
                 "whole list with `waymark calendar replace` instead.",
                 edit->name, date.year);
}

static bool remove_from(struct calendar_edit *edit, const struct calendar *list, bool is_local, struct date date) {
  const char *name = calendar_name_of(list, date);
  if (!name) return false;
  char **at = is_local ? &edit->local_csv : &edit->csv;
  put_day(edit->removed, date, name, is_local);
  put_text(at, calendar_text_remove(list, *at, date));
  return true;
}

// From both lists, when both name it: whoever takes a day away wants it to count.
static bool remove_day(const struct op_call *call, struct calendar_edit *edit, const struct kept *kept, struct err *err) {
  const char *text = ask_text(call, "date", err);
  struct date date;
  char shown[40];
  if (!text || !date_read(text, &date, err)) return false;
  if (calendar_name_of(kept->division, date) && !check_not_only(edit, kept, date, err)) return false;
  edit->changed = remove_from(edit, kept->division, false, date);
  edit->changed_local = remove_from(edit, kept->local, true, date);
  date_write_long(date, shown);
  return edit->changed || edit->changed_local ||
         err_set(err, ERR_NOT_FOUND,
                 "No list of this board names %s as a day off; `waymark calendar show --days` shows those that it names.", shown);
}

// ---- a whole new list

static bool keeps_years(const struct calendar_edit *edit, const struct kept *kept, const struct calendar *list, struct err *err) {
  if (!kept->division) return true;
  int last = calendar_last_year(kept->division);
  for (int year = calendar_first_year(kept->division); year <= last; year++)
    if (calendar_knows(kept->division, year) && !calendar_knows(list, year))
      return err_set(
          err, ERR_REFUSED,
          "The new list names no day of %d, which the calendar %s knows now; add that year's days, since the list takes the place "
          "of the whole old one.",
          year, edit->name);
  return true;
}

// The days of one list that the other does not name, or calls something else.
static void put_missing(json_t *out, const struct calendar *list, const struct calendar *other) {
  for (size_t i = 0; i < calendar_count(list); i++) {
    struct calendar_day day = calendar_day_at(list, i);
    const char *name = calendar_name_of(other, day.date);
    if (!name || strcmp(name, day.name) != 0) put_day(out, day.date, day.name, false);
  }
}

static bool set_list(const struct op_call *call, struct calendar_edit *edit, const struct kept *kept, struct err *err) {
  const char *given = ask_maybe(call, "text"), *text = given ? given : ask_text(call, "text", err); // what is empty is said by the reader
  struct calendar *list = text ? calendar_read(edit->name, text, strlen(text), err) : NULL;
  bool ok = list && keeps_years(edit, kept, list, err);
  if (ok) {
    put_missing(edit->added, list, kept->division);
    if (kept->division) put_missing(edit->removed, kept->division, list);
    edit->changed = json_array_size(edit->added) > 0 || json_array_size(edit->removed) > 0;
    put_text(&edit->csv, mem_text(text));
    ok = edit->changed ||
         err_set(err, ERR_REFUSED, "The new list names the very days that the calendar %s names already; nothing was changed.", edit->name);
  }
  calendar_free(list);
  return ok;
}

// ---- the whole

static const struct {
  const char *change;
  bool (*read)(const struct op_call *call, struct calendar_edit *edit, const struct kept *kept, struct err *err);
} changes[] = {{"add", add_day}, {"remove", remove_day}, {"set", set_list}};

bool calendar_edit_read(const struct op_call *call, const char *change, struct calendar_edit *edit, struct err *err) {
  struct kept kept = {0};
  size_t i = 0, count = sizeof changes / sizeof changes[0];
  *edit = (struct calendar_edit){0};
  while (i < count && strcmp(changes[i].change, change) != 0) i++;
  if (i == count) return err_set(err, ERR_INVALID, "\"%.80s\" is no change of a calendar: say add, remove or set.", change);
  bool ok = read_kept(call, change, edit, &kept, err) && changes[i].read(call, edit, &kept, err);
  if (ok) edit->after = board_calendar_read(edit->name, edit->csv, edit->local_csv, err);
  kept_clear(&kept);
  return edit->after != NULL;
}

void calendar_edit_clear(struct calendar_edit *edit) {
  calendar_free(edit->after);
  json_decref(edit->added);
  json_decref(edit->removed);
  mem_free(edit->local_csv);
  mem_free(edit->csv);
  mem_free(edit->name);
}

static void add_document(struct entry *entry, const char *name, const struct calendar *read, const char *csv) {
  char *part = mem_format("calendar/%s", name);
  entry_part(entry, part, json_pack("{s:s, s:s}", "version", calendar_version(read), "csv", csv));
  mem_free(part);
}

static bool add_documents(const struct calendar_edit *edit, struct entry *entry, struct err *err) {
  struct calendar *division = edit->changed ? calendar_read(edit->name, edit->csv, strlen(edit->csv), err) : NULL;
  struct calendar *local = edit->changed_local ? calendar_read_local(edit->local_csv, strlen(edit->local_csv), err) : NULL;
  bool ok = (division || !edit->changed) && (local || !edit->changed_local);
  if (division) add_document(entry, edit->name, division, edit->csv);
  if (local) add_document(entry, CALENDAR_LOCAL, local, edit->local_csv);
  calendar_free(division);
  calendar_free(local);
  return ok;
}

bool calendar_edit_record(const struct op_call *call, const struct calendar_edit *edit, struct err *err) {
  struct board *board = call->board;
  struct entry entry;
  int64_t now = board_now(board);
  entry_init(&entry, ENTRY_CALENDAR, now, now);
  people_key(board, ask_maybe(call, "as"), &entry.actor_id);
  if (!add_documents(edit, &entry, err)) return entry_clear(&entry), false;
  json_t *note = json_pack("{s:O, s:O}", "added", edit->added, "removed", edit->removed);
  json_put_text(note, "reason", ask_maybe(call, "reason"));
  if (edit->names_division) entry_part(&entry, "setting/division", json_string(edit->name));
  entry_part(&entry, "note", note);
  return board_append(board, &entry, err) && board_refresh(board, err);
}
