-- The bytes of a file went after their time, but its faulty rows stayed for ever, up to 10,000 of a file as they came, and quoted in reasons. They go with the bytes now
-- (worker/scheduling/clearUploads.ts), and so do sessions that are over (clearSessions.ts).
-- Undo: drop function sessions_outdated(timestamptz, integer); drop index session_to_clear; update import_error set raw = '' where raw is null;
-- alter table import_error alter column raw set not null;

alter table import_error alter column raw drop not null; -- null: no longer kept

-- Of imports that were cleared before, the faulty rows are still to go.
update import i set cleared_at = null
 where cleared_at is not null and exists (select from import_error e where e.workspace_id = i.workspace_id and e.import_id = i.id);

create index session_to_clear on session (expires_at); -- without a workspace: sessions_outdated() comes without one

-- Over since before that moment: of all workspaces, as ids and nothing else. A link may outlive the session that it was made with, as long as nobody has used it.
create function sessions_outdated(before timestamptz, most integer)
  returns table (workspace_id integer, session_id bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select s.workspace_id, s.id from public.session s
   where s.expires_at < before and (s.link_used_at is not null or s.link_expires_at < before)
   order by s.expires_at limit most;
end;
revoke all on function sessions_outdated(timestamptz, integer) from public;
grant execute on function sessions_outdated(timestamptz, integer) to earshot_app;
