-- The flat datasets as SQL: for BI tools that speak nothing else, and for the API that streams the same rows.
--
-- Each dataset is two views over one text. `bi.<name>` is for the logins of BI tools, one login a workspace, all of them members
-- of earshot_bi; it has no personal column. `dataset.<name>` is for the API: personal columns too, and workspace_id in front, so
-- that its statements name the workspace. Both are security_invoker: who reads is bound by the policies of the tables.
--
-- A BI login may SET what it likes, so its policies trust nothing that it can set: bi_workspace() maps session_user, which only a
-- superuser can change. It holds rights on the very columns that its views read; prisma/bi/datasets.ts declares names and words.
-- Undo: drop schema bi, dataset cascade; drop view current_run; drop policy own_workspace_bi on each table that has it;
--       revoke all on all tables in schema public from earshot_bi; drop function bi_workspace; drop table bi_login;
--       then drop the logins and revoke connect on the database from them.

create table bi_login ( -- which login of the server reads which workspace; made and revoked by the owner alone
  workspace_id integer        not null references workspace (id) on delete cascade,
  role_name    text collate "C" not null, -- random: roles are seen by every login of the server, and say nothing of a customer
  name         text           not null,   -- what it is for
  created_at   timestamptz(3) not null default now(),
  revoked_at   timestamptz(3),
  primary key (workspace_id, role_name),
  constraint bi_login_role_is_ours check (role_name ~ '^earshot_bi_[0-9a-f]{16}$')
);
create index bi_login_by_role on bi_login (role_name) where revoked_at is null; -- bi_workspace() comes without a workspace

alter table bi_login enable row level security, force row level security;
create policy own_workspace on bi_login to earshot_app
  using (workspace_id = nullif(current_setting('app.workspace_id', true), '')::integer);
create policy owner_maintenance on bi_login to current_user using (true) with check (true);
grant select on bi_login to earshot_app;

-- Null, and so no row of any table, for whoever is no BI login, is revoked, or would be one of two workspaces.
create function bi_workspace() returns integer
  language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
begin atomic
  select min(l.workspace_id) from public.bi_login l where l.role_name = session_user::text and l.revoked_at is null having count(*) = 1;
end;
revoke all on function bi_workspace() from public;
grant execute on function bi_workspace() to earshot_bi;

create schema bi;
create schema dataset;
comment on schema bi is 'Flat datasets of one workspace, read-only: every view and column is described by its comment.';
revoke all on schema bi, dataset from public;
grant usage on schema bi to earshot_bi;
grant usage on schema dataset to earshot_app;

-- BI logins get rights on what a view reads, column by column, and a policy on each table that has none for them.
create function dataset.grant_what_it_reads(reader regclass) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  part record;
begin
  for part in
    select c.oid::regclass as source, c.relkind, string_agg(distinct quote_ident(a.attname), ', ') as columns,
           exists (select from pg_policy p where p.polrelid = c.oid and p.polroles @> array['earshot_bi'::regrole::oid]) as has_policy
      from pg_rewrite w
      join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0
      join pg_class c on c.oid = d.refobjid and c.oid <> reader
      join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
     where w.ev_class = reader
     group by c.oid
  loop
    execute format('grant select (%s) on %s to earshot_bi', part.columns, part.source);
    if part.relkind = 'v' then
      perform dataset.grant_what_it_reads(part.source);
    elsif not part.has_policy then
      execute format('create policy own_workspace_bi on %s for select to earshot_bi using (workspace_id = (select public.bi_workspace()))', part.source);
    end if;
  end loop;
end $$;

-- A dataset, or a new version of it. `source` is a FROM clause in which f is the table whose workspace_id counts.
create function dataset.define(name text, columns text, personal text, source text) returns void language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('drop view if exists bi.%I, dataset.%I', name, name);
  execute format('create view dataset.%I with (security_invoker) as select f.workspace_id, %s from %s', name, concat_ws(', ', columns, personal), source);
  execute format('create view bi.%I with (security_invoker) as select %s from %s', name, columns, source);
  execute format('grant select on dataset.%I to earshot_app', name);
  execute format('grant select on bi.%I to earshot_bi', name);
  perform dataset.grant_what_it_reads(format('bi.%I', name)::regclass);
end $$;
revoke all on function dataset.grant_what_it_reads(regclass), dataset.define(text, text, text, text) from public;

