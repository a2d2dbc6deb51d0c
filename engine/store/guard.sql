-- What only SQLite says in these words: entries are never changed (J1), and of their payloads only what an erasure after them in the same
-- chain drops (J2, kind 22). Whoever gets round this is found by `waymark journal verify`.
CREATE TRIGGER IF NOT EXISTS entries_never_change BEFORE UPDATE ON entries BEGIN
  SELECT RAISE(ABORT, 'entries are never changed');
END;
CREATE TRIGGER IF NOT EXISTS entries_never_go BEFORE DELETE ON entries BEGIN
  SELECT RAISE(ABORT, 'entries are never deleted');
END;
CREATE TRIGGER IF NOT EXISTS payloads_change_by_erasure BEFORE UPDATE ON payloads
WHEN NEW.sequence <> OLD.sequence OR instr(NEW.parts, '"withheld":"erased"') = 0 OR NOT EXISTS (
  SELECT 1 FROM entries AS touched JOIN entries AS erasure ON erasure.case_id = touched.case_id
  WHERE touched.sequence = OLD.sequence AND erasure.kind = 22 AND erasure.sequence > touched.sequence)
BEGIN
  SELECT RAISE(ABORT, 'payloads are changed by an erasure alone');
END;
CREATE TRIGGER IF NOT EXISTS payloads_never_go BEFORE DELETE ON payloads BEGIN
  SELECT RAISE(ABORT, 'payloads are never deleted');
END;
