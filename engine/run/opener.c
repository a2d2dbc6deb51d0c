// What the outbox holds for the engine. See opener.h.
#include "run/opener.h"

#include "base/json.h"
#include "base/mem.h"
#include "chart/party.h"
#include "run/aftermath.h"
#include "run/alongside.h"
#include "run/carry.h"
#include "run/casefile.h"
#include "run/event.h"
#include "run/incident.h"
#include "run/new_due.h"
#include "run/parties.h"
#include "run/relay.h"

#include <string.h>

// What is opened may open more, and what is told may tell more: so many times over, and so many items in one transaction. What is told
// beyond that waits for the next event or timer; what would be opened beyond it is a stuck step, or a workflow that opens itself would
// never end.
enum { PASSES_MAX = 8, STARTS_MAX = 500 };

struct opening {
  struct board *board;
  json_t *cache;
  int starts; // items that were started
  bool over;  // all passes are through
};

static const char OPENED[] = "opened ";

const char *opener_opened(const json_t *parts) {
  const json_t *sent = json_object_get(parts, "sent");
  const char *key = json_text(sent, "key"), *status = json_text(sent, "status"), *note = json_string_value(json_object_get(parts, "note"));
  bool opened =
      key && status && note && strstr(key, "/open") && strcmp(status, "done") == 0 && strncmp(note, OPENED, sizeof OPENED - 1) == 0;
  return opened ? note + sizeof OPENED - 1 : NULL;
}

static bool mark(struct board *board, const json_t *row, const char *status, const char *note, struct err *err) {
  struct entry entry;
  int64_t now = board_now(board);
  entry_init(&entry, ENTRY_SENT, now, now);
  id_read(&entry.case_id, json_text(row, "case"));
  entry_part(&entry, "sent", json_pack("{s:O, s:s}", "key", json_object_get(row, "key"), "status", status));
  entry_part_text(&entry, "note", note);
  return board_append(board, &entry, err);
}

// The party as the return's own field has it: by its id where the field says of which kind it is.
static json_t *party_value(struct board *board, const json_t *row, struct err *err) {
  const struct definition *definition = alongside_definition(board, row, err);
  const json_t *field = definition ? chart_field(definition->chart, json_text(row, "party_in")) : NULL,
               *party = json_object_get(row, "party");
  const char *type = json_text(field, "type");
  if (definition && !type) err_set(err, ERR_INVALID, "it has no field \"%s\", in which the party belongs.", json_text(row, "party_in"));
  if (!type) return NULL;
  return json_incref(strcmp(type, "party") == 0 ? (json_t *)party : json_object_get(party, "id"));
}

// A party that was named with a due date of its own.
static void put_due(struct board *board, const json_t *row, const json_t *cycle, json_t *data) {
  struct err unread;
  const json_t *rows = json_object_get(json_object_get(cycle, "fields"), json_text(row, "parties"));
  int at = party_place(board, rows, json_object_get(row, "party"));
  const struct definition *definition = alongside_definition(board, row, &unread);
  const char *field = definition ? new_due_field(definition->chart) : NULL;
  const json_t *due = at < 0 ? NULL : json_object_get(json_array_get(rows, (size_t)at), "due");
  if (field && json_is_string(due)) json_object_set(data, field, (json_t *)due);
}

static bool put_party(struct board *board, const json_t *row, json_t *cache, json_t *data, struct err *err) {
  json_t *party = party_value(board, row, err);
  json_t *cycle = party ? case_find(board->store, json_text(row, "case"), err) : NULL;
  if (party) json_object_set(data, json_text(row, "party_in"), party);
  if (cycle) json_put_text(data, json_text(row, "cycle_in"), json_text(cycle, "ref"));
  if (cycle) put_due(board, row, cycle, data);
  json_decref(party);
  json_decref(cycle);
  return cycle && carry_forward(board, row, cache, data, err);
}

