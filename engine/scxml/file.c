// Files that a document names: `file:NAME` or a plain relative name, inside the document's own folder. Each part of the name is opened
// below the one before it and through no link, so that neither "..", nor a link, nor a folder that is exchanged meanwhile leads out.
#include "base/env.h"
#include "base/mem.h"
#include "scxml/internal.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(struct err *err, const char *src, const char *why) {
  return err_set(err, ERR_INVALID, "\"%s\" cannot be read: %s.", src, why);
}

// What a URI writes as %41 is A; NULL when there is a zero among it.
static char *decoded(const char *text) {
  struct buf out;
  buf_init(&out);
  for (const char *c = text; *c; c++) {
    char digits[3] = {0};
    bool coded = c[0] == '%' && isxdigit((unsigned char)c[1]) && isxdigit((unsigned char)c[2]);
    if (coded) memcpy(digits, c + 1, 2);
    buf_char(&out, coded ? (char)strtol(digits, NULL, 16) : *c);
    if (coded) c += 2;
  }
  size_t size = out.size;
  char *name = buf_take(&out);
  if (strlen(name) == size) return name;
  mem_free(name);
  return NULL;
}

// The plain name in `src`; NULL with why it is none. Caller frees.
static char *name_of(const char *src, struct err *err) {
  bool is_uri = strncmp(src, "file:", 5) == 0;
  size_t scheme = strspn(src, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
  if (!is_uri && scheme > 0 && src[scheme] == ':') {
    refuse(err, src, "only files beside the document are read, as \"file:NAME\" or \"NAME\"");
    return NULL;
  }
  char *name = is_uri ? decoded(src + 5) : mem_text(src);
  bool ok = name && *name && *name != '/' ? true : refuse(err, src, "only a name inside the document's own folder can stand here");
  for (const char *part = name; ok && part && *part; part += strcspn(part, "/")) {
    part += strspn(part, "/");
    if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0')) ok = refuse(err, src, "it leads out of the document's folder");
  }
  if (ok) return name;
  mem_free(name);
  return NULL;
}

// Takes over `folder`.
static int open_below(int folder, const char *name) {
  while (folder >= 0) {
    name += strspn(name, "/");
    size_t size = strcspn(name, "/");
    bool is_last = name[size + strspn(name + size, "/")] == '\0';
    char *part = mem_text_part(name, size);
    int below = openat(folder, part, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (is_last ? O_NONBLOCK : O_DIRECTORY)), reason = errno;
    mem_free(part);
    close(folder);
    errno = reason;
    folder = below;
    if (is_last) return folder;
    name += size;
  }
  return -1;
}

static char *read_all(int fd, const char *src, struct err *err) {
  struct stat about;
  if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) return refuse(err, src, "it is no regular file"), NULL;
  if (about.st_size > SCXML_FILE_MAX) {
    err_set(err, ERR_LIMIT, "\"%s\" cannot be read: it is larger than %d KiB, the limit.", src, SCXML_FILE_MAX >> 10);
    return NULL;
  }
  char *text = mem_new((size_t)about.st_size + 1);
  ssize_t got, have = 0;
  while (have < about.st_size && (got = read(fd, text + have, (size_t)(about.st_size - have))) > 0) have += got;
  if (strlen(text) == (size_t)have && json_is_utf8(text)) return text;
  mem_free(text);
  refuse(err, src, "it is not UTF-8 text");
  return NULL;
}

char *scxml_file(const char *folder, const char *src, struct err *err) {
  char *name = folder ? name_of(src, err) : NULL, *text = NULL;
  if (!folder) refuse(err, src, "this document has no folder that files could lie in");
  int fd = name ? open_below(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), name) : -1;
  if (name && fd < 0)
    refuse(err, src, errno == ENOENT ? "there is no such file beside the document" : errno == ELOOP ? "it is a link" : strerror(errno));
  if (fd >= 0) {
    text = read_all(fd, src, err);
    close(fd);
  }
  mem_free(name);
  return text;
}

char *source_file(struct reader *reader, const struct xml *at, const char *name) {
  struct err why;
  char *text = scxml_file(reader->source->folder, name, &why);
  if (!text) reader_fail(reader, at, "%s", why.text);
  return text;
}

// "charts/door.scxml" gives "door".
static char *name_from(const char *path) {
  const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
  return mem_text_part(base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
}

static json_t *read_text(const char *file, const char *folder, const char *text, size_t size, struct err *err) {
  char *name = name_from(file);
  json_t *definition = scxml_read(&(struct scxml_source){.file = file, .folder = folder, .name = name, .text = text, .size = size}, err);
  mem_free(name);
  return definition;
}

json_t *scxml_read_src(const char *folder, const char *src, struct err *err) {
  char *text = scxml_file(folder, src, err);
  json_t *definition = text ? read_text(src, folder, text, strlen(text), err) : NULL;
  mem_free(text);
  return definition;
}

json_t *scxml_read_file(const char *path, struct err *err) {
  struct env env = env_system();
  const char *slash = strrchr(path, '/');
  char *folder = slash ? mem_text_part(path, slash == path ? 1 : (size_t)(slash - path)) : mem_text("."), *text = NULL;
  size_t size;
  json_t *definition = env_read_file(&env, path, XML_SIZE_MAX, &text, &size, err) ? read_text(path, folder, text, size, err) : NULL;
  mem_free(text);
  mem_free(folder);
  return definition;
}
