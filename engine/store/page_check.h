// Every page of the store's file carries a checksum, written when the page is and compared when it is read, so that a bit that the disk
// flipped is an error and never an answer (FORMAT.md, "Pages"). It stands between SQLite and whatever VFS the world names.
#ifndef WAYMARK_STORE_PAGE_CHECK_H
#define WAYMARK_STORE_PAGE_CHECK_H
#include <sqlite3.h>

#include <stdbool.h>

enum {
  PAGE_CHECK_SIZE = 8,                // bytes at each page's end that SQLite leaves alone
  PAGE_CHECK_APPLICATION = 0x574D4B32 // "WMK2": a file that says so is checked, whatever else its header says
};

struct page_check;
struct page_map;

// A VFS of its own for one store, over the one of that name (NULL: SQLite's default). Free it when every file that it opened is closed.
struct page_check *page_check_new(const char *base);
void page_check_free(struct page_check *check);
// A VFS whose one file of pages is that one, which another connection has open: it is read and nothing else, and must outlive this.
// `map`, borrowed, is where its pages lie in memory; NULL: they are read.
struct page_check *page_check_new_lent(sqlite3_file *file, struct page_map *map);
// The file of that path, which is the one that is open, laid into memory while nobody writes it. Free it; NULL: it cannot be had so.
struct page_map *page_check_map(struct page_check *check, sqlite3_file *file, const char *path, int page_size);
const char *page_check_vfs(const struct page_check *check); // for sqlite3_open_v2

// From now on every page that is written is stamped, whatever the file's header says yet: for a new file.
void page_check_all(struct page_check *check);
// Does the file that is open say that it is checked?
bool page_check_is_on(const struct page_check *check);
#endif
