// What the files that write SCXML share. Not for other layers.
#ifndef WAYMARK_SCXML_WRITE_H
#define WAYMARK_SCXML_WRITE_H
#include "scxml/element.h"
#include "scxml/internal.h"

void write_actions(struct writer *writer, const json_t *actions); // write_action.c
bool write_cond(struct writer *writer, const json_t *guard);      // as `cond` of the element that is begun; false: write_guard has to
void write_guard(struct writer *writer, const json_t *guard);     // as an element of ours in it
void write_data(struct writer *writer, const json_t *list);       // <datamodel>
void write_donedata(struct writer *writer, const json_t *payload);
void write_invoke(struct writer *writer, const json_t *invoke);
void write_document(struct writer *writer, const json_t *definition, bool is_inner); // write.c
#endif
