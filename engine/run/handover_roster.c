// Documents that change hands. See handover_roster.h.
#include "run/handover_roster.h"

#include "base/mem.h"
#include "run/handover_named.h"
#include "run/people.h"
#include "run/presence.h"

#include <string.h>

struct changing {
  struct board *board;
  const char *old, *new;
  struct entry *entry;
  json_t *said;
  json_t *set;     // of an agency's: {"old"|"new": {MEMBER: {"was"?,"is"}}}
  const char *day; // of an agency's: which day lines name; looking ahead does it as if that were today
};

static bool is_old(const struct changing *changing, const json_t *value) {
  const char *text = json_string_value(value);
  return text && strcmp(text, changing->old) == 0;
}

static bool is_new(const struct changing *changing, const json_t *value) {
  const char *text = json_string_value(value);
  return text && strcmp(text, changing->new) == 0;
}

// Takes over both.
static void put(const struct changing *changing, const char *kind, json_t *document, char *line) {
  char *part = mem_format("directory/%s/%s", kind, json_text(document, "id"));
  entry_part(changing->entry, part, document);
  json_array_add(changing->said, line);
  mem_free(part);
  mem_free(line);
}

static const char *name_of(const json_t *document) {
  const char *name = json_text(document, "name") ? json_text(document, "name") : json_text(document, "title");
  return name ? name : json_text(document, "id");
}

// ---- of a person

static void change_post(const struct changing *changing, const json_t *post) {
  bool holds = is_old(changing, json_object_get(post, "holder")), deputises = is_old(changing, json_object_get(post, "deputy"));
  if (!holds && !deputises) return;
  json_t *after = json_deep_copy(post);
  if (holds) json_put_text(after, "holder", changing->new);
  if (deputises) json_put_text(after, "deputy", changing->new);
  if (is_new(changing, json_object_get(after, "holder")) && is_new(changing, json_object_get(after, "deputy")))
    json_object_del(after, "deputy");
  char *title = directory_said(changing->board, "post", post);
  put(changing, "post", after, mem_format(holds ? "Post: %s" : "Deputy for: %s", title));
  mem_free(title);
}

static void change_agency_posts(const struct changing *changing, const json_t *agency) {
  json_t *after = NULL, *holder;
  const char *post;
  struct buf line;
  buf_init(&line);
  json_object_foreach(json_object_get(agency, "posts"), post, holder) {
    if (!is_old(changing, holder)) continue;
    if (!after) after = json_deep_copy(agency);
    json_put_text(json_object_get(after, "posts"), post, changing->new);
    buf_format(&line, "%s%s", line.size ? ", " : "", post);
  }
  for (size_t i = 0; i < line.size; i++)
    if (line.data[i] == '_') line.data[i] = ' ';
  if (after) put(changing, "agency", after, mem_format("Post: %s of %s", line.data, name_of(agency)));
  buf_clear(&line);
}

static bool is_member(const struct changing *changing, const json_t *members) {
  size_t i;
  json_t *member;
  json_array_foreach(members, i,
                     member) if (is_new(changing, json_is_object(member) ? json_object_get(member, "person") : member)) return true;
  return false;
}

// A membership that is over stays as it was.
static bool change_member(const struct changing *changing, json_t *members, size_t index, bool already) {
  json_t *member = json_array_get(members, index);
  const char *person = presence_member(changing->board, member);
  if (!person || strcmp(person, changing->old) != 0) return false;
  if (already)
    json_array_remove(members, index);
  else if (json_is_object(member))
    json_put_text(member, "person", changing->new);
  else
    json_array_set_new(members, index, json_string(changing->new));
  return true;
}

static void change_group(const struct changing *changing, const json_t *group) {
  json_t *after = json_deep_copy(group), *members = json_object_get(after, "members");
  bool any = false, already = is_member(changing, members);
  for (size_t i = json_array_size(members); i-- > 0;) {
    bool changed = change_member(changing, members, i, already);
    already = already || changed;
    any = any || changed;
  }
  char *name = directory_said(changing->board, "group", group);
  if (any)
    put(changing, "group", after, mem_format("Member of: %s", name));
  else
    json_decref(after);
  mem_free(name);
}

static void change_each(const struct changing *changing, const char *kind, void (*each)(const struct changing *, const json_t *)) {
  json_t *rows = json_incref((json_t *)board_documents(changing->board, kind)), *row;
  size_t i;
  json_array_foreach(rows, i, row) each(changing, row);
  json_decref(rows);
}

// ---- of an agency

static void date_before(const char *date, char out[DATE_TEXT]) {
  struct date day;
  struct err err;
  out[0] = '\0';
  if (date_read(date, &day, &err)) date_write(date_add_days(day, -1), out);
}