-- The run of each analysis whose numbers stand: the published one, else the latest with a result on all the data. Its results
-- are stored under result_run_id: those of the run that it found nothing changed since. The outer DISTINCT changes nothing; it
-- keeps the planner from asking is_stale once a row of what is joined to it, a million times for the scores of customers.
create view current_run with (security_invoker) as
  select distinct on (s.workspace_id, s.analysis_id)
         s.workspace_id, s.analysis_id, s.analysis, s.kind, s.shown_run_id, result.id as result_run_id, result.uuid::text as run_id, s.data_through,
         result.finished_at as computed_at,
         s.data_versions is null or exists (
           select from jsonb_each_text(s.data_versions) as seen (domain, version)
             left join data_version v on v.workspace_id = s.workspace_id and v.domain = seen.domain
            where coalesce(v.version, 0)::text <> seen.version) as is_stale
    from (
      select distinct on (r.workspace_id, r.analysis_id)
             r.workspace_id, r.analysis_id, a.name as analysis, a.kind, r.id as shown_run_id, coalesce(r.reused_run_id, r.id) as result_run_id,
             r.data_through, r.data_versions
        from run r
        join analysis a on a.workspace_id = r.workspace_id and a.id = r.analysis_id
       where r.state = 'SUCCEEDED' and r.outcome = 'FITTED' and (r.as_of is null or r.id = a.published_run_id)
       order by r.workspace_id, r.analysis_id, (r.id = a.published_run_id) is true desc, r.finished_at desc, r.id desc
    ) s
    join run result on result.workspace_id = s.workspace_id and result.id = s.result_run_id;
grant select on current_run to earshot_app;

select dataset.define('customers', $$
  f.id as customer_id, f.external_id, f.acquired_at, f.acquisition_channel, f.erased_at
$$, $$
  (select string_agg(i.value, ', ' order by i.value) from identity i where i.workspace_id = f.workspace_id and i.customer_id = f.id and i.kind = 'EMAIL') as emails,
  (select string_agg(i.value, ', ' order by i.value) from identity i where i.workspace_id = f.workspace_id and i.customer_id = f.id and i.kind = 'PHONE') as phones,
  (select jsonb_object_agg(t.key, t.value_text) from customer_trait t where t.workspace_id = f.workspace_id and t.customer_id = f.id and t.is_personal) as personal_traits
$$, $$ customer f $$);

select dataset.define('responses', $$
  f.id as response_id, f.external_id, s.key as survey_key, i.customer_id, f.responded_at, f.invited_at, f.channel, f.touchpoint, f.brand,
  f.sample_source, f.sampling_weight
$$, $$ f.comment $$, $$
  response f
  join survey s on s.workspace_id = f.workspace_id and s.id = f.survey_id
  left join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
$$);

select dataset.define('orders', $$
  f.id as order_id, f.external_id, i.customer_id, f.occurred_at, f.status, f.currency, f.revenue, f.total, f.discount, f.tax, f.shipping,
  f.refunded_amount, f.margin, f.channel
$$, null, $$
  "order" f
  left join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
$$);

select dataset.define('customer_scores', $$
  f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, f.kind, s.customer_id, c.external_id as customer_external_id, s.position,
  s.churn_risk, s.churn_risk_ci_low, s.churn_risk_ci_high, s.p_alive, s.expected_purchases, s.expected_purchases_low, s.expected_purchases_high,
  s.value, s.value_expected_low, s.value_expected_high, s.value_predicted_low, s.value_predicted_high, s.percentile, s.tier
$$, null, $$
  current_run f
  join customer_score s on s.workspace_id = f.workspace_id and s.run_id = f.result_run_id
  left join customer c on c.workspace_id = s.workspace_id and c.id = s.customer_id
$$);

comment on view bi.customers is 'Everybody who buys, and who may have answered surveys: one row a customer.';
comment on column bi.customers.customer_id is 'Number of the customer here: what the datasets are joined by.';
comment on column bi.customers.external_id is 'The number in your own systems. Null when only an address is known.';
comment on column bi.customers.acquired_at is 'When they became a customer.';
comment on column bi.customers.acquisition_channel is 'How they became a customer.';
comment on column bi.customers.erased_at is 'When their personal data was erased at their wish.';

