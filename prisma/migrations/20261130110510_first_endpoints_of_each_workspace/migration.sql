-- Slow endpoints of one workspace held up those of all others: those that answer, however late, come in the order of their deliveries, and a workspace with
-- fifty of them filled what a look for work is told. Now the first of each workspace come first, then the second of each.
-- Undo: create or replace the function as 20261128080000_answering_endpoints_first has it.

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
   order by w.failing_since is not null,
            row_number() over (partition by w.workspace_id, w.failing_since is not null order by due.next_attempt_at, due.id),
            due.next_attempt_at, due.id
   limit most;
end;
