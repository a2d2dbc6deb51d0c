// One report at work: what its parts share. A report is trusted Lua (script/plugin.h) that asks the board through the words of host.h's
// table and gives back a document; checking, suppressing and rendering that is ours. plugins/README.md is its writer's page.
#ifndef WAYMARK_OP_REPORT_H
#define WAYMARK_OP_REPORT_H
#include "base/buf.h"
#include "op/op.h"
#include "script/plugin.h"

struct report {
  struct op_call *call; // of `report.run`; its board may be one as it was
  const char *person;   // who asks: everything is what they may see
  const json_t *declared;
  json_t *options;
  json_t *cut; // {WORKFLOW: {"count","rows"}}, "" for all of them: questions of which not every item was answered
};

extern const struct plugin_word report_words[]; // what a report may call (report_host.c); the user is a struct report

// `host.count` (report_count.c): items counted by what they are. A new reference; NULL with err.
json_t *report_count(struct report *report, const json_t *spec, struct err *err);
// `host.late` (report_late.c): how many turns are late, by what they have in common. A new reference; NULL with err.
json_t *report_late(struct report *report, const json_t *spec, struct err *err);
// `host.add`, `host.days`, `host.working_days`, `host.quarter`, `host.words` (report_time.c).
json_t *report_time_add(void *user, const json_t *asked, struct err *err);
json_t *report_time_days(void *user, const json_t *asked, struct err *err);
json_t *report_time_working_days(void *user, const json_t *asked, struct err *err);
json_t *report_time_quarter(void *user, const json_t *asked, struct err *err);
json_t *report_time_words(void *user, const json_t *asked, struct err *err);

// What the report gave back, checked and made whole (report_document.c; API.md says DOCUMENT). A new reference; NULL with err.
json_t *report_document(struct report *report, const json_t *given, struct err *err);
// Hides small numbers of children in a table of DOCUMENT before it is shown, and what would give them away (report_suppress.c).
void report_suppress(json_t *table);

void report_csv(struct buf *out, const json_t *document);  // RFC 4180, and no cell that a spreadsheet takes for a formula
void report_html(struct buf *out, const json_t *document); // one page on its own: no script, nothing fetched, prints
#endif
