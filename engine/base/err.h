// One way to fail: a function that can fail returns bool or a pointer and takes `struct err *` last.
// On success `err` is untouched. The text is one whole sentence: what was tried, on what, why, what to do.
#ifndef WAYMARK_BASE_ERR_H
#define WAYMARK_BASE_ERR_H
#include <stdbool.h>

// Columns: C name, word in JSON and Lua, HTTP status, exit code of a command (DESIGN 6).
#define ERR_CODES(X)                                                                                                                       \
  X(ERR_NONE, "none", 200, 0)                                                                                                              \
  X(ERR_REFUSED, "refused", 409, 1)         /* a rule said no */                                                                           \
  X(ERR_NOT_ALLOWED, "not_allowed", 403, 1) /* the actor may not */                                                                        \
  X(ERR_NOT_FOUND, "not_found", 404, 1)     /* or not theirs to see: R1 */                                                                 \
  X(ERR_STALE, "stale", 412, 1)             /* the case moved on since the actor saw it: E2 */                                             \
  X(ERR_INVALID, "invalid", 400, 1)         /* input that cannot be understood */                                                          \
  X(ERR_PERSONAL, "personal", 422, 1)       /* it looks as if it named a child: kept only when sent with `sure` */                         \
  X(ERR_LIMIT, "limit", 413, 1)             /* a named limit was passed */                                                                 \
  X(ERR_BUSY, "busy", 503, 1)               /* somebody else holds it; try again */                                                        \
  X(ERR_MISUSE, "misuse", 400, 2)           /* the command line itself is wrong */                                                         \
  X(ERR_FULL, "full", 507, 3)               /* the disk is full */                                                                         \
  X(ERR_CORRUPT, "corrupt", 500, 3)         /* stored bytes are not what was written */                                                    \
  X(ERR_BROKEN, "broken", 500, 3)           /* the machine failed us */

enum err_code {
#define ERR_ENUM(name, word, status, exit_code) name,
  ERR_CODES(ERR_ENUM)
#undef ERR_ENUM
};

struct err {
  enum err_code code;
  char text[1200];
};

// Sets code and text; returns false, so that a caller can `return err_set(...)`. The text is UTF-8 whatever is quoted in it; one that is
// too long is cut between two characters and ends in "…".
bool err_set(struct err *err, enum err_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));

// Puts context before the text that is there: "reading board.lua: ...". Returns false.
bool err_prefix(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

const char *err_word(enum err_code code);
int err_status(enum err_code code);
int err_exit(enum err_code code);
// The code of a word that another process sent; ERR_BROKEN when it is no word of ours.
enum err_code err_from_word(const char *word);
#endif
