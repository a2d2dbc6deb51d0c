// How a row of a roster is checked: who and what it names is looked for among the others. See roster_row.h.
#include "op/roster_row.h"

#include "base/mem.h"
#include "chart/check.h"
#include "run/address.h"
#include "run/digest_period.h"
#include "time/instant.h"

#include <stdio.h>
#include <string.h>

static json_t *keys_of(const json_t *table) {
  json_t *names = json_array(), *value;
  const char *name;
  json_object_foreach((json_t *)table, name, value) json_array_add(names, name);
  return names;
}

bool roster_named(const json_t *seed, const char *table, const json_t *id, const char *where, const char *whose, struct err *err) {
  const char *text = json_string_value(id);
  const json_t *rows = json_object_get(seed, table);
  if (!id || (text && json_object_get(rows, text))) return true;
  if (!text) return err_set(err, ERR_INVALID, "%s of %s must be the short name of one of the board's %s.", where, whose, table);
  json_t *names = keys_of(rows);
  char near[NEAREST_WORDS];
  err_set(err, ERR_INVALID, "%s of %s names \"%s\", who is not among the board's %s%s", where, whose, text, table,
          nearest_words(text, names, ".", near));
  json_decref(names);
  return false;
}

enum { NAME_MAX_SIZE = 200 };

// A name is printed in sentences and lists, so it stands in one line.
static bool is_name(const char *name) {
  size_t size = strlen(name);
  for (size_t i = 0; i < size; i++)
    if ((unsigned char)name[i] < ' ' || name[i] == 0x7f) return false;
  return size <= NAME_MAX_SIZE;
}

static bool has_name(const char *id, const json_t *row, struct err *err) {
  const char *name = json_text(row, "name");
  if (!name || !*name) return err_set(err, ERR_INVALID, "%s has no name.", id);
  return is_name(name) || err_set(err, ERR_INVALID, "the name of %s must stand in one line of at most %d bytes.", id, NAME_MAX_SIZE);
}

// An empty table of Lua may have become a list or an object.
static bool is_kind_of(const json_t *value, json_type type) {
  bool empty = (json_is_array(value) || json_is_object(value)) && json_array_size(value) == 0 && json_object_size(value) == 0;
  return !value || empty || json_typeof(value) == type;
}

// ---- dates and choices

static bool is_date(const json_t *row, const char *member, const char *whose, struct err *err) {
  const json_t *value = json_object_get(row, member);
  const char *text = json_string_value(value);
  struct date date;
  if (!value) return true;
  if (!text) return err_set(err, ERR_INVALID, "\"%s\" of %s must be a date such as 2016-10-05.", member, whose);
  char again[DATE_TEXT];
  if (!date_read(text, &date, err)) return err_prefix(err, "\"%s\" of %s: ", member, whose);
  date_write(date, again);
  return strcmp(text, again) == 0 || err_set(err, ERR_INVALID, "\"%s\" of %s must be written as %s.", member, whose, again);
}

// Two days of which the first must not be after the second.
static bool is_span(const json_t *row, const char *from, const char *to, const char *whose, struct err *err) {
  const char *first, *last;
  if (!is_date(row, from, whose, err) || !is_date(row, to, whose, err)) return false;
  first = json_text(row, from);
  last = json_text(row, to);
  return !first || !last || strcmp(first, last) <= 0 ||
         err_set(err, ERR_INVALID, "\"%s\" of %s (%s) is after \"%s\" (%s).", from, whose, first, to, last);
}

static bool is_one_of(const json_t *row, const char *member, const char *const *words, const char *whose, struct err *err) {
  const json_t *value = json_object_get(row, member);
  json_t *list = json_array();
  for (; *words; words++) json_array_add(list, *words);
  bool ok = !value || (json_is_string(value) && json_array_has(list, json_string_value(value)));
  char near[NEAREST_WORDS], *all = ok ? NULL : json_canonical(list);
  const char *given = json_string_value(value);
  if (!ok)
    err_set(err, ERR_INVALID, "\"%s\" of %s is \"%.60s\", which is none of %s%s", member, whose, given ? given : "?", all,
            given ? nearest_words(given, list, ".", near) : ".");
  mem_free(all);
  json_decref(list);
  return ok;
}

// ---- kinds

static const char *const sectors[] = {"la", "health", "police", "probation", "education", "vcs", "housing", "fire", "court", "other", NULL};
static const char *const duties[] = {"statutory", "s175", "contractual", "voluntary", NULL};

// A line of agencies that leads back would have nobody at its end.
static bool check_successor(const json_t *seed, const char *id, const json_t *row, struct err *err) {
  const json_t *agencies = json_object_get(seed, "agencies");
  const char *next = json_text(row, "successor");
  if (!roster_named(seed, "agencies", json_object_get(row, "successor"), "the successor", id, err)) return false;
  for (size_t steps = 0; next && steps <= json_object_size(agencies); steps++) {
    if (strcmp(next, id) == 0) return err_set(err, ERR_INVALID, "%s would be its own successor in the end.", id);
    next = json_text(json_object_get(agencies, next), "successor");
  }
  return true;
}

