-- What an import overwrote was kept, and nothing could put it back: rows of a wrong file stayed, and where they have no id of their own a corrected file added
-- its rows beside them. An import is now undone by another one (worker/imports/undo), a row that names it in place of a file: it waits, is taken, ended and cancelled like one.
-- Which import made a survey or appended a question is known from here on, so that a wrong codebook goes with its answers.
-- Undo: alter table question drop column import_id; alter table survey drop column import_id; drop index import_undo_under_way;
--       delete from import where undoes_id is not null; update import set state = 'SUCCEEDED' where state = 'UNDONE';
--       alter table import drop constraint import_state_is_known, drop column undoes_id, drop column clear_begun_at,
--         add constraint import_state_is_known check (state in ('UPLOADING', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'));

alter table import
  add column undoes_id      bigint,         -- the import that this one takes back; null: it brings a file
  add column clear_begun_at timestamptz(3), -- from when on what it overwrote is no longer whole
  drop constraint import_state_is_known,
  add constraint import_state_is_known check (state in ('UPLOADING', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'UNDONE'));
create unique index import_undo_under_way on import (workspace_id, undoes_id) where undoes_id is not null and state in ('QUEUED', 'RUNNING');

-- Of what is being cleared at this moment the first bytes are gone.
update import i set clear_begun_at = coalesce(i.cleared_at, now())
 where i.finished_at is not null
   and (i.cleared_at is not null
        or not exists (select from import_chunk c where c.workspace_id = i.workspace_id and c.import_id = i.id and c.byte_offset = 0));

alter table survey add column import_id bigint;   -- whose file made it; null: somebody declared it, or it was there before this column
alter table question add column import_id bigint; -- whose file appended it
