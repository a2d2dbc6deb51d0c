// The table of rights: of each workflow, state and role what is seen and what may be done, and the board's own rules. It is read off the
// definitions, so it says what holds for whoever has a role; who that is hangs on each item.
#ifndef WAYMARK_OP_RIGHTS_TABLE_H
#define WAYMARK_OP_RIGHTS_TABLE_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

// {"rows":[ROW],"rules":[RULE],"person"?,"name"?,"workflows"?}. `workflow` NULL: of each. `person` NULL: every role; else the roles that
// this person could hold, and how many items they see. `about` NULL: all rules, else those that are about this person. A new reference;
// NULL with err where there is no such workflow.
json_t *rights_table(struct board *board, const char *workflow, const char *person, const char *about, struct err *err);
json_t *rights_rule_json(struct board *board, const json_t *rule); // one rule for people; a new reference
#endif
