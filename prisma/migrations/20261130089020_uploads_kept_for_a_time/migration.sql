-- The bytes of files, personal data included, and what files overwrote stayed for ever, also of imports that failed, of dry runs and of uploads that nobody went on
-- with. A worker now asks whose are older than they are kept and deletes them (worker/scheduling/clearUploads.ts); the import, its report and its errors stay.
-- Undo: drop function uploads_outdated(timestamptz, integer); alter table import drop column uploaded_at, drop column cleared_at;

alter table import
  add column uploaded_at timestamptz(3) not null default now(), -- when bytes last came; of older imports, when this was added
  add column cleared_at  timestamptz(3);                        -- when its bytes and what it overwrote were deleted; null: they are kept
create index import_to_clear on import (finished_at) where cleared_at is null; -- without a workspace: uploads_outdated() comes without one

-- Ended, or without a new byte, before that moment: of all workspaces, as ids and nothing else. Of what is being uploaded there are few, and an index (import_uploading).
create function uploads_outdated(before timestamptz, most integer)
  returns table (workspace_id integer, import_id bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  (select i.workspace_id, i.id from public.import i where i.cleared_at is null and i.finished_at < before order by i.finished_at limit most)
  union all
  (select i.workspace_id, i.id from public.import i
    where i.state = 'UPLOADING' and i.created_at < before and i.uploaded_at < before order by i.created_at limit most)
  limit most;
end;
revoke all on function uploads_outdated(timestamptz, integer) from public;
grant execute on function uploads_outdated(timestamptz, integer) to earshot_app;
