-- From format 5 to format 6: an item can be moved to another version of its workflow (kind 23, part `moved`), which a program of before
-- could not fold. No row of truth changes.
SELECT 1;
