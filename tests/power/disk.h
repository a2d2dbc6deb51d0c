// A disk in memory: folders and files as nodes, so that a folder that is renamed takes what lies in it along, and a file that lost its name
// keeps its bytes. A node has the same number on the disk as it is, as it is durable, and as a power cut leaves it.
#ifndef WAYMARK_TESTS_POWER_DISK_H
#define WAYMARK_TESTS_POWER_DISK_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DISK_ROOT = 0, DISK_NONE = -1, DISK_NAME = 128 };

struct disk_name {
  char text[DISK_NAME];
  int node;
};

struct disk_node {
  bool is_folder;
  struct disk_name *names; // of a folder
  int name_count;
  uint8_t *bytes; // of a file
  size_t size;
};

struct disk {
  struct disk_node *nodes;
  int count;
};

void disk_init(struct disk *disk); // an empty folder, its root
void disk_clear(struct disk *disk);
void disk_copy(struct disk *to, const struct disk *from); // `to` is to be cleared

int disk_node(struct disk *disk, bool is_folder); // a new one that has no name yet
int disk_find(const struct disk *disk, int folder, const char *name);
// The node at a path below the root, "a/b"; DISK_NONE: there is none.
int disk_walk(const struct disk *disk, const char *path);
void disk_link(struct disk *disk, int folder, const char *name, int node); // in place of what has that name
void disk_unlink(struct disk *disk, int folder, const char *name);

void disk_write(struct disk *disk, int node, int64_t at, const void *bytes, size_t size);
void disk_size(struct disk *disk, int node, int64_t size);

void disk_load(struct disk *disk, const char *folder);       // from a real folder into an initialised one
void disk_save(const struct disk *disk, const char *folder); // to a new real folder
void disk_drop(const char *folder);                          // takes a real folder away
// Is the real folder what the disk says? The first path that differs goes to `path`.
bool disk_same(const struct disk *disk, const char *folder, char path[256]);
#endif
