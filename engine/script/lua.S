// The trusted Lua of this layer, put into the program as it stands in lua/: real files, with line numbers and a linter.
// The compiler's -I engine is where .incbin looks.

  .macro text name, file
  .global script_lua_\name
  .global script_lua_\name\()_end
script_lua_\name:
  .incbin "\file"
script_lua_\name\()_end:
  .byte 0
  .endm

  // One text of several files, each a function of `host` and of what the files before it gave back.
  .macro part file, name
  .ascii "parts.\name = (function(...) "
  .incbin "\file"
  .ascii " end)(host, parts)\n"
  .endm

  .section .rodata
  text positions, "script/lua/positions.lua"
  text syntax, "script/lua/syntax.lua"
  text names, "script/lua/names.lua"
  text reader, "script/lua/reader.lua"
  text sandbox, "script/lua/sandbox.lua"
  text workflow, "script/lua/workflow.lua"
  text chart, "script/lua/chart.lua"
  text clock, "script/lua/clock.lua"
  text approval, "script/lua/approval.lua"
  text returns, "script/lua/returns.lua"
  text values, "script/lua/values.lua"
  text each, "script/lua/each.lua"
  text opened, "script/lua/opened.lua"
  text gather, "script/lua/gather.lua"

  .global script_lua_plain
  .global script_lua_plain_end
script_lua_plain:
  .ascii "local host = ... local parts = {}\n"
  part "script/lua/plain_say.lua", say
  part "script/lua/plain_due.lua", due
  part "script/lua/plain_choice.lua", choice
  part "script/lua/plain_step.lua", step
  part "script/lua/plain_base.lua", base
  part "script/lua/plain_ask.lua", ask
  part "script/lua/plain_sight.lua", sight
  part "script/lua/plain_return.lua", returned
  part "script/lua/plain_open.lua", open
  part "script/lua/plain.lua", words
  .ascii "return parts.words\n"
script_lua_plain_end:
  .byte 0

  text selftest, "script/lua/selftest.lua"

  .section .note.GNU-stack, "", @progbits
