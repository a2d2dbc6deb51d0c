// The schema's files as bytes of the program, each with a NUL after it.
  .section .rodata
  .macro embed name, file
  .global \name
\name:
  .incbin "\file"
  .byte 0
  .endm

  embed schema_sql, "store/schema.sql"
  embed guard_sql, "store/guard.sql"
  embed upgrade_0_sql, "store/upgrade_0.sql"
  embed upgrade_1_sql, "store/upgrade_1.sql"
  embed upgrade_2_sql, "store/upgrade_2.sql"
  embed upgrade_3_sql, "store/upgrade_3.sql"
  embed upgrade_4_sql, "store/upgrade_4.sql"
  embed upgrade_5_sql, "store/upgrade_5.sql"
  embed upgrade_6_sql, "store/upgrade_6.sql"

  .section .note.GNU-stack, "", %progbits
