// The mistakes, one row each: what is laid over the good structure of check.c, the place that is named, and the sentence.
// clang-format off
{"{'title':null}", "", "The workflow has no `title`; give it one that people will read, such as `title = \"Review action\"`."},
// clang-format on
