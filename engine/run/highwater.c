// High-water files: see highwater.h.
#include "run/highwater.h"

#include "base/mem.h"
#include "run/signing.h"
#include "run/terms.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

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

// Written over, not cut first: a file that is cut and written again is sent to the disk at once by ext4, in the next commit's way. A note
// is never shorter than the one before, but where an older copy was accepted.
static void write_one(struct board *board, const char *path, const char *note, bool anew) {
  const struct env_files *files = board->env.files;
  if (anew) files->remove(board->env.user, path);
  int fd = files->open(board->env.user, path, O_WRONLY | O_CREAT | O_NOFOLLOW, 0600);
  if (fd < 0) return;
  (void)!files->write(board->env.user, fd, note, strlen(note));
  files->close(board->env.user, fd);
}

void highwater_write(struct board *board, const char *note, bool anew) {
  char *inside = inside_path(board), *outside = outside_path(board);
  write_one(board, inside, note, anew);
  if (outside) write_one(board, outside, note, anew);
  mem_free(outside);
  mem_free(inside);
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
