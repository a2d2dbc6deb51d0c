// Operations on the directory: who and what the board is made of. Every change is an entry.
#include "op/document.h"
#include "op/internal.h"
#include "op/portrait.h"
#include "op/post_list.h"
#include "run/people.h"
#include "run/presence.h"

#include <string.h>

static const char *const kinds[] = {"person", "agency", "group", "post", "indicator"};

static bool is_kind(const char *kind, struct err *err) {
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kinds[i], kind) == 0) return true;
  return err_set(err, ERR_INVALID, "\"%s\" is nothing that a directory holds: person, agency, group, post or indicator.", kind);
}

static bool list(struct op_call *call, struct err *err) {
  const char *reader = ask_person(call, err), *kind = reader ? ask_text(call, "kind", err) : NULL;
  if (!kind || !is_kind(kind, err)) return false;
  json_t *rows = directory_list(call->board->store, kind), *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    char since[DATE_TEXT];
    json_object_del(row, "key"); // the random id is for headers alone (J1)
    directory_say(call->board, kind, row);
    if (strcmp(kind, "person") == 0) portrait_withhold(call->board, row, reader);
    if (strcmp(kind, "post") == 0 && presence_vacant_since(call->board, row, since)) json_put_text(row, "vacant_since", since);
  }
  bool ok = strcmp(kind, "post") != 0 || post_list_fill(call->board, reader, rows, err);
  call->answer = json_pack("{s:o}", "rows", rows);
  return ok;
}

static bool put(struct op_call *call, struct err *err) {
  const char *kind = ask_text(call, "kind", err), *id = kind ? ask_text(call, "id", err) : NULL;
  const json_t *given = json_object_get(call->request, "document");
  if (!id || !is_kind(kind, err) || !document_id_is_good(kind, id, err)) return false;
  if (!json_is_object(given) || json_object_size(given) == 0)
    return err_set(err, ERR_INVALID, "Say what to change on %s %s, such as name=\"...\".", kind, id);
  if (!document_members_are_meant(call->board, kind, id, given, err)) return false;
  json_t *document = document_merged(call->board, kind, id, given);
  bool ok = document_put(call, kind, document, NULL, err);
  json_decref(document);
  if (ok) call->answer = json_pack("{s:s, s:s}", "kind", kind, "id", id);
  return ok;
}

const struct op ops_directory[] = {
    {.name = "directory.list", .who = OP_PERSON, .run = list},
    {.name = "directory.put", .who = OP_OFFICE, .what = "change the directory", .writes = true, .run = put},
    {0},
};
