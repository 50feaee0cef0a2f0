-- A tick that is to wait for the runs under way (overlap QUEUE; REPLACE beside a run asked for by hand) was put into the queue as any other run, and
-- the next free thread took it beside them. Now its row waits without a job: `waits`, until no run of the analysis that was asked for before it, on all
-- the data, is under way any more. The scheduler is told of those that wait no longer, and gives them their job.
-- Undo: create scheduler_work again as 20261130030000_rollups_wait_for_files has it, work_without_job as 20261130070500_work_without_job (which gives
-- those that still wait a job), drop the index and the column.

alter table run add column waits boolean not null default false;
create index run_waits_for_others on run (workspace_id, analysis_id, id) where waits and state = 'QUEUED';

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
     from public.analysis a
    where a.run_on_change
      and a.arrival_versions is distinct from (select jsonb_object_agg(d.domain, d.version::text) from public.data_version d
                                                where d.workspace_id = a.workspace_id)
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

create or replace function work_without_job(most integer)
  returns table (kind text, workspace_id integer, id bigint)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  if not exists (select from public.run where state in ('QUEUED', 'RUNNING'))
     and not exists (select from public.import where state in ('QUEUED', 'RUNNING')) then
    return;
  end if;
  return query
    with job as materialized (
      select data ->> 'table' as source, (data ->> 'workspaceId')::integer as workspace_id, (data ->> 'id')::bigint as id
        from pgboss.job
       where name in ('perform', 'abandoned') and state < 'completed' and data ->> 'table' in ('run', 'import'))
    select 'RUN', r.workspace_id, r.id
      from public.run r
     where r.state in ('QUEUED', 'RUNNING') and not r.waits -- one that waits has no job yet
       and not exists (select from job j where j.source = 'run' and j.workspace_id = r.workspace_id and j.id = r.id)
    union all
    select 'IMPORT', i.workspace_id, i.id
      from public.import i
     where i.state in ('QUEUED', 'RUNNING')
       and not exists (select from job j where j.source = 'import' and j.workspace_id = i.workspace_id and j.id = i.id)
    limit most;
end;
$$;
