// Graphviz is asked as a program: it is large, reads what we write, and is needed by nobody who only runs a board. What it draws is made
// fit for a page: a name and a description for who does not see it, the hash of what it was drawn from, and none of Graphviz's own names,
// which would come up under the pointer. See drawing_svg.h.
#include "cli/drawing_svg.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  NOT_THERE = 127,                     // as a shell says it
  PICTURE_SIZE_MAX = 64 * 1024 * 1024, // of what `dot` writes; a chart of all the steps that a workflow may have is a tenth of it
};

char *drawing_from(const char *dot) {
  struct hash hash = hash_of(dot, strlen(dot));
  char hex[HASH_HEX_SIZE];
  hex_write(hex, hash.bytes, sizeof hash.bytes);
  return mem_format("sha256:%s", hex);
}

// ---- made fit for a page

static void put_escaped(struct buf *out, const char *text) {
  for (; *text; text++) {
    if (*text == '&' || *text == '<' || *text == '>')
      buf_text(out, *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : "&gt;");
    else
      buf_char(out, *text);
  }
}

static void put_element(struct buf *out, const char *start, const char *text, const char *end) {
  buf_text(out, start);
  put_escaped(out, text);
  buf_text(out, end);
}

static void put_head(struct buf *out, const struct drawing_text *text) {
  char *from = drawing_from(text->dot);
  put_element(out, "<title id=\"drawing-title\">", text->title, "</title>\n");
  put_element(out, "<desc id=\"drawing-words\">", text->words, "</desc>\n");
  put_element(out, "<metadata>drawn from ", from, "</metadata>\n");
  mem_free(from);
}

static bool begins(const char *line, const char *with) { return strncmp(line, with, strlen(with)) == 0; }

// Graphviz puts each element on a line of its own, and the names of what it draws into comments and titles.
static void put_body(struct buf *out, const char *body) {
  while (*body) {
    size_t size = strcspn(body, "\n");
    size += body[size] == '\n';
    if (!begins(body, "<!--") && !begins(body, "<title>")) buf_add(out, body, size);
    body += size;
  }
}

// NULL: that is no picture.
static char *dressed(const char *picture, const struct drawing_text *text) {
  const char *start = strstr(picture, "<svg "), *end = start ? strchr(start, '>') : NULL;
  struct buf out;
  if (!end) return NULL;
  buf_init(&out);
  buf_text(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg role=\"img\" aria-labelledby=\"drawing-title drawing-words\" ");
  buf_add(&out, start + strlen("<svg "), (size_t)(end + 1 - start) - strlen("<svg "));
  buf_char(&out, '\n');
  put_head(&out, text);
  put_body(&out, end + 1 + (end[1] == '\n'));
  return buf_take(&out);
}

// ---- Graphviz

// How `dot` ended; -1: it could not even be tried.
static int dot_run(const char *source, const char *path) {
  int status = 0;
  pid_t pid = fork();
  if (pid == 0) {
    execlp("dot", "dot", "-Tsvg", "-o", path, source, (char *)NULL);
    _exit(NOT_THERE);
  }
  if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

static bool draw(const struct env *env, const char *dot, const char *source, const char *drawn, const char *path, struct err *err) {
  if (!env_write_new_file(env, source, dot, strlen(dot), err)) return false;
  int status = dot_run(source, drawn);
  unlink(source);
  if (status == 0) return true;
  if (status == NOT_THERE)
    return err_set(err, ERR_REFUSED,
                   "An SVG is drawn by Graphviz, and its program `dot` is not installed here; write %.*s.dot instead, or install graphviz.",
                   (int)(strlen(path) - strlen(".svg")), path);
  return err_set(err, ERR_REFUSED, "Graphviz's `dot` could not draw %s; leave --output out, and the drawing is printed as text.", path);
}

static bool write_dressed(const struct env *env, const struct drawing_text *text, const char *drawn, const char *path, struct err *err) {
  char *picture = NULL, *page = NULL;
  size_t size;
  if (!env_read_file(env, drawn, PICTURE_SIZE_MAX, &picture, &size, err)) return false;
  page = dressed(picture, text);
  bool ok = page ? env_write_new_file(env, path, page, strlen(page), err)
                 : err_set(err, ERR_REFUSED, "What Graphviz's `dot` drew for %s is no SVG; write a file that ends in .dot instead.", path);
  mem_free(page);
  mem_free(picture);
  return ok;
}

bool drawing_svg_write(const struct env *env, const struct drawing_text *text, const char *path, struct err *err) {
  char *source = mem_format("%s.dot", path), *drawn = mem_format("%s.drawn", path);
  bool ok = draw(env, text->dot, source, drawn, path, err);
  if (ok) ok = write_dressed(env, text, drawn, path, err);
  unlink(drawn);
  mem_free(drawn);
  mem_free(source);
  return ok;
}