static void link_return(struct board *board, const json_t *row, const char *ref) {
  struct err none;
  json_t *item = case_find(board->store, ref, &none);
  if (item) relay_link(board, json_text(item, "id"), row);
  json_decref(item);
}

// Opened by another message of this transaction, and its cycle hears of it at the end.
static bool is_linked(const struct board *board, const json_t *row) {
  const char *hex;
  json_t *note;
  json_object_foreach(board->reports, hex, note) {
    const json_t *opening = json_object_get(note, "opening");
    if (json_equal(json_object_get(opening, "case"), json_object_get(row, "case")) &&
        json_equal(json_object_get(opening, "parties"), json_object_get(row, "parties")) &&
        json_equal(json_object_get(opening, "party"), json_object_get(row, "party")))
      return true;
  }
  return false;
}

// P1: one return a party. What could not be opened when it was asked for may be tried again after the party was taken out, or was asked
// anew.
static bool is_wanted(struct board *board, const json_t *row, bool *wanted, struct err *err) {
  struct casefile *cycle = casefile_open(board, json_text(row, "case"), err);
  if (!cycle) return false;
  const json_t *rows = json_object_get(cycle->fields, json_text(row, "parties"));
  int at = party_place(board, rows, json_object_get(row, "party"));
  const json_t *now = at < 0 ? NULL : json_array_get(rows, (size_t)at);
  *wanted = now && party_takes_part(now) && !json_text(now, "item") && !is_linked(board, row);
  casefile_free(cycle);
  return true;
}

// The item that opens it stands in a field of the new one, where its workflow wants that.
static bool put_opener(struct board *board, const json_t *row, json_t *data, struct err *err) {
  const char *name = json_text(row, "ref_in");
  json_t *opener = name ? case_find(board->store, json_text(row, "case"), err) : NULL;
  if (opener) json_put_text(data, name, json_text(opener, "ref"));
  json_decref(opener);
  return !name || opener;
}

static bool start(struct board *board, const json_t *row, json_t *cache, struct err *err) {
  bool asks = json_object_get(row, "party") != NULL, wanted = true;
  if (asks && !is_wanted(board, row, &wanted, err)) return false;
  if (!wanted) return mark(board, row, "done", "a return was not wanted any more", err);
  json_t *data = json_copy(json_object_get(row, "fields")), *answer = NULL;
  const struct definition *version = asks ? alongside_definition(board, row, err) : NULL;
  struct start_request request = {.workflow = json_text(row, "workflow"), .data = data, .definition = version};
  bool ok = (version || !asks) && put_opener(board, row, data, err) && (!asks || put_party(board, row, cache, data, err)) &&
            event_start(board, &request, &answer, err);
  char *opened = ok ? mem_format("%s%s", OPENED, json_text(answer, "ref")) : NULL;
  ok = ok && mark(board, row, "done", opened, err);
  if (ok && asks) link_return(board, row, json_text(answer, "ref"));
  ok = ok && (!json_text(row, "into") || relay_keep(board, row, json_text(answer, "ref"), err));
  mem_free(opened);
  json_decref(answer);
  json_decref(data);
  return ok;
}

static bool tell(struct board *board, const json_t *row, struct err *err) {
  char *note = NULL;
  bool ok = relay_deliver(board, row, &note, err) && mark(board, row, "done", note, err);
  mem_free(note);
  return ok;
}

static bool carry_out(struct board *board, const json_t *row, json_t *cache, struct err *err) {
  return json_text(row, "event") ? tell(board, row, err) : start(board, row, cache, err);
}

// Where the board does not use the workflow, what to do about it. Caller frees.
static char *not_started(struct board *board, const char *workflow, const char *reason) {
  json_t *used = workflow_find(board->store, workflow);
  char *sentence =
      used ? mem_format("The item that it opens (%s) could not be started: %s", workflow, reason)
           : mem_format("The item that it opens (%s) could not be started: %s Take it into use with `waymark workflow add %s`, or "
                        "publish its file where it is the board's own; then retry this step, or skip it if that began the item already.",
                        workflow, reason, workflow);
  json_decref(used);
  return sentence;
}

