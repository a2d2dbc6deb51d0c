// Subjects: roles made keys, and keys made people. See subject.h.
//
// What a role comes to is worked out from the item's fields by the very cases by which people.c finds who holds it; a test asks both of
// random boards. So an index may keep keys, which no change of the directory or of the day touches.
#include "run/subject.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/party.h"
#include "run/grant.h"
#include "run/people.h"
#include "run/presence.h"

#include <string.h>

static const char *const kinds[] = {"everyone", "person", "post", "group", "agency", "all"};

// ---- keys

static void add_escaped(struct buf *key, const char *id) {
  for (; *id; id++)
    if (strchr("%!/", *id))
      buf_format(key, "%%%02X", (unsigned)*id);
    else
      buf_char(key, *id);
}

static void add_key(json_t *keys, const char *kind, const char *id, const char *post, const char *avoid) {
  struct buf key;
  buf_init(&key);
  buf_text(&key, kind);
  if (id) buf_char(&key, ':'), add_escaped(&key, id);
  if (post) buf_char(&key, '/'), add_escaped(&key, post);
  if (avoid) buf_char(&key, '!'), add_escaped(&key, avoid);
  if (!json_array_has(keys, key.data)) json_array_add(keys, key.data);
  buf_clear(&key);
}

// Caller frees.
static char *unescaped(const char *text, size_t size) {
  struct buf id;
  buf_init(&id);
  buf_text(&id, "");
  for (size_t i = 0; i < size; i++) {
    bool coded = text[i] == '%' && i + 2 < size;
    if (!coded) {
      buf_char(&id, text[i]);
      continue;
    }
    buf_char(&id, text[i + 2] == '5' ? '%' : text[i + 2] == '1' ? '!' : '/');
    i += 2;
  }
  return buf_take(&id);
}

// From `from` to the mark, or to the end; *from is behind it then.
static char *part_until(const char **from, const char *marks) {
  size_t size = strcspn(*from, marks);
  char *part = unescaped(*from, size);
  *from += size;
  return part;
}

static bool is_kind(const char *kind) {
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kinds[i], kind) == 0) return true;
  return false;
}

bool subject_read(const char *key, struct subject *subject) {
  const char *at = key;
  *subject = (struct subject){0};
  subject->kind = part_until(&at, ":!");
  if (*at == ':') at++, subject->id = part_until(&at, "/!");
  if (*at == '/') at++, subject->post = part_until(&at, "!");
  if (*at == '!') at++, subject->avoid = part_until(&at, "");
  bool whole = is_kind(subject->kind) && (subject->id != NULL) == (strcmp(subject->kind, "everyone") != 0) &&
               (!subject->post || strcmp(subject->kind, "agency") == 0);
  if (!whole) subject_clear(subject);
  return whole;
}

void subject_clear(struct subject *subject) {
  mem_free(subject->kind);
  mem_free(subject->id);
  mem_free(subject->post);
  mem_free(subject->avoid);
  *subject = (struct subject){0};
}

// ---- roles

static void add_party(json_t *keys, const json_t *party, const char *avoid) {
  const json_t *taking_part = party_of_row(party);
  if (taking_part) add_party(keys, taking_part, avoid);
  const char *kind = json_text(party, "kind"), *id = json_text(party, "id");
  if (!kind) return;
  if (strcmp(kind, "all") == 0)
    add_key(keys, "all", id && strcmp(id, "groups") == 0 ? "groups" : "agencies", NULL, avoid);
  else if (!id)
    return;
  else if (strcmp(kind, "agency") == 0)
    add_key(keys, "agency", id, "safeguarding_lead", avoid);
  else if (strcmp(kind, "group") == 0 || strcmp(kind, "post") == 0 || strcmp(kind, "person") == 0)
    add_key(keys, kind, id, NULL, avoid);
}

json_t *subject_of_party(const json_t *party) {
  json_t *keys = json_array();
  add_party(keys, party, NULL);
  return keys;
}

static void add_each(json_t *keys, const json_t *value, const char *avoid) {
  size_t i;
  json_t *one;
  if (json_is_string(value))
    add_key(keys, "person", json_string_value(value), NULL, avoid);
  else if (json_is_object(value))
    add_party(keys, value, avoid);
  json_array_foreach(value, i, one) add_each(keys, one, avoid);
}

static void add_post(json_t *keys, const json_t *role, const json_t *fields, const char *avoid) {
  const char *of = json_text(role, "of"), *agency = of ? json_text(fields, of) : NULL;
  if (!of)
    add_key(keys, "post", json_text(role, "post"), NULL, avoid);
  else if (agency)
    add_key(keys, "agency", agency, json_text(role, "post"), avoid);
}

