// What people are told of a hand-over. See handover_tell.h.
#include "run/handover_tell.h"

#include "base/buf.h"
#include "base/mem.h"
#include "run/message.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/terms.h"

#include <string.h>

static bool is_agency(const json_t *handover) { return strcmp(json_text(handover, "kind"), "agency") == 0; }

// Of an agency its safeguarding lead, else the Business Manager. A new reference; NULL: there is nobody.
static json_t *taker(struct board *board, const json_t *handover) {
  const char *new = json_text(handover, "new");
  if (!is_agency(handover)) return json_pack("{s:s, s:s}", "id", new, "via", "whoever takes over");
  json_t *posts = json_object_get(presence_agency(board, new), "posts");
  const char *lead = json_text(posts, "safeguarding_lead");
  if (lead && presence_is_here(board, board_document(board, "person", lead)))
    return json_pack("{s:s, s:s}", "id", lead, "via", "safeguarding lead");
  return message_fallback(board);
}

static char *message_body(const json_t *handover, const char *whose, const struct handover_moved *moved) {
  struct buf body;
  size_t i;
  json_t *ref;
  buf_init(&body);
  buf_format(&body, "%lld open item%s of %s %s handed over to %s.", (long long)moved->count, moved->count == 1 ? "" : "s", whose,
             moved->count == 1 ? "was" : "were", is_agency(handover) ? "your agency" : "you");
  json_array_foreach(moved->refs, i, ref) buf_format(&body, "\nOpen %s in Waymark to see it.", json_string_value(ref));
  if (moved->count > (int64_t)json_array_size(moved->refs))
    buf_format(&body, "\n%lld more stand in your list in Waymark.", (long long)(moved->count - (int64_t)json_array_size(moved->refs)));
  return buf_take(&body);
}

// Once, with a count, not once an item.
static void tell(struct board *board, const json_t *handover, const struct handover_moved *moved, struct entry *entry) {
  json_t *who = moved->count ? taker(board, handover) : NULL;
  if (!who) return;
  char *whose = directory_name(board, json_text(handover, "kind"), json_text(handover, "old")),
       *body = message_body(handover, whose, moved);
  char *key = mem_format("board/%lld", (long long)journal_count(board->store)),
       *subject = mem_format("%lld item%s handed over to you", (long long)moved->count, moved->count == 1 ? " was" : "s were");
  entry_part(entry, "message/1",
             json_pack("{s:s, s:O, s:s, s:O, s:s, s:s, s:b}", "key", key, "to", json_object_get(who, "id"), "role", "Takes over", "via",
                       json_object_get(who, "via"), "subject", subject, "body", body, "urgent", 0));
  mem_free(subject);
  mem_free(key);
  mem_free(body);
  mem_free(whose);
  json_decref(who);
}

// It still names who hands over, so somebody must put it right and hand it over again.
static char *stayed_body(struct board *board, const json_t *handover, const struct handover_moved *moved) {
  const char *kind = json_text(handover, "kind");
  char *old = directory_name(board, kind, json_text(handover, "old")), *new = directory_name(board, kind, json_text(handover, "new"));
  struct buf body;
  size_t i;
  json_t *ref;
  buf_init(&body);
  buf_format(&body,
             "%lld open item%s could not be handed over from %s to %s, since the engine could not work on %s:", (long long)moved->stayed,
             moved->stayed == 1 ? "" : "s", old, new, moved->stayed == 1 ? "it" : "them");
  json_array_foreach(moved->stayed_refs, i, ref) buf_format(&body, "%s %s", i ? "," : "", json_string_value(ref));
  if (moved->stayed > (int64_t)i) buf_format(&body, " and %lld more", (long long)moved->stayed - (int64_t)i);
  buf_format(&body, ".\n`waymark journal verify` says what is wrong; once that is put right, hand over what %s still holds again.", old);
  mem_free(new);
  mem_free(old);
  return buf_take(&body);
}

static void tell_stayed(struct board *board, const json_t *handover, const struct handover_moved *moved, struct entry *entry) {
  json_t *who = moved->stayed ? message_fallback(board) : NULL;
  if (!who) return;
  char *body = stayed_body(board, handover, moved), *key = mem_format("board/%lld/stayed", (long long)journal_count(board->store));
  char *subject = mem_format("%lld item%s could not be handed over", (long long)moved->stayed, moved->stayed == 1 ? "" : "s");
  char *office = terms_office(board->terms);
  entry_part(entry, "message/2",
             json_pack("{s:s, s:O, s:s, s:O, s:s, s:s, s:b}", "key", key, "to", json_object_get(who, "id"), "role", office, "via",
                       json_object_get(who, "via"), "subject", subject, "body", body, "urgent", 0));
  mem_free(office);
  mem_free(subject);
  mem_free(key);
  mem_free(body);
  json_decref(who);
}

void handover_tell(struct board *board, const json_t *handover, const struct handover_moved *moved, struct entry *entry) {
  tell(board, handover, moved, entry);
  tell_stayed(board, handover, moved, entry);
}
