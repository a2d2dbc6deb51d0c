// The book of a bundle: its reading page, data/index.html. JSON in, HTML out, nothing else asked: the same JSON gives the same bytes (J6).
// It opens on any PC from a folder, without a network and without scripts, is accessible (WCAG 2.2 AA) and prints on A4. Everything in it
// is escaped.
//
// A book is written in pieces that are added to a buf, so that whoever writes many items may empty the buf between two calls:
// book_begin, book_item for each item, book_end. Beyond BOOK_ITEMS_MAX items one page would be too long to open: then the items of the
// cover have a `page`, book_item is left out, and each item gets a page of its own by book_page.
//
// COVER, of all of them; only `board` and `items` must be there:
//   {"board": TEXT, "title"?: TEXT (of several items; of one its own is shown), "recipient"?: TEXT, "purpose"?: TEXT, "marking"?: TEXT,
//    "profile"?: TEXT (what it was redacted by), "stood"?: TEXT (local date and time of the last content entry), "zone"?: TEXT,
//    "asked"?: [TEXT] (what was asked for, a sentence each), "checkpoint"?: {"size": N, "root": HEX or base64, "key"?: TEXT} (the signed
//    head), "withheld"?: [{"what": TEXT, "why": TEXT}] (what concerns no single item), "format": N (of the bundle, FORMAT.md), "items":
//    [{"ref","title","noun","state_titles":[TEXT], "entries"?: N, "leaf"?: HEX, "page"?: PATH}]}
// ITEM:
//   {"number": N (its place among the cover's items, from 1; it makes anchors), "view": answer of case.show, "history": entries of
//    case.history (API.md), "entries"?: N (its place in the chain of the last entry in the journal), "leaf"?: HEX (that entry's leaf hash),
//    "evidence"?: [EVIDENCE with "by_name"?, "local"?, "path"?, "withheld"?: TEXT, "erased"?: TEXT or true] (book_evidence; missing: none),
//    "deadlines"?: [DEADLINE, or RECEIPT with its days] (missing: the view's `due`), "stops"?: [STOP],
//    "withheld"?: [{"what": TEXT, "why": TEXT}] (missing: nobody said; empty: nothing is), "folder"?: PATH}
// A PATH is relative to the book's own folder, and never ends in a slash. `folder` is where the item's files lie; `path` of evidence lies
// under it. On a page of the item's own, which lies in `folder`, it is left off.
//
// Of the view only this is shown: ref, title, noun, workflow_title, workflow_version, state_titles, closed, holder, waits (whose turn, by
// when), fields, due. Not what hangs on the present moment: colours, lateness, warnings, moves. A row of history without `what` and with
// `withheld` shows as withheld; numbers that are missing among the rows are said to be of access entries, so nothing else may be left out.
#ifndef WAYMARK_OP_BOOK_H
#define WAYMARK_OP_BOOK_H
#include "base/buf.h"
#include "base/json.h"
#include "op/pages.h"
#include "run/board.h"

enum { BOOK_ITEMS_MAX = 50 }; // about 5 MB of page at 200 entries an item

void book_begin(struct buf *out, const json_t *cover);
void book_item(struct buf *out, const json_t *cover, const json_t *item);
void book_end(struct buf *out, const json_t *cover);
// A whole page for one item of a longer bundle. `up`: the way back to the bundle's cover, "../../index.html".
void book_page(struct buf *out, const json_t *cover, const json_t *item, const char *up);

// Evidence as a book shows it: a copy with the names and local times of those who added it, and its path under the item's folder,
// "evidence/0001-3fa2c1d0.pdf" or as `naming` says. The one that asks the board. A new reference.
json_t *book_evidence(struct board *board, const json_t *evidence, enum page_naming naming);
#endif
