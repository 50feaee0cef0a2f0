-- Roll-ups: what metrics over years read instead of the facts. A row is one cell of a metric as it is asked for: one day, week, month, quarter or
-- year in the workspace's time zone, for one choice of dimensions (the others are ''), with the sums that an estimate and its error clustered by
-- customer are made of.
--
-- Rows by day and all dimensions alone could not answer: neither distinct customers nor the squares of a customer's totals can be summed from days
-- or from touchpoints, for whoever is in two of them counts once. So each grain and each choice of up to two dimensions has rows of its own, where
-- they are at least ten times fewer than the facts, and reading a metric is reading an index range, whatever number of facts lies below.
--
-- A load takes away what the customers whom it touches added before, and adds what they add after, in its own transaction. A large load, and
-- whatever else changes facts, marks the roll-up as not current instead, and a worker makes it anew. No row of rollup_state, or one that is not
-- current: metrics read the facts. Workspaces that are large when this migration runs are rolled up by the first worker.
-- Undo: drop function scheduler_work(timestamptz, integer) and create it as in 20261127060000_schedules; drop index import_under_way;
--       drop function rollup_outdated() cascade; drop table response_rollup, order_rollup, rollup_state;

create table rollup_state ( -- a row once there are facts enough
  workspace_id integer        not null references workspace (id) on delete cascade,
  source       text           not null,
  is_current   boolean        not null default false,
  changes      bigint         not null default 0, -- rises with each mark, so that one during the making is not lost
  time_zone    text           not null default '', -- in which its days begin; read only while it is the workspace's
  varying      integer        not null default 0, -- bits of the dimensions that have more than one value
  constants    text[]         not null default '{}', -- a dimension each: the value that all facts have ('' = unknown); null where it varies
  layouts      integer[]      not null default '{}', -- what there are rows of: bits of dimensions * 32 + bits of grains
  facts        bigint         not null default 0, -- of which it was made
  kept_at      timestamptz(3), -- when its rows last changed
  queued_at    timestamptz(3), -- when a job was asked to make it anew; null: nobody was
  primary key (workspace_id, source),
  constraint rollup_state_source_is_known check (source in ('ANSWER', 'ORDER'))
);

create table response_rollup (
  workspace_id  integer          not null,
  part          text             not null, -- what is summed: answers; nps, csat or ces of their surveys' questions
  dimensions    integer          not null, -- bits: 1 survey, 2 touchpoint, 4 channel, 8 brand, 16 sample source
  grain         text             not null,
  period        date             not null, -- its first day; -infinity: facts without a date
  survey        text collate "C" not null, -- '' = unknown, or not among the dimensions; here and below
  touchpoint    text collate "C" not null,
  channel       text collate "C" not null,
  brand         text collate "C" not null,
  sample_source text collate "C" not null,
  n             bigint           not null, -- facts
  customers     bigint           not null, -- distinct; a fact of nobody known is one of its own
  total         double precision not null, -- of the values u; exact, as answers are whole numbers
  value_squares double precision not null, -- sum of u^2 over facts
  xx            double precision not null, -- sum over customers of (facts)^2
  xy            double precision not null, -- of facts * (total of the customer)
  yy            double precision not null, -- of (total of the customer)^2
  primary key (workspace_id, part, dimensions, grain, period, survey, touchpoint, channel, brand, sample_source),
  constraint response_rollup_grain_is_known check (grain in ('DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'))
);

create table order_rollup (
  workspace_id  integer          not null,
  part          text             not null, -- all, orders (not cancelled), revenue, revenueOfKnown (of customers with a name)
  dimensions    integer          not null, -- bits: 1 channel
  grain         text             not null,
  period        date             not null,
  channel       text collate "C" not null,
  n             bigint           not null,
  customers     bigint           not null,
  total         numeric          not null, -- money, exact: what is added and taken away again leaves nothing behind
  value_squares numeric          not null,
  xx            numeric          not null,
  xy            numeric          not null,
  yy            numeric          not null,
  primary key (workspace_id, part, dimensions, grain, period, channel),
  constraint order_rollup_grain_is_known check (grain in ('DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'))
);

do $$
declare
  workspace_table text;
begin
  foreach workspace_table in array array['rollup_state', 'response_rollup', 'order_rollup'] loop
    execute format('alter table %I enable row level security, force row level security', workspace_table);
    execute format(
      'create policy own_workspace on %I to earshot_app using (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::integer)',
      workspace_table);
    execute format('create policy owner_maintenance on %I to current_user using (true) with check (true)', workspace_table);
    execute format('grant select, insert, update, delete on %I to earshot_app', workspace_table);
  end loop;
  if current_setting('server_version_num')::integer >= 170000 then
    grant maintain on response_rollup, order_rollup to earshot_app; -- made anew, it is analysed, as a large load is
  end if;
end $$;

-- Whoever changes what roll-ups are made of and does not keep them marks them, be it by hand. Those who do keep one (a load) say its table in
-- app.rollup_kept. Without a workspace (the owner's maintenance) all are marked.
create function rollup_outdated() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_table_name = 'identity' then
    if not exists (select from moved) then return null; end if;
  end if;
  if coalesce(current_setting('app.rollup_kept', true), '') is distinct from tg_table_name then
    update public.rollup_state set is_current = false, changes = changes + 1, queued_at = null
     where source = any (tg_argv)
       and workspace_id = coalesce(nullif(current_setting('app.workspace_id', true), '')::integer, workspace_id);
  end if;
  return null;
end $$;
create trigger rollup_outdated after insert or update or delete or truncate on response for each statement execute function rollup_outdated('ANSWER');
create trigger rollup_outdated after insert or update or delete or truncate on "order" for each statement execute function rollup_outdated('ORDER');
-- a few rows each: by row, so that a statement that changes none marks none
create trigger rollup_outdated after insert or update or delete on question for each row execute function rollup_outdated('ANSWER');
create trigger rollup_outdated after update on survey for each row when (old is distinct from new) execute function rollup_outdated('ANSWER');
create trigger rollup_outdated after update on identity referencing new table as moved for each statement
  execute function rollup_outdated('ANSWER', 'ORDER'); -- a merge of customers moves many, and each load looks for one

insert into rollup_state (workspace_id, source)
select id, 'ANSWER' from workspace w where exists (select from response f where f.workspace_id = w.id offset 9999 limit 1)
union all
select id, 'ORDER' from workspace w where exists (select from "order" f where f.workspace_id = w.id offset 9999 limit 1);

create index import_under_way on import (workspace_id) where state in ('QUEUED', 'RUNNING');

-- A scheduler has one thing more to look at: roll-ups to be made anew, of workspaces in which no file is being loaded. Their id is their number.
drop function scheduler_work(timestamptz, integer);
create function scheduler_work(moment timestamptz, most integer)
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
    order by s.workspace_id, s.source limit most);
end;
revoke all on function scheduler_work(timestamptz, integer) from public;
grant execute on function scheduler_work(timestamptz, integer) to earshot_app;
