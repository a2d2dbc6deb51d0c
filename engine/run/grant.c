// Grants: rights on an item as texts. See grant.h.
#include "run/grant.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/step.h"
#include "run/subject.h"
#include "run/wanted.h"

#include <stdlib.h>
#include <string.h>

// ---- reading

static const char GLASS[] = "@glass ";

// What stands before a subject, and nothing more to be read of it.
static const struct {
  const char *before;
  enum grant_kind kind;
} plain[] = {{"@act>", GRANT_ACT},     {"@decide>", GRANT_DECIDE}, {"@concerns>", GRANT_CONCERNS}, {"@challenged>", GRANT_CHALLENGED},
             {"@named>", GRANT_NAMED}, {"@at>", GRANT_AT}};

struct grant grant_read(const char *text) {
  const char *end = *text == '@' ? strchr(text, '>') : NULL;
  struct grant grant = {.kind = GRANT_SEE, .mask = GRANT_WHOLE, .subject = end ? end + 1 : text};
  if (!end) return grant;
  for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
    if (strncmp(text, plain[i].before, strlen(plain[i].before)) == 0) return grant.kind = plain[i].kind, grant;
  if (strncmp(text, GLASS, sizeof GLASS - 1) == 0) {
    grant.ends_ms = strtoll(text + sizeof GLASS - 1, NULL, 10);
    return grant.kind = GRANT_GLASS, grant;
  }
  char *words;
  grant.mask = (unsigned)strtoul(text + 1, &words, 10);
  if (*words == '~') grant.until = words + 1, words += strcspn(words, ":>");
  grant.words = *words == ':' ? words + 1 : words;
  return grant;
}

bool grant_is_held(const struct grant *grant) { return grant->kind < GRANT_CONCERNS; }

bool grant_stands(struct board *board, const struct grant *grant) {
  char today[DATE_TEXT];
  if (grant->kind == GRANT_GLASS) return board_now(board) < grant->ends_ms;
  if (!grant->until) return true;
  board_today(board, board_now(board), today);
  return strncmp(today, grant->until, strlen(today)) <= 0;
}

static bool column_is_seen(const struct sight *sight, const char *column) {
  const char *field = json_text(json_object_get(chart_definition(sight->chart), "list"), column);
  return !field || sight_field(sight, field); // what no field fills is nothing to hide
}

unsigned grant_mask_of(const struct sight *sight) {
  if (sight->all) return GRANT_WHOLE;
  if (!sight_any(sight)) return 0;
  return GRANT_ANY | (column_is_seen(sight, "due") ? GRANT_DUE : 0) | (column_is_seen(sight, "lead") ? GRANT_LEAD : 0) |
         (sight_title(sight) ? GRANT_TITLE : 0);
}

static json_t *words_of(const char *text) {
  json_t *words = json_array();
  while (*text && *text != '>') {
    size_t size = strcspn(text, ",>");
    json_array_append_new(words, json_stringn(text, size));
    text += size + (text[size] == ',');
  }
  return words;
}

void grant_add(const struct grant *grant, struct sight *sight) {
  json_t *words = grant->words ? words_of(grant->words) : json_pack("[s]", "everything");
  sight_add(sight, words);
  json_decref(words);
}

// ---- who sees

static void add(json_t *texts, const char *before, const char *subject) {
  char *text = mem_format("%s%s", before, subject);
  if (!json_array_has(texts, text)) json_array_add(texts, text);
  mem_free(text);
}

