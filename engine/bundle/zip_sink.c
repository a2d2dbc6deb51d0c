// The file that a zip is written to. Writes are gathered, so that thousands of small entries are a few large writes, and the system is
// asked to begin with each at once: the sync at the end then finds nothing left but the last of them.
//
// What is handed over ends with a page and is not touched again: a page that changes behind its write goes to the disk twice, the second
// time alone, at the end, while everybody waits. So the entry at hand stays here until it is whole and its header right, where it has room.
#include "base/mem.h"
#include "bundle/internal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
  SINK_ROOM = 1 << 20, // a few entries of a usual size; with a quarter of it, a tenth of the bytes is of an entry that had no room
  PAGE = 4096,
};

void zip_sink_init(struct zip_sink *sink, int fd) { *sink = (struct zip_sink){.fd = fd, .bytes = mem_new(SINK_ROOM)}; }

void zip_sink_clear(struct zip_sink *sink) {
  mem_free(sink->bytes);
  sink->bytes = NULL;
}

static bool write_all(struct zip_sink *sink, const uint8_t *bytes, size_t size, uint64_t at) {
  for (size_t done = 0; done < size;) {
    ssize_t put = pwrite(sink->fd, bytes + done, size - done, (off_t)(at + done));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      sink->why = put < 0 ? errno : EIO;
      return false;
    }
    done += (size_t)put;
  }
  return true;
}

// What lies before `upto` leaves.
static bool write_out(struct zip_sink *sink, uint64_t upto) {
  size_t size = (size_t)(upto - sink->from);
  if (!write_all(sink, sink->bytes, size, sink->from)) return false;
  sync_file_range(sink->fd, (off_t)sink->from, (off_t)size, SYNC_FILE_RANGE_WRITE);
  sink->size -= size;
  memmove(sink->bytes, sink->bytes + size, sink->size);
  sink->from = upto;
  return true;
}

static bool write_out_all(struct zip_sink *sink) {
  if (sink->size > 0 && !write_out(sink, sink->from + sink->size)) return false;
  sink->from = sink->at;
  return true;
}

// The entries before the one at hand leave first, then what there is of that.
static bool make_room(struct zip_sink *sink, size_t more) {
  while (sink->size + more > SINK_ROOM) {
    uint64_t end = sink->from + sink->size, kept = sink->kept < end ? sink->kept - sink->kept % PAGE : 0;
    if (!write_out(sink, kept > sink->from ? kept : end - end % PAGE)) return false;
  }
  return true;
}

bool zip_sink_write(struct zip_sink *sink, const void *bytes, size_t size) {
  assert(size <= SINK_ROOM / 2);
  uint64_t at = sink->at;
  bool is_gone = at + size <= sink->from; // a large entry's header
  if (!is_gone && (at < sink->from || at > sink->from + sink->size) && !write_out_all(sink)) return false;
  sink->at += size;
  if (sink->at > sink->end) sink->end = sink->at;
  if (is_gone) return write_all(sink, bytes, size, at);
  if (at + size > sink->from + SINK_ROOM && !make_room(sink, size)) return false;
  assert(at >= sink->from); // what is written again ends before the last byte that there is
  size_t place = (size_t)(at - sink->from);
  if (size) memcpy(sink->bytes + place, bytes, size);
  if (place + size > sink->size) sink->size = place + size;
  return true;
}

bool zip_sink_read(struct zip_sink *sink, uint64_t at, void *out, size_t size) {
  if (at >= sink->from && at + size <= sink->from + sink->size) {
    memcpy(out, sink->bytes + (at - sink->from), size);
    return true;
  }
  if (at + size > sink->from && !write_out_all(sink)) return false;
  ssize_t got = pread(sink->fd, out, size, (off_t)at);
  if (got != (ssize_t)size) sink->why = got < 0 ? errno : EIO;
  return got == (ssize_t)size;
}

void zip_sink_keep(struct zip_sink *sink) { sink->kept = sink->end; }

void zip_sink_cut(struct zip_sink *sink, uint64_t end) {
  if (sink->from + sink->size > end) sink->size = end > sink->from ? (size_t)(end - sink->from) : 0;
  if (sink->size == 0) sink->from = end;
  sink->at = sink->end = end;
}

bool zip_sink_flush(struct zip_sink *sink) {
  if (!write_out_all(sink)) return false;
  if (ftruncate(sink->fd, (off_t)sink->end) == 0) return true;
  sink->why = errno;
  return false;
}
