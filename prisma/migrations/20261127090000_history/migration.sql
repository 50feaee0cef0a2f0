-- Who says which run's numbers stand, and since when.
-- Undo: alter table analysis drop column published_by, drop column published_at;

alter table analysis
  add column published_by text, -- which credential
  add column published_at timestamptz(3);
