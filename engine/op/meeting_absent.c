// An agency of which nobody came to two of a group's meetings in a row (DOMAIN 8A, 11): confirming the second one's decisions puts a
// challenge of that agency into the meeting's Challenge Register, once, with the day by which it is to be answered, and names who is told.
// See meeting.h.
#include "base/mem.h"
#include "op/meeting.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/subject.h"

#include <string.h>

enum { ABSENCES_CHALLENGED = 2 }; // in a row

static const char ANSWER_BY[] = "20 working days after date"; // what a challenge is usually given (DOMAIN 8A)

// The agency that answers for somebody's today; NULL: they have none. Borrowed.
static const char *agency_of(struct board *board, const char *person) {
  const char *own = person ? json_text(board_document(board, "person", person), "agency") : NULL,
             *now = own ? json_text(presence_agency(board, own), "id") : NULL;
  return now ? now : own;
}

// Meetings at which it had no member then neither count nor end it.
static int64_t missed_in_a_row(struct board *board, const json_t *meetings, const char *agency) {
  int64_t missed = 0;
  size_t i, j;
  json_t *one, *member;
  json_array_foreach(meetings, i, one) {
    bool has = false, came = false;
    json_array_foreach(json_object_get(one, "members"), j, member) {
      const char *of = agency_of(board, json_string_value(member));
      if (!of || strcmp(of, agency) != 0) continue;
      has = true;
      came = came || meeting_came(json_object_get(one, "attendance"), json_string_value(member));
    }
    if (came) break;
    missed += has;
  }
  return missed;
}

static void add_board_members(struct board *board, const char *agency, json_t *told) {
  struct subject subject = {.kind = (char *)"agency", .id = (char *)agency, .post = (char *)"board_member"};
  json_t *people = people_of_subject(board, &subject), *who;
  size_t i;
  json_array_foreach(people, i, who) if (!json_array_has(told, json_text(who, "id"))) json_array_add(told, json_text(who, "id"));
  json_decref(people);
}

static json_t *challenge_of(const struct meeting *meeting, const char *agency) {
  const char *date = meeting_text(meeting, "date");
  struct err no_calendar;
  char *due = meeting_day_by(meeting->board, ANSWER_BY, date, "the answer", &no_calendar);
  json_t *row = json_pack("{s:s, s:s, s:s}", "raised", date, "to", agency, "why", "Nobody of it came to two meetings in a row");
  json_put_text(row, "due", due);
  mem_free(due);
  return row;
}

bool meeting_challenge_absent(struct meeting *meeting, json_t *data, struct err *err) {
  if (!chart_field(meeting->item->chart, "absent_board")) return true; // it began on a version of before
  json_t *meetings = meeting_last_held(meeting, err), *member;
  json_t *seen = json_array(), *challenges = json_array(), *told = json_array();
  size_t i;
  json_array_foreach(json_object_get(json_array_get(meetings, 0), "members"), i, member) {
    const char *agency = agency_of(meeting->board, json_string_value(member));
    if (!agency || json_array_has(seen, agency)) continue;
    json_array_add(seen, agency);
    if (missed_in_a_row(meeting->board, meetings, agency) != ABSENCES_CHALLENGED) continue;
    json_array_append_new(challenges, challenge_of(meeting, agency));
    add_board_members(meeting->board, agency, told);
  }
  bool any = json_array_size(challenges) > 0, ok = meetings != NULL;
  if (any) json_object_set(data, "challenge_register", challenges), json_object_set(data, "absent_board", told);
  json_decref(told);
  json_decref(challenges);
  json_decref(seen);
  json_decref(meetings);
  return ok;
}
