// The six words. See doing.h.
#include "op/doing.h"

#include "base/err.h"
#include "store/entry.h"

#include <string.h>

static const char *const words[DOING_COUNT] = {"collected", "altered", "consulted", "disclosed", "combined", "erased"};

const char *doing_word(enum doing doing) { return words[doing]; }

// A try that was refused or ignored changed nothing; whoever made it was told why, so it counts as a look.
static const struct {
  int kind;
  enum doing doing;
} kinds[] = {
    {ENTRY_BOARD_MADE, DOING_COLLECTED},    {ENTRY_DIRECTORY, DOING_ALTERED}, {ENTRY_DEFINITION, DOING_ALTERED},
    {ENTRY_CALENDAR, DOING_ALTERED},        {ENTRY_SETTING, DOING_ALTERED},   {ENTRY_CASE_STARTED, DOING_COLLECTED},
    {ENTRY_EVENT, DOING_ALTERED},           {ENTRY_TIMER, DOING_ALTERED},     {ENTRY_TIMER_SKIPPED, DOING_ALTERED},
    {ENTRY_IGNORED, DOING_CONSULTED},       {ENTRY_REFUSED, DOING_CONSULTED}, {ENTRY_INCIDENT, DOING_ALTERED},
    {ENTRY_INCIDENT_CLOSED, DOING_ALTERED}, {ENTRY_ACCESS, DOING_CONSULTED},  {ENTRY_IN_ERROR, DOING_ALTERED},
    {ENTRY_ERASURE, DOING_ERASED},          {ENTRY_MIGRATION, DOING_ALTERED}, {ENTRY_TIMERS_DERIVED, DOING_ALTERED},
    {ENTRY_SENT, DOING_DISCLOSED},          {ENTRY_CLOCK, DOING_ALTERED},     {ENTRY_SIGNING_KEY, DOING_ALTERED},
    {ENTRY_OLDER, DOING_ALTERED},           {ENTRY_DAMAGED, DOING_CONSULTED}, {ENTRY_ERASURE_REQUEST, DOING_ALTERED},
    {ENTRY_LEGAL_HOLD, DOING_ALTERED},      {ENTRY_SHARE, DOING_DISCLOSED},   {ENTRY_HANDOVER, DOING_ALTERED},
    {ENTRY_DIGEST, DOING_DISCLOSED},        {ENTRY_ALARM, DOING_CONSULTED},   {ENTRY_ANSWER, DOING_DISCLOSED},
};

