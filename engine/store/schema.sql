-- The store, format 7. The journal's bytes are described in FORMAT.md.
--
-- One text for two databases: it keeps to what SQLite and PostgreSQL both understand, so instants are whole milliseconds UTC, flags are
-- 0 or 1, ids and hashes are lower-case hex, and JSON is text. One marker differs: where a table is best kept in the order of its own
-- primary key, its closing bracket is followed by the comment KEYED below, which the program turns into WITHOUT ROWID for SQLite and
-- PostgreSQL reads as nothing. `INTEGER PRIMARY KEY` is SQLite's row number: an append goes to the end of the file.

-- TRUTH ---------------------------------------------------------------------------------------------------------------------------------
-- What cannot be made again. Nothing here is ever changed but `payloads` (a part may be withheld) and `meta`.

-- Facts about the store itself: `format` (of this schema), `log` (its random id), and small settings of this copy, like a manual clock.
CREATE TABLE meta (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

-- The journal: one row a header (J1). The log's id stands in meta, the format in the program; all other fields of a header are here.
CREATE TABLE entries (
  sequence INTEGER PRIMARY KEY,   -- from 0, without a gap
  kind BIGINT NOT NULL,
  recorded BIGINT NOT NULL,       -- never less than the row's before it
  logical BIGINT NOT NULL,
  case_id TEXT NOT NULL,          -- zeros: the board itself
  actor_id TEXT NOT NULL,         -- zeros: the engine
  case_sequence BIGINT NOT NULL,  -- from 1 in each case, without a gap
  previous TEXT NOT NULL,         -- leaf of the case's entry before
  root TEXT NOT NULL,             -- of the payload's parts
  leaf TEXT NOT NULL              -- hash of this header
);
CREATE UNIQUE INDEX entries_of_case ON entries (case_id, case_sequence);

-- What an entry says: canonical JSON of its parts, each with its salt (J2).
CREATE TABLE payloads (
  sequence INTEGER PRIMARY KEY REFERENCES entries (sequence),
  parts TEXT NOT NULL
);

-- Definitions' documents, by the SHA-256 of their canonical JSON (V1).
CREATE TABLE definitions (
  hash TEXT NOT NULL PRIMARY KEY,
  document TEXT NOT NULL
);

-- What was signed with each commit that added entries: what a key that is gone by now has signed cannot be signed again. The rest of the
-- note is worked out: its size, the tree's root at that size, the key of the epoch.
CREATE TABLE checkpoints (
  size INTEGER PRIMARY KEY,       -- entries that it covers
  epoch BIGINT NOT NULL,          -- of the key that signed it
  signature TEXT NOT NULL         -- base64, as it stands in the note's last line
);

-- REBUILDABLE ---------------------------------------------------------------------------------------------------------------------------
-- The fold of the entries and nothing else: `waymark rebuild` drops all that follows and makes it again. In each table the columns of the
-- primary key come first, because the check that compares a table with the journal reads both in that order.

CREATE TABLE cases (
  id TEXT NOT NULL PRIMARY KEY,
  ref TEXT NOT NULL UNIQUE,
  workflow TEXT NOT NULL,
  definition TEXT NOT NULL,
  title TEXT,
  noun TEXT,
  revision BIGINT NOT NULL,       -- how many entries changed its content (E2)
  case_sequence BIGINT NOT NULL,  -- its last entry, of any kind
  head TEXT NOT NULL,             -- leaf of that entry
  state TEXT NOT NULL,            -- JSON: the configuration
  fields TEXT NOT NULL,           -- JSON: name to value; an empty field has no member
  closed BIGINT NOT NULL,
  started BIGINT NOT NULL,
  changed BIGINT NOT NULL         -- when an entry last changed its content
);

-- The highest number given after each prefix ("RA-2016-" and 17), so that the next reference is found without reading every one.
CREATE TABLE numbers (
  prefix TEXT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
) /*KEYED*/;

-- Due first: the next timer is the first row, and a batch of due ones is a run of neighbours (T2, T4).
CREATE TABLE timers (
  due BIGINT NOT NULL,
  case_id TEXT NOT NULL,
  state TEXT NOT NULL,
  activation BIGINT NOT NULL,     -- T1: a state that is entered again has other timers
  name TEXT NOT NULL,
  rule TEXT,
  zone TEXT,
  calendar TEXT,
  since BIGINT,
  provisional BIGINT NOT NULL,
  PRIMARY KEY (due, case_id, state, activation, name)
) /*KEYED*/;
CREATE INDEX timers_of_case ON timers (case_id);

CREATE TABLE outbox (
  key TEXT NOT NULL PRIMARY KEY,
  sequence BIGINT NOT NULL,       -- the entry that made it
  case_id TEXT NOT NULL,
  status TEXT NOT NULL,
  made BIGINT NOT NULL,
  message TEXT NOT NULL           -- JSON: the part as it was recorded
) /*KEYED*/;
CREATE INDEX outbox_of_case ON outbox (case_id);
CREATE INDEX outbox_ready ON outbox (sequence) WHERE status = 'ready';
-- The few that are the engine's own, asked for after every change. A store that was made without it gets it when it is opened.
CREATE INDEX IF NOT EXISTS outbox_openings ON outbox (sequence, key) WHERE status = 'ready' AND message LIKE '%"workflow":%';

CREATE TABLE incidents (
  id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  event TEXT NOT NULL,            -- JSON
  reason TEXT NOT NULL,
  status TEXT NOT NULL,           -- open, closed
  how TEXT,                       -- how it was closed
  opened BIGINT NOT NULL
) /*KEYED*/;
CREATE INDEX incidents_of_case ON incidents (case_id);

-- Idempotency keys, kept as long as the case (E1).
CREATE TABLE keys (
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  answer TEXT NOT NULL,           -- JSON
  sequence BIGINT NOT NULL,
  PRIMARY KEY (actor, key)
) /*KEYED*/;

-- Agencies, groups, posts, people: documents. One that was removed stays as a row without a document, so that the revision never goes back.
CREATE TABLE directory (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  document TEXT,
  sequence BIGINT NOT NULL,
  PRIMARY KEY (kind, id)
) /*KEYED*/;
CREATE INDEX directory_revision ON directory (sequence);

CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL             -- JSON
) /*KEYED*/;

