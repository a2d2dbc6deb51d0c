-- From format 0, that of the drafts before the first release, to format 1. A step changes truth only: rebuildable tables are dropped
-- and folded again after it, whatever they looked like.
ALTER TABLE payloads RENAME COLUMN body TO parts;
ALTER TABLE entries DROP COLUMN remark;
