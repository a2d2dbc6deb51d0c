// The journal in words. See history.h.
#include "run/history.h"

#include "base/buf.h"
#include "base/mem.h"
#include "run/account.h"
#include "run/erased_mark.h"
#include "run/handover.h"
#include "run/history_change.h"
#include "run/opener.h"
#include "run/people.h"
#include "run/redaction.h"
#include "run/rights.h"
#include "run/share.h"
#include "run/sight_cut.h"
#include "run/versions.h"

#include <string.h>

json_t *history_parts(const json_t *entry) {
  json_t *parts = json_object(), *part;
  size_t i;
  json_array_foreach(json_object_get(entry, "payload"), i, part) {
    const json_t *shown = part_shown(part);
    const char *name = json_text(shown, "name");
    if (name) json_object_set(parts, name, json_object_get(shown, "value"));
  }
  return parts;
}

// R1: which item was opened is for who may see that one too.
static json_t *parts_for(struct board *board, const char *reader, const json_t *entry) {
  json_t *parts = history_parts(entry);
  const char *opened = reader ? opener_opened(parts) : NULL;
  struct err unseen;
  struct casefile *item = opened ? rights_open(board, opened, reader, &unseen) : NULL;
  if (opened && !item) json_put_text(parts, "note", "opened another item");
  casefile_free(item);
  return parts;
}

static const char *step_label(const json_t *parts) {
  const char *label = json_text(json_array_get(json_object_get(parts, "steps"), 0), "label");
  return label && *label ? label : NULL;
}

static void say_who(struct board *board, const json_t *event, struct buf *out) {
  char name[200];
  const char *actor = json_text(event, "actor"), *decider = json_text(event, "decider");
  if (decider && actor && strcmp(actor, decider) != 0) {
    people_name(board, decider, name, sizeof name);
    buf_format(out, ", decided by %s", name);
    people_name(board, actor, name, sizeof name);
    buf_format(out, ", recorded by %s", name);
  } else if (actor) {
    people_name(board, actor, name, sizeof name);
    buf_format(out, " by %s", name);
  }
}

// What a timer of `every` stands for besides its own time (T4).
static void say_missed(const json_t *event, struct buf *out) {
  int64_t missed = json_number(event, "missed", 0);
  if (missed) buf_format(out, ", and %lld more %s missed", (long long)missed, missed == 1 ? "was" : "were");
}

// For whom a bundle was made, and what for (J3).
static void say_recipient(const json_t *event, struct buf *out) {
  const json_t *data = json_object_get(event, "data");
  const char *recipient = json_text(data, "recipient"), *purpose = json_text(data, "purpose");
  if (recipient && purpose) buf_format(out, ", for %s: %s", recipient, purpose);
}

static void say_kind(const json_t *entry, const char *name, struct buf *out) {
  int64_t number = json_number(entry, "kind", 0);
  bool named = name && number != ENTRY_CASE_STARTED;
  const char *kind = number == ENTRY_TIMER_SKIPPED ? "timer passed over" : json_text(entry, "kind_words");
  buf_format(out, "%s%s%s", kind, named ? ": " : "", named ? name : "");
}

// Which reminders counts as which were said by hand, since by that somebody may not be told again.
static void say_rungs(const json_t *rungs, struct buf *out) {
  const char *name, *as;
  json_t *value;
  bool any = false;
  json_object_foreach((json_t *)rungs, name, value) {
    as = json_string_value(value);
    buf_format(out, "%s%s%s as %s", any ? ", " : " (reminder ", name, any ? "" : " goes on", as && *as ? as : "none");
    any = true;
  }
  if (any) buf_text(out, ")");
}

// V3: from which version to which.
bool history_say_moved(const json_t *entry, const json_t *event, struct buf *out) {
  const json_t *data = json_object_get(event, "data");
  const char *name = json_text(event, "name");
  if (json_number(entry, "kind", 0) != ENTRY_MIGRATION || !name || !json_object_get(data, "from")) return false;
  buf_format(out, "%s from version %lld to version %lld of its workflow", strcmp(name, "migrated") == 0 ? "Moved" : "Moved back",
             (long long)json_number(data, "from", 0), (long long)json_number(data, "to", 0));
  say_rungs(json_object_get(data, "rungs"), out);
  return true;
}

