// Operations on the directory: who and what the board is made of. Every change is an entry.
#include "base/mem.h"
#include "op/internal.h"
#include "op/meeting.h"
#include "op/roster.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/sweep.h"

#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {"person", "agency", "group", "post", "indicator"};

static bool is_kind(const char *kind, struct err *err) {
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kinds[i], kind) == 0) return true;
  return err_set(err, ERR_INVALID, "\"%s\" is nothing that a directory holds: person, agency, group, post or indicator.", kind);
}

static bool list(struct op_call *call, struct err *err) {
  const char *kind = ask_person(call, err) ? ask_text(call, "kind", err) : NULL;
  if (!kind || !is_kind(kind, err)) return false;
  json_t *rows = directory_list(call->board->store, kind), *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    char since[DATE_TEXT];
    json_object_del(row, "key"); // the random id is for headers alone (J1)
    if (strcmp(kind, "post") == 0 && presence_vacant_since(call->board, row, since)) json_put_text(row, "vacant_since", since);
  }
  call->answer = json_pack("{s:o}", "rows", rows);
  return true;
}

// "2016-10-05, 2017-01-11" as a list of two. A new reference.
static json_t *list_of(const char *text) {
  json_t *list = json_array();
  while (*text) {
    size_t blanks = strspn(text, " "), size = strcspn(text, ","), end = size;
    while (end > blanks && text[end - 1] == ' ') end--;
    if (end > blanks) json_array_append_new(list, json_stringn(text + blanks, end - blanks));
    text += size + (text[size] == ',');
  }
  return list;
}

// What is no number stays text, and is refused as such.
static json_t *number_of(const char *text) {
  size_t digits = strspn(text, "0123456789");
  return digits && digits < 10 && !text[digits] ? json_integer(strtoll(text, NULL, 10)) : json_string(text);
}

// On a command line everything is text: yes and no, numbers, and what is parted by commas become what the document keeps. A new reference.
static json_t *understood(const char *name, json_t *value) {
  const char *text = json_string_value(value);
  if (text && (strcmp(name, "meetings") == 0 || strcmp(name, "agencies") == 0)) return list_of(text);
  if (text && (strcmp(name, "quorum") == 0 || strcmp(name, "papers") == 0)) return number_of(text);
  if (!text || (strcmp(name, "active") != 0 && strcmp(name, "absent") != 0)) return json_incref(value);
  if (strcmp(text, "yes") == 0 || strcmp(text, "true") == 0) return json_true();
  return strcmp(text, "no") == 0 || strcmp(text, "false") == 0 ? json_false() : json_incref(value);
}

// Members given replace, null removes; a new person gets the random id that stands for it in headers.
static json_t *merged(struct board *board, const char *kind, const char *id, const json_t *given) {
  json_t *document = directory_find(board->store, kind, id), *value;
  const char *name;
  if (!document) document = json_pack("{s:s}", "id", id);
  json_object_foreach((json_t *)given, name, value) {
    if (json_is_null(value))
      json_object_del(document, name);
    else if (strcmp(name, "key") != 0 && strcmp(name, "id") != 0)
      json_object_set_new(document, name, understood(name, value));
  }
  if (strcmp(kind, "person") == 0 && !json_text(document, "key")) {
    char key[ID_TEXT];
    id_write(id_new(&board->env), key);
    json_put_text(document, "key", key);
  }
  return document;
}

static bool check_id(const char *kind, const char *id, struct err *err) {
  size_t good = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_.-");
  if (*id && !id[good] && strlen(id) <= 60) return true;
  return err_set(err, ERR_INVALID, "\"%s\" cannot name a %s: use small letters, digits, . _ and -, up to 60.", id, kind);
}

// Since when a post is vacant: kept when its holder is taken out of it, whoever does that.
static void keep_vacancy(struct board *board, const json_t *before, json_t *document) {
  char today[DATE_TEXT];
  board_today(board, board_now(board), today);
  if (json_text(document, "holder"))
    json_object_del(document, "vacant_since");
  else if (json_text(before, "holder") && !json_text(document, "vacant_since"))
    json_put_text(document, "vacant_since", today);
}

static bool makes_sense(struct board *board, const char *kind, const char *id, const json_t *document, struct err *err) {
  json_t *roster = roster_of(board);
  bool ok = roster_check_one(roster, kind, id, document, err) || err_prefix(err, "The directory was not changed: ");
  json_decref(roster);
  return ok;
}

// Takes over `document`.
static bool record(struct op_call *call, const char *kind, const char *id, json_t *document, struct err *err) {
  struct entry entry;
  int64_t now = board_now(call->board);
  char *part = mem_format("directory/%s/%s", kind, id);
  entry_init(&entry, ENTRY_DIRECTORY, now, now);
  people_key(call->board, json_text(call->request, "as"), &entry.actor_id);
  entry_part(&entry, part, document);
  mem_free(part);
  return board_append(call->board, &entry, err);
}

// Only the office changes the directory: a board whose office nobody holds could never be put right again. Asked of the directory as it
// then is; what fails here is rolled back.
static bool office_is_held(struct board *board, struct err *err) {
  size_t i;
  json_t *person;
  bool now = false, for_good = false; // with somebody whose last day is not set yet
  json_array_foreach(board_documents(board, "person"), i, person) {
    bool active = !json_is_false(json_object_get(person, "active"));
    if (!active || !people_in_office(board, json_text(person, "id"))) continue;
    now = now || presence_is_here(board, person);
    for_good = for_good || !json_text(person, "left");
  }
  if (now && for_good) return true;
  return err_set(
      err, ERR_REFUSED,
      "The directory was not changed: nobody who is active would be Business Manager or administrator then, and nobody could put "
      "that right. Give the post to somebody else first, or name a deputy.");
}

// Deadlines that are counted to or from a group's meetings move with them.
static bool follow_meetings(struct op_call *call, const char *kind, const json_t *before, const json_t *document, struct err *err) {
  const json_t *was = json_object_get(before, "meetings"), *is = json_object_get(document, "meetings");
  bool same = was && is ? json_equal(was, is) : !was && !is;
  return strcmp(kind, "group") != 0 || same || sweep_begin(call->board, "meetings", ask_maybe(call, "as"), err);
}

static bool put(struct op_call *call, struct err *err) {
  const char *kind = ask_text(call, "kind", err), *id = kind ? ask_text(call, "id", err) : NULL;
  const json_t *given = json_object_get(call->request, "document");
  if (!id || !is_kind(kind, err) || !check_id(kind, id, err)) return false;
  if (!json_is_object(given) || json_object_size(given) == 0)
    return err_set(err, ERR_INVALID, "Say what to change on %s %s, such as name=\"...\".", kind, id);
  json_t *document = merged(call->board, kind, id, given), *before = directory_find(call->board->store, kind, id);
  if (strcmp(kind, "post") == 0) keep_vacancy(call->board, before, document);
  bool group = strcmp(kind, "group") == 0;
  bool ok = makes_sense(call->board, kind, id, document, err) &&
            (!group || meeting_days_fit(call->board, id, json_object_get(document, "meetings"), err)) &&
            record(call, kind, id, json_incref(document), err) && office_is_held(call->board, err) &&
            follow_meetings(call, kind, before, document, err);
  json_decref(before);
  json_decref(document);
  if (ok) call->answer = json_pack("{s:s, s:s}", "kind", kind, "id", id);
  return ok;
}

const struct op ops_directory[] = {
    {.name = "directory.list", .who = OP_PERSON, .run = list},
    {.name = "directory.put", .who = OP_OFFICE, .what = "change the directory", .writes = true, .run = put},
    {0},
};
