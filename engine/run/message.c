// Messages. See message.h.
#include "run/message.h"

#include "base/mem.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/quiet.h"
#include "run/sitting.h"
#include "run/terms.h"

#include <ctype.h>
#include <string.h>

static const char NO_TEXT[] = "needs your attention";

enum { LATE_MS = 24 * 60 * 60 * 1000 }; // told later than that, a message says when it was to be told

static const char FALLBACK_POST[] = "business_manager"; // every board has one: DOMAIN 2.1
static const char SECOND_POST[] = "administrator";

static json_t *told_to(const json_t *told, size_t from, const char *person) {
  for (size_t i = from; i < json_array_size(told); i++) {
    json_t *one = json_array_get(told, i);
    const char *to = json_text(one, "to");
    if (to && strcmp(to, person) == 0) return one;
  }
  return NULL;
}

static void add(struct turn *turn, size_t from, const json_t *who, const char *role, bool copy, const char *note) {
  const char *person = json_text(who, "id");
  if (told_to(turn->told, from, person)) return;
  json_t *one = json_object();
  json_put_text(one, "to", person);
  json_put_text(one, "name", json_text(who, "name"));
  json_put_text(one, "role", people_role_title(turn->item, role));
  json_put_text(one, "note", note);
  json_put_text(one, "via", json_text(who, "via"));
  if (copy) json_put_flag(one, "copy", true);
  json_array_append_new(turn->told, one);
}

// Nobody at all could be told: the entry says so, one sentence a role, in its one part `note`.
static void note_untold(struct turn *turn, const char *role) {
  struct part *note = entry_part_find(&turn->entry, "note");
  const char *before = note ? json_string_value(note->value) : NULL;
  char *office = terms_office(turn->board->terms);
  char *text = mem_format("%s%sNobody holds %s and no %s is named: nobody was told.", before ? before : "", before ? " " : "",
                          people_role_title(turn->item, role), office);
  mem_free(office);
  if (note) {
    json_decref(note->value);
    note->value = json_string_nocheck(text);
  } else
    entry_part_text(&turn->entry, "note", text);
  mem_free(text);
}

// Somebody is told even when nobody can act for the post today: its holder finds the message on coming back.
static json_t *holder_away(struct board *board, const char *post) {
  const char *holder = json_text(board_document(board, "post", post), "holder");
  const json_t *person = holder ? board_document(board, "person", holder) : NULL;
  if (!person || !presence_is_here(board, person)) return NULL;
  return json_pack("{s:s, s:O, s:s}", "id", holder, "name", json_object_get(person, "name"), "via", "in their place");
}

static json_t *acts_now(struct board *board, const char *post) {
  json_t *found = people_of_post(board, post), *who = json_incref(json_array_get(found, 0));
  json_decref(found);
  return who;
}

json_t *message_fallback(struct board *board) {
  json_t *who = acts_now(board, FALLBACK_POST);
  return who ? who : holder_away(board, FALLBACK_POST);
}

static void add_fallback(struct turn *turn, size_t from, const char *role, bool copy, const char *why) {
  json_t *who = message_fallback(turn->board);
  if (who)
    add(turn, from, who, role, copy, why);
  else
    note_untold(turn, role);
  json_decref(who);
}

static void add_roles(struct turn *turn, size_t from, const json_t *roles, bool copy) {
  size_t i, j;
  json_t *role, *who;
  json_array_foreach(roles, i, role) {
    struct buf why;
    buf_init(&why);
    json_t *found = people_of_role(turn->board, turn->item, json_string_value(role), &why);
    json_array_foreach(found, j, who) add(turn, from, who, json_string_value(role), copy, NULL);
    if (json_array_size(found) == 0) add_fallback(turn, from, json_string_value(role), copy, why.data);
    json_decref(found);
    buf_clear(&why);
  }
}

// "Action RA-2016-001: overdue by 1 working day". The text is the workflow's own, never the item's.
static char *subject_of(const struct turn *turn, const char *text) {
  struct buf subject;
  buf_init(&subject);
  buf_text(&subject, casefile_noun(turn->item));
  buf_char(&subject, ' ');
  buf_text(&subject, turn->item->ref);
  buf_text(&subject, ": ");
  buf_text(&subject, text ? text : NO_TEXT);
  subject.data[0] = (char)toupper((unsigned char)subject.data[0]);
  return buf_take(&subject);
}

// T5: quiet hours are kept by the real time at which it was made, which may be long after the instant that it counts from.
static void keep_quiet(const struct turn *turn, json_t *message) {
  int64_t from = json_flag(message, "urgent") ? turn->recorded_ms : quiet_end(turn->board, turn->recorded_ms);
  if (from > turn->recorded_ms) json_put_number(message, "from", from);
}

// Made up for after a sleep, "today" is not today any more. A rung of a day's end runs in the next day's first moment: that is on time.
static void say_late(const struct turn *turn, struct buf *body) {
  char local[40];
  if (turn->recorded_ms - turn->now_ms <= LATE_MS) return;
  board_local(turn->board, turn->now_ms, local);
  buf_format(body, "\nThis was to be told on %s.", local);
}

