// What a meeting keeps of who was there. While it is held each row of its attendance says, as it is recorded, whether the person had a
// voice, of which agency they were and which quorum there was; when its decisions are confirmed, who had none on what. From then on nothing
// is asked of the directory, whose changes are of later days. Before it is held, and of rows from before this was kept, the directory of
// today says it. See meeting.h.
#include "op/meeting.h"
#include "run/people.h"
#include "run/presence.h"

#include <string.h>

static bool is_on(const json_t *member, const char *date) { // by days that were written down with the member
  const char *from = json_text(member, "from"), *to = json_text(member, "to");
  return date && from && strcmp(from, date) <= 0 && (!to || strcmp(date, to) <= 0);
}

// One who joined later is no member of it, unless the group says of them from which day on they were.
static bool was_member(const struct meeting *meeting, const char *person) {
  const json_t *members = meeting_rows(meeting, "members"), *group = board_document(meeting->board, "group", meeting->group);
  const char *chair = json_text(group, "chair");
  size_t i;
  json_t *one;
  json_array_foreach(members, i, one) if (json_is_string(one) && strcmp(json_string_value(one), person) == 0) return true;
  json_array_foreach(json_object_get(group, "members"), i, one) {
    const char *id = json_text(one, "person");
    if (id && strcmp(id, person) == 0 && is_on(one, meeting_text(meeting, "date"))) return true;
  }
  return chair && people_in_post(meeting->board, chair, person, NULL);
}

bool meeting_is_member(const struct meeting *meeting, const char *person) {
  bool kept = meeting_in(meeting, "held") && meeting_rows(meeting, "members");
  return kept ? was_member(meeting, person) : sitting_member(meeting->board, meeting->group, person);
}

bool meeting_has_voice(const struct meeting *meeting, const json_t *row) {
  const char *how = json_text(row, "how"), *member = json_text(row, "for"), *person = json_text(row, "person");
  const json_t *kept = json_object_get(row, "voice");
  if (!how || !person || (strcmp(how, "present") != 0 && strcmp(how, "deputy") != 0)) return false;
  return kept ? json_is_true(kept) : meeting_is_member(meeting, member ? member : person);
}

int64_t meeting_quorum_said(const struct meeting *meeting) {
  const json_t *group = board_document(meeting->board, "group", meeting->group);
  size_t i;
  json_t *row;
  json_array_foreach(meeting_rows(meeting, "attendance"), i, row) if (json_object_get(row, "quorum")) return json_number(row, "quorum", 0);
  return presence_quorum(meeting->board, group);
}

void meeting_keep_row(const struct meeting *meeting, json_t *row) {
  const char *member = json_text(row, "for");
  const json_t *person = board_document(meeting->board, "person", json_text(row, "person"));
  const char *agency = json_text(board_document(meeting->board, "person", member ? member : ""), "agency");
  if (member && person && agency) json_put_flag(row, "other_agency", !presence_belongs(meeting->board, person, agency));
  if (!meeting_in(meeting, "held")) return;
  json_put_flag(row, "voice", meeting_has_voice(meeting, row));
  json_put_text(row, "agency", json_text(person, "agency"));
  json_put_number(row, "quorum", meeting_quorum_said(meeting));
}

bool meeting_keep_roll(struct meeting *meeting, struct err *err) {
  json_t *rows = meeting_copy(meeting, "attendance"), *row;
  size_t i;
  json_array_foreach(rows, i, row) meeting_keep_row(meeting, row);
  if (json_array_size(rows)) return meeting_send(meeting, "attend", json_pack("{s:o}", "attendance", rows), err);
  json_decref(rows);
  return true;
}

// ---- who had no voice on what

// A row an item, of which there are no more than an agenda may have; one a person could be more than a list may.
json_t *meeting_no_voice(const struct meeting *meeting) {
  json_t *rows = json_array(), *kept;
  size_t i;
  json_array_foreach(meeting_rows(meeting, "agenda"), i, kept) {
    struct err ignored;
    struct casefile *item = casefile_open(meeting->board, json_text(kept, "item"), &ignored);
    json_t *who = item ? sitting_conflicts(meeting->board, item, NULL, &meeting->sitting) : NULL;
    if (json_array_size(who)) json_array_append_new(rows, json_pack("{s:s, s:O}", "item", item->ref, "who", who));
    json_decref(who);
    casefile_free(item);
  }
  return rows;
}

bool meeting_no_voice_is_kept(const struct meeting *meeting) {
  return meeting_text(meeting, "confirmed_at") && chart_field(meeting->item->chart, "no_voice");
}
