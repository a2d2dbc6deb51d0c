// Goal: whatever bytes are read as SCXML end in one sentence or in a definition, never in a crash, a hang or a file; and what is read is a
// definition: a chart is made of it, and written and read again it is the same. Method: libFuzzer, on the bytes as they are and, so that
// the deep parts are reached, on what stands inside a good document.
#include "scxml/scxml.h"

#include "base/mem.h"
#include "chart/chart.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_again(const json_t *definition) {
  struct err err;
  char *text = scxml_write(definition, &err);
  assert(text); // scxml_write compares what it reads again
  mem_free(text);
  text = scxml_write_lua(definition, &err);
  mem_free(text);
}

static void check(const char *text, size_t size) {
  struct err err = {0};
  json_t *definition = scxml_read(&(struct scxml_source){.file = "f", .name = "n", .text = text, .size = size}, &err);
  if (!definition) {
    assert(err.code != ERR_NONE && strncmp(err.text, "f:", 2) == 0);
    return;
  }
  struct chart *chart = chart_new(definition, &err);
  assert(chart && chart_state_count(chart) > 1);
  chart_free(chart);
  read_again(definition);
  json_decref(definition);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char before[] =
      "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" xmlns:waymark=\"urn:waymark:workflow:1\" version=\"1.0\"><state id=\"s\">";
  static const char after[] = "</state><state id=\"t\"/></scxml>";
  struct buf whole;
  check((const char *)data, size);
  buf_init(&whole);
  buf_text(&whole, before);
  buf_add(&whole, data, size);
  buf_text(&whole, after);
  check(whole.data, whole.size);
  buf_clear(&whole);
  return 0;
}
