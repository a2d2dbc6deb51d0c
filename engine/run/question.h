// A question about an item's deadlines: the item as it stands, or as it would stand if something else were so. What is supposed is carried
// out on a copy by the very code that would do it live; nothing is written, and the board is as it was when the question ends.
#ifndef WAYMARK_RUN_QUESTION_H
#define WAYMARK_RUN_QUESTION_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"
#include "run/turn.h"

#include <stdbool.h>

enum { QUESTION_SUPPOSED_MAX = 50 }; // things supposed at once: nobody reads an answer to more

struct question {
  struct board *board;
  struct casefile *item;     // a copy, with what is supposed carried out
  json_t *armed;             // the rows that really are armed
  json_t *supposed;          // [TEXT]: what is supposed, each to follow "what if"
  json_t *changed;           // {FIELD: value}: fields that are supposed to be otherwise
  const char *person;        // who supposes it
  struct turn turn;          // of the copy, never appended
  struct calendar *calendar; // with what is supposed to be a holiday, lent to the board; NULL: nothing is
};

void question_begin(struct question *question, struct board *board, const struct casefile *item);
void question_end(struct question *question);
// Each text is "stop WHEN", "start WHEN", "holiday DATE" or "FIELD=VALUE"; WHEN is "today", a date or an instant. False with a sentence
// when one is not understood, or cannot be.
bool question_suppose(struct question *question, const json_t *texts, const char *person, struct err *err);
#endif
