// What the board's settings say about its mail, and a message of the outbox as the letter that goes to its person.
#ifndef WAYMARK_RUN_MAILING_H
#define WAYMARK_RUN_MAILING_H
#include "base/buf.h"
#include "base/json.h"
#include "run/board.h"
#include "run/transport.h"

#include <stdbool.h>

struct mailing {
  struct transport transport;
  json_t *settings;                                           // {NAME: text} of those below that are set
  const char *to, *from, *reply_to, *url, *ca, *login, *name; // borrowed from `settings`; NULL where it is not set
  char *log;
};

// False with a sentence: mail should leave and cannot, since a setting is missing or is none. Clear it in either case.
bool mailing_read(struct board *board, struct mailing *mailing, struct err *err);
void mailing_clear(struct mailing *mailing);

// The person's address; NULL with why it is none, as the end of a sentence about them: "has no mail address". Borrowed.
const char *mailing_address(struct board *board, const char *person, const char **why);
// Adds a link to the item, on a line of its own; nothing where links have no beginning.
void mailing_link(const struct mailing *mailing, const char *ref, const char *indent, struct buf *out);
// The row of the outbox as the bytes of a letter. False: it cannot be one.
bool mailing_letter(struct board *board, const struct mailing *mailing, const json_t *row, struct buf *out, struct err *err);
#endif
