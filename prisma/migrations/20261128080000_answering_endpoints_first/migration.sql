-- Any number of endpoints that hang, in whatever workspace, hold up no endpoint that answers for longer than one attempt takes:
-- of the deliveries that are due those to endpoints that answer come first.
-- Undo: create or replace the function without the first term of its last order by.

-- The delivery of each endpoint that has waited longest, endpoints that answer first.
create or replace function webhook_deliveries_due(most integer)
  returns table (workspace_id integer, webhook_id bigint, delivery_id bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select w.workspace_id, w.id, due.id
    from public.webhook w
   cross join lateral (
     select d.id, d.next_attempt_at from public.webhook_delivery d
      where d.workspace_id = w.workspace_id and d.webhook_id = w.id and d.state = 'PENDING' and d.next_attempt_at <= now()
      order by d.next_attempt_at, d.id limit 1
   ) due
   where w.disabled_at is null
   order by w.failing_since is not null, due.next_attempt_at, due.id limit most;
end;

-- Nothing reads or writes it any more; a worker of the release before still does, so the column goes with the one after.
comment on column run_part.rows_done is 'Not used any more.';
