-- What waits or is under way has a job in the queue from the transaction that asks for it to the one that ends it. Whoever clears the queue's
-- tables, or cancels a job there, takes it away: the run says QUEUED or RUNNING for ever, and no other of its analysis is asked for. A worker asks
-- for such rows, of all workspaces, and gives them a job again. Where nothing is under way the queue is not looked at.
-- In PL/pgSQL, which looks for its tables when it is called: the queue is installed after the migrations.
-- Undo: drop function work_without_job(integer);

create function work_without_job(most integer)
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
     where r.state in ('QUEUED', 'RUNNING')
       and not exists (select from job j where j.source = 'run' and j.workspace_id = r.workspace_id and j.id = r.id)
    union all
    select 'IMPORT', i.workspace_id, i.id
      from public.import i
     where i.state in ('QUEUED', 'RUNNING')
       and not exists (select from job j where j.source = 'import' and j.workspace_id = i.workspace_id and j.id = i.id)
    limit most;
end;
$$;

revoke all on function work_without_job(integer) from public;
grant execute on function work_without_job(integer) to earshot_app;
