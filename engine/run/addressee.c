// Messages and who may still be told them. See addressee.h.
#include "run/addressee.h"

#include "run/casefile.h"
#include "run/definition.h"
#include "run/delivery_mark.h"
#include "run/people.h"
#include "run/rights.h"

#include <string.h>

const char addressee_lost[] = "Not sent: what it is about is not theirs any more.";

// Does the workflow never show its items to this role? Then it tells people on purpose of what they may not open.
static bool is_blind(const struct casefile *item, const char *role) {
  const json_t *lines = json_object_get(casefile_structure(item), "see"), *line;
  size_t i;
  if (!lines) return !json_array_has(item->definition->readers, role);
  json_array_foreach(lines, i, line) if (json_array_has(json_object_get(line, "roles"), role)) return false;
  return true;
}

// Who still holds such a role is told what it was told.
static bool is_told_blindly(struct board *board, const struct casefile *item, const json_t *row) {
  const char *role, *told = json_text(row, "role"), *person = json_text(row, "to");
  bool is = false;
  json_t *described;
  json_object_foreach(json_object_get(casefile_structure(item), "roles"), role, described) {
    if (is || !told || strcmp(people_role_title(item, role), told) != 0 || !is_blind(item, role)) continue;
    json_t *roles = json_pack("[s]", role);
    is = people_read_any(board, item, roles, person);
    json_decref(roles);
  }
  return is;
}

bool addressee_sees(struct board *board, const json_t *row) {
  const char *hex = json_text(row, "case"), *person = json_text(row, "to");
  struct err unread;
  if (!hex || !person || !hex[strspn(hex, "0")] || people_in_office(board, person)) return true;
  struct casefile *item = casefile_open(board, hex, &unread);
  // An item that cannot be read is put aside by other ways, and keeps nobody's mail back.
  bool sees = !item || rights_see(board, item, person) || is_told_blindly(board, item, row);
  casefile_free(item);
  return sees;
}

bool addressee_drop(struct board *board, const json_t *row, const char *why, struct err *err) {
  return delivery_mark(board, row, "refused", json_pack("{s:s}", "why", why), NULL, err);
}

bool addressee_keep(struct board *board, json_t *rows, bool looked, struct err *err) {
  bool ok = true;
  size_t i = 0;
  while (ok && i < json_array_size(rows)) {
    const json_t *row = json_array_get(rows, i);
    if (addressee_sees(board, row)) {
      i++;
      continue;
    }
    ok = looked || addressee_drop(board, row, addressee_lost, err);
    json_array_remove(rows, i);
  }
  return ok;
}
