-- Every worker asks every five seconds which runs have gone stale, and each time all runs that had not were read and their versions taken apart. There is no
-- end of such in a workspace whose data rest while its schedules go on, and whose runs all have the same few versions. So the versions are looked at,
-- each once, from one to the next by an index.
-- Undo: create runs_gone_stale again as 20261127070000_webhooks has it; create index run_is_fresh on run (workspace_id, id) where state = 'SUCCEEDED' and
-- stale_at is null; drop index run_fresh_by_versions.

create index run_fresh_by_versions on run (workspace_id, data_versions, id) where state = 'SUCCEEDED' and stale_at is null and data_versions is not null;
drop index run_is_fresh;

create or replace function runs_gone_stale(most integer)
  returns table (workspace_id integer, run_id bigint)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  seen record;
  found_runs integer := 0;
  last_count integer;
begin
  select r.workspace_id, r.data_versions into seen from public.run r
   where r.state = 'SUCCEEDED' and r.stale_at is null and r.data_versions is not null
   order by r.workspace_id, r.data_versions limit 1;
  while seen.workspace_id is not null and found_runs < most loop
    if exists (
      select from jsonb_each_text(seen.data_versions) as read (domain, version)
        left join public.data_version d on d.workspace_id = seen.workspace_id and d.domain = read.domain
       where coalesce(d.version, 0)::text <> read.version)
    then
      return query
        select r.workspace_id, r.id from public.run r
         where r.workspace_id = seen.workspace_id and r.data_versions = seen.data_versions and r.state = 'SUCCEEDED' and r.stale_at is null
         order by r.id limit most - found_runs;
      get diagnostics last_count = row_count;
      found_runs := found_runs + last_count;
    end if;
    select r.workspace_id, r.data_versions into seen from public.run r
     where r.state = 'SUCCEEDED' and r.stale_at is null and r.data_versions is not null
       and (r.workspace_id, r.data_versions) > (seen.workspace_id, seen.data_versions)
     order by r.workspace_id, r.data_versions limit 1;
  end loop;
end;
$$;
