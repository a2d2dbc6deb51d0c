// Which content of one item is to go (J2): what was asked for, and the texts by which its copies in other entries are found. Or, in an item
// that took down another's content (run/gather.h), what was taken of that.
#ifndef WAYMARK_RUN_ERASE_SCOPE_H
#define WAYMARK_RUN_ERASE_SCOPE_H
#include "base/err.h"
#include "base/json.h"
#include "chart/chart.h"
#include "run/versions.h"

#include <stdbool.h>
#include <stdint.h>

#define ERASED_TEXT "(erased)" // what stands in the place of a text

struct erase_scope {
  const struct chart *chart;
  struct versions versions; // those before that chart's
  const char *title_field;  // the field that lists show as the title; NULL: none
  bool all;                 // the item's whole content
  const json_t *fields;     // names, in every entry; "title" too
  const json_t *entries;    // numbers in the item's chain: all that they say
  const json_t *evidence;   // numbers of evidence items
  json_t *texts;            // {TEXT: true}: found within any text
  json_t *exact;            // {TEXT: true}: what was chosen and not written; found only where a ladder says which date it hangs on
  json_t *files;            // {SHA256: true} of evidence items that go
  const json_t *copied;     // {REF: {"all"?,"title"?,"fields"?}}: what goes of items whose rows are here; NULL: the item's own content goes
  const json_t *said;       // with `copied`: {TEXT: true}, the texts that go there
  bool opened;              // with `copied`: the item was opened with some of it, so its first entry holds copies
};

const json_t *erase_scope_spec(const struct erase_scope *scope, const char *name); // a field of any version that the item had; NULL

// Takes over `versions`. `asked` is {"all"?,"fields"?,"entries"?,"evidence"?}; its lists are borrowed. Clear in any case.
void erase_scope_init(struct erase_scope *scope, const struct chart *chart, struct versions versions, const char *title_field,
                      const json_t *asked);
// Both are borrowed. A row of an item that is not named in `copied` stays whole, whatever it says: it is a copy of that item's.
void erase_scope_init_copy(struct erase_scope *scope, const struct chart *chart, struct versions versions, const json_t *copied,
                           const json_t *said, bool opened);
void erase_scope_clear(struct erase_scope *scope);

bool erase_scope_whole(const struct erase_scope *scope, int64_t number); // does all that this entry says go?
bool erase_scope_field(const struct erase_scope *scope, const char *name);
bool erase_scope_is_written(const json_t *field); // does somebody write it, rather than choose?
bool erase_scope_title(const struct erase_scope *scope);
// Adds the texts of one entry that are to go, by its parts {NAME: VALUE}. All entries come before anything is redacted.
void erase_scope_gather(struct erase_scope *scope, int64_t number, const json_t *parts);
// The value without what is to go: texts that hold it become ERASED_TEXT, evidence a tombstone; of a `whole` one every text and number. A
// new reference, equal to the value where nothing goes.
json_t *erase_scope_redact(const struct erase_scope *scope, const json_t *value, bool whole);
// Does this text say some of what is to go: the whole of a value, a long run of it, a name or a number in it? A help, no proof: what a name
// is called in other words nobody can find.
bool erase_scope_repeats(const struct erase_scope *scope, const char *text);
bool erase_scope_quotes(const struct erase_scope *scope, const char *text); // a long run of it alone
#endif
