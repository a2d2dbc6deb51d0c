// Dropping parts of entries for good (J2, RELIABILITY 6.11), and their bytes. The entry that says so, of kind 22, is its caller's.
//
// ASKED -> DROPPED [erase_parts, in the erasure's own transaction] -> [commit] -> GONE [erase_finish]. A crash after the commit is made
// good when the store is opened next: what is left to do stands in the store until it is done.
#ifndef WAYMARK_STORE_ERASE_H
#define WAYMARK_STORE_ERASE_H
#include "base/err.h"
#include "base/json.h"
#include "store/store.h"

#include <stdbool.h>

// Drops what an appended entry of kind 22 names in its part `erased`: [{"sequence","entry","parts":[{"name","commitment","reads"?}]}].
// ERR_CORRUPT when an entry does not hold such a part. `files` are SHA-256s of evidence that may go with it: {SHA256: ..}. Inside the
// caller's transaction.
bool erase_parts(struct store *store, const json_t *erased, const json_t *files, struct err *err);
// After the commit: removes evidence files that no entry names any more, leftovers beside them, and every old byte of the store's own
// files. Nothing when nothing is left to do. False: the disk could not do it now; it is tried again when the store is opened.
bool erase_finish(struct store *store, struct err *err);
bool erase_is_unfinished(struct store *store);
// Is a backup being made just now, which would still copy what is to go?
bool erase_must_wait(struct store *store);
#endif
