// A file of pages that nobody writes meanwhile, laid into memory: a page is read and its checksum compared once, and then looked at where
// it lies, by as many connections and as often as they like.
#ifndef WAYMARK_STORE_PAGE_MAP_H
#define WAYMARK_STORE_PAGE_MAP_H
#include <stdbool.h>
#include <stdint.h>

struct page_map;

// `fd` is borrowed, and of that path. `is_whole` NULL: pages have no checksums. NULL: the file cannot be had so.
//
// The system may take a page away that was laid, and read it again when it is looked at: a disk that fails then has no call to say so. The
// program says it in a sentence and ends, with the exit code of damage.
struct page_map *page_map_new(int fd, const char *path, int page_size, bool (*is_whole)(const void *page, int size));
void page_map_free(struct page_map *map);
// That page, for any thread, until the map is freed; NULL: it lies elsewhere, cannot be read, or is not what was written: read it to hear
// why.
const void *page_map_at(struct page_map *map, int64_t at, int size);
// One of so many parts is no longer laid into memory, while nobody looks at a page: whoever asks for one again has it laid and compared
// again. NULL is fine.
void page_map_drop(struct page_map *map, int part, int parts);
#endif