static void add_all(json_t *texts, const char *before, json_t *subjects) { // takes over `subjects`
  size_t i;
  json_t *subject;
  json_array_foreach(subjects, i, subject) add(texts, before, json_string_value(subject));
  json_decref(subjects);
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

// In order, so that the same words are the same text.
static char *joined(const json_t *words) { // Caller frees.
  size_t count = 0;
  const char **sorted = mem_new((json_object_size(words) + 1) * sizeof *sorted), *word;
  json_t *there;
  struct buf text;
  json_object_foreach((json_t *)words, word, there) sorted[count++] = word;
  qsort(sorted, count, sizeof *sorted, by_text);
  buf_init(&text);
  buf_text(&text, "");
  for (size_t i = 0; i < count; i++) buf_format(&text, "%s%s", i ? "," : "", sorted[i]);
  mem_free(sorted);
  return buf_take(&text);
}

// What one subject sees by all lines together, or by a share to the end of the day `until` (NULL: that does not end by itself).
static void add_part(const struct casefile *item, const char *subject, const json_t *words, const char *until, json_t *texts) {
  char *text = joined(words), *list = mem_format("%s>", text);
  struct grant grant = {.words = list};
  struct sight sight = {.chart = item->chart};
  grant_add(&grant, &sight);
  unsigned mask = grant_mask_of(&sight);
  char *before = mem_format("@%u%s%s:%s", mask, until ? "~" : "", until ? until : "", list);
  if (mask) add(texts, sight.all && !until ? "" : before, subject);
  sight_clear(&sight);
  mem_free(before);
  mem_free(list);
  mem_free(text);
}

static void gather_line(const struct casefile *item, const json_t *line, json_t *parts) {
  json_t *subjects = subject_of_roles(item, json_object_get(line, "roles")), *subject, *word;
  size_t i, k;
  json_array_foreach(subjects, i, subject) {
    const char *key = json_string_value(subject);
    if (!json_object_get(parts, key)) json_object_set_new(parts, key, json_object());
    json_array_foreach(json_object_get(line, "what"), k, word) json_put_flag(json_object_get(parts, key), json_string_value(word), true);
  }
  json_decref(subjects);
}

static void add_lines(const struct casefile *item, const json_t *lines, json_t *texts) {
  const struct step_view view = {.chart = item->chart, .config = item->config, .fields = item->fields};
  json_t *parts = json_object(), *line, *words;
  const char *subject;
  size_t i;
  json_array_foreach(lines, i, line) {
    if (guard_judge(json_object_get(line, "when"), &view, NULL, NULL) == TRUTH_TRUE) gather_line(item, line, parts);
  }
  json_object_foreach(parts, subject, words) add_part(item, subject, words, NULL, texts);
  json_decref(parts);
}

static void add_share(const struct casefile *item, const json_t *share, json_t *texts) {
  const char *with = json_text(share, "with");
  json_t *words = json_object(), *word;
  size_t i;
  json_array_foreach(json_object_get(share, "what"), i, word) json_put_flag(words, json_string_value(word), true);
  char *glass = mem_format("%s%lld>", GLASS, (long long)json_number(share, "ends", 0));
  if (with && json_flag(share, "glass"))
    add(texts, glass, with);
  else if (with)
    add_part(item, with, words, json_text(share, "until"), texts);
  mem_free(glass);
  json_decref(words);
}

// One that has ended by itself stays: no entry says that it did.
static void add_shares(const struct casefile *item, json_t *texts) {
  size_t i;
  json_t *share;
  json_array_foreach(item->shares, i, share) if (!json_object_get(share, "ended")) add_share(item, share, texts);
}

// "@at>HASH STATE STATE". Caller frees.
static char *place_of(const struct casefile *item) {
  json_t *ids = casefile_atomic(item), *id;
  struct buf text;
  size_t i;
  buf_init(&text);
  buf_format(&text, "@at>%s", item->definition->hash);
  json_array_foreach(ids, i, id) buf_format(&text, " %s", json_string_value(id));
  json_decref(ids);
  return buf_take(&text);
}

static json_t *acting_from(const struct casefile *item) { // A new reference.
  static const char *const rights[] = {"by", "decided_by", "recorded_by"};
  json_t *candidates = step_all_candidates(item->chart, item->config), *candidate, *roles = json_array(), *role;
  size_t i, j;
  json_array_foreach(candidates, i, candidate) for (int k = 0; k < 3; k++)
      json_array_foreach(json_object_get(json_object_get(candidate, "transition"), rights[k]), j,
                         role) if (!json_array_has(roles, json_string_value(role))) json_array_append(roles, role);
  json_decref(candidates);
  return roles;
}

enum { PLACES_MAX = 200 }; // more than most workflows have: those that are asked for next are kept then

// Those whom a move from where it stands is for: the same for all items that stand there.
static void add_acting(const struct casefile *item, const char *place, json_t *texts) {
  json_t *kept = item->definition->acting, *roles = json_object_get(kept, place);
  if (!roles) {
    if (json_object_size(kept) >= PLACES_MAX) json_object_clear(kept);
    json_object_set_new(kept, place, roles = acting_from(item));
  }
  add_all(texts, "@act>", subject_of_roles(item, roles));
}

// ---- whom it concerns

static bool is_of(const char *key, const char *kind) { return strncmp(key, kind, strlen(kind)) == 0; }

// Whom its roles come to, whoever is passed over. A new reference.
static json_t *subjects_of_roles(const struct casefile *item) {
  json_t *names = json_texts(json_object_get(casefile_structure(item), "roles"), "name"), *keys = subject_of_roles(item, names);
  json_t *bare = json_array(), *key;
  size_t i;
  json_array_foreach(keys, i, key) json_array_append_new(bare, json_stringn(json_string_value(key), strcspn(json_string_value(key), "!")));
  json_decref(keys);
  json_decref(names);
  return bare;
}

static void add_concerned(const struct casefile *item, json_t *texts) {
  json_t *subjects = subjects_of_roles(item), *subject;
  bool challenged = json_array_size(json_object_get(item->fields, "challenge_register")) > 0;
  size_t i;
  json_array_foreach(subjects, i, subject) {
    const char *key = json_string_value(subject);
    if (!is_of(key, "group:") && !is_of(key, "post:")) continue;
    add(texts, "@concerns>", key);
    if (challenged) add(texts, "@challenged>", key);
  }
  json_decref(subjects);
}

// What is closed stays as it is, whoever goes.
static void add_named(const struct casefile *item, json_t *texts) {
  json_t *subjects = item->closed ? json_array() : subjects_of_roles(item), *subject;
  size_t i;
  json_array_foreach(subjects, i, subject) if (is_of(json_string_value(subject), "person:"))
      add(texts, "@named>", json_string_value(subject));
  json_decref(subjects);
}

json_t *grant_of_sight(const struct casefile *item) {
  json_t *texts = json_array();
  const json_t *lines = json_object_get(casefile_structure(item), "see");
  if (lines)
    add_lines(item, lines, texts);
  else
    add_all(texts, "", subject_of_roles(item, item->definition->readers));
  add_shares(item, texts);
  char *place = place_of(item);
  add_acting(item, place, texts);
  add_concerned(item, texts);
  json_array_add(texts, place);
  mem_free(place);
  return texts;
}

json_t *grant_of_turn(const struct casefile *item) {
  json_t *texts = subject_of_holders(item);
  add_all(texts, "@decide>", wanted_deciders(item));
  add_named(item, texts);
  return texts;
}