static void say_what(const json_t *entry, const json_t *parts, struct buf *out) {
  const json_t *correction = json_object_get(parts, "correction");
  const char *label = step_label(parts), *name = json_text(json_object_get(parts, "event"), "name");
  const char *note = json_string_value(json_object_get(parts, "note"));
  int64_t number = json_number(entry, "kind", 0);
  if (correction)
    buf_format(out, "Entry %lld recorded in error", (long long)json_number(correction, "entry", 0));
  else if (number == ENTRY_SENT && note)
    buf_text(out, note);
  else if (number == ENTRY_EVENT || (number == ENTRY_TIMERS_DERIVED && name))
    buf_text(out, label ? label : name ? name : json_text(entry, "kind_words"));
  else
    say_kind(entry, name, out);
}

char *history_words(struct board *board, const char *reader, const json_t *entry) {
  json_t *parts = parts_for(board, reader, entry);
  const json_t *event = json_object_get(parts, "event");
  struct buf out;
  buf_init(&out);
  if (!erased_mark_words(board, entry, event, &out) && !handover_words(board, entry, event, &out) &&
      !share_say(board, entry, event, &out) && !history_say_moved(entry, event, &out))
    say_what(entry, parts, &out);
  say_missed(event, &out);
  say_who(board, event, &out);
  if (json_number(entry, "kind", 0) == ENTRY_ACCESS) say_recipient(event, &out);
  const char *why = account_why(entry, parts);
  if (why) buf_format(&out, ". %s", why);
  json_decref(parts);
  return buf_take(&out);
}

struct listing {
  struct board *board;
  const struct casefile *item;
  const char *reader;
  json_t *rows;
  struct history_errors errors;
  json_t *erased;              // erased_mark.h
  struct redaction *redaction; // of who sees a part (sight.h); NULL: all is seen
  struct versions versions;    // that the item has lived under: an entry reads in the words of its own
};

static char *number_text(int64_t number) { return mem_format("%lld", (long long)number); }

// R1: an entry as it may be read is made as a bundle's is, by withholding parts; so nothing that is made of them can say more.
static void withhold(struct listing *listing, json_t *entry) {
  struct entry header = {.kind = (enum entry_kind)json_number(entry, "kind", 0), .case_id = listing->item->id};
  if (listing->redaction)
    json_object_set_new(entry, "payload", redaction_payload(listing->redaction, &header, json_object_get(entry, "payload")));
}

// Which entries are in error, and by which.
static bool gather_mark(void *user, json_t *entry) {
  struct listing *listing = user;
  if (json_number(entry, "kind", 0) != ENTRY_IN_ERROR) return true;
  withhold(listing, entry);
  json_t *parts = history_parts(entry);
  const json_t *correction = json_object_get(parts, "correction");
  char *number = number_text(json_number(correction, "entry", 0));
  if (correction)
    json_array_append_new(
        json_array_at(listing->errors.marks, number),
        json_pack("{s:O, s:O}", "entry", json_object_get(entry, "case_sequence"), "reason", json_object_get(correction, "reason")));
  mem_free(number);
  json_decref(parts);
  return true;
}

// What an entry in error said, to stand beside what was meant.
static void keep_said(struct listing *listing, const char *number, const json_t *parts) {
  const char *name;
  json_t *value;
  if (!json_object_get(listing->errors.marks, number)) return;
  json_object_foreach((json_t *)parts, name, value) if (strncmp(name, "field/", 6) == 0)
      json_object_set(json_object_at(listing->errors.said, number), name + 6, value);
}

static json_t *row_changes(struct listing *listing, const struct casefile *then, int64_t number, const json_t *parts) {
  const json_t *correction = json_object_get(parts, "correction");
  char *own = number_text(number), *corrects = correction ? number_text(json_number(correction, "entry", 0)) : NULL;
  keep_said(listing, own, parts);
  json_t *changes = history_changes(listing->board, then, parts, corrects, &listing->errors);
  history_marks_add(&listing->errors, own, changes);
  erased_mark_say(listing->erased, number, changes);
  mem_free(corrects);
  mem_free(own);
  return changes;
}

static void put_marks(const struct listing *listing, int64_t number, json_t *row) {
  char *own = number_text(number);
  const json_t *marks = json_object_get(listing->errors.marks, own);
  if (marks) json_object_set(row, "in_error", (json_t *)marks);
  mem_free(own);
}

