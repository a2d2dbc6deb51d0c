// The file that a zip is written to. Writes are gathered, so that thousands of small entries are a few writes; going back to a header costs
// nothing while its entry is still here. The system is asked to begin writing to the disk early: the sync at the end then finds little to
// do.
#include "base/mem.h"
#include "bundle/internal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { SINK_ROOM = 1 << 18 };

void zip_sink_init(struct zip_sink *sink, int fd) { *sink = (struct zip_sink){.fd = fd, .bytes = mem_new(SINK_ROOM)}; }

void zip_sink_clear(struct zip_sink *sink) {
  mem_free(sink->bytes);
  sink->bytes = NULL;
}

static bool write_out(struct zip_sink *sink) {
  for (size_t done = 0; done < sink->size;) {
    ssize_t put = pwrite(sink->fd, sink->bytes + done, sink->size - done, (off_t)(sink->from + done));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      sink->why = put < 0 ? errno : EIO;
      return false;
    }
    done += (size_t)put;
  }
  if (sink->size > SINK_ROOM / 2) sync_file_range(sink->fd, (off_t)sink->from, (off_t)sink->size, SYNC_FILE_RANGE_WRITE);
  sink->size = 0;
  return true;
}

bool zip_sink_write(struct zip_sink *sink, const void *bytes, size_t size) {
  assert(size <= SINK_ROOM);
  bool fits = sink->at >= sink->from && sink->at <= sink->from + sink->size && sink->at + size <= sink->from + SINK_ROOM;
  if (!fits) {
    if (!write_out(sink)) return false;
    sink->from = sink->at;
  }
  size_t place = (size_t)(sink->at - sink->from);
  if (size) memcpy(sink->bytes + place, bytes, size);
  if (place + size > sink->size) sink->size = place + size;
  sink->at += size;
  if (sink->at > sink->end) sink->end = sink->at;
  return true;
}

bool zip_sink_read(struct zip_sink *sink, uint64_t at, void *out, size_t size) {
  if (at >= sink->from && at + size <= sink->from + sink->size) {
    memcpy(out, sink->bytes + (at - sink->from), size);
    return true;
  }
  if (!write_out(sink)) return false;
  sink->from = sink->at;
  ssize_t got = pread(sink->fd, out, size, (off_t)at);
  if (got != (ssize_t)size) sink->why = got < 0 ? errno : EIO;
  return got == (ssize_t)size;
}

void zip_sink_cut(struct zip_sink *sink, uint64_t end) {
  if (sink->from + sink->size > end) sink->size = end > sink->from ? (size_t)(end - sink->from) : 0;
  if (sink->size == 0) sink->from = end;
  sink->at = sink->end = end;
}

bool zip_sink_flush(struct zip_sink *sink) {
  if (!write_out(sink)) return false;
  sink->from = sink->at;
  if (ftruncate(sink->fd, (off_t)sink->end) == 0) return true;
  sink->why = errno;
  return false;
}
