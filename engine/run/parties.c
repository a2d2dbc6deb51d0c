// Parties typed and shown. See parties.h.
#include "run/parties.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/check.h"
#include "chart/party.h"
#include "run/party_sight.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/rights.h"
#include "run/value.h"

#include <string.h>

// ---- typed

static bool is_kind(const char *kind) {
  static const char *const kinds[] = {"agency", "group", "post", "person"};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kinds[i], kind) == 0) return true;
  return false;
}

static bool unknown(struct board *board, const char *label, const char *kind, const char *id, struct err *err) {
  char near[NEAREST_WORDS];
  json_t *ids = json_texts(board_documents(board, kind), "id");
  err_set(err, ERR_INVALID, "%s: there is no %s called \"%s\" on this board%s", label, kind, id, nearest_words(id, ids, ".", near));
  json_decref(ids);
  return false;
}

static bool make(struct board *board, const char *label, const char *kind, const char *id, json_t **party, struct err *err) {
  if (!is_kind(kind))
    return err_set(err, ERR_INVALID, "%s: a party is an agency, a group, a post or a person, such as agency:police, not \"%s\".", label,
                   kind);
  if (!board_document(board, kind, id)) return unknown(board, label, kind, id, err);
  *party = json_pack("{s:s, s:s}", "kind", kind, "id", id);
  return true;
}

static bool make_of_text(struct board *board, const char *label, const char *text, json_t **party, struct err *err) {
  const char *colon = strchr(text, ':');
  if (!colon) return make(board, label, "agency", text, party, err);
  char *kind = mem_text_part(text, (size_t)(colon - text));
  bool ok = make(board, label, kind, colon + 1, party, err);
  mem_free(kind);
  return ok;
}

bool party_read(struct board *board, const char *label, const json_t *given, json_t **party, struct err *err) {
  const char *kind = json_text(given, "kind"), *id = json_text(given, "id");
  if (kind && id) return make(board, label, kind, id, party, err);
  if (json_is_string(given)) return make_of_text(board, label, json_string_value(given), party, err);
  return err_set(err, ERR_INVALID, "%s must be a party such as agency:police, group:llip, post:business_manager or person:p.shah.", label);
}

// {"kind":"all","id":"agencies"} of the same, or of "all:agencies". NULL: it is not everybody. A new reference.
static json_t *everybody(const json_t *given) {
  static const char *const all[] = {"agencies", "groups"};
  const char *kind = json_text(given, "kind"), *id = json_text(given, "id"), *text = json_string_value(given);
  if (text && strncmp(text, "all:", 4) == 0) kind = "all", id = text + 4;
  for (size_t i = 0; kind && strcmp(kind, "all") == 0 && i < sizeof all / sizeof all[0]; i++)
    if (strcmp(id ? id : "agencies", all[i]) == 0) return json_pack("{s:s, s:s}", "kind", "all", "id", all[i]);
  return NULL;
}

bool party_read_listed(struct board *board, const char *label, const json_t *given, json_t **who, struct err *err) {
  const char *text = json_string_value(given);
  bool is_person = text && !strchr(text, ':') && board_document(board, "person", text);
  if (is_person) return *who = json_incref((json_t *)given), true;
  return (*who = everybody(given)) || party_read(board, label, given, who, err);
}

static bool add(struct board *board, const char *label, const json_t *given, json_t *rows, struct err *err) {
  json_t *party = NULL;
  if (!party_read(board, label, given, &party, err)) return false;
  if (party_find(rows, party) < 0) json_array_append_new(rows, json_pack("{s:O, s:s}", "party", party, "status", "named"));
  json_decref(party);
  return true;
}

static bool add_agencies(struct board *board, const char *label, json_t *rows, struct err *err) {
  size_t i;
  json_t *agency;
  json_array_foreach(board_documents(board, "agency"), i, agency) {
    if (!presence_agency(board, json_text(agency, "id"))) continue; // it has ended, and nobody follows it, or it has not begun
    if (!add(board, label, json_object_get(agency, "id"), rows, err)) return false;
  }
  return true;
}

static bool add_text(struct board *board, const char *label, const char *text, json_t *rows, struct err *err) {
  bool ok = true;
  for (const char *at = text; ok && *at;) {
    at += strspn(at, ", ");
    size_t size = strcspn(at, ",");
    while (size && at[size - 1] == ' ') size--;
    json_t *one = json_stringn(at, size);
    if (size == 12 && strncmp(at, "all:agencies", size) == 0)
      ok = add_agencies(board, label, rows, err);
    else if (size)
      ok = add(board, label, one, rows, err);
    json_decref(one);
    at += strcspn(at, ",");
  }
  return ok;
}

bool parties_read(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err) {
  json_t *rows = json_array(), *one;
  const char *label = json_text(field, "label") ? json_text(field, "label") : json_text(field, "name");
  bool ok = json_is_array(given) || json_is_string(given) ||
            err_set(err, ERR_INVALID, "%s (%s) must be a list of parties, such as police,hospitals or all:agencies.", label,
                    json_text(field, "name"));
  size_t i;
  if (json_is_string(given)) ok = add_text(board, label, json_string_value(given), rows, err);
  json_array_foreach(given, i, one) {
    const char *text = json_string_value(one);
    ok = ok && (text ? add_text(board, label, text, rows, err) : add(board, label, one, rows, err));
  }
  if (ok && json_array_size(rows) > VALUE_LIST_MAX) ok = err_set(err, ERR_LIMIT, "%s may name at most %d parties.", label, VALUE_LIST_MAX);
  if (ok)
    *value = rows;
  else
    json_decref(rows);
  return ok;
}

// ---- who goes on as whom

