// Rows of a field of type `parties` (P1): who takes part, and what became of the return that each was asked for (DEFINITION.md, format 6).
//
//   {"party":{"kind","id"},"status","item"?,"asked_on"?,"due"?,"returned_on"?,"late"?,"reason"?}
//
// NAMED -> ASKED [the state that invokes], ASKED -> RETURNED or NIL [its return says so], and back [it was withdrawn];
// any -> EXEMPT, REMOVED [with a reason]; RETURNED, NIL, EXEMPT, NON_RETURN -> REOPENED; ASKED, REOPENED -> NON_RETURN [closed without it].
#ifndef WAYMARK_CHART_PARTY_H
#define WAYMARK_CHART_PARTY_H
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>

bool parties_fit(const json_t *value);
bool party_is(const json_t *row, const char *status);
// Who a role goes by: the party of a row, unless it was removed. NULL: removed, or no row. A list may have been filled with anything.
const json_t *party_of_row(const json_t *row);
bool party_takes_part(const json_t *row);   // neither removed nor exempt
bool party_has_returned(const json_t *row); // a nil return is one
bool party_waits(const json_t *row);        // it takes part, has not returned, and nobody closed without it
// Whom the value of a field names: of a field that holds an agency, a group or a post by its id the party that it is, of any other the
// value itself. A new reference; NULL: nothing.
json_t *party_of_field(const json_t *field, const json_t *value);
bool party_field_is_id(const json_t *field); // such a field, whose value is no person
// The place of the row about this party or with this return; -1: there is none.
int party_find(const json_t *rows, const json_t *party);
int party_find_item(const json_t *rows, const char *ref);
// Values typed into a form: parties that are there stay as they are, new ones join, those that were never asked and are not named any
// more go. A new reference.
json_t *parties_filled(const json_t *old, const json_t *given);
#endif
