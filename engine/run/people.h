// Who holds a role on an item at this moment (R2): posts, deputies, vacancies and conflicts of interest are data in the directory.
#ifndef WAYMARK_RUN_PEOPLE_H
#define WAYMARK_RUN_PEOPLE_H
#include "base/buf.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

// WHO: [{"id","name","via"}], those who may act for the role now; empty when nobody holds it. A new reference.
// `note`, if given, gets a sentence when somebody was passed over: "Priya Shah is LLIP chair but belongs to Police, which leads this
// action, so Tom Reed (LLIP vice-chair) decides." or "Nobody holds LLIP chair today."
json_t *people_of_role(struct board *board, const struct casefile *item, const char *role, struct buf *note);
// Does this person hold the role now? `via` may be NULL.
bool people_hold(struct board *board, const struct casefile *item, const char *role, const char *person, struct buf *note);
bool people_hold_any(struct board *board, const struct casefile *item, const json_t *roles, const char *person, struct buf *note);
// May this person read what is one of these roles' to read? Being away takes turns and decisions, to whoever acts meanwhile, never reading.
bool people_read_any(struct board *board, const struct casefile *item, const json_t *roles, const char *person);
// Does anybody hold the role now whom `takes` takes? Asked of one after the other, until it is known.
bool people_any_holds(struct board *board, const struct casefile *item, const char *role, bool (*takes)(void *user, const char *person),
                      void *user);
// WHO may act for a post of the board now: its holder, else whoever deputises. A new reference.
json_t *people_of_post(struct board *board, const char *post);
// The same of a subject (subject.h), whoever's item it is.
struct subject;
json_t *people_of_subject(struct board *board, const struct subject *subject);
bool people_read_subject(struct board *board, const struct subject *subject, const char *person);
const char *people_role_title(const struct casefile *item, const char *role);

// Is this the Business Manager, somebody who deputises (a person or the holder of a post), or the administrator? They do the board's own
// work.
bool people_in_office(struct board *board, const char *person);

// Does this person hold the post of the board, or deputise in it for somebody else than `apart` (NULL: for anybody)?
bool people_in_post(struct board *board, const char *post, const char *person, const char *apart);
// Do they act for it now: its holder who is there, else whoever deputises today? To read, its holder though away too.
bool people_act_in_post(struct board *board, const char *post, const char *person);
bool people_read_in_post(struct board *board, const char *post, const char *person);

// The person's document when there is one and it is active; NULL with a sentence (and a near name) otherwise. A new reference.
json_t *people_find(struct board *board, const char *person, struct err *err);
void people_name(struct board *board, const char *person, char *out, size_t size); // its name, or the id when it is unknown
bool people_key(struct board *board, const char *person, struct id *key);          // the random id that stands in headers (J1)
// The name of any directory document as people read it, or its id: a group's name and a post's title in the board's own words (terms.h);
// who somebody is, and an agency, are called by no other name. Nothing that is stored or hashed goes through here. Caller frees.
char *directory_name(struct board *board, const char *kind, const char *id);
char *directory_said(struct board *board, const char *kind, const json_t *document);
// A row of a list with them so said.
void directory_say(struct board *board, const char *kind, json_t *row);
#endif
