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
};

static const struct doing_op ops[] = {
    {"case.start", DOING_COLLECTED, NULL},
    {"case.send", DOING_ALTERED, NULL},
    {"case.correct", DOING_ALTERED, NULL},
    {"case.share", DOING_DISCLOSED, NULL},
    {"case.unshare", DOING_ALTERED, NULL},
    {"case.open", DOING_CONSULTED, NULL},
    {"case.show", DOING_CONSULTED, "the item"},
    {"case.seen", DOING_CONSULTED, "a decision"},
    {"case.list", DOING_CONSULTED, NULL},
    {"case.todo", DOING_CONSULTED, NULL},
    {"case.history", DOING_CONSULTED, "the history"},
    {"case.explain", DOING_CONSULTED, "what a move needs"},
    {"case.forecast", DOING_CONSULTED, "what is to come"},
    {"case.deadline", DOING_CONSULTED, "the deadlines"},
    {"incident.resolve", DOING_ALTERED, NULL},
    {"evidence.add", DOING_COLLECTED, NULL},
    {"evidence.list", DOING_CONSULTED, "the list of evidence"},
    {"bundle.create", DOING_DISCLOSED, NULL},
    {"bundle.verify", DOING_CONSULTED, NULL},
    {"import.plan", DOING_COLLECTED, NULL},
    {"timers.run", DOING_ALTERED, NULL},
    {"timers.check", DOING_ALTERED, NULL},
    {"timers.next", DOING_CONSULTED, NULL},
    {"journal.verify", DOING_CONSULTED, NULL},
    {"journal.rebuild", DOING_ALTERED, NULL},
    {"journal.checkpoint", DOING_DISCLOSED, NULL},
    {"journal.cosign", DOING_COLLECTED, NULL},
    {"journal.prove", DOING_DISCLOSED, NULL},
    {"journal.consistency", DOING_DISCLOSED, NULL},
    {"journal.accept", DOING_ALTERED, NULL},
    {"workflow.check", DOING_CONSULTED, NULL},
    {"workflow.publish", DOING_ALTERED, NULL},
    {"workflow.list", DOING_CONSULTED, NULL},
    {"directory.list", DOING_CONSULTED, NULL},
    {"directory.put", DOING_ALTERED, NULL},
    {"board.show", DOING_CONSULTED, NULL},
    {"outbox.list", DOING_CONSULTED, NULL},
    {"calendar.show", DOING_CONSULTED, NULL},
    {"calendar.preview", DOING_CONSULTED, NULL},
    {"calendar.add", DOING_ALTERED, NULL},
    {"calendar.remove", DOING_ALTERED, NULL},
    {"calendar.set", DOING_ALTERED, NULL},
    {"board.simulate", DOING_CONSULTED, NULL},
    {"clock.show", DOING_CONSULTED, NULL},
    {"clock.check", DOING_ALTERED, NULL},
    {"clock.confirm", DOING_ALTERED, NULL},
    {"backup.begin", DOING_DISCLOSED, NULL},
    {"backup.step", DOING_DISCLOSED, NULL},
    {"evidence.named", DOING_CONSULTED, NULL},
    {"evidence.tidy", DOING_ERASED, NULL},
    {"setting.list", DOING_CONSULTED, NULL},
    {"setting.set", DOING_ALTERED, NULL},
    {"erase.preview", DOING_CONSULTED, "what an erasure would take"},
    {"erase.ask", DOING_ALTERED, NULL},
    {"erase.withdraw", DOING_ALTERED, NULL},
    {"erase.confirm", DOING_ERASED, NULL},
    {"erase.show", DOING_CONSULTED, NULL},
    {"erase.list", DOING_CONSULTED, NULL},
    {"hold.set", DOING_ALTERED, NULL},
    {"hold.lift", DOING_ALTERED, NULL},
    {"hold.list", DOING_CONSULTED, NULL},
    {"redaction.put", DOING_ALTERED, NULL},
    {"redaction.remove", DOING_ALTERED, NULL},
    {"redaction.list", DOING_CONSULTED, NULL},
    {"redaction.show", DOING_CONSULTED, NULL},
    {"redaction.preview", DOING_CONSULTED, "a preview of a redaction"},
    {"handover.preview", DOING_CONSULTED, NULL},
    {"handover.begin", DOING_ALTERED, NULL},
    {"handover.step", DOING_ALTERED, NULL},
    {"handover.list", DOING_CONSULTED, NULL},
    {"handover.withdraw", DOING_ALTERED, NULL},
    {"people.show", DOING_CONSULTED, NULL},
    {"people.join", DOING_COLLECTED, NULL},
    {"people.leave", DOING_ALTERED, NULL},
    {"people.absent", DOING_ALTERED, NULL},
    {"people.back", DOING_ALTERED, NULL},
    {"directory.export", DOING_DISCLOSED, NULL},
    {"directory.compare", DOING_CONSULTED, NULL},
    {"directory.import", DOING_COLLECTED, NULL},
    {"meeting.plan", DOING_ALTERED, NULL},
    {"meeting.postpone", DOING_ALTERED, NULL},
    {"meeting.cancel", DOING_ALTERED, NULL},
    {"meeting.list", DOING_CONSULTED, NULL},
    {"meeting.agenda", DOING_CONSULTED, NULL},
    {"meeting.add", DOING_ALTERED, NULL},
    {"meeting.drop", DOING_ALTERED, NULL},
    {"meeting.issue", DOING_ALTERED, NULL},
    {"meeting.open", DOING_ALTERED, NULL},
    {"meeting.attend", DOING_ALTERED, NULL},
    {"meeting.declare", DOING_ALTERED, NULL},
    {"meeting.sheet", DOING_CONSULTED, "the sheet"},
    {"meeting.record", DOING_ALTERED, NULL},
    {"meeting.strike", DOING_ALTERED, NULL},
    {"meeting.confirm", DOING_ALTERED, NULL},
    {"meeting.minutes", DOING_CONSULTED, "the minutes"},
    {"meeting.actions", DOING_CONSULTED, NULL},
    {"meeting.challenges", DOING_CONSULTED, NULL},
    {"meeting.since", DOING_CONSULTED, NULL},
    {"rights.put", DOING_ALTERED, NULL},
    {"rights.remove", DOING_ALTERED, NULL},
    {"rights.print", DOING_CONSULTED, NULL},
    {"rights.operations", DOING_CONSULTED, NULL},
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
