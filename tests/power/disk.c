// The disk in memory: see disk.h. Lock files hold nothing that lasts, and are passed over.
#include "disk.h"

#include "base/mem.h"

#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 512 };

void disk_init(struct disk *disk) {
  *disk = (struct disk){0};
  disk_node(disk, true);
}

void disk_clear(struct disk *disk) {
  for (int i = 0; i < disk->count; i++) {
    mem_free(disk->nodes[i].names);
    mem_free(disk->nodes[i].bytes);
  }
  mem_free(disk->nodes);
  *disk = (struct disk){0};
}

static void *copy_of(const void *bytes, size_t size) {
  void *copy = mem_new(size);
  if (size) memcpy(copy, bytes, size);
  return copy;
}

void disk_copy(struct disk *to, const struct disk *from) {
  to->count = from->count;
  to->nodes = copy_of(from->nodes, (size_t)from->count * sizeof *from->nodes);
  for (int i = 0; i < from->count; i++) {
    const struct disk_node *node = &from->nodes[i];
    to->nodes[i].names = copy_of(node->names, (size_t)node->name_count * sizeof *node->names);
    to->nodes[i].bytes = copy_of(node->bytes, node->size);
  }
}

int disk_node(struct disk *disk, bool is_folder) {
  disk->nodes = mem_grow(disk->nodes, (size_t)disk->count + 1, sizeof *disk->nodes);
  disk->nodes[disk->count] = (struct disk_node){.is_folder = is_folder};
  return disk->count++;
}

static struct disk_name *name_in(const struct disk *disk, int folder, const char *name) {
  assert(disk->nodes[folder].is_folder);
  const struct disk_node *node = &disk->nodes[folder];
  for (int i = 0; i < node->name_count; i++)
    if (strcmp(node->names[i].text, name) == 0) return &node->names[i];
  return NULL;
}

int disk_find(const struct disk *disk, int folder, const char *name) {
  const struct disk_name *found = name_in(disk, folder, name);
  return found ? found->node : DISK_NONE;
}

int disk_walk(const struct disk *disk, const char *path) {
  int node = DISK_ROOT;
  while (*path && node != DISK_NONE) {
    char name[DISK_NAME];
    size_t size = strcspn(path, "/");
    assert(size < DISK_NAME);
    memcpy(name, path, size);
    name[size] = '\0';
    if (size) node = disk_find(disk, node, name);
    path += size + (path[size] == '/');
  }
  return node;
}

void disk_link(struct disk *disk, int folder, const char *name, int linked) {
  struct disk_name *found = name_in(disk, folder, name);
  struct disk_node *node = &disk->nodes[folder];
  if (!found) {
    node->names = mem_grow(node->names, (size_t)node->name_count + 1, sizeof *node->names);
    found = &node->names[node->name_count++];
    snprintf(found->text, DISK_NAME, "%s", name);
  }
  found->node = linked;
}

void disk_unlink(struct disk *disk, int folder, const char *name) {
  struct disk_name *found = name_in(disk, folder, name);
  struct disk_node *node = &disk->nodes[folder];
  if (found) *found = node->names[--node->name_count];
}

void disk_size(struct disk *disk, int number, int64_t size) {
  struct disk_node *node = &disk->nodes[number];
  size_t wanted = (size_t)size;
  node->bytes = mem_grow(node->bytes, wanted, 1);
  if (wanted > node->size) memset(node->bytes + node->size, 0, wanted - node->size);
  node->size = wanted;
}

void disk_write(struct disk *disk, int number, int64_t at, const void *bytes, size_t size) {
  size_t end = (size_t)at + size;
  if (end > disk->nodes[number].size) disk_size(disk, number, (int64_t)end);
  memcpy(disk->nodes[number].bytes + at, bytes, size);
}

// ---- to and from real folders

static bool is_passed_over(const char *name) { return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, "lock") == 0; }

static uint8_t *read_whole(const char *path, size_t *size) {
  struct stat about;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  assert(fd >= 0 && fstat(fd, &about) == 0);
  uint8_t *bytes = mem_new((size_t)about.st_size);
  *size = (size_t)about.st_size;
  assert(read(fd, bytes, *size) == (ssize_t)*size);
  close(fd);
  return bytes;
}

static void load_folder(struct disk *disk, int into, const char *folder) {
  DIR *listing = opendir(folder);
  assert(listing);
  for (struct dirent *item; (item = readdir(listing));) {
    if (is_passed_over(item->d_name)) continue;
    char path[PATH_SIZE];
    struct stat about;
    snprintf(path, sizeof path, "%s/%s", folder, item->d_name);
    assert(lstat(path, &about) == 0);
    int node = disk_node(disk, S_ISDIR(about.st_mode));
    disk_link(disk, into, item->d_name, node);
    if (S_ISDIR(about.st_mode))
      load_folder(disk, node, path);
    else
      disk->nodes[node].bytes = read_whole(path, &disk->nodes[node].size);
  }
  closedir(listing);
}

void disk_load(struct disk *disk, const char *folder) { load_folder(disk, DISK_ROOT, folder); }

static void save_file(const struct disk_node *node, const char *path) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  assert(fd >= 0);
  assert(write(fd, node->bytes, node->size) == (ssize_t)node->size);
  close(fd);
}

static void save_folder(const struct disk *disk, int number, const char *folder) {
  const struct disk_node *node = &disk->nodes[number];
  assert(mkdir(folder, 0700) == 0);
  for (int i = 0; i < node->name_count; i++) {
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", folder, node->names[i].text);
    if (disk->nodes[node->names[i].node].is_folder)
      save_folder(disk, node->names[i].node, path);
    else
      save_file(&disk->nodes[node->names[i].node], path);
  }
}

void disk_save(const struct disk *disk, const char *folder) { save_folder(disk, DISK_ROOT, folder); }

static int drop_one(const char *path, const struct stat *about, int kind, struct FTW *where) {
  (void)about, (void)kind, (void)where;
  return remove(path);
}

void disk_drop(const char *folder) { nftw(folder, drop_one, 16, FTW_DEPTH | FTW_PHYS); }

static bool same_folder(const struct disk *disk, int a, const struct disk *other, int b, const char *at, char path[256]) {
  const struct disk_node *one = &disk->nodes[a], *two = &other->nodes[b];
  bool same = one->is_folder == two->is_folder && one->name_count == two->name_count && one->size == two->size &&
              (one->size == 0 || memcmp(one->bytes, two->bytes, one->size) == 0);
  if (!same) snprintf(path, 256, "%.255s", at);
  for (int i = 0; same && i < one->name_count; i++) {
    char below[PATH_SIZE];
    int twin = disk_find(other, b, one->names[i].text);
    snprintf(below, sizeof below, "%s/%s", at, one->names[i].text);
    same = twin != DISK_NONE && same_folder(disk, one->names[i].node, other, twin, below, path);
    if (twin == DISK_NONE) snprintf(path, 256, "%.255s", below);
  }
  return same;
}

bool disk_same(const struct disk *disk, const char *folder, char path[256]) {
  struct disk real;
  disk_init(&real);
  disk_load(&real, folder);
  bool same = same_folder(disk, DISK_ROOT, &real, DISK_ROOT, "", path);
  disk_clear(&real);
  return same;
}