static const struct doing_op ops[] = {
    {"case.start", DOING_COLLECTED, NULL, false},
    {"case.send", DOING_ALTERED, NULL, false},
    {"case.correct", DOING_ALTERED, NULL, false},
    {"case.share", DOING_DISCLOSED, NULL, false},
    {"case.unshare", DOING_ALTERED, NULL, false},
    {"case.open", DOING_CONSULTED, NULL, false},
    {"case.show", DOING_CONSULTED, "the item", false},
    {"case.form", DOING_CONSULTED, "the form of a move", false},
    {"case.seen", DOING_CONSULTED, "a decision", false},
    {"case.list", DOING_CONSULTED, NULL, false},
    {"case.todo", DOING_CONSULTED, NULL, false},
    {"case.history", DOING_CONSULTED, "the history", false},
    {"case.explain", DOING_CONSULTED, "what a move needs", false},
    {"case.forecast", DOING_CONSULTED, "what is to come", false},
    {"case.deadline", DOING_CONSULTED, "the deadlines", false},
    {"incident.resolve", DOING_ALTERED, NULL, false},
    {"evidence.add", DOING_COLLECTED, NULL, false},
    {"evidence.list", DOING_CONSULTED, "the list of evidence", false},
    {"evidence.get", DOING_CONSULTED, "evidence", true},
    {"access.list", DOING_CONSULTED, NULL, false},
    {"bundle.create", DOING_DISCLOSED, NULL, false},
    {"bundle.verify", DOING_CONSULTED, NULL, false},
    {"import.plan", DOING_COLLECTED, NULL, false},
    {"timers.run", DOING_ALTERED, NULL, false},
    {"timers.check", DOING_ALTERED, NULL, false},
    {"timers.next", DOING_CONSULTED, NULL, false},
    {"journal.verify", DOING_CONSULTED, NULL, false},
    {"journal.rebuild", DOING_ALTERED, NULL, false},
    {"journal.checkpoint", DOING_DISCLOSED, NULL, false},
    {"journal.cosign", DOING_COLLECTED, NULL, false},
    {"journal.prove", DOING_DISCLOSED, NULL, false},
    {"journal.consistency", DOING_DISCLOSED, NULL, false},
    {"journal.accept", DOING_ALTERED, NULL, false},
    {"workflow.check", DOING_CONSULTED, NULL, false},
    {"workflow.publish", DOING_ALTERED, NULL, false},
    {"workflow.list", DOING_CONSULTED, NULL, false},
    {"workflow.migration", DOING_CONSULTED, NULL, false},
    {"workflow.ready", DOING_ALTERED, NULL, false},
    {"workflow.migrate", DOING_ALTERED, NULL, false},
    {"directory.list", DOING_CONSULTED, NULL, false},
    {"directory.put", DOING_ALTERED, NULL, false},
    {"board.show", DOING_CONSULTED, NULL, false},
    {"outbox.list", DOING_CONSULTED, NULL, false},
    {"outbox.digest", DOING_CONSULTED, NULL, false},
    {"outbox.send", DOING_DISCLOSED, NULL, false},
    {"outbox.resolve", DOING_ALTERED, NULL, false},
    {"calendar.show", DOING_CONSULTED, NULL, false},
    {"calendar.preview", DOING_CONSULTED, NULL, false},
    {"calendar.add", DOING_ALTERED, NULL, false},
    {"calendar.remove", DOING_ALTERED, NULL, false},
    {"calendar.set", DOING_ALTERED, NULL, false},
    {"board.simulate", DOING_CONSULTED, NULL, false},
    {"clock.show", DOING_CONSULTED, NULL, false},
    {"clock.check", DOING_ALTERED, NULL, false},
    {"clock.confirm", DOING_ALTERED, NULL, false},
    {"backup.begin", DOING_DISCLOSED, NULL, false},
    {"backup.step", DOING_DISCLOSED, NULL, false},
    {"evidence.named", DOING_CONSULTED, NULL, false},
    {"evidence.tidy", DOING_ERASED, NULL, false},
    {"setting.list", DOING_CONSULTED, NULL, false},
    {"setting.set", DOING_ALTERED, NULL, false},
    {"erase.preview", DOING_CONSULTED, "what an erasure would take", false},
    {"erase.ask", DOING_ALTERED, NULL, false},
    {"erase.withdraw", DOING_ALTERED, NULL, false},
    {"erase.confirm", DOING_ERASED, NULL, false},
    {"erase.show", DOING_CONSULTED, NULL, false},
    {"erase.list", DOING_CONSULTED, NULL, false},
    {"hold.set", DOING_ALTERED, NULL, false},
    {"hold.lift", DOING_ALTERED, NULL, false},
    {"hold.list", DOING_CONSULTED, NULL, false},
    {"redaction.put", DOING_ALTERED, NULL, false},
    {"redaction.remove", DOING_ALTERED, NULL, false},
    {"redaction.list", DOING_CONSULTED, NULL, false},
    {"redaction.show", DOING_CONSULTED, NULL, false},
    {"redaction.preview", DOING_CONSULTED, "a preview of a redaction", false},
    {"handover.preview", DOING_CONSULTED, NULL, false},
    {"handover.begin", DOING_ALTERED, NULL, false},
    {"handover.step", DOING_ALTERED, NULL, false},
    {"handover.list", DOING_CONSULTED, NULL, false},
    {"handover.withdraw", DOING_ALTERED, NULL, false},
    {"people.show", DOING_CONSULTED, NULL, false},
    {"people.check", DOING_CONSULTED, NULL, false},
    {"people.join", DOING_COLLECTED, NULL, false},
    {"people.leave", DOING_ALTERED, NULL, false},
    {"people.absent", DOING_ALTERED, NULL, false},
    {"people.back", DOING_ALTERED, NULL, false},
    {"directory.export", DOING_DISCLOSED, NULL, false},
    {"directory.compare", DOING_CONSULTED, NULL, false},
    {"directory.import", DOING_COLLECTED, NULL, false},
    {"meeting.plan", DOING_ALTERED, NULL, false},
    {"meeting.postpone", DOING_ALTERED, NULL, false},
    {"meeting.cancel", DOING_ALTERED, NULL, false},
    {"meeting.list", DOING_CONSULTED, NULL, false},
    {"meeting.attendance", DOING_CONSULTED, NULL, false},
    {"meeting.agenda", DOING_CONSULTED, NULL, false},
    {"meeting.add", DOING_ALTERED, NULL, false},
    {"meeting.drop", DOING_ALTERED, NULL, false},
    {"meeting.issue", DOING_ALTERED, NULL, false},
    {"meeting.open", DOING_ALTERED, NULL, false},
    {"meeting.attend", DOING_ALTERED, NULL, false},
    {"meeting.declare", DOING_ALTERED, NULL, false},
    {"meeting.sheet", DOING_CONSULTED, "the sheet", false},
    {"meeting.record", DOING_ALTERED, NULL, false},
    {"meeting.strike", DOING_ALTERED, NULL, false},
    {"meeting.confirm", DOING_ALTERED, NULL, false},
    {"meeting.minutes", DOING_CONSULTED, "the minutes", false},
    {"meeting.actions", DOING_CONSULTED, NULL, false},
    {"meeting.challenges", DOING_CONSULTED, NULL, false},
    {"meeting.since", DOING_CONSULTED, NULL, false},
    {"report.list", DOING_CONSULTED, NULL, false},
    {"report.run", DOING_CONSULTED, NULL, false},
    {"rights.put", DOING_ALTERED, NULL, false},
    {"rights.remove", DOING_ALTERED, NULL, false},
    {"rights.print", DOING_CONSULTED, NULL, false},
    {"rights.operations", DOING_CONSULTED, NULL, false},
};

static bool is_named(const json_t *event, const char *name) {
  const char *have = json_text(event, "name");
  return have && strcmp(have, name) == 0;
}

// A file came in by an event of the item's; a bundle went out, of this item alone or of it and others.
static enum doing refined(enum doing doing, int kind, const json_t *event) {
  if (kind == ENTRY_EVENT && is_named(event, "add_evidence")) return DOING_COLLECTED;
  if (kind != ENTRY_ACCESS || !is_named(event, "bundle made")) return doing;
  return json_number(json_object_get(event, "data"), "items", 1) > 1 ? DOING_COMBINED : DOING_DISCLOSED;
}

enum doing doing_of_entry(int kind, const json_t *event) {
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (kinds[i].kind == kind) return refined(kinds[i].doing, kind, event);
  return DOING_ALTERED; // of a newer program's: the word that hides nothing
}

bool doing_has_kind(int kind) {
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (kinds[i].kind == kind) return true;
  return false;
}

const struct doing_op *doing_op_each(size_t index) { return index < sizeof ops / sizeof ops[0] ? &ops[index] : NULL; }

const struct doing_op *doing_of_op(const char *op) {
  for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++)
    if (strcmp(ops[i].op, op) == 0) return &ops[i];
  return NULL;
}
