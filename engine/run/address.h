// One mail address as it may stand in an envelope and a header: letters, digits and a few marks, so that no line break, comment or second
// address can hide in it (RELIABILITY 6.6; libcurl looks at none of this before it sends one).
#ifndef WAYMARK_RUN_ADDRESS_H
#define WAYMARK_RUN_ADDRESS_H
#include "base/err.h"

#include <stdbool.h>

#define ADDRESS_DOMAIN(address) (strrchr(address, '@') + 1) // of one that address_is_good says yes to

// A dot-atom, @, and a domain of letters, digits and hyphens (RFC 5321, 4.1.2), in ASCII, within its limits of size.
bool address_is_good(const char *text);
// The same with a sentence; `whose` begins it: "The setting mail_from", "the mail address of o.owner".
bool address_check(const char *text, const char *whose, struct err *err);
#endif
