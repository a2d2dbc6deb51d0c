// The alarm that nobody can move an item. See alarm.h.
#include "run/alarm.h"

#include "base/mem.h"
#include "run/message.h"
#include "run/stranded.h"
#include "run/terms.h"

#include <ctype.h>

static const char KIND[] = "alarm";

const json_t *alarm_list(struct board *board) { return board_documents(board, KIND); }

// Mostly no item of the board has one, and then nothing is read.
static bool stands(struct board *board, const struct casefile *item) {
  return json_array_size(alarm_list(board)) && board_document(board, KIND, item->hex);
}

static void begin(const struct casefile *item, int64_t recorded_ms, int64_t logical_ms, const char *name, json_t *document,
                  struct entry *entry) {
  char *part = mem_format("directory/%s/%s", KIND, item->hex);
  entry_init(entry, ENTRY_ALARM, recorded_ms, logical_ms);
  entry->case_id = item->id;
  entry_part(entry, part, document);
  entry_part(entry, "event", json_pack("{s:s, s:{}}", "name", name, "data"));
  mem_free(part);
}

// E4: a reference, and whose turn it would be; never what the item says.
static bool tell(struct board *board, const struct casefile *item, const char *why, struct entry *entry) {
  char *subject = mem_format("%s %s: nobody can move it", casefile_noun(item), item->ref),
       *body = mem_format("%s\nFill the post, name a deputy or hand the work over: it goes on as soon as somebody can take it.\nOpen %s in "
                          "Waymark to see it.",
                          why, item->ref);
  subject[0] = (char)toupper((unsigned char)subject[0]);
  bool told = message_alarm(board, entry, subject, body);
  mem_free(body);
  mem_free(subject);
  return told;
}

static bool raise_alarm(struct board *board, const struct casefile *item, int64_t logical_ms, bool quietly, struct err *err) {
  struct entry entry;
  int64_t now = board_now(board);
  char *why = stranded_why(board, item);
  json_t *document = json_pack("{s:s, s:s, s:I, s:s}", "id", item->hex, "ref", item->ref, "since", (json_int_t)now, "why", why);
  begin(item, now, logical_ms, "Nobody can move it", document, &entry);
  bool told = quietly || tell(board, item, why, &entry);
  char *office = terms_office(board->terms);
  char *note = told ? mem_text(why) : mem_format("%s Nobody of the %s's office is there to be told.", why, office);
  mem_free(office);
  entry_part_text(&entry, "note", note);
  mem_free(note);
  mem_free(why);
  return board_append(board, &entry, err);
}

static bool end_alarm(struct board *board, const struct casefile *item, int64_t logical_ms, struct err *err) {
  struct entry entry;
  begin(item, board_now(board), logical_ms, item->closed ? "Closed: the alarm is over" : "Somebody can move it again", json_null(), &entry);
  return board_append(board, &entry, err);
}

static bool look(struct board *board, const struct casefile *item, int64_t logical_ms, bool quietly, bool *raised, struct err *err) {
  bool stranded = stranded_is(board, item), stood = stands(board, item);
  *raised = stranded && !stood;
  if (stranded == stood) return true;
  return stranded ? raise_alarm(board, item, logical_ms, quietly, err) : end_alarm(board, item, logical_ms, err);
}

bool alarm_look(struct board *board, const struct casefile *item, int64_t logical_ms, struct err *err) {
  bool raised;
  return look(board, item, logical_ms, false, &raised, err);
}

bool alarm_look_quietly(struct board *board, const struct casefile *item, bool *raised, struct err *err) {
  return look(board, item, board_now(board), true, raised, err);
}

bool alarm_look_at(struct board *board, const char *hex, struct err *err) {
  struct casefile *item = casefile_open(board, hex, err);
  bool ok = item && alarm_look(board, item, board_now(board), err);
  casefile_free(item);
  return ok;
}
