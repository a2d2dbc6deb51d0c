// The board's settings, a row each: what a setting is for and what it must be, in the seed and when it is changed later.
#ifndef WAYMARK_OP_SETTINGS_H
#define WAYMARK_OP_SETTINGS_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

enum setting_kind {
  SETTING_TEXT,
  SETTING_NUMBER,  // a whole number of `what` from 1 to `max`
  SETTING_HOURS,   // "08:00-18:00" (run/quiet.h)
  SETTING_KINDS,   // which kinds of personal data are looked for (run/personal.h)
  SETTING_PERSON,  // an id of the directory; whether there is such a person is the caller's to judge
  SETTING_AGENCY,  // the same of an agency
  SETTING_SWITCH,  // "on" or "off"
  SETTING_SOCKET,  // where a program of this machine listens: a path from the root
  SETTING_PATH,    // of a file of this machine, from the root
  SETTING_MAIL,    // how mail leaves (run/transport.h)
  SETTING_ADDRESS, // one mail address
  SETTING_LINK,    // how links begin
  SETTING_POSTS,   // a list of ids of posts; whether there are such posts is the caller's to judge
  SETTING_NAMES,   // a list of texts
  SETTING_TITLES,  // a list of lines, written with ; between them
  SETTING_TERMS,   // the board's own words (run/terms.h)
  SETTING_TABLE    // an object
};

struct setting {
  const char *name;
  enum setting_kind kind;
  const char *help;    // what it does, in the office's words
  const char *instead; // what changes it, when `setting set` does not: "calendar replace"
  const char *what;    // of a number: "megabytes"
  int64_t max;         // of a number
};

const struct setting *settings_at(size_t index); // NULL past the last
const struct setting *settings_find(const char *name);
// Is this a value for it? A sentence that begins with what `where` says: "evidence_max of the board's seed".
bool settings_check(const struct setting *setting, const json_t *value, const char *where, struct err *err);
#endif
