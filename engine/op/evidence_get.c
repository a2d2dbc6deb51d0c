// A copy of a piece of evidence into the file that comes with the request: what comes out is what was added, or is refused. The look is on
// record before the first byte is given away (J3).
#include "base/mem.h"
#include "op/access.h"
#include "op/internal.h"
#include "store/evidence.h"
#include "store/store.h"

#include <string.h>
#include <sys/stat.h>

static const json_t *find_piece(const struct casefile *item, int64_t number) {
  size_t i;
  json_t *piece;
  json_array_foreach(json_object_get(item->fields, "evidence"), i, piece) if (json_number(piece, "id", 0) == number) return piece;
  return NULL;
}

static bool is_there(const struct casefile *item, int64_t number, const json_t *piece, struct err *err) {
  const char *withdrawn = json_text(piece, "withdrawn");
  size_t size = withdrawn ? strlen(withdrawn) : 0;
  if (!piece)
    return err_set(err, ERR_NOT_FOUND, "%s has no evidence item %lld; `waymark evidence list %s` lists what it has.", item->ref,
                   (long long)number, item->ref);
  if (json_flag(piece, "erased") || !json_text(piece, "sha256"))
    return err_set(err, ERR_REFUSED, "Evidence item %lld of %s was erased, and there is no copy of it to give.", (long long)number,
                   item->ref);
  if (!withdrawn) return true;
  return err_set(err, ERR_REFUSED, "Evidence item %lld of %s was withdrawn and is not given out any more: %s%s", (long long)number,
                 item->ref, withdrawn, size && strchr(".!?", withdrawn[size - 1]) ? "" : ".");
}

static bool is_empty(const struct op_call *call, struct err *err) {
  struct stat about;
  return (fstat(call->file, &about) == 0 && about.st_size == 0) ||
         err_set(err, ERR_REFUSED, "The file for the copy holds something already and is not written over; choose another.");
}

static bool copy(struct op_call *call, const json_t *piece, int64_t number, struct err *err) {
  struct board *board = call->board;
  const char *sha256 = json_text(piece, "sha256");
  int64_t size;
  char *looks = mem_format("evidence item %lld", (long long)number);
  bool ok = access_note_as(call, looks, err) && evidence_copy(&board->env, board->folder, sha256, call->file, &size, err);
  if (ok) {
    call->answer = json_pack("{s:O, s:I, s:s, s:I}", "ref", json_object_get(call->request, "case"), "item", (json_int_t)number, "sha256",
                             sha256, "size", (json_int_t)size);
    json_put_text(call->answer, "name", json_text(piece, "name"));
    json_put_text(call->answer, "type", json_text(piece, "type"));
  }
  mem_free(looks);
  return ok;
}

bool evidence_get(struct op_call *call, struct err *err) {
  struct casefile *item = ask_item(call, err);
  int64_t number = json_number(call->request, "number", 0);
  const json_t *piece = item ? find_piece(item, number) : NULL;
  bool ok = item && evidence_may_see(call, item, err) && is_there(item, number, piece, err) && ask_file(call, err) && is_empty(call, err) &&
            copy(call, piece, number, err);
  if (ok) json_put_text(call->answer, "ref", item->ref);
  casefile_free(item);
  return ok;
}
