// What the files of reading and writing SCXML share. Not for other layers.
#ifndef WAYMARK_SCXML_INTERNAL_H
#define WAYMARK_SCXML_INTERNAL_H
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "scxml/scxml.h"
#include "scxml/xml.h"

#include <stdbool.h>

// The event, for other tools, of a transition without one whose condition they cannot know.
#define SCXML_BY_HAND "waymark.when"

enum { INNER_MAX = 8 }; // documents inside documents (<invoke><content><scxml>)

// ---- reading

struct state_row {
  const struct xml *xml;
  const char *id;   // NULL for the root
  int parent, last; // last: the number of the last state below it
};

struct reader {
  const struct scxml_source *source;
  const char *datamodel; // "lua" or "null"; NULL: a workflow of ours
  struct err *err;
  struct state_row *rows; // in document order; 0 is <scxml>
  int row_count, made, inner;
  json_t *rows_by_id, *ids; // {ID: NUMBER}; [ID]
};

// The first mistake: "FILE:LINE:COLUMN: sentence". Returns false.
bool reader_fail(struct reader *reader, const struct xml *at, const char *format, ...) __attribute__((format(printf, 3, 4)));

bool rules_check(struct reader *reader, const struct xml *root); // rule.c: which elements and attributes stand where

const char *plain(const struct xml *xml, const char *name); // an attribute without a namespace; NULL when there is none
const char *ours(const struct xml *xml, const char *name);  // one of ours
bool is_scxml(const struct xml *xml, const char *name);     // an element of SCXML's
bool is_ours(const struct xml *xml, const char *name);      // one of ours; NULL: any
const struct xml *child_find(const struct xml *xml, const char *name);
void copy_text(const struct xml *xml, const char *name, json_t *out, const char *key); // nothing when there is no such attribute
json_t *words_of(const char *text);                                                    // parted by blanks; a new reference
bool extra_read(struct reader *reader, const struct xml *xml, json_t *out); // an element of ours: its attributes, and the JSON in it

json_t *own_json(struct reader *reader, const struct xml *xml, const char *name); // the JSON of an attribute of ours; a new reference

bool rows_collect(struct reader *reader, const struct xml *root);           // state_row.c
bool state_is_inside(const struct reader *reader, int state, int ancestor); // below it
int state_find(const struct reader *reader, const char *id);                // -1
bool is_history(const struct xml *xml);
// The states that `text` names, as `key` or `key`s of `out`; `within`: a state that they must all be below, or -1.
bool targets_read(struct reader *reader, const struct xml *at, const char *text, int within, const char *key, json_t *out);

bool state_read(struct reader *reader, int state, json_t *out);                   // read_state.c
bool transition_read(struct reader *reader, const struct xml *xml, json_t *out);  // read_transition.c
bool guard_read(struct reader *reader, const struct xml *xml, json_t *out);       // its `cond`, as `guard`
bool actions_read(struct reader *reader, const struct xml *parent, json_t *list); // read_action.c
bool literal_read(struct reader *reader, const struct xml *xml, const char *key, const char *expr_key, json_t *out); // read_value.c
bool data_read(struct reader *reader, const struct xml *datamodel, json_t *list);
bool payload_read(struct reader *reader, const struct xml *xml, json_t *out); // namelist, params, content
bool invoke_read(struct reader *reader, const struct xml *xml, json_t *out);  // read_invoke.c
char *source_file(struct reader *reader, const struct xml *at,
                  const char *name); // the text of a file that the document names. Caller frees.
json_t *document_read(const struct scxml_source *source, const struct xml *root, int inner, struct err *err);
json_t *value_tidy(const json_t *value); // without null, empty lists as empty objects; NULL: it cannot be told to Lua. A new reference.
bool cond_is_in(const char *cond, char **id); // is it In('id') and no more? Caller frees *id.
#endif
