// A workflow as an English procedure, for reading aloud to whoever has to approve it: who begins, each step with its holder, its date, what
// happens while it is late, and each choice with who makes it, what it asks for and where it leads. Pure.
#ifndef WAYMARK_CHART_PROCEDURE_H
#define WAYMARK_CHART_PROCEDURE_H
#include "base/buf.h"
#include "base/json.h"
#include "chart/chart.h"

// {"name","title","version","noun","about":[TEXT],"conditions":[TEXT],"steps":[{"number","id","title","says":[TEXT],"choices":[{"label","says","to":[ID],"by":[TITLE],
// "itself"?:true}]}]}: states within states follow the one around them, numbered 2.1. `conditions` are its colours, its
// warnings, and what each condition that has a name stands for. A new reference.
json_t *procedure_of(const struct chart *chart);
// What the newer one says otherwise: [{"step"?,"gone":[TEXT],"new":[TEXT]}], a row a step, the first about the whole; none where nothing
// differs. Both are answers of procedure_of. A new reference.
json_t *procedure_changes(const json_t *older, const json_t *newer);
// The rule by which a STATE's holder is to be done; NULL: none. Borrowed.
const char *procedure_due(const json_t *state);

// procedure_value.c
void procedure_value(const struct chart *chart, const json_t *value, struct buf *out);
// procedure_words.c: parts of sentences. Each appends to out.
void procedure_roles(const struct chart *chart, const json_t *roles, const char *and, struct buf *out); // "the owner and the chair"
bool procedure_is_sentence(const char *title); // a role that is called "Whoever challenges": it has no article
void procedure_rule(const struct chart *chart, const char *rule, struct buf *out); // "10 working days after it was due"
// A rule as it is written, but for the group whose meeting it counts to, which is called as the board calls it. Caller frees.
char *procedure_rule_named(const struct chart *chart, const char *rule);
void procedure_field(const struct chart *chart, const char *name, struct buf *out);     // its label in quotes
void procedure_actions(const struct chart *chart, const json_t *actions, json_t *says); // a sentence each
#endif
