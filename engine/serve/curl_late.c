// Loading libcurl late. See curl_late.h. The functions that mail_transfer.c calls stand here under their own names and pass on to the
// library, so that <curl/curl.h> goes on checking every call.
#include "serve/curl_late.h"

#include <curl/curl.h>

#include <dlfcn.h>
#include <stdarg.h>
#include <stddef.h>

static const char LIBRARY[] = "libcurl.so.4"; // the number of its interface since 2006

// A library is loaded once in a process, whoever asks: hence the one state of this layer that stands in no struct of a caller's.
static struct {
  CURL *(*easy_init)(void);
  CURLcode (*easy_setopt)(CURL *easy, CURLoption option, ...);
  CURLcode (*easy_perform)(CURL *easy);
  const char *(*easy_strerror)(CURLcode code);
  void (*easy_cleanup)(CURL *easy);
  struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
  void (*slist_free_all)(struct curl_slist *list);
} late;

static bool find(void *library, const char *name, void *function, struct err *err) {
  *(void **)function = dlsym(library, name);
  if (*(void **)function) return true;
  return err_set(err, ERR_BROKEN, "The library %s, which carries mail, has no \"%s\": install Debian's libcurl4 again.", LIBRARY, name);
}

bool curl_late_load(struct err *err) {
  if (late.slist_free_all) return true; // it is found last
  void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return err_set(
        err, ERR_BROKEN,
        "The library %s, which carries mail, could not be loaded (%s): install Debian's libcurl4; where it was replaced since this "
        "program was started, start it again.",
        LIBRARY, dlerror());
  return find(library, "curl_easy_init", &late.easy_init, err) && find(library, "curl_easy_setopt", &late.easy_setopt, err) &&
         find(library, "curl_easy_perform", &late.easy_perform, err) && find(library, "curl_easy_strerror", &late.easy_strerror, err) &&
         find(library, "curl_easy_cleanup", &late.easy_cleanup, err) && find(library, "curl_slist_append", &late.slist_append, err) &&
         find(library, "curl_slist_free_all", &late.slist_free_all, err);
}

CURL *curl_easy_init(void) { return late.easy_init(); }
CURLcode curl_easy_perform(CURL *easy) { return late.easy_perform(easy); }
const char *curl_easy_strerror(CURLcode code) { return late.easy_strerror(code); }
void curl_easy_cleanup(CURL *easy) { late.easy_cleanup(easy); }
struct curl_slist *curl_slist_append(struct curl_slist *list, const char *text) {
  return late.slist_append(list, text);
}
void curl_slist_free_all(struct curl_slist *list) { late.slist_free_all(list); }

#undef curl_easy_setopt // the header's macro, which checks the type of what is passed

// What is passed is a long, a curl_off_t or a pointer, as the option's range of numbers says.
CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...) {
  va_list list;
  CURLcode code;
  va_start(list, option);
  if (option < CURLOPTTYPE_OBJECTPOINT)
    code = late.easy_setopt(easy, option, va_arg(list, long));
  else if (option >= CURLOPTTYPE_OFF_T && option < CURLOPTTYPE_BLOB)
    code = late.easy_setopt(easy, option, va_arg(list, curl_off_t));
  else
    code = late.easy_setopt(easy, option, va_arg(list, void *));
  va_end(list);
  return code;
}
