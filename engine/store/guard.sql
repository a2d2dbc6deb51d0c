-- What only SQLite says in these words: entries are never changed (J1). Whoever gets round this is found by `waymark journal verify`.
CREATE TRIGGER IF NOT EXISTS entries_never_change BEFORE UPDATE ON entries BEGIN
  SELECT RAISE(ABORT, 'entries are never changed');
END;
CREATE TRIGGER IF NOT EXISTS entries_never_go BEFORE DELETE ON entries BEGIN
  SELECT RAISE(ABORT, 'entries are never deleted');
END;
