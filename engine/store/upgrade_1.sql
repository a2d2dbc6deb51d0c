-- From format 1 to format 2: signed checkpoints are truth. The tree and the keys are rebuildable.
CREATE TABLE checkpoints (
  epoch INTEGER PRIMARY KEY,
  size BIGINT NOT NULL,
  note TEXT NOT NULL
);