// What else it answers for, in the board's own words: workflows ask agencies by them.
static bool check_duties(const char *id, const json_t *duties_of, struct err *err) {
  size_t i;
  json_t *duty;
  bool ok = is_kind_of(duties_of, JSON_ARRAY);
  json_array_foreach(duties_of, i, duty) ok = ok && json_string_length(duty) > 0;
  return ok || err_set(err, ERR_INVALID, "the duties of %s must be a list of texts such as [\"Prevent\"].", id);
}

bool roster_agency_check(const json_t *seed, const char *id, const json_t *row, struct err *err) {
  const char *post;
  json_t *person, *posts = json_object_get(row, "posts");
  if (!is_kind_of(posts, JSON_OBJECT))
    return err_set(err, ERR_INVALID, "the posts of %s must be a table such as {\"safeguarding_lead\":\"p.shah\"}.", id);
  json_object_foreach(posts, post, person) if (!roster_named(seed, "people", person, post, id, err)) return false;
  return has_name(id, row, err) && is_span(row, "valid_from", "valid_to", id, err) && is_one_of(row, "sector", sectors, id, err) &&
         is_one_of(row, "s11_duty", duties, id, err) && check_duties(id, json_object_get(row, "duties"), err) &&
         check_successor(seed, id, row, err);
}

enum { MEETINGS_MAX = 400 }; // thirty years of a group that meets each month

static bool check_meeting(const json_t *dates, size_t index, const char *id, struct err *err) {
  const char *text = json_string_value(json_array_get(dates, index));
  struct date date;
  if (!text) return err_set(err, ERR_INVALID, "the meetings of %s must be dates such as \"2016-10-05\".", id);
  if (!date_read(text, &date, err)) return err_prefix(err, "one of the meetings of %s: ", id);
  for (size_t i = 0; i < index; i++)
    if (strcmp(text, json_string_value(json_array_get(dates, i))) == 0)
      return err_set(err, ERR_INVALID, "the meetings of %s name %s twice.", id, text);
  return true;
}

static bool check_meetings(const char *id, const json_t *dates, struct err *err) {
  size_t count = json_array_size(dates);
  if (!is_kind_of(dates, JSON_ARRAY))
    return err_set(err, ERR_INVALID, "the meetings of %s must be a list of dates such as [\"2016-10-05\"].", id);
  if (count > MEETINGS_MAX)
    return err_set(err, ERR_LIMIT, "%s has %zu meetings, and the limit is %d; leave out those that are long over.", id, count,
                   MEETINGS_MAX);
  for (size_t i = 0; i < count; i++)
    if (!check_meeting(dates, i, id, err)) return false;
  return true;
}

static bool check_member(const json_t *seed, const char *id, const json_t *member, struct err *err) {
  const json_t *person = json_is_object(member) ? json_object_get(member, "person") : member;
  if (json_is_object(member) && !person)
    return err_set(err, ERR_INVALID, "a member of %s must be a short name, or {\"person\":\"p.shah\",\"from\":\"2016-10-05\"}.", id);
  return roster_named(seed, "people", person, "a member", id, err) && (!json_is_object(member) || is_span(member, "from", "to", id, err));
}

// A number of people, or a share of the members: "1/3", "50%".
static bool check_quorum(const char *id, const json_t *quorum, struct err *err) {
  const char *share = json_string_value(quorum);
  int part = 0, whole = 100, read = 0;
  if (!quorum || (json_is_integer(quorum) && json_integer_value(quorum) >= 1 && json_integer_value(quorum) <= 1000)) return true;
  if (share && sscanf(share, "%3d%%%n", &part, &read) == 1 && read && !share[read] && part >= 1 && part <= 100) return true;
  read = 0;
  if (share && sscanf(share, "%3d/%3d%n", &part, &whole, &read) == 2 && read && !share[read] && part >= 1 && part <= whole) return true;
  return err_set(err, ERR_INVALID, "the quorum of %s must be a number of people, or a share of its members such as 1/3.", id);
}

enum { COUNT_MAX = 100 }; // people or working days: more is a slip

static bool check_count(const char *id, const json_t *row, const char *name, const char *of, int least, struct err *err) {
  const json_t *value = json_object_get(row, name);
  json_int_t count = json_integer_value(value);
  if (!value || (json_is_integer(value) && count >= least && count <= COUNT_MAX)) return true;
  return err_set(err, ERR_INVALID, "the %s of %s must be a whole number of %s from %d to %d.", name, id, of, least, COUNT_MAX);
}

bool roster_group_check(const json_t *seed, const char *id, const json_t *row, struct err *err) {
  size_t i;
  json_t *member, *members = json_object_get(row, "members");
  if (!is_kind_of(members, JSON_ARRAY)) return err_set(err, ERR_INVALID, "the members of %s must be a list such as [\"p.shah\"].", id);
  json_array_foreach(members, i, member) if (!check_member(seed, id, member, err)) return false;
  return roster_named(seed, "posts", json_object_get(row, "chair"), "the chair", id, err) && has_name(id, row, err) &&
         check_meetings(id, json_object_get(row, "meetings"), err) && check_quorum(id, json_object_get(row, "quorum"), err) &&
         check_count(id, row, "papers", "working days", 0, err);
}