CREATE TABLE workflows (
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  hash TEXT NOT NULL,
  title TEXT,
  noun TEXT,
  published BIGINT NOT NULL,
  PRIMARY KEY (name, version)
) /*KEYED*/;

-- Each list of days off that was ever recorded; of a name the last one counts. The former ones say what was past when it was changed.
CREATE TABLE calendars (
  name TEXT NOT NULL,
  sequence BIGINT NOT NULL,       -- the entry that brought it
  since BIGINT NOT NULL,          -- that entry's logical instant
  version TEXT,
  csv TEXT NOT NULL,
  PRIMARY KEY (name, sequence)
) /*KEYED*/;

-- The log's Merkle tree: the hash of each complete subtree, in the order in which they are completed (base/merkle.h).
CREATE TABLE nodes (
  place INTEGER PRIMARY KEY,
  hash TEXT NOT NULL
);

-- The board's signing keys, public halves.
CREATE TABLE signing_keys (
  epoch INTEGER PRIMARY KEY,      -- from 1
  key TEXT NOT NULL,
  endorsement TEXT,               -- signed by the key before; none: the first, or the one before was lost
  sequence BIGINT NOT NULL
);

-- CACHE ---------------------------------------------------------------------------------------------------------------------------------
-- The index of items for lists (index.h). It is no fold: it hangs on what a program makes of definitions, is not compared with the journal,
-- and is dropped and made anew by whoever doubts it.

CREATE TABLE index_mark (
  place INTEGER PRIMARY KEY,      -- 1
  version BIGINT NOT NULL,        -- of the program's way to make it
  mark BIGINT NOT NULL,           -- entries that it knows
  after_id TEXT                   -- while it is made: the case behind which it goes on
);

-- A subject is whom a right is given to, as one text. One that no set has is not kept, since an erased text may have been part of it.
CREATE TABLE index_subjects (
  number INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  sets BIGINT NOT NULL            -- that have it
);

-- Items that the same subjects see share a set, so that what somebody sees is some sets, however many items there are.
CREATE TABLE index_sets (
  number INTEGER PRIMARY KEY,
  members TEXT NOT NULL UNIQUE,   -- numbers of subjects, in order
  items BIGINT NOT NULL           -- that have it
);
CREATE TABLE index_members (
  subject BIGINT NOT NULL,
  set_number BIGINT NOT NULL,
  PRIMARY KEY (subject, set_number)
) /*KEYED*/;

CREATE TABLE index_leads (
  number INTEGER PRIMARY KEY,
  lead TEXT NOT NULL UNIQUE,
  items BIGINT NOT NULL
);

-- What items are counted by (run/facet.h), as one text that items with all the same share.
CREATE TABLE index_facets (
  number INTEGER PRIMARY KEY,
  facets TEXT NOT NULL UNIQUE,
  items BIGINT NOT NULL
);

-- By when whose turn ends on an item (run/waits.h), as one text that items with the same rules and dates share. What instant that is hangs
-- on calendars and meetings, and is worked out when it is asked.
CREATE TABLE index_waits (
  number INTEGER PRIMARY KEY,
  waits TEXT NOT NULL UNIQUE,
  items BIGINT NOT NULL
);

CREATE TABLE index_items (
  number INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL UNIQUE,
  ref TEXT NOT NULL,
  workflow TEXT NOT NULL,
  closed BIGINT NOT NULL,
  states TEXT NOT NULL,
  due TEXT,
  title TEXT,
  lead BIGINT,
  seen_by BIGINT NOT NULL,        -- a set
  held_by BIGINT NOT NULL,        -- a set
  facets BIGINT NOT NULL,         -- 0: it is counted by looking at it
  waits BIGINT NOT NULL,          -- 0: no step says by when
  due_day BIGINT,                 -- days since 1970
  started_day BIGINT NOT NULL,
  closed_day BIGINT,
  implemented_day BIGINT
);
CREATE INDEX index_items_count ON index_items (closed, workflow, seen_by, facets, lead, due_day, started_day, closed_day, implemented_day);
CREATE INDEX index_items_seen ON index_items (seen_by, closed, workflow, ref, waits);
CREATE INDEX index_items_held ON index_items (held_by, closed, workflow, ref);
CREATE INDEX index_items_lead ON index_items (lead, closed, workflow, ref);
CREATE INDEX index_items_open ON index_items (closed, ref, workflow, seen_by, waits);
CREATE INDEX index_items_ref ON index_items (ref, workflow, seen_by);
