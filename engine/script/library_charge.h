// What a function of Lua's own libraries costs a script: steps for the size of its work, since no hook runs inside C. Not for other layers.
#ifndef WAYMARK_SCRIPT_LIBRARY_CHARGE_H
#define WAYMARK_SCRIPT_LIBRARY_CHARGE_H
#include <lua.h>

enum charge {
  FREE,   // constant work
  TEXTS,  // a step for each 16 bytes of the texts given, and as much for a text that comes out, which has a cap
  LIST,   // a step for each four items of the list given first
  JOIN,   // as LIST, of the items from the third to the fourth where they are given
  RANGE,  // a step for each four indexes between the numbers given second and third
  MATCH,  // as TEXTS; and of a plugin, which no timer ends, as going back and forth may take, where that is too long refused
  FIND,   // as MATCH, unless the fourth argument says that the text is meant as it stands
  THREAD, // makes a coroutine, whose count of steps begins anew
};

int library_charged(lua_State *L); // a closure over the original and its charge: pays, then does what the original does
#endif
