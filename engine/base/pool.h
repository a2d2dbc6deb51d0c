// Small blocks of memory for JSON: an event makes and drops four hundred. glibc keeps seven freed blocks of a size at hand and works for
// the rest; here a thousand are kept. Each is an ordinary block of malloc, so what jansson hands out may be freed by free.
#ifndef WAYMARK_BASE_POOL_H
#define WAYMARK_BASE_POOL_H

// From here on jansson takes its memory from here. May be said at any time, and again.
void pool_serve_json(void);
// Frees what is kept for this thread: before it ends.
void pool_drop(void);
#endif