static bool has_people(struct board *board, const char *agency) {
  size_t i;
  json_t *person;
  json_array_foreach(board_documents(board, "person"), i, person) {
    const char *own = json_text(person, "agency");
    if (own && strcmp(own, agency) == 0) return true;
  }
  return false;
}

// With what it was, to be put back if the hand-over is withdrawn. `which` agency: "old" or "new".
static void set_member(const struct changing *changing, const char *which, json_t *agency, const char *member, const char *value) {
  json_t *kept = json_object_at(changing->set, which), *change = json_pack("{s:s}", "is", value), *was = json_object_get(agency, member);
  if (was) json_object_set(change, "was", was);
  json_object_set_new(kept, member, change);
  json_put_text(agency, member, value);
}

// One that has people already is at work, and keeps its beginning.
static void begin_new(const struct changing *changing, const char *on) {
  const json_t *new = board_document(changing->board, "agency", changing->new);
  if (json_text(new, "valid_from") || has_people(changing->board, changing->new)) return;
  json_t *after = json_deep_copy(new);
  set_member(changing, "new", after, "valid_from", on);
  put(changing, "agency", after, mem_format("%s begins on %s", name_of(new), changing->day));
}

static void last_day(const json_t *agency, const char *on, char last[DATE_TEXT]) {
  const char *to = json_text(agency, "valid_to");
  date_before(on, last);
  if (to && strcmp(to, last) < 0) snprintf(last, DATE_TEXT, "%s", to); // it had ended before
}

static void end_old(const struct changing *changing, const char *on) {
  const json_t *old = board_document(changing->board, "agency", changing->old);
  json_t *after = json_deep_copy(old);
  char last[DATE_TEXT], said[DATE_TEXT];
  last_day(old, on, last);
  last_day(old, changing->day, said);
  set_member(changing, "old", after, "valid_to", last);
  set_member(changing, "old", after, "successor", changing->new);
  put(changing, "agency", after, mem_format("%s ends after %s", name_of(old), said));
}

static void change_person(const struct changing *changing, const json_t *person) {
  json_t *after = json_deep_copy(person), *more = json_object_get(after, "agencies");
  bool own = is_old(changing, json_object_get(person, "agency")), any = own;
  if (own) json_put_text(after, "agency", changing->new);
  for (size_t i = json_array_size(more); i-- > 0;) {
    if (!is_old(changing, json_array_get(more, i))) continue;
    json_array_remove(more, i);
    if (!json_array_has(more, changing->new) && !is_new(changing, json_object_get(after, "agency"))) json_array_add(more, changing->new);
    any = true;
  }
  if (any)
    put(changing, "person", after, mem_format("Goes along: %s", name_of(person)));
  else
    json_decref(after);
}

// Posts of the agency that nobody holds in the new one.
static void take_posts_along(const struct changing *changing) {
  const json_t *old = board_document(changing->board, "agency", changing->old),
               *new = board_document(changing->board, "agency", changing->new);
  json_t *after = json_deep_copy(new), *posts = json_object_get(after, "posts"), *holder;
  const char *post;
  bool any = false;
  if (!json_is_object(posts)) json_object_set_new(after, "posts", posts = json_object());
  json_object_foreach(json_object_get(old, "posts"), post, holder) {
    if (json_object_get(posts, post)) continue;
    json_object_set(posts, post, holder);
    any = true;
  }
  if (any)
    put(changing, "agency", after, mem_format("Posts go along to: %s", name_of(new)));
  else
    json_decref(after);
}

void handover_people(struct board *board, const json_t *handover, struct entry *entry, json_t *said) {
  const struct changing changing = {board, json_text(handover, "old"), json_text(handover, "new"), entry, said, NULL, NULL};
  if (!json_flag(handover, "with_people")) return;
  change_each(&changing, "person", change_person);
  take_posts_along(&changing);
}

void handover_directory(struct board *board, json_t *handover, struct entry *entry, json_t *said) {
  const char *day = json_text(handover, "day");
  struct changing changing = {board, json_text(handover, "old"),           json_text(handover, "new"), entry, said,
                              NULL,  day ? day : json_text(handover, "on")};
  if (strcmp(json_text(handover, "kind"), "agency") == 0) {
    json_object_set_new(handover, "set", changing.set = json_object());
    end_old(&changing, json_text(handover, "on"));
    begin_new(&changing, json_text(handover, "on"));
  } else if (!json_object_get(handover, "only")) {
    change_each(&changing, "post", change_post);
    change_each(&changing, "agency", change_agency_posts);
    change_each(&changing, "group", change_group);
    handover_named(board, handover, entry, said);
  }
}
