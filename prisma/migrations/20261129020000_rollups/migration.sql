-- Roll-ups: what metrics over years read instead of the facts. A row is one cell of a metric as it is asked for: one day, week, month, quarter or
-- year in the workspace's time zone, for one choice of dimensions (the others are ''), with the sums that an estimate and its error clustered by
-- customer are made of.
--
-- Rows by day and all dimensions alone could not answer: neither distinct customers nor the squares of a customer's totals can be summed from days
-- or from touchpoints, for whoever is in two of them counts once. So each grain and each choice of dimensions has rows of its own, and reading a
-- metric is reading an index range, one row a cell, whatever number of facts lies below.
--
-- All of it is sums over customers. A load therefore takes away what the customers whom it touches added before, and adds what they add
-- after; a large load, a merge of customers and a change of time zone mark the roll-up as not current instead, and a worker makes it anew.
-- No row of rollup_state, or one that is not current: metrics read the facts. What is there when this migration runs is rolled up by the first worker.
-- Undo: drop function scheduler_work(timestamptz, integer) and create it as in 20261127060000_schedules; drop index import_under_way;
--       drop table response_rollup, order_rollup, rollup_state;

create table rollup_state (
  workspace_id integer        not null references workspace (id) on delete cascade,
  source       text           not null,
  is_current   boolean        not null,
  time_zone    text           not null, -- in which its days begin; read only while it is the workspace's
  varying      integer        not null, -- bits of the dimensions that have more than one value; rows exist for choices of these alone
  constants    text[]         not null, -- a dimension each: the value that all facts have ('' = unknown); null where it varies or there are no facts
  questions    bigint[]       not null default '{}', -- that scores are made of
  first_day    date,                    -- no fact is earlier; null where there are none
  last_day     date,                    -- none is later
  kept_at      timestamptz(3) not null default now(), -- when its rows last changed
  queued_at    timestamptz(3),          -- when a job was asked to make it anew; null: nobody was
  primary key (workspace_id, source),
  constraint rollup_state_source_is_known check (source in ('ANSWER', 'ORDER'))
);

create table response_rollup (
  workspace_id  integer          not null,
  part          text             not null, -- what is summed: answers; nps, csat or ces of their surveys' questions
  dimensions    integer          not null, -- bits: 1 survey, 2 touchpoint, 4 channel, 8 brand, 16 sample source
  grain         text             not null,
  period        date             not null, -- its first day
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
  (select 'ROLLUP', w.id, source.number
     from public.workspace w
    cross join (values (1::bigint, 'ANSWER'), (2, 'ORDER')) source (number, name)
     left join public.rollup_state s on s.workspace_id = w.id and s.source = source.name
    where (s.is_current is not true or s.time_zone <> w.time_zone)
      and (s.queued_at is null or s.queued_at < moment - interval '1 hour')
      and not exists (select from public.import i where i.workspace_id = w.id and i.state in ('QUEUED', 'RUNNING'))
    order by w.id, source.number limit most);
end;
revoke all on function scheduler_work(timestamptz, integer) from public;
grant execute on function scheduler_work(timestamptz, integer) to earshot_app;
