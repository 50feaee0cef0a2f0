-- Customers crossed by what they say and what they are worth: what a VALUE_LOYALTY run found, cell by cell, and who is in each.
-- Numbers of cells that would tell of fewer than ten customers are not stored (null, is_hidden), nor who is in them.
-- Undo: drop table value_loyalty_customer, value_loyalty_cell, value_loyalty_cost, value_loyalty_model;

create table value_loyalty_model ( -- what a run says of its segmentation as a whole
  workspace_id         integer          not null,
  run_id               bigint           not null,
  as_of                timestamptz(3)   not null, -- facts after it were not seen
  period_start         timestamptz(3)   not null, -- of the twelve months that end at as_of: realised revenue, margin, cost to serve
  survey_id            bigint           not null,
  question_key         text             not null,
  answer_max_age_days  integer          not null,
  value_source         text             not null,
  value_run_id         bigint,                    -- the CLV run; no key, a run is never deleted before its analysis; null: REALISED
  churn_run_id         bigint,                    -- null: there is none, and no revenue at risk
  churn_horizon_days   integer,                   -- of that run's probabilities, carried to 365 days at a constant hazard
  measure              text             not null, -- of realised money: MARGIN where orders or the analysis say one
  margin_share         double precision,          -- of revenue whose margin is not said; null: REVENUE
  tiers                integer          not null,
  confidence_level     double precision not null,
  se_type              text             not null,
  n                    bigint           not null, -- customers
  service_spend        double precision not null, -- of the twelve months
  service_allocated    double precision not null, -- to the customers of the cells
  service_no_tickets   double precision not null, -- of channels without a handled ticket
  service_nobody       double precision not null, -- of tickets of nobody known, or of customers outside the cells
  primary key (workspace_id, run_id),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade,
  constraint value_loyalty_model_value_source_is_known check (value_source in ('CLV', 'REALISED')),
  constraint value_loyalty_model_measure_is_known check (measure in ('MARGIN', 'REVENUE')),
  constraint value_loyalty_model_clv_has_run check ((value_source = 'CLV') = (value_run_id is not null)),
  constraint value_loyalty_model_churn_has_horizon check ((churn_run_id is null) = (churn_horizon_days is null))
);

create table value_loyalty_cost ( -- what service cost, channel by channel
  workspace_id    integer          not null,
  run_id          bigint           not null,
  position        integer          not null,
  channel         text,                      -- lower-case; null: the spend names none
  spend           double precision not null, -- of the twelve months; a period that reaches beyond them counts in proportion to its days
  tickets         bigint           not null, -- first answered, or else resolved, in the twelve months
  cost_per_ticket double precision,          -- null: there is no ticket to divide by, or the spend names no channel
  primary key (workspace_id, run_id, position),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade
);

create table value_loyalty_cell ( -- a loyalty by a tier of value, or a total of those
  workspace_id        integer          not null,
  run_id              bigint           not null,
  loyalty             text             not null, -- ALL: whatever the loyalty
  tier                integer          not null, -- 1 = highest value; 0: whatever the tier
  is_hidden           boolean          not null, -- it, or a cell that could be worked out from it, holds 1 to 9 customers
  n                   bigint,                    -- customers; null here and below: hidden, or nobody is in it
  share               double precision,
  share_ci_low        double precision,
  share_ci_high       double precision,
  value_from          double precision,          -- least value of the tier; null: tier 0
  value               double precision,          -- total
  value_std_err       double precision,
  value_ci_low        double precision,
  value_ci_high       double precision,
  value_expected_low  double precision,          -- sum of the ends of the customers' intervals; null: REALISED has none
  value_expected_high double precision,
  mean_value          double precision,
  mean_value_std_err  double precision,
  mean_value_ci_low   double precision,
  mean_value_ci_high  double precision,
  revenue             double precision,          -- of the twelve months; here and in the next two
  cost_to_serve       double precision,
  net_value           double precision,          -- margin less cost to serve; may be negative
  net_value_std_err   double precision,
  net_value_ci_low    double precision,
  net_value_ci_high   double precision,
  below_zero          bigint,                    -- customers with a net value below 0
  at_risk             double precision,          -- revenue at risk within a year; null also: no churn run
  at_risk_n           bigint,                    -- customers with a probability
  at_risk_std_err     double precision,
  at_risk_ci_low      double precision,
  at_risk_ci_high     double precision,
  at_risk_expected_low  double precision,        -- at the ends of the probabilities' intervals
  at_risk_expected_high double precision,
  action              text,                      -- null: a total, nobody is in it, or hidden
  primary key (workspace_id, run_id, loyalty, tier),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade,
  constraint value_loyalty_cell_loyalty_is_known check (loyalty in ('PROMOTER', 'PASSIVE', 'DETRACTOR', 'UNKNOWN', 'ALL')),
  constraint value_loyalty_cell_hides_all check (not is_hidden or (n is null and value is null and net_value is null and at_risk is null))
);

create table value_loyalty_customer ( -- who is in the cells that are shown
  workspace_id  integer          not null,
  run_id        bigint           not null,
  customer_id   bigint           not null, -- no key: a million checks a run for customers that are never deleted beneath it
  loyalty       text             not null,
  tier          integer          not null,
  position      integer          not null, -- in the cell, 1 = highest value
  score         double precision,          -- the answer 0-10; null: UNKNOWN
  value         double precision not null,
  revenue       double precision not null,
  cost_to_serve double precision not null,
  net_value     double precision not null,
  churn_risk    double precision,          -- of leaving within 365 days; null: not known
  at_risk       double precision,
  primary key (workspace_id, run_id, customer_id),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade,
  constraint value_loyalty_customer_churn_risk_is_share check (churn_risk between 0 and 1),
  constraint value_loyalty_customer_position_is_unique unique (workspace_id, run_id, loyalty, tier, position)
);

do $$
declare
  workspace_table text;
begin
  foreach workspace_table in array array['value_loyalty_model', 'value_loyalty_cost', 'value_loyalty_cell', 'value_loyalty_customer'] loop
    execute format('alter table %I enable row level security, force row level security', workspace_table);
    execute format(
      'create policy own_workspace on %I to earshot_app using (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::integer)',
      workspace_table);
    execute format('create policy owner_maintenance on %I to current_user using (true) with check (true)', workspace_table);
    execute format('grant select, insert, update, delete on %I to earshot_app', workspace_table);
  end loop;
  if current_setting('server_version_num')::integer >= 170000 then
    grant maintain on value_loyalty_customer to earshot_app;
  end if;
end $$;
