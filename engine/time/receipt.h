// The receipt of a deadline (T9): everything that its date was worked out from, so that whoever doubts it can count along.
//
// {"rule","entered","field"?:{"name","value"},"due","local","shown","receipt":[DAY],"stops":[STOP]?,"calendar":{"name","version"},"former"?,
//  "zone":{"name","version"},"provisional",["missing":"why","stopped"]?}
// DAY is {"date","counted",["why"],["note"],["stopped"]}: why a day was skipped, what else is to be said, the reason for which the clock
// was stopped. `due`, `local` and `shown` are null while there is no deadline. STOP is as in stop.h.
#ifndef WAYMARK_TIME_RECEIPT_H
#define WAYMARK_TIME_RECEIPT_H
#include "base/json.h"
#include "time/rule.h"

json_t *receipt_new(const struct rule *rule, const struct rule_input *input, const struct rule_result *result); // a new reference
// The due instant, its local date and the words for both, put into an object; nulls while there is none.
void receipt_put_due(json_t *object, const struct zone *zone, const struct rule_result *result);
char *receipt_text(const json_t *receipt); // for a terminal, a line a day. Caller frees
#endif
