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
  text opened, "script/lua/opened.lua"
  text selftest, "script/lua/selftest.lua"

  .section .note.GNU-stack, "", @progbits
