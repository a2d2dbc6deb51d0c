// High-water files: see highwater.h.
#include "run/highwater.h"

#include "base/mem.h"
#include "run/signing.h"
#include "run/terms.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Caller frees; NULL: no folder outside was named.
static char *outside_path(struct board *board) {
  char origin[64];
  if (!board->env.highwater) return NULL;
  signing_origin(board, origin);
  const char *slash = strchr(origin, '/');
  return mem_format("%s/%s.checkpoint", board->env.highwater, slash ? slash + 1 : origin);
}

static char *inside_path(const struct board *board) { return mem_format("%s/highwater", board->folder); }

// One that a power cut left half written says nothing, nor does one that is not there.
static bool read_head(struct board *board, const char *path, struct checkpoint *head) {
  char *text = NULL;
  size_t size;
  struct err err;
  bool ok = env_read_file(&board->env, path, NOTE_SIZE_MAX, &text, &size, &err) && checkpoint_read(text, head, &err);
  mem_free(text);
  return ok;
}

// What the store is, by that file; NULL: the newest.
static const char *what_it_is(struct board *board, const struct checkpoint *water) {
  char origin[64];
  struct hash root;
  struct err err;
  signing_origin(board, origin);
  if (strcmp(water->origin, origin) != 0) return "another board's";
  if (water->size > journal_count(board->store)) return "an older copy";
  return tree_root(board->store, water->size, &root, &err) && !hash_equal(&root, &water->root) ? "one with another history" : NULL;
}

static char *ahead_of(struct board *board, const char *path, struct checkpoint *lost) {
  const char *what = read_head(board, path, lost) ? what_it_is(board, lost) : NULL;
  if (!what) return NULL;
  char *office = terms_office(board->terms);
  char *why =
      mem_format("Nothing is recorded: the store in %s is %s (it has %lld entries; %lld were signed for this board, as the file %s "
                 "says). Put the newest waymark.db back, with its waymark.db-wal, or restore the latest backup. If what came after is "
                 "lost for good, somebody of the %s's office goes on from here with `waymark journal accept-older "
                 "--reason TEXT`, which is kept on record.",
                 board->folder, what, (long long)journal_count(board->store), (long long)lost->size, path, office);
  mem_free(office);
  return why;
}

char *highwater_ahead(struct board *board, struct checkpoint *lost) {
  char *inside = inside_path(board), *outside = outside_path(board);
  char *why = ahead_of(board, inside, lost);
  if (!why && outside) why = ahead_of(board, outside, lost);
  mem_free(outside);
  mem_free(inside);
  return why;
}

enum { INSIDE, OUTSIDE, PLACES };

struct highwater {
  struct env env;
  struct place {
    char *path; // NULL: none was named
    int fd;     // -1: not open
    dev_t device;
    ino_t number; // of what is open
  } places[PLACES];
};

struct highwater *highwater_open(struct board *board) {
  struct highwater *highwater = mem_new(sizeof *highwater);
  highwater->env = board->env;
  highwater->places[INSIDE] = (struct place){.path = inside_path(board), .fd = -1};
  highwater->places[OUTSIDE] = (struct place){.path = outside_path(board), .fd = -1};
  return highwater;
}

static void leave(const struct env *env, struct place *place) {
  if (place->fd >= 0) env->files->close(env->user, place->fd);
  place->fd = -1;
}

void highwater_close(struct highwater *highwater) {
  if (!highwater) return;
  for (int i = 0; i < PLACES; i++) {
    leave(&highwater->env, &highwater->places[i]);
    mem_free(highwater->places[i].path);
  }
  mem_free(highwater);
}

// Is it still the file of that name?
static bool is_there(const struct place *place) {
  struct stat named;
  return place->fd >= 0 && lstat(place->path, &named) == 0 && named.st_ino == place->number && named.st_dev == place->device &&
         lseek(place->fd, 0, SEEK_SET) == 0;
}

static bool find(const struct env *env, struct place *place) {
  struct stat open;
  if (is_there(place)) return true;
  leave(env, place);
  place->fd = env->files->open(env->user, place->path, O_WRONLY | O_CREAT | O_NOFOLLOW, 0600);
  if (place->fd < 0) return false;
  bool known = fstat(place->fd, &open) == 0;
  place->device = known ? open.st_dev : 0, place->number = known ? open.st_ino : 0;
  return true;
}

// Written over, not cut first: a file that is cut and written again is sent to the disk at once by ext4, in the next commit's way. A note
// is never shorter than the one before, but where an older copy was accepted. Opening it each time would take as long as two of the
// commit's rows.
static void write_one(const struct env *env, struct place *place, const char *note, bool anew) {
  if (!place->path) return;
  if (anew) env->files->remove(env->user, place->path);
  if (find(env, place) && env->files->write(env->user, place->fd, note, strlen(note)) < 0) leave(env, place);
}

void highwater_write(struct highwater *highwater, const char *note, bool anew) {
  for (int i = 0; i < PLACES; i++) write_one(&highwater->env, &highwater->places[i], note, anew);
  leave(&highwater->env, &highwater->places[OUTSIDE]); // it may lie on a disk that somebody wants to take out
}

char *highwater_trouble(struct board *board) {
  char *path = outside_path(board), *why = NULL;
  struct checkpoint head;
  if (path && !read_head(board, path, &head))
    why =
        mem_format("The high-water file %s is not there or cannot be read, so an older copy of the whole folder would not be noticed: let "
                   "the program write to the folder that WAYMARK_HIGHWATER names; the next change makes the file.",
                   path);
  mem_free(path);
  return why;
}
