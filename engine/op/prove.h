// What a bundle proves beyond its checksums: that its journal is one whole chain of entries whose hashes are right (J1, J2).
#ifndef WAYMARK_OP_PROVE_H
#define WAYMARK_OP_PROVE_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>

// bundle_verify's report, with what the journal inside adds to it. False when it is no bundle.
bool bundle_prove(const char *path, json_t **report, struct err *err);
#endif
