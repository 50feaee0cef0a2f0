-- Twice a minute every worker asked which of the rows that wait have lost their job, and was told of all at once: both sides were read whole, a hundred thousand runs that wait and as many
-- jobs. Now it is told of the next few of them, in the order of their keys, and looks for the job of each by an index of the queue (live_job_by_row, which `migrate` makes with the queue).
-- Undo: drop function work_without_job(text, integer, bigint, integer), index run_under_way_by_key, index import_under_way_by_key; create index import_under_way on import (workspace_id)
-- where state in ('QUEUED', 'RUNNING').

create index run_under_way_by_key on run (workspace_id, id) where state in ('QUEUED', 'RUNNING');
create index import_under_way_by_key on import (workspace_id, id) where state in ('QUEUED', 'RUNNING');
drop index import_under_way; -- the same without the id

-- The next rows of a table behind one of them that wait or are under way, and whether each has its job. In PL/pgSQL, which looks for its tables when it is called: the queue is installed after
-- the migrations. Without scans of whole tables, whatever the planner was told of them last; and the job is asked for by a subselect, for an EXISTS may be made into a set of all jobs.
create function work_without_job(of_table text, after_workspace integer, after_id bigint, most integer)
  returns table (workspace_id integer, id bigint, has_job boolean)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
as $$
#variable_conflict use_column
begin
  return query
    select waiting.workspace_id, waiting.id,
           (select true from pgboss.job j
             where j.name in ('perform', 'abandoned') and j.state < 'completed'
               and j.data ->> 'workspaceId' = waiting.workspace_id::text and j.data ->> 'table' = of_table and j.data ->> 'id' = waiting.id::text
             limit 1) is not null
      from (
        (select r.workspace_id, r.id from public.run r
          where of_table = 'run' and r.state in ('QUEUED', 'RUNNING') and not r.waits -- one that waits for others has no job yet
            and (r.workspace_id, r.id) > (after_workspace, after_id)
          order by r.workspace_id, r.id limit most)
        union all
        (select i.workspace_id, i.id from public.import i
          where of_table = 'import' and i.state in ('QUEUED', 'RUNNING') and (i.workspace_id, i.id) > (after_workspace, after_id)
          order by i.workspace_id, i.id limit most)
      ) waiting
     order by waiting.workspace_id, waiting.id;
end;
$$;
revoke all on function work_without_job(text, integer, bigint, integer) from public;
grant execute on function work_without_job(text, integer, bigint, integer) to earshot_app;

comment on function work_without_job(integer) is 'Not used any more.'; -- a worker of the release before asks it, so it goes with the one after