comment on view bi.responses is 'Filled-in questionnaires: one row a response. What was answered is in the dataset answers.';
comment on column bi.responses.response_id is 'Number of the response here.';
comment on column bi.responses.external_id is 'Its id in the source; where the source has none, one made from the row.';
comment on column bi.responses.survey_key is 'Key of the survey.';
comment on column bi.responses.customer_id is 'Who answered. Null when anonymous.';
comment on column bi.responses.responded_at is 'When it was answered.';
comment on column bi.responses.invited_at is 'When the customer was asked.';
comment on column bi.responses.channel is 'By which way it was answered.';
comment on column bi.responses.touchpoint is 'Which contact it is about.';
comment on column bi.responses.brand is 'Which brand it is about.';
comment on column bi.responses.sample_source is 'OWN_LIST, PANEL or INTERCEPT. Null: as its survey.';
comment on column bi.responses.sampling_weight is 'How many of the sampled population it stands for.';

comment on view bi.orders is 'What was bought: one row an order.';
comment on column bi.orders.order_id is 'Number of the order here.';
comment on column bi.orders.external_id is 'Its number in the source; where the source has none, one made from the row.';
comment on column bi.orders.customer_id is 'Who placed it. Null when nobody known.';
comment on column bi.orders.occurred_at is 'When it was placed.';
comment on column bi.orders.status is 'Where it stands, in upper case. CANCELLED orders are no revenue.';
comment on column bi.orders.currency is 'ISO 4217 code of its amounts.';
comment on column bi.orders.revenue is 'After discounts, without shipping and tax, before refunds.';
comment on column bi.orders.total is 'What was paid, with shipping and tax.';
comment on column bi.orders.discount is 'What was taken off.';
comment on column bi.orders.tax is 'Tax within the total.';
comment on column bi.orders.shipping is 'Shipping within the total.';
comment on column bi.orders.refunded_amount is 'How much of its revenue was given back.';
comment on column bi.orders.margin is 'What is left of its revenue after the cost of the goods.';
comment on column bi.orders.channel is 'By which way it was placed.';

comment on view bi.customer_scores is 'What the current run of each analysis of churn or value says of single customers: one row an analysis and customer.';
comment on column bi.customer_scores.analysis is 'Name of the analysis.';
comment on column bi.customer_scores.run_id is 'The run that computed it.';
comment on column bi.customer_scores.data_through is 'Latest fact that the run saw. Null where none is dated.';
comment on column bi.customer_scores.computed_at is 'When the run that computed it ended.';
comment on column bi.customer_scores.is_stale is 'Whether data it was computed from has changed since.';
comment on column bi.customer_scores.kind is 'Which question the analysis answers, for example CHURN or CLV.';
comment on column bi.customer_scores.customer_id is 'Of whom.';
comment on column bi.customer_scores.customer_external_id is 'Their number in your own systems.';
comment on column bi.customer_scores.position is 'In the ranking of the run, by risk or by value; 1 is first.';
comment on column bi.customer_scores.churn_risk is 'Probability of leaving within the horizon.';
comment on column bi.customer_scores.churn_risk_ci_low is 'Lower end of its interval.';
comment on column bi.customer_scores.churn_risk_ci_high is 'Upper end of its interval.';
comment on column bi.customer_scores.p_alive is 'Probability of being a customer still, by the model of purchases; not churn.';
comment on column bi.customer_scores.expected_purchases is 'Purchases, or payments of a contract, within the horizon.';
comment on column bi.customer_scores.expected_purchases_low is 'Lower end of its interval.';
comment on column bi.customer_scores.expected_purchases_high is 'Upper end of its interval.';
comment on column bi.customer_scores.value is 'Money within the horizon, discounted. Null where spend is not known.';
comment on column bi.customer_scores.value_expected_low is 'Lower end: doubt about the parameters alone.';
comment on column bi.customer_scores.value_expected_high is 'Upper end of the same.';
comment on column bi.customer_scores.value_predicted_low is 'Lower end: doubt about the parameters, and chance.';
comment on column bi.customer_scores.value_predicted_high is 'Upper end of the same.';
comment on column bi.customer_scores.percentile is 'Share of customers of a lower risk or value, and half of those of the same: equals share it.';
comment on column bi.customer_scores.tier is 'Name of the tier. Equals share it.';
