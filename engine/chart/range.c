// From where to where a number goes. See range.h.
#include "chart/range.h"

#include "base/mem.h"

bool range_has(const json_t *field, int64_t number) {
  return number >= json_number(field, "least", INT64_MIN) && number <= json_number(field, "most", INT64_MAX);
}

char *range_words(const json_t *field) {
  bool has_least = json_object_get(field, "least") != NULL, has_most = json_object_get(field, "most") != NULL;
  long long least = (long long)json_number(field, "least", 0), most = (long long)json_number(field, "most", 0);
  if (has_least && has_most) return mem_format("from %lld to %lld", least, most);
  return has_least ? mem_format("of %lld or more", least) : has_most ? mem_format("of at most %lld", most) : NULL;
}
