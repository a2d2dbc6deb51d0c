// What the files that write SCXML share. Not for other layers.
#ifndef WAYMARK_SCXML_WRITE_H
#define WAYMARK_SCXML_WRITE_H
#include "scxml/element.h"
#include "scxml/internal.h"

// write_action.c; of the element that is begun: what SCXML has words for as elements, and the whole list as an attribute of ours where it
// has not.
void write_actions(struct writer *writer, const json_t *actions);
void write_guard(struct writer *writer,
                 const json_t *guard); // as `cond` of the element that is begun, or as an attribute of ours; NULL: none
void write_data(struct writer *writer, const json_t *list); // <datamodel>
void write_donedata(struct writer *writer, const json_t *payload);
void write_invoke(struct writer *writer, const json_t *invoke);
bool guard_is_plain(const struct writer *writer, const json_t *guard);
bool action_is_plain(const struct writer *writer, const json_t *action); // write_plain.c
bool actions_are_plain(const struct writer *writer, const json_t *actions);
void write_document(struct writer *writer, const json_t *definition, bool is_inner); // write.c
#endif