void subject_add_role(const struct casefile *item, const char *name, json_t *keys) {
  const json_t *role = chart_role(item->chart, name), *fields = item->fields;
  const char *text, *not_from = json_text(role, "not_from"), *avoid = not_from ? json_text(fields, not_from) : NULL;
  if (!role) return;
  if ((text = json_text(role, "person_in")) || (text = json_text(role, "any_in"))) {
    json_t *named = party_of_field(chart_field(item->chart, text), json_object_get(fields, text));
    add_each(keys, named, avoid);
    json_decref(named);
  } else if (json_text(role, "post"))
    add_post(keys, role, fields, avoid);
  else if ((text = json_text(role, "group")))
    add_key(keys, "group", text, NULL, avoid);
  else if (json_object_get(role, "everyone"))
    add_key(keys, "everyone", NULL, NULL, avoid);
}

json_t *subject_of_roles(const struct casefile *item, const json_t *roles) {
  json_t *keys = json_array(), *role;
  size_t i;
  json_array_foreach(roles, i, role) subject_add_role(item, json_string_value(role), keys);
  return keys;
}

json_t *subject_of_holders(const struct casefile *item) {
  json_t *keys = json_array();
  for (int i = 0; i < chart_state_count(item->chart); i++) {
    const char *holder = config_is_active(item->config, i) ? json_text(chart_state(item->chart, i), "holder") : NULL;
    if (holder) subject_add_role(item, holder, keys);
  }
  return keys;
}

// ---- people

enum { SUBJECTS_MAX = 10000 }; // that are kept of one person: more than a large board has

static bool work_out(struct board *board, const char *key, const char *person) {
  struct subject subject;
  if (!subject_read(key, &subject)) return false;
  bool held = people_read_subject(board, &subject, person);
  subject_clear(&subject);
  return held;
}

// All of an agency's people are looked through for one of them, and a list asks it of each row that is shared.
bool subject_is_held_by(struct board *board, const char *key, const char *person) {
  const json_t *answer = json_object_get(json_object_get(presence_answers(board), person), key);
  if (answer) return json_is_true(answer);
  bool held = work_out(board, key, person);
  json_t *known = json_object_at(presence_answers(board), person); // asked again: meanwhile it may have become midnight
  if (json_object_size(known) > SUBJECTS_MAX) json_object_clear(known);
  json_put_flag(known, key, held);
  return held;
}

// Whoever is away acts for nothing, and else whoever holds it acts for it.
bool subject_is_acted_by(struct board *board, const char *key, const char *person) {
  return !presence_is_away(board, board_document(board, "person", person), NULL) && subject_is_held_by(board, key, person);
}

json_t *subject_people(struct board *board, const char *key) {
  struct subject subject;
  if (!subject_read(key, &subject)) return json_array();
  json_t *people = people_of_subject(board, &subject);
  subject_clear(&subject);
  return people;
}

bool subject_is_held(struct board *board, const char *key) {
  json_t *people = subject_people(board, key);
  bool held = json_array_size(people) > 0;
  json_decref(people);
  return held;
}

// ---- what is kept

enum { HELD_PEOPLE_MAX = 500 }; // persons of whom it is kept: as many as look at a board on one day

// What is kept is dropped where directory, day or keys are other ones.
static json_t *kept_of(struct board *board, uint64_t keys_stamp) {
  char today[DATE_TEXT];
  board_today(board, board_now(board), today);
  char *stamp = mem_format("%llu %llu %s", (unsigned long long)directory_stamp(board->store), (unsigned long long)keys_stamp, today);
  const char *have = json_text(board->held, "");
  bool same = have && strcmp(have, stamp) == 0 && json_object_size(board->held) <= HELD_PEOPLE_MAX;
  if (!same) {
    json_decref(board->held);
    board->held = json_object();
    json_put_text(board->held, "", stamp); // nobody has an empty id
  }
  mem_free(stamp);
  return board->held;
}

const json_t *subject_held_among(struct board *board, const char *person, const json_t *keys, uint64_t keys_stamp) {
  json_t *kept = kept_of(board, keys_stamp), *held = json_object_get(kept, person), *number;
  const char *key;
  if (held) return held;
  held = json_object();
  json_object_foreach((json_t *)keys, key, number) {
    struct grant grant = grant_read(key);
    if (grant_is_held(&grant) && subject_is_held_by(board, grant.subject, person)) json_object_set(held, key, number);
  }
  json_object_set_new(kept, person, held);
  return held;
}
