// What the files of a redaction share: what is withheld of each item, who is not named, and the texts that must stand nowhere else.
//
//   redaction.c         the plan: reading the items' entries once, before anything is shown
//   redaction_field.c   which fields repeat which, by the workflow's own actions
//   redaction_people.c  who is not named, and as whom they are shown
//   redaction_scrub.c   texts: finding what repeats a withheld one
//   redaction_part.c    an entry, part by part
#ifndef WAYMARK_RUN_REDACTION_PLAN_H
#define WAYMARK_RUN_REDACTION_PLAN_H
#include "run/casefile.h"
#include "run/redaction.h"

#define REDACTION_GONE "(withheld)" // in place of a text within something that is shown

// A text that must not be repeated.
struct needle {
  char *text;
  enum { NEEDLE_WHOLE, NEEDLE_WORDS, NEEDLE_ANYWHERE } where; // as a whole text; as whole words; also with more letters behind
  const char *why;                                            // of the profile
};

struct redacted_item {
  char hex[ID_TEXT];
  json_t *structure; // the definition's, with those of the versions before in it (versions.h)
  json_t *fields;    // {NAME: REASON}
  json_t *named;     // {NAME: true}: those that the profile itself names; the others repeat them
  json_t *pieces;    // {"3": REASON}
  json_t *said;      // {NAME: [VALUE]}: what each field ever held or was given
};

struct redaction {
  struct board *board;
  json_t *profile;
  struct redacted_item *items;
  size_t item_count;
  int64_t size;   // of the journal; what came later is not looked at
  json_t *people; // {PERSON: {"id","name","why"}}
  json_t *known;  // {PERSON: {"texts":[TEXT],"names":[TEXT],"agencies":[ID]}}: of every version of the directory
  json_t *titles; // {KIND: {ID: [TEXT]}}: names of agencies, groups and posts, likewise
  json_t *stood;  // {"post"|"agency": {ID: document}}: as they stood at the end of those entries
  struct needle *needles;
  size_t needle_count, needle_room;
  json_t *by_word; // {WORD: [place]}: needles by their first word in small letters
  json_t *places;  // {HEX: place} of the items
};

// redaction.c
const struct redacted_item *redaction_item(const struct redaction *redaction, const char *case_hex); // NULL: it is none of them
const char *redaction_why(const struct redaction *redaction);                         // a reason for what may repeat anything (RD4)
const char *redaction_part_rule(const struct redaction *redaction, const char *part); // reason of a rule about a kind of part; NULL

// redaction_field.c: fills item->fields from the profile's rules, then with whatever the workflow copies.
void redaction_fields_find(const struct redaction *redaction, struct redacted_item *item);
const char *redaction_field_type(const struct redacted_item *item, const char *name);
// Does anything in a value or action come from a withheld field? The reason; NULL: no.
const char *redaction_source_why(const struct redacted_item *item, const json_t *value);
// Does some action of this kind take something from a withheld field?
const char *redaction_action_why(const struct redacted_item *item, const char *action);

// redaction_people.c
void redaction_know(struct redaction *redaction, const char *part, const json_t *value); // a part `directory/KIND/ID`
void redaction_people_choose(struct redaction *redaction);                               // by the profile's rules
void redaction_person_add(struct redaction *redaction, const char *person, const char *why);
void redaction_people_name(struct redaction *redaction, const json_t *value); // numbers those who stand in it, in that order
void redaction_people_end(struct redaction *redaction);                       // numbers the others; their names become needles
// The board's own part about people, as it may be seen. *name: what it is called then, freed by the caller. A new reference.
json_t *redaction_directory(const struct redaction *redaction, const char *part, const json_t *value, char **name);

// redaction_scrub.c
void redaction_needle(struct redaction *redaction, const char *text, int where, const char *why);
void redaction_needles_of(struct redaction *redaction, const char *type, const json_t *value, const char *why); // of a withheld value
// The value with people renamed and texts that repeat something withheld replaced. *why: set to the reason where anything was. A new
// reference.
json_t *redaction_scrub(const struct redaction *redaction, const json_t *value, const char **why);
json_t *redaction_rename(const struct redaction *redaction, const json_t *value, const char **why); // people alone
#endif
