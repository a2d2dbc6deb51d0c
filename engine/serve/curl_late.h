// libcurl, loaded when the first letter is to be sent. It draws in some twenty-five libraries, more than half of what starting the program
// takes, and of all commands only a server that sends mail uses it. Who includes <curl/curl.h> calls its functions as ever.
#ifndef WAYMARK_SERVE_CURL_LATE_H
#define WAYMARK_SERVE_CURL_LATE_H
#include "base/err.h"

#include <stdbool.h>

// Before the first call of libcurl's, in each thread that calls. Two threads may not load it at the same time.
bool curl_late_load(struct err *err);
#endif
