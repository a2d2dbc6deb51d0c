-- From format 3 to format 4: payloads are guarded too, and an erasure (kind 22) says how what it dropped reads. No row of truth changes; the
-- guards themselves are made after the last step.
SELECT 1;
