// The deadline rules of a definition, each read from its text once. A rule is made of its text alone, so what is kept cannot go stale; it
// is dropped with the definition.
#ifndef WAYMARK_RUN_RULES_READ_H
#define WAYMARK_RUN_RULES_READ_H
#include "base/err.h"
#include "time/rule.h"

struct rules_read;
struct rules_read *rules_read_new(void);
void rules_read_free(struct rules_read *rules);

// As rule_read. Borrowed until the next text is asked for; NULL with err.
const struct rule *rules_read_of(struct rules_read *rules, const char *text, struct err *err);
#endif
