// From an author's raw structure to the canonical definition, naming every mistake (DEFINITION.md).
// Pure: what belongs to other layers (deadline rules) is asked through struct check_host.
#ifndef WAYMARK_CHART_CHECK_H
#define WAYMARK_CHART_CHECK_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>

struct problem {
  char *pointer; // JSON pointer (RFC 6901) into the raw structure: "/states/work/states/agreed/on/start/target"
  char *text;    // one sentence: what is wrong, what was expected, "Did you mean `x`?" when there is a near name
};

// A source that builds its tables in a loop can be wrong a hundred thousand times; nobody reads past the first screens.
enum { PROBLEMS_MAX = 100 };

struct problems {
  struct problem *items;
  size_t count;
};

void problems_init(struct problems *problems);
void problems_clear(struct problems *problems);
void problems_add(struct problems *problems, const char *pointer, const char *format, ...) __attribute__((format(printf, 3, 4)));

// What checking wants to know of a deadline rule.
struct check_rule {
  json_t *fields;      // gets the names of the fields that it hangs on (an array of text)
  bool is_cycle;       // it comes again and again, never just once: every 3 months
  bool can_recur;      // it may be taken for the next time or for all of them: a cycle, a day of each year or period, a meeting
  bool hangs_on_group; // it counts from a group's meetings
};

struct check_host {
  void *user;
  // Is this a deadline rule? On false `err` says why.
  bool (*rule)(void *user, const char *text, struct check_rule *rule, struct err *err);
};

// Returns the canonical definition (a new reference), or NULL with at least one problem. All problems are found in one go.
json_t *definition_check(const json_t *raw, const struct check_host *host, struct problems *problems);

// The name in `names` (array of text) nearest to `name` by edit distance, or NULL when none is near. Borrowed.
const char *nearest_name(const char *name, const json_t *names);
// The end of a sentence about a name that is not known: `. Did you mean "x"?`, or `otherwise` when none is near. Returns out.
enum { NEAREST_WORDS = 200 };
const char *nearest_words(const char *name, const json_t *names, const char *otherwise, char out[NEAREST_WORDS]);
#endif
