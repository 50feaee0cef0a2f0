-- Two looks of every worker, every two and five seconds, at a thousand workspaces of four analyses each. Which data have arrived was asked for each analysis
-- that runs on change: the versions of a workspace are put together once for all of its analyses now (46 ms and 36,000 pages, now 23 ms and 8,000). And a join with
-- the versions read all of them for each state of the data that runs saw, for the planner takes a function for a hundred rows: now each is looked up.
-- Undo: create scheduler_work again as 20261130105010_ticks_wait_for_runs has it, runs_gone_stale as 20261130110520_stale_runs_by_versions.

create or replace function scheduler_work(moment timestamptz, most integer)
  returns table (kind text, workspace_id integer, id bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  (select 'SCHEDULE', s.workspace_id, s.id
     from public.schedule s
    where s.next_run_at <= moment
    order by s.next_run_at limit most)
  union all
  (select 'BACKFILL', b.workspace_id, b.id
     from public.backfill b
    where b.state = 'RUNNING'
      and b.concurrency > (select count(*) from public.run r
                            where r.workspace_id = b.workspace_id and r.backfill_id = b.id and r.state in ('QUEUED', 'RUNNING'))
    order by b.id limit most)
  union all
  (select 'ARRIVAL', a.workspace_id, a.id
     from (select distinct o.workspace_id from public.analysis o where o.run_on_change) watched
    cross join lateral (select jsonb_object_agg(d.domain, d.version::text) as versions from public.data_version d
                         where d.workspace_id = watched.workspace_id) there
     join public.analysis a on a.workspace_id = watched.workspace_id
    where a.run_on_change and a.arrival_versions is distinct from there.versions
    order by a.workspace_id, a.id limit most)
  union all
  (select 'ROLLUP', s.workspace_id, case s.source when 'ANSWER' then 1::bigint when 'ORDER' then 2 end
     from public.rollup_state s
     join public.workspace w on w.id = s.workspace_id
    where (not s.is_current or s.time_zone <> w.time_zone)
      and (s.queued_at is null or s.queued_at < moment - interval '1 hour')
      and not exists (select from public.import i where i.workspace_id = s.workspace_id and i.state in ('QUEUED', 'RUNNING'))
      and not exists (select from public.import i
                       where i.workspace_id = s.workspace_id and i.state = 'UPLOADING' and i.created_at > moment - interval '10 minutes')
      and not exists (select from public.import i where i.workspace_id = s.workspace_id and i.finished_at > moment - interval '5 seconds')
    order by s.workspace_id, s.source limit most)
  union all
  (select 'WAITING', r.workspace_id, r.id
     from public.run r
    where r.waits and r.state = 'QUEUED'
      and not exists (select from public.run before
                       where before.workspace_id = r.workspace_id and before.analysis_id = r.analysis_id and before.id < r.id
                         and before.state in ('QUEUED', 'RUNNING') and before.as_of is null)
    order by r.workspace_id, r.id limit most);
end;

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
       where read.version <> coalesce((select d.version from public.data_version d
                                        where d.workspace_id = seen.workspace_id and d.domain = read.domain), 0)::text)
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
