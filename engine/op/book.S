// The styles of a book (book.css) and of a report (report.css) as bytes of the program, each with a NUL after it.
  .section .rodata
  .global book_css
book_css:
  .incbin "op/book.css"
  .byte 0
  .global report_css
report_css:
  .incbin "op/report.css"
  .byte 0

  .section .note.GNU-stack, "", %progbits