// How often a person, or whoever holds a post, is mailed what waits for them.
static bool check_digest(const char *id, const json_t *row, struct err *err) {
  enum digest_mode mode;
  return !json_object_get(row, "digest") || digest_mode_read(json_text(row, "digest"), &mode) ||
         err_set(err, ERR_INVALID, "\"digest\" of %s must be daily, weekly, before meetings or each.", id);
}

static bool check_email(const char *id, const json_t *row, struct err *err) {
  const json_t *email = json_object_get(row, "email");
  return !email || address_is_good(json_string_value(email)) ||
         err_set(
             err, ERR_INVALID,
             "the mail address of %s must be one address such as h.dixon@council.example, in plain letters and without a name round it.",
             id);
}

// A title stands in sentences, lists and mail as a name does.
static bool has_title(const char *id, const json_t *row, struct err *err) {
  const json_t *title = json_object_get(row, "title");
  return !title || (json_is_string(title) && is_name(json_string_value(title))) ||
         err_set(err, ERR_INVALID, "the title of %s must stand in one line of at most %d bytes.", id, NAME_MAX_SIZE);
}

bool roster_post_check(const json_t *seed, const char *id, const json_t *row, struct err *err) {
  const json_t *deputy = json_object_get(row, "deputy");
  bool is_post = json_is_string(deputy) && json_object_get(json_object_get(seed, "posts"), json_string_value(deputy));
  return roster_named(seed, "people", json_object_get(row, "holder"), "the holder", id, err) &&
         (is_post || roster_named(seed, "people", deputy, "the deputy", id, err)) &&
         roster_named(seed, "groups", json_object_get(row, "group"), "the group", id, err) && is_date(row, "vacant_since", id, err) &&
         check_digest(id, row, err) && has_title(id, row, err);
}

static bool check_absence(const json_t *seed, const char *id, const json_t *absence, struct err *err) {
  const char *deputy = json_text(absence, "deputy");
  if (!json_is_object(absence) || !json_text(absence, "from"))
    return err_set(err, ERR_INVALID, "an absence of %s must say from when it is, such as {\"from\":\"2016-10-05\",\"to\":\"2016-10-19\"}.",
                   id);
  if (deputy && strcmp(deputy, id) == 0) return err_set(err, ERR_INVALID, "%s cannot be their own deputy.", id);
  return is_span(absence, "from", "to", id, err) && roster_named(seed, "people", json_object_get(absence, "deputy"), "the deputy", id, err);
}

enum { ABSENCES_MAX = 100 };

static bool check_belonging(const json_t *seed, const char *id, const json_t *row, struct err *err) {
  const json_t *agencies = json_object_get(row, "agencies"), *absences = json_object_get(row, "absences");
  size_t i;
  json_t *one;
  if (!is_kind_of(agencies, JSON_ARRAY) || !is_kind_of(absences, JSON_ARRAY))
    return err_set(err, ERR_INVALID, "the further agencies and the absences of %s must be lists.", id);
  if (json_array_size(absences) > ABSENCES_MAX)
    return err_set(err, ERR_LIMIT, "%s has more than %d absences; leave out those that are long over.", id, ABSENCES_MAX);
  json_array_foreach(agencies, i, one) if (!roster_named(seed, "agencies", one, "a further agency", id, err)) return false;
  json_array_foreach(absences, i, one) if (!check_absence(seed, id, one, err)) return false;
  return true;
}

bool roster_person_check(const json_t *seed, const char *id, const json_t *row, struct err *err) {
  static const char *const flags[] = {"active", "absent"};
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
    const json_t *flag = json_object_get(row, flags[i]);
    if (flag && !json_is_boolean(flag)) return err_set(err, ERR_INVALID, "\"%s\" of %s must be yes or no.", flags[i], id);
  }
  return has_name(id, row, err) && check_email(id, row, err) && check_digest(id, row, err) &&
         roster_named(seed, "agencies", json_object_get(row, "agency"), "the agency", id, err) && is_span(row, "joined", "left", id, err) &&
         check_belonging(seed, id, row, err);
}

static bool posts_are_right(const json_t *seed, const char *setting, struct err *err) {
  const json_t *posts = json_object_get(seed, setting);
  char what[100];
  size_t i;
  json_t *post;
  if (!is_kind_of(posts, JSON_ARRAY))
    return err_set(err, ERR_INVALID, "%s must be a list of posts such as { \"independent_chair\" }.", setting);
  snprintf(what, sizeof what, "a post of %s", setting);
  json_array_foreach(posts, i, post) if (!roster_named(seed, "posts", post, what, "the board", err)) return false;
  return true;
}

// Posts that a setting names.
bool roster_entrusted_check(const json_t *seed, struct err *err) {
  static const char *const settings[] = {"erasure_confirm", "break_glass", "access_readers"};
  for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
    if (!posts_are_right(seed, settings[i], err)) return false;
  return true;
}
