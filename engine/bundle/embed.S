// The bag's profile as bytes of the program, with a NUL after them.
  .section .rodata
  .global bundle_profile
bundle_profile:
  .incbin "bundle/profile.json"
  .byte 0

  .section .note.GNU-stack, "", %progbits
