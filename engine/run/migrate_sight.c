// Who would see more or less of an item by its move: the other version may let others read it, and agencies are to see only what is theirs
// (R1). See migrate.h.
#include "base/mem.h"
#include "run/migrate.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/rights.h"

#include <string.h>

// ---- can it have changed for anybody?

// Whom moves are for counts for reading, wherever the item stands; lines of `see` may go by the place, and by a field that is a list.
static bool is_as_before(const struct casefile *before, const struct casefile *after) {
  const json_t *old = casefile_structure(before), *new = casefile_structure(after);
  json_t *was = casefile_atomic(before), *is = casefile_atomic(after);
  bool same = json_equal(was, is) && before->closed == after->closed;
  json_decref(was);
  json_decref(is);
  return same && json_equal(before->definition->readers, after->definition->readers) && json_same_at(old, new, "read") &&
         json_same_at(old, new, "see") && json_same_at(old, new, "roles");
}

// ---- one person

static bool lacks_field(const struct casefile *item, const struct sight *of, const struct sight *other) {
  const char *name;
  json_t *value;
  json_object_foreach(item->fields, name,
                      value) if (!json_is_null(value) && sight_field(of, name) && !sight_field(other, name)) return true;
  return false;
}

// Does the other see less than this?
static bool is_more(const struct casefile *item, const struct sight *of, const struct sight *other) {
  if (other->all || !sight_any(of)) return false;
  return of->all || (of->summary && !other->summary) || (of->history && !other->history) || lacks_field(item, of, other);
}

static json_t *name_row(struct board *board, const json_t *person) {
  char *agency = json_text(person, "agency") ? directory_name(board, "agency", json_text(person, "agency")) : NULL;
  json_t *row = json_pack("{s:O, s:O*, s:O*, s:s*}", "id", json_object_get(person, "id"), "name", json_object_get(person, "name"), "agency",
                          json_object_get(person, "agency"), "agency_name", agency);
  mem_free(agency);
  return row;
}

static void compare(struct board *board, const struct casefile *before, const struct casefile *after, const json_t *person, json_t *sight) {
  const char *id = json_text(person, "id");
  struct sight was = rights_sight(board, before, id), is = rights_sight(board, after, id);
  if (is_more(before, &was, &is)) json_array_append_new(json_array_at(sight, sight_any(&is) ? "less" : "lost"), name_row(board, person));
  if (is_more(after, &is, &was)) json_array_append_new(json_array_at(sight, sight_any(&was) ? "more" : "gained"), name_row(board, person));
  sight_clear(&was);
  sight_clear(&is);
}

json_t *migrate_sight(struct board *board, const struct casefile *before, const struct casefile *after) {
  json_t *sight = json_object(), *person;
  size_t i;
  if (is_as_before(before, after)) return sight;
  json_array_foreach(board_documents(board, "person"), i, person) if (presence_is_here(board, person))
      compare(board, before, after, person, sight);
  return sight;
}