// R1: which item asked for this one is for who may see that one too.
static void hide_others(const struct listing *listing, const struct casefile *then, json_t *parts) {
  const char *name;
  json_t *value;
  json_object_foreach(parts, name, value) {
    const json_t *field = strncmp(name, "field/", 6) == 0 ? chart_field(then->chart, name + 6) : NULL;
    const char *type = json_text(field, "type"), *ref = json_string_value(value);
    struct err unseen;
    if (!listing->reader || !ref || !type || strcmp(type, "item") != 0) continue;
    struct casefile *other = rights_open(listing->board, ref, listing->reader, &unseen);
    if (!other) json_object_set_new(parts, name, json_string("another item"));
    casefile_free(other);
  }
}

static bool add_row(void *user, json_t *entry) {
  struct listing *listing = user;
  withhold(listing, entry);
  json_t *recorded_parts = history_parts(entry); // what stands in the place of an erased event names people whom the entry no longer proves
  const json_t *proven = json_object_get(recorded_parts, "event");
  erased_mark_apply(listing->erased, entry);
  char at[INSTANT_TEXT], local[40], *text = history_words(listing->board, listing->reader, entry);
  json_t *parts = parts_for(listing->board, listing->reader, entry);
  struct casefile then = versions_item(&listing->versions, listing->item, json_number(entry, "case_sequence", 0));
  hide_others(listing, &then, parts);
  const json_t *event = json_object_get(parts, "event");
  int64_t number = json_number(entry, "case_sequence", 0), recorded = json_number(entry, "recorded", 0),
          logical = json_number(entry, "logical", 0);
  instant_write(logical, at);
  board_local(listing->board, logical, local);
  json_t *row = json_pack("{s:O, s:s, s:s, s:O, s:s, s:o, s:I}", "sequence", json_object_get(entry, "sequence"), "at", at, "local", local,
                          "kind", json_object_get(entry, "kind_words"), "text", text, "changes", row_changes(listing, &then, number, parts),
                          "late_ms", (json_int_t)(recorded - logical));
  if (json_object_get(event, "missed")) json_object_set(row, "missed", json_object_get(event, "missed"));
  json_put_number(row, "number", number);
  put_marks(listing, number, row);
  erased_mark_put(listing->erased, number, row);
  json_put_text(row, "who", json_text(proven, "actor"));
  json_put_text(row, "decided_by", json_text(proven, "decider"));
  account_put(listing->board, &then, entry, parts, row);
  json_array_append_new(listing->rows, row);
  json_decref(parts);
  json_decref(recorded_parts);
  mem_free(text);
  return true;
}

static bool no_history(struct board *board, const struct casefile *item, const char *reader, struct err *err) {
  char name[200];
  people_name(board, reader, name, sizeof name);
  return err_set(err, ERR_NOT_ALLOWED, "%s may not read the history of %s: what they see of it is another part.", name, item->ref);
}

// False: they see nothing of the history. Of a board as it was, what must not be repeated is looked for in all that was ever said.
static bool look_by(struct listing *listing, struct err *err) {
  if (!listing->reader) return true; // a bundle, whose entries were withheld from before they came here
  struct board *board = listing->board->present ? listing->board->present : listing->board;
  struct sight sight = rights_sight(listing->board, listing->item, listing->reader);
  bool ok = sight.all || sight.history || no_history(board, listing->item, listing->reader, err);
  json_t *profile = ok && !sight.all ? sight_profile(&sight) : NULL;
  if (profile) listing->redaction = redaction_new(board, profile, &listing->item->id, 1, 0, err);
  if (profile && !listing->redaction) ok = false;
  json_decref(profile);
  sight_clear(&sight);
  return ok;
}

json_t *history_list(struct board *board, const struct casefile *item, const char *reader, struct err *err) {
  struct listing listing = {.board = board, .item = item, .reader = reader, .rows = json_array(), .errors = {json_object(), json_object()}};
  struct store *knows = board->present && !board->known ? board->present->store : board->store; // J4: mistakes are known now
  listing.erased = erased_marks(board, item, err);
  bool ok = listing.erased && look_by(&listing, err) && versions_read(board, item, &listing.versions, err) &&
            journal_each(knows, &item->id, gather_mark, &listing, err) && journal_each(board->store, &item->id, add_row, &listing, err);
  json_decref(listing.errors.marks);
  json_decref(listing.errors.said);
  json_decref(listing.erased);
  redaction_free(listing.redaction);
  versions_clear(&listing.versions);
  if (ok) return listing.rows;
  json_decref(listing.rows);
  return NULL;
}
