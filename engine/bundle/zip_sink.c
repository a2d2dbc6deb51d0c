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

enum { PAGE = 4096 };

void zip_sink_init(struct zip_sink *sink, int fd) {
  *sink = (struct zip_sink){.fd = fd, .bytes = mem_new(SINK_ROOM), .outlet = outlet_new(fd)};
}

void zip_sink_clear(struct zip_sink *sink) {
  outlet_free(sink->outlet);
  mem_free(sink->bytes);
  sink->outlet = NULL;
  sink->bytes = NULL;
}

void zip_sink_settle(struct zip_sink *sink) { outlet_settle(sink->outlet); }

static bool is_done(struct zip_sink *sink, int why) {
  sink->why = why;
  return why == 0;
}

// What lies before `upto` leaves.
static bool write_out(struct zip_sink *sink, uint64_t upto) {
  size_t size = (size_t)(upto - sink->from), rest = sink->size - size;
  if (!is_done(sink, outlet_take(sink->outlet, &sink->bytes, size, rest, sink->from))) return false;
  sink->size = rest;
  sink->from = upto;
  return true;
}

// All is written, and what is written next goes where `at` is.
static bool write_out_all(struct zip_sink *sink) {
  if (!is_done(sink, outlet_put(sink->outlet, sink->bytes, sink->size, sink->from))) return false;
  sink->size = 0;
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
  if (is_gone) return is_done(sink, outlet_put(sink->outlet, bytes, size, at));
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
  if (!(at + size > sink->from ? write_out_all(sink) : is_done(sink, outlet_settle(sink->outlet)))) return false;
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
  if (!write_out_all(sink) || !is_done(sink, outlet_settle(sink->outlet))) return false;
  if (ftruncate(sink->fd, (off_t)sink->end) == 0) return true;
  sink->why = errno;
  return false;
}
