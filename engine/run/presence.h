// Who is there today: what the dates in the directory say of persons, agencies and a group's members, at the board's present moment and in
// its zone. What is kept of it is kept under the directory's stamp and the local day, so an answer changes at midnight by itself, without a
// change of the directory.
//
// Every date is a whole day: `joined`, `from` and `valid_from` the first one, `left`, `to` and `valid_to` the last.
#ifndef WAYMARK_RUN_PRESENCE_H
#define WAYMARK_RUN_PRESENCE_H
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>

// Is today within these two days? NULL or no text: open at that end.
bool presence_is_within(struct board *board, const json_t *from, const json_t *to);
// Has this person joined, and not left? NULL is nobody.
bool presence_is_here(struct board *board, const json_t *person);
// Is this person away today? `deputy`, if given, is set to whoever the absence names, else to NULL. Borrowed from the document.
bool presence_is_away(struct board *board, const json_t *person, const char **deputy);
// Both at once, of whoever has that id: a right asks it of the same few people again and again. Borrowed until the next question.
struct presence {
  const json_t *person; // their document; NULL: there is nobody of that id
  bool here, away;
  const char *deputy; // whoever the absence names, else NULL
};
const struct presence *presence_of(struct board *board, const char *person);
// Room for answers about people that hang on the directory and the day alone, {PERSON: {...}}: dropped as soon as one of the two is
// another. Borrowed until the next question.
json_t *presence_answers(struct board *board);
void presence_forget(struct board *board); // frees what is kept

// Does this person belong to the agency: by any of theirs, also where one of the two goes on as the other?
bool presence_belongs(struct board *board, const json_t *person, const char *agency);
// Is this person one of the agency's own people: of it, or of one that has ended and goes on as it? Not those of the one that it goes on
// as: what all of an agency's people may see is not given to everybody of its successor.
bool presence_is_of(struct board *board, const json_t *person, const char *agency);
// The agency that answers for this one today: itself, or of one that has ended whoever succeeded it. NULL: nobody does.
const json_t *presence_agency(struct board *board, const char *agency);
// A member of a group: an id, or {"person","from"?,"to"?}. NULL: not today.
const char *presence_member(struct board *board, const json_t *member);
// How many members must be there: the group's `quorum`, a number, or a share of today's members such as "1/3" or "50%". 0: not said.
int presence_quorum(struct board *board, const json_t *group);
// Since which day nobody holds this post: as it was kept when the holder was taken out, or the day after the holder's last. False: it is
// held, or nobody knows since when.
bool presence_vacant_since(struct board *board, const json_t *post, char out[DATE_TEXT]);
// Its name; of one that has ended and was succeeded "NHS A, since 1 Jul 2022 NHS B". NULL: there is no such agency. Caller frees.
char *presence_agency_words(struct board *board, const char *agency);
#endif
