-- An agency's Section 11 self-assessment against the arrangements of Working Together (set B). All of it is in lib/section11.lua; the criteria are in lib/standards_b.lua.
return use("section11").of("section11-return-b", use "standards_b")