static const char *answering(struct board *board, const json_t *party) {
  const char *kind = json_text(party, "kind");
  bool agency = kind && strcmp(kind, "agency") == 0;
  return agency ? json_text(presence_agency(board, json_text(party, "id")), "id") : NULL;
}

int party_place(struct board *board, const json_t *rows, const json_t *party) {
  int at = party_find(rows, party);
  const char *wanted = at < 0 ? answering(board, party) : NULL, *id;
  const json_t *row;
  size_t i;
  if (!wanted) return at;
  json_array_foreach(rows, i, row) {
    if ((id = answering(board, json_object_get(row, "party"))) && strcmp(id, wanted) == 0) return (int)i;
  }
  return -1;
}

json_t *party_among(struct board *board, const json_t *rows, const json_t *party) {
  int at = party_place(board, rows, party);
  const char *id = answering(board, party);
  if (at >= 0) return json_incref(json_object_get(json_array_get(rows, (size_t)at), "party"));
  return id ? json_pack("{s:s, s:s}", "kind", "agency", "id", id) : json_incref((json_t *)party);
}

json_t *parties_among(struct board *board, const json_t *rows, const json_t *read) {
  json_t *out = json_array(), *row;
  size_t i;
  json_array_foreach(read, i, row) {
    json_t *party = party_among(board, rows, json_object_get(row, "party"));
    if (party_find(out, party) < 0) json_array_append_new(out, json_pack("{s:O, s:s}", "party", party, "status", "named"));
    json_decref(party);
  }
  return out;
}

// ---- shown

struct counts {
  size_t asked, returned, nil, late, exempt, removed, non_return;
};

static struct counts count(const json_t *rows) {
  struct counts counts = {0};
  const json_t *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    counts.asked += party_takes_part(row);
    counts.returned += party_has_returned(row);
    counts.nil += party_is(row, "nil");
    counts.late += party_has_returned(row) && json_flag(row, "late");
    counts.exempt += party_is(row, "exempt");
    counts.removed += party_is(row, "removed");
    counts.non_return += party_is(row, "non_return");
  }
  return counts;
}

static size_t rate(const struct counts *counts) { return counts->asked ? 100 * counts->returned / counts->asked : 0; }

static void add_count(struct buf *out, size_t number, const char *words) {
  if (number) buf_format(out, ", %zu %s", number, words);
}

char *parties_shown(const json_t *rows) {
  struct counts counts = count(rows);
  struct buf out;
  buf_init(&out);
  buf_format(&out, "%zu of %zu returned (%zu%%)", counts.returned, counts.asked, rate(&counts));
  add_count(&out, counts.late, "late");
  add_count(&out, counts.nil, "with nothing to return");
  add_count(&out, counts.non_return, "closed without");
  add_count(&out, counts.exempt, "exempt");
  add_count(&out, counts.removed, "removed");
  return buf_take(&out);
}

char *carried_shown(const json_t *rows) {
  const json_t *row;
  size_t i, open = 0, all = json_array_size(rows);
  json_array_foreach(rows, i, row) open += !json_text(row, "confirmed_on");
  return mem_format("%zu value%s, %zu not confirmed", all, all == 1 ? "" : "s", open);
}

// "returned, late", "asked, overdue since 2016-10-14"
static char *words_of(const json_t *row, const char *today) {
  static const struct {
    const char *status, *words;
  } rows[] = {{"named", "not asked yet"}, {"nil", "nothing to return"}, {"non_return", "closed without"}, {"reopened", "asked again"}};
  const char *status = json_text(row, "status"), *words = status, *due = json_text(row, "due");
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (strcmp(rows[i].status, status) == 0) words = rows[i].words;
  bool overdue = party_waits(row) && due && strcmp(today, due) > 0;
  return mem_format("%s%s", words, json_flag(row, "late") ? ", late" : overdue ? ", overdue" : "");
}

static json_t *row_view(struct board *board, json_t *row) {
  char today[DATE_TEXT];
  const json_t *party = json_object_get(row, "party");
  board_today(board, board_now(board), today);
  char *name = directory_name(board, json_text(party, "kind"), json_text(party, "id")), *words = words_of(row, today);
  json_put_text(row, "name", name);
  json_put_text(row, "words", words);
  mem_free(name);
  mem_free(words);
  return row;
}

static json_t *field_view(struct board *board, const json_t *field, json_t *rows) {
  struct counts counts = count(rows);
  json_t *row;
  size_t i;
  json_array_foreach(rows, i, row) row_view(board, row);
  return json_pack("{s:O, s:O, s:O, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "field", json_object_get(field, "name"), "label",
                   json_object_get(field, "label"), "rows", rows, "asked", (json_int_t)counts.asked, "returned",
                   (json_int_t)counts.returned, "nil", (json_int_t)counts.nil, "late", (json_int_t)counts.late, "exempt",
                   (json_int_t)counts.exempt, "removed", (json_int_t)counts.removed, "non_return", (json_int_t)counts.non_return, "rate",
                   (json_int_t)rate(&counts));
}

json_t *parties_view(struct board *board, const struct casefile *item, const char *person) {
  json_t *views = json_array(), *field;
  struct sight sight = rights_sight_rows(board, item, person);
  size_t i;
  json_array_foreach(json_object_get(casefile_structure(item), "fields"), i, field) {
    const char *name = json_text(field, "name");
    if (strcmp(json_text(field, "type"), "parties") != 0 || !sight_field(&sight, name)) continue;
    bool part = false;
    json_t *rows = party_sight_rows(board, item, name, person, &part), *view = field_view(board, field, rows);
    if (part) json_put_flag(view, "part", true);
    if (json_array_size(rows)) json_array_append(views, view);
    json_decref(view);
    json_decref(rows);
  }
  sight_clear(&sight);
  return views;
}
