// The shipped reports, put into the program as they stand in plugins/reports/: real files, with line numbers and a linter. A new one is a
// file there and a line here. report_shipped is pairs of addresses, name and text, and ends with a pair of nothing.
// The compiler's -I engine is where .incbin looks.

  .macro report name
  .section .rodata
1:
  .asciz "\name"
2:
  .incbin "../plugins/reports/\name\().lua"
  .byte 0
  .section .data.rel.ro, "aw"
  .balign 8
  .8byte 1b, 2b
  .endm

  .section .data.rel.ro, "aw"
  .balign 8
  .global report_shipped
report_shipped:
  report "overdue"
  report "llip-pack"
  report "executive-quarterly"
  report "section11-heat-map"
  report "audit-grades"
  report "answers"
  report "return-rates"
  report "challenge-register"
  report "closed-without-impact"
  report "recommendation-load"
  report "forecast"
  report "figures"
  report "disagreements"
  report "vemt-leads"
  .section .data.rel.ro, "aw"
  .8byte 0, 0

  .section .note.GNU-stack, "", %progbits