// Caller frees.
static char *body_of(const struct turn *turn, const char *subject, const char *note) {
  struct buf body;
  buf_init(&body);
  buf_text(&body, subject);
  buf_text(&body, note ? ".\n" : ".");
  buf_text(&body, note ? note : "");
  say_late(turn, &body);
  buf_text(&body, "\nOpen ");
  buf_text(&body, turn->item->ref);
  buf_text(&body, " in Waymark to see it.");
  return buf_take(&body);
}

// Caller frees.
static char *key_of_next(const struct turn *turn) {
  struct buf key;
  buf_init(&key);
  buf_text(&key, turn->item->hex);
  buf_char(&key, '/');
  buf_number(&key, turn->item->revision + 1);
  buf_char(&key, '/');
  buf_number(&key, turn->part_number + 1);
  return buf_take(&key);
}

static void write_message(struct turn *turn, json_t *one, const json_t *spec) {
  const char *text = json_text(spec, "text"), *note = json_text(one, "note");
  json_put_text(one, "text", text ? text : NO_TEXT);
  char *subject = subject_of(turn, text);
  char *key = key_of_next(turn);
  char *body = body_of(turn, subject, note);
  json_t *message = json_object();
  json_put_text(message, "key", key);
  json_put_text(message, "to", json_text(one, "to"));
  json_put_text(message, "role", json_text(one, "role"));
  json_put_text(message, "subject", subject);
  json_put_text(message, "body", body);
  json_put_flag(message, "urgent", json_flag(spec, "urgent"));
  json_put_text(message, "about", json_text(spec, "name"));
  json_put_text(message, "via", json_text(one, "via"));
  if (json_flag(one, "copy")) json_put_flag(message, "copy", true);
  keep_quiet(turn, message);
  turn_part(turn, "message", message);
  mem_free(body);
  mem_free(key);
  mem_free(subject);
}

void message_tell(struct turn *turn, const json_t *spec, const json_t *copies) {
  size_t from = json_array_size(turn->told);
  const json_t *roles = json_object_get(spec, "roles") ? json_object_get(spec, "roles") : json_object_get(spec, "tell");
  add_roles(turn, from, roles, false);
  add_roles(turn, from, copies, true);
  for (size_t i = from; i < json_array_size(turn->told); i++) write_message(turn, json_array_get(turn->told, i), spec);
}

void message_office(struct turn *turn, const char *text) {
  size_t from = json_array_size(turn->told);
  json_t *spec = json_pack("{s:s, s:b}", "text", text, "urgent", 1);
  char *office = terms_office(turn->board->terms);
  add_fallback(turn, from, office, false, NULL);
  mem_free(office);
  for (size_t i = from; i < json_array_size(turn->told); i++) write_message(turn, json_array_get(turn->told, i), spec);
  json_decref(spec);
}

// Of a group that decided, its chair hears. A new reference; NULL: nobody is there any more.
static json_t *decider_now(struct board *board, const char *decider) {
  if (sitting_is_group(decider)) {
    const char *chair = json_text(sitting_document(board, decider), "chair");
    json_t *found = chair ? people_of_post(board, chair) : NULL, *who = json_incref(json_array_get(found, 0));
    json_decref(found);
    return who;
  }
  const json_t *known = board_document(board, "person", decider);
  return presence_is_here(board, known) ? json_pack("{s:s, s:O}", "id", decider, "name", json_object_get(known, "name")) : NULL;
}

void message_decider(struct turn *turn, const char *person, const char *text) {
  size_t from = json_array_size(turn->told);
  json_t *spec = json_pack("{s:s}", "text", text);
  json_t *who = decider_now(turn->board, person);
  if (who) add(turn, from, who, "Who decided it", false, NULL);
  char *office = terms_office(turn->board->terms);
  add_fallback(turn, from, office, false, NULL);
  mem_free(office);
  for (size_t i = from; i < json_array_size(turn->told); i++) write_message(turn, json_array_get(turn->told, i), spec);
  json_decref(who);
  json_decref(spec);
}

static void tell_board(struct board *board, struct entry *entry, const json_t *who, const char *subject, const char *body) {
  char *key = mem_format("board/%lld", (long long)journal_count(board->store)); // the entry's own place in the log
  char *office = terms_office(board->terms);
  json_t *message = json_pack("{s:s, s:O, s:s, s:s, s:s, s:b}", "key", key, "to", json_object_get(who, "id"), "role", office, "subject",
                              subject, "body", body, "urgent", 1);
  mem_free(office);
  json_put_text(message, "via", json_text(who, "via"));
  entry_part(entry, "message/1", message);
  mem_free(key);
}

void message_board(struct board *board, struct entry *entry, const char *subject, const char *body) {
  json_t *who = message_fallback(board);
  if (who) tell_board(board, entry, who, subject, body);
  json_decref(who);
}

// Whoever can act comes before a holder who is away: an alarm that waits for one person's return is none.
static json_t *office_now(struct board *board) {
  json_t *who = acts_now(board, FALLBACK_POST);
  if (!who) who = acts_now(board, SECOND_POST);
  if (!who) who = holder_away(board, FALLBACK_POST);
  return who ? who : holder_away(board, SECOND_POST);
}

bool message_alarm(struct board *board, struct entry *entry, const char *subject, const char *body) {
  json_t *who = office_now(board);
  bool told = who != NULL;
  if (told) tell_board(board, entry, who, subject, body);
  json_decref(who);
  return told;
}