static bool give_up(struct board *board, const json_t *row, const char *reason, struct err *err) {
  const char *event = json_text(row, "event");
  char *sentence = event ? mem_format("%s could not be told \"%s\": %s", json_text(row, "item"), event, reason)
                         : not_started(board, json_text(row, "workflow"), reason);
  bool ok = mark(board, row, "failed", sentence, err) && incident_of_opening(board, row, sentence, err);
  mem_free(sentence);
  return ok;
}

// The machine's own failures leave it waiting for the next try.
static bool is_for_later(const struct err *err) { return err_exit(err->code) == 3 || err->code == ERR_BUSY; }

static bool in_transaction(struct board *board, const json_t *row, json_t *cache, const char *reason, struct err *err) {
  size_t noted = aftermath_size(board);
  if (!store_begin(board->store, err)) return false;
  if (reason ? give_up(board, row, reason, err) : carry_out(board, row, cache, err)) return store_commit(board->store, err);
  store_rollback(board->store);
  aftermath_cut(board, noted);
  return false;
}

// NULL: it may be started.
static const char *one_too_many(struct opening *opening) {
  static const char deep[] =
      "it is opened by what was opened, more than 8 deep. Look for a workflow that opens itself, and retry what is meant.";
  static const char many[] = "one change would open more than 500 items. Look for a workflow that opens itself, and retry what is meant.";
  return opening->over ? deep : ++opening->starts > STARTS_MAX ? many : NULL;
}

static bool open_one(struct opening *opening, const json_t *row, struct err *err) {
  struct board *board = opening->board;
  bool starts = !json_text(row, "event");
  const char *refusal = starts ? one_too_many(opening) : NULL;
  struct err refused;
  aftermath_serve(board, row);
  if (refusal) return in_transaction(board, row, opening->cache, refusal, err);
  if (in_transaction(board, row, opening->cache, NULL, &refused)) return true;
  if (!is_for_later(&refused)) return in_transaction(board, row, opening->cache, refused.text, err);
  *err = refused;
  return false;
}

bool opener_again(struct board *board, const char *key, struct err *err) {
  json_t *rows = outbox_list(board->store, NULL, "failed"), *row, *cache = json_object();
  bool ok = false, found = false;
  size_t i;
  json_array_foreach(rows, i, row) {
    if (found || strcmp(json_text(row, "key"), key) != 0) continue;
    found = true;
    ok = carry_out(board, row, cache, err);
  }
  if (!found) err_set(err, ERR_NOT_FOUND, "What should have been opened is not waiting any more.");
  json_decref(cache);
  json_decref(rows);
  return ok;
}

// Everything that waits, and then what the returns say.
static bool pass(struct opening *opening, struct err *err) {
  struct board *board = opening->board;
  json_t *rows = board->openings ? outbox_openings(board->store) : json_array(), *row;
  board->openings = false; // set again by whatever these items open in turn
  opening->cache = json_object();
  bool ok = true;
  size_t i;
  json_array_foreach(rows, i, row) {
    if (opening->over && json_text(row, "event"))
      board->openings = true;
    else
      ok = ok && open_one(opening, row, err);
  }
  aftermath_serve(board, NULL);
  json_decref(opening->cache);
  json_decref(rows);
  return ok && (opening->over || relay_run(board, err));
}

static bool passes(struct opening *opening, struct err *err) {
  struct board *board = opening->board;
  for (int i = 0; i < PASSES_MAX && (board->openings || board->reports); i++)
    if (!pass(opening, err)) return false;
  opening->over = true;
  return !board->openings || pass(opening, err);
}

bool opener_run(struct board *board, struct err *err) {
  if (!board->openings && !board->reports) return true;
  if (!store_begin(board->store, err)) return false;
  struct opening opening = {.board = board};
  bool ok = passes(&opening, err);
  if (ok && store_commit(board->store, err)) return true;
  if (!ok) store_rollback(board->store);
  board->openings = true;
  return false;
}
