-- What stands beside it is in chart form; the file beside this one holds what is said of it.
return based_on "out-of-a-final-state" { name = "mine", title = "Mine", version = 1 }
