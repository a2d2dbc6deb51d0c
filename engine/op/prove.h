// What a bundle proves beyond its checksums: that its journals are whole chains of entries whose hashes are right (J1, J2), that these
// stand in the log whose head was signed, and that what is readable beside them is what they come to.
#ifndef WAYMARK_OP_PROVE_H
#define WAYMARK_OP_PROVE_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>

struct prove_asked {
  const char *path;
  const char *password;   // NULL: it is not encrypted
  const char *key;        // a signing key that came by another way; NULL: none
  const char *checkpoint; // a signed checkpoint that was kept elsewhere; NULL: none
};

// bundle_verify's report, with what the record inside adds to it, and "not_proven": [TEXT]. False when it is no bundle.
bool bundle_prove(const struct prove_asked *asked, json_t **report, struct err *err);
#endif
