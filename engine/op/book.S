// The style of a book (book.css) as bytes of the program, with a NUL after it.
  .section .rodata
  .global book_css
book_css:
  .incbin "op/book.css"
  .byte 0

  .section .note.GNU-stack, "", %progbits
