// The first files that `waymark workflow new` writes: real Lua, with a linter. The compiler's -I engine is where .incbin looks.

  .macro text name, file
  .global cli_\name
  .global cli_\name\()_end
cli_\name:
  .incbin "\file"
cli_\name\()_end:
  .byte 0
  .endm

  .section .rodata
  text new, "cli/new.lua"
  text new_based, "cli/new_based.lua"

  .section .note.GNU-stack, "", @progbits
