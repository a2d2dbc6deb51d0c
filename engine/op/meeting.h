// Shared by the operations on meetings (meeting_*.c): a meeting's item, opened for somebody, and what its fields say. A meeting is an item
// of the shipped workflow `meeting`; whatever changes it is one of that workflow's events, sent with the fields worked out here.
#ifndef WAYMARK_OP_MEETING_H
#define WAYMARK_OP_MEETING_H
#include "op/internal.h"
#include "run/sitting.h"

struct meeting {
  struct op_call *call;
  struct board *board;
  struct casefile *item;
  const char *person; // who asks
  const char *group;  // the group's id; borrowed from the item
  struct sitting sitting;
  json_t *present; // of `sitting`
};

// The request's `meeting`, if whoever asks may see it; else the same sentence as for one that does not exist. Clear it in either case.
bool meeting_open(struct op_call *call, struct meeting *meeting, struct err *err);
bool meeting_read(struct op_call *call, const char *ref, struct meeting *meeting, struct err *err); // of that reference
void meeting_clear(struct meeting *meeting);

const json_t *meeting_rows(const struct meeting *meeting, const char *field); // a list of its item; NULL: empty
json_t *meeting_copy(const struct meeting *meeting, const char *field);       // a copy to change; a new reference
json_t *meeting_seen(const struct meeting *meeting, const char *field); // the rows about items that whoever asks may see; a new reference
json_t *meeting_seen_by(struct board *board, const json_t *rows, const char *person); // the same of any such rows
// May this person be shown the meeting's papers? Its workflow shows its group less than its fields hold: what is about items they may not
// see.
bool meeting_is_shown(struct board *board, const struct casefile *item, const char *person);
const char *meeting_text(const struct meeting *meeting, const char *field);
// Is it in one of these states (their ids, parted by blanks)? Else `err` says where it is, and `then` what to do.
bool meeting_is_in(const struct meeting *meeting, const char *states, const char *then, struct err *err);
bool meeting_in(const struct meeting *meeting, const char *state);
// Sends one of the workflow's events as whoever asks, and reads the item again. Takes over `data`.
bool meeting_send(struct meeting *meeting, const char *event, json_t *data, struct err *err);
// {"ref","title","group","group_name","date","local","at"?,"place"?,"state","state_title","papers_due"?,"papers_local"?,"chaired_by"?,
// "chaired_by_name"?,"confirmed_by_name"?,"confirmed_local"?,"revision"}. A new reference.
json_t *meeting_brief(const struct meeting *meeting);
json_t *meeting_brief_of(struct board *board, const struct casefile *item);
// The row of a list whose `name` is this text; NULL: none. `index` may be NULL.
json_t *meeting_row(const json_t *rows, const char *name, const char *text, size_t *index);
void meeting_day(const char *date, char out[40]); // "Tue 6 Dec 2016"; the text itself where it is no date

// ---- one file each

// meeting_date.c: a meeting's day and its group's list of days, which stay one truth.
// The day that a rule counted from a meeting's `date` comes to; `what` is due then, in words. NULL with err. Caller frees.
char *meeting_day_by(struct board *board, const char *rule, const char *date, const char *what, struct err *err);
// When the papers are due; *late: that day was past, so it is today. NULL with err. Caller frees.
char *meeting_papers_possible(struct board *board, const json_t *group, const char *date, bool *late, struct err *err);
bool meeting_move_day(struct op_call *call, const char *group, const char *from, const char *to, struct err *err); // either may be NULL
// Is today the meeting's day, or later? Else what to do about it.
bool meeting_day_has_come(const struct meeting *meeting, struct err *err);
// A group's list loses no day on which a meeting is planned: those are put off or cancelled.
bool meeting_days_fit(struct board *board, const char *group, const json_t *days, struct err *err);

const json_t *meeting_group_asked(struct op_call *call, struct err *err); // meeting_plan.c: the request's `group`; NULL with err

json_t *meeting_members_now(struct board *board, const char *group); // meeting_attendance.c: [PERSON]. A new reference
// Who missed this one of the group's meetings and at least the one before: [{"person","missed_in_a_row"}]. A new reference; NULL with err.
json_t *meeting_missing_again(struct meeting *meeting, struct err *err);
// The group's meetings, the last first, [{"ref","date","members","attendance"}]; none where this is not the last. A new reference; NULL
// with err.
json_t *meeting_last_held(struct meeting *meeting, struct err *err);
bool meeting_came(const json_t *attendance, const char *person); // themselves, or somebody for them

// meeting_absent.c: puts into what confirming sets the challenges of agencies that were missing twice, and who is told.
bool meeting_challenge_absent(struct meeting *meeting, json_t *data, struct err *err);

json_t *meeting_agenda_now(const struct meeting *meeting, int64_t *others, struct err *err); // meeting_agenda.c: rows, sorted
json_t *meeting_fixed_agenda(const struct meeting *meeting, struct err *err);                // what issuing keeps of it

// meeting_roll.c: what is kept of who was there.
bool meeting_is_member(const struct meeting *meeting, const char *person); // once it is held: then; or its chair, or a deputy of the chair
bool meeting_has_voice(const struct meeting *meeting, const json_t *row);
int64_t meeting_quorum_said(const struct meeting *meeting);        // 0: the group set none
void meeting_keep_row(const struct meeting *meeting, json_t *row); // puts into a row of its attendance what is kept with it
bool meeting_keep_roll(struct meeting *meeting, struct err *err);  // into all that were recorded before it was opened
json_t *meeting_no_voice(const struct meeting *meeting);           // [{"item","who":[{"person","name","why"}]}], whoever may see the items
bool meeting_no_voice_is_kept(const struct meeting *meeting);      // does its field `no_voice` say so?

// meeting_sheet.c: the answer of meeting.sheet; on paper with the version that is to be confirmed, or, for its members' eyes, without.
json_t *meeting_sheet(const struct meeting *meeting, bool to_confirm);
json_t *meeting_decisions(const struct meeting *meeting, int64_t *others); // as the sheet shows them, for whoever asks

json_t *meeting_paper(const struct meeting *meeting, const char *title); // meeting_paper.c: an empty paper (paper.h) about it

bool meeting_plan(struct op_call *call, struct err *err);
bool meeting_postpone(struct op_call *call, struct err *err);
bool meeting_cancel(struct op_call *call, struct err *err);
bool meeting_list(struct op_call *call, struct err *err);
bool meeting_agenda(struct op_call *call, struct err *err);
bool meeting_add(struct op_call *call, struct err *err);
bool meeting_drop(struct op_call *call, struct err *err);
bool meeting_issue(struct op_call *call, struct err *err);
bool meeting_begin(struct op_call *call, struct err *err);
bool meeting_attend(struct op_call *call, struct err *err);
bool meeting_declare(struct op_call *call, struct err *err);
bool meeting_show_sheet(struct op_call *call, struct err *err);
bool meeting_record(struct op_call *call, struct err *err);
bool meeting_strike(struct op_call *call, struct err *err);
bool meeting_confirm(struct op_call *call, struct err *err);
bool meeting_confirmed(struct op_call *call, struct err *err); // adds whom all of it told, and what it opened
bool meeting_minutes(struct op_call *call, struct err *err);
bool meeting_actions(struct op_call *call, struct err *err);
bool meeting_challenges(struct op_call *call, struct err *err);
bool meeting_since(struct op_call *call, struct err *err);
bool meeting_attendance(struct op_call *call, struct err *err);
#endif
