// The board's own rules about who sees what (R1): a document of the directory each, of kind `right`, beside what the workflows say.
//
//   {"id":"3","effect":"allow"|"deny"|"removed","workflow":NAME,"subject":SUBJECT,"what":[WORD],"states":[STATE]?,"reason":TEXT,"by":PERSON,"at":INSTANT}
//
// SUBJECT is whom it is for, whoever holds it now (subject.h): everyone, person:ID, post:POST, group:GROUP, agency:AGENCY (all its people)
// or agency:AGENCY/POST. WORD is one of `see` (DEFINITION.md, format 5).
//
// A rule that denies wins over all that allows. It takes nothing from the board's own office, nor from somebody who can act on the item
// where it stands: nobody is made to decide on what they may not read.
#ifndef WAYMARK_RUN_SIGHT_RULE_H
#define WAYMARK_RUN_SIGHT_RULE_H
#include "run/board.h"
#include "run/casefile.h"
#include "run/sight.h"

extern const char SIGHT_RULE_KIND[];
bool sight_rule_holds(const json_t *rule); // false for one that was removed, and for NULL

// Is this a subject, and is it of this board's? A sentence with the near name otherwise.
bool sight_subject_check(struct board *board, const char *subject, struct err *err);
char *sight_subject_words(struct board *board, const char *subject); // "the LLIP chair", for people. Caller frees.
// "in_progress" names the state "work.in_progress": a state is meant by its full id or by any one of its steps.
bool sight_state_is(const char *id, const char *state);
void sight_rules_apply(struct board *board, const struct casefile *item, const char *person, struct sight *sight);

// The same where not the item but only what rules are judged by is at hand, as the index keeps it.
struct sight_place {
  const char *workflow;
  const json_t *states;        // [ID] that are active; NULL: any may be
  const struct casefile *item; // NULL: `acts` says whether the person can act there
  bool acts;
};
// The rules that are for this person now; none that denies for the board's own office. Kept under the directory's stamp and the local date;
// borrowed until the next call.
const json_t *sight_rules_for(struct board *board, const char *person);
void sight_rules_apply_at(struct board *board, const struct sight_place *place, const char *person, const json_t *rules,
                          struct sight *sight);
#endif
