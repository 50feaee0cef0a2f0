-- A roll-up is made anew when a workspace has had its files, not between two of them: it took the thread that the next file waited for, and that
-- file outdated it at once. So also while one is uploaded (for ten minutes at most: the sender may be gone) and for five seconds after one has ended.
-- Undo: create scheduler_work again as 20261129020000_rollups has it, drop the index.

create index import_uploading on import (workspace_id, created_at) where state = 'UPLOADING';

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
    order by s.workspace_id, s.source limit most);
end;
