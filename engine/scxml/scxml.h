// SCXML (W3C SCXML 1.0) in and out: documents become canonical definitions (engine/chart/DEFINITION.md) and definitions become documents or
// readable Lua. What is not supported, and why, stands in README.md beside this.
#ifndef WAYMARK_SCXML_SCXML_H
#define WAYMARK_SCXML_SCXML_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>

#define SCXML_SPACE "http://www.w3.org/2005/07/scxml"
#define SCXML_WAYMARK_SPACE "urn:waymark:workflow:1" // what a workflow has and SCXML has no words for

// A document to read. `file` names it in sentences; files that it names (`src`) lie in `folder` or below, NULL: it may name none. `name` is
// the chart's where the document gives it none.
struct scxml_source {
  const char *file, *folder, *name;
  const char *text;
  size_t size;
};

// The canonical definition, a new reference. NULL with one sentence that begins "FILE:LINE:COLUMN:" for the first mistake: W3C SCXML 1.0
// says what a document must be, and the rest is refused.
json_t *scxml_read(const struct scxml_source *source, struct err *err);
json_t *scxml_read_file(const char *path, struct err *err);

// A file that a document names, `file:NAME` or a relative NAME: inside `folder`, through no link, a regular one, at most SCXML_FILE_MAX
// bytes of UTF-8. Caller frees.
enum { SCXML_FILE_MAX = 1 << 20 };
char *scxml_file(const char *folder, const char *name, struct err *err);
// The definition of a document there; `src` as above.
json_t *scxml_read_src(const char *folder, const char *src, struct err *err);

// SCXML 1.0 that reads back as the same definition. Caller frees; NULL where XML cannot hold it.
char *scxml_write(const json_t *definition, struct err *err);
// A workflow in Lua that is checked into the same definition. Caller frees; NULL where Lua cannot hold it.
char *scxml_write_lua(const json_t *definition, struct err *err);
#endif
