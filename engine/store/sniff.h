// What a file is by its first bytes, by libmagic. A name says what somebody calls it, never what it is.
#ifndef WAYMARK_STORE_SNIFF_H
#define WAYMARK_STORE_SNIFF_H
#include "store/evidence.h"

#include <stddef.h>

// The media type, "application/pdf"; "" when it cannot be told, or the machine has no libmagic data.
void sniff_type(const char *head, size_t size, char out[EVIDENCE_TYPE_SIZE]);
#endif
