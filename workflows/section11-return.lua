-- An agency's Section 11 self-assessment against the eight standards (set A). All of it is in lib/section11.lua; the criteria are in lib/standards_a.lua.
return use("section11").of("section11-return", use "standards_a")
