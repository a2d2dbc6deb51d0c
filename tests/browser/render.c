// Goal: the tests of pages see a book (op/book.h) of any content, also of what no bundle holds yet. Method: reads {"cover","items"} from
// standard input and writes the book to standard output, in pieces as a bundle does; with the argument `page N` the page of the item N
// alone.
#include "base/mem.h"
#include "op/book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put(struct buf *out) {
  fwrite(out->data, 1, out->size, stdout);
  buf_clear(out);
}

static void put_book(struct buf *out, const json_t *cover, const json_t *items) {
  size_t i;
  json_t *item;
  book_begin(out, cover);
  put(out);
  json_array_foreach(items, i, item) {
    book_item(out, cover, item);
    put(out);
  }
  book_end(out, cover);
  put(out);
}

int main(int argc, char **argv) {
  json_error_t error;
  json_t *given = json_loadf(stdin, 0, &error);
  if (!given) {
    fprintf(stderr, "line %d: %s\n", error.line, error.text);
    return EXIT_FAILURE;
  }
  const json_t *cover = json_object_get(given, "cover"), *items = json_object_get(given, "items");
  struct buf out;
  buf_init(&out);
  if (argc > 2 && strcmp(argv[1], "page") == 0) {
    book_page(&out, cover, json_array_get(items, (size_t)strtoul(argv[2], NULL, 10)), "../../index.html");
    put(&out);
  } else
    put_book(&out, cover, items);
  json_decref(given);
  return EXIT_SUCCESS;
}
