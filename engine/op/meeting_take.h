// Taking what a meeting decided: the events of its sheet, sent to their items by the code that any event goes through (run/event.h). A
// decision is tried when it is written down, in a transaction that is undone; when the chair confirms, all are taken in one.
//
// D1 Until they are confirmed nothing is changed on any item.
// D2 Decisions are tried and taken in the order of the sheet: one may rest on another of the same item.
// D3 One that is refused stops all of them, and names itself.
// D4 What binds what was seen binds the version that the papers showed. What the meeting itself changes between is no later change.
#ifndef WAYMARK_OP_MEETING_TAKE_H
#define WAYMARK_OP_MEETING_TAKE_H
#include "op/meeting.h"

// All of them in order, or, with `ref`, those on that item; what each answered is added to `answers`. `event` is the one that is only being
// written down, which needs no number in a refusal; NULL: none is. To be undone by the caller when it fails.
bool meeting_take_each(struct meeting *meeting, const json_t *decisions, const char *ref, const char *event, json_t *answers,
                       struct err *err);
// The same, undone in any case.
bool meeting_try_each(struct meeting *meeting, const json_t *decisions, const char *ref, const char *event, json_t *answers,
                      struct err *err);
#endif
