-- What a CLV run says beside the scores of its customers (customer_score): its models with their parameters, the totals with both
-- intervals, how the models did on what they were not shown, and for contracts the renewals.
-- Undo: drop table clv_renewal, clv_tracking, clv_holdout_bin, clv_holdout, clv_tier, clv_total, clv_model, model_parameter;

create table model_parameter ( -- of any model that a run has fitted
  workspace_id integer          not null,
  run_id       bigint           not null,
  model        text             not null,
  fitted_on    text             not null default 'OBSERVATION', -- CALIBRATION: on the part that holdout numbers are judged from
  parameter    text             not null,
  position     integer          not null, -- in the order of the model
  estimate     double precision,          -- null, as all of these, for the reason beside
  std_err      double precision,
  ci_low       double precision,
  ci_high      double precision,
  reason       text,
  primary key (workspace_id, run_id, model, fitted_on, parameter),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade,
  constraint model_parameter_fitted_on_is_known check (fitted_on in ('OBSERVATION', 'CALIBRATION')),
  constraint model_parameter_gap_has_reason check (reason is not null or (estimate is not null and std_err is not null))
);

create table clv_model ( -- one row a run
  workspace_id      integer          not null,
  run_id            bigint           not null,
  setting           text             not null,
  setting_reason    text             not null, -- what AUTO was decided by
  model             text             not null,
  model_reason      text             not null,
  measure           text             not null, -- what `value` is called: without a margin it is revenue
  margin_share      double precision,          -- null: none is known
  margin_source     text,
  margin_orders     bigint,                    -- measured over
  time_unit         text             not null, -- of the models' times; of contracts the period of renewal
  observed_from     date             not null, -- first order, or start of a contract
  observed_until    date             not null, -- last day that the scores know of
  horizon_months    double precision not null,
  horizon_length    double precision not null, -- the same in units of time; of contracts the payments within it
  discount_rate     double precision not null, -- a year
  confidence_level  double precision not null,
  n                 bigint           not null, -- customers scored
  repeat_buyers     bigint           not null,
  repeat_purchases  bigint           not null,
  log_likelihood    double precision not null,
  limits            text[]           not null, -- where the maximum lies on the boundary
  spend_model       text,                      -- null, as what follows: spend was not estimated, or needs none
  spend_n           bigint,
  spend_by_frequency boolean,
  spend_correlation double precision,          -- Spearman's, of frequency and spend
  spend_mean        double precision,
  ranked_by         text             not null,
  primary key (workspace_id, run_id),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade,
  constraint clv_model_setting_is_known check (setting in ('NON_CONTRACTUAL', 'CONTRACTUAL')),
  constraint clv_model_model_is_known check (model in ('BG_NBD', 'PARETO_NBD', 'SBG')),
  constraint clv_model_measure_is_named_by_margin check (measure = case when margin_share is null then 'REVENUE' else 'VALUE' end),
  constraint clv_model_margin_source_is_known check (margin_source in ('FIXED', 'MEASURED')),
  constraint clv_model_time_unit_is_known check (time_unit in ('DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR')),
  constraint clv_model_ranked_by_is_known check (ranked_by in ('VALUE', 'PURCHASES'))
);

create table clv_total (
  workspace_id      integer          not null,
  run_id            bigint           not null,
  quantity          text             not null,
  estimate          double precision,
  expected_ci_low   double precision, -- of the expectation: of the parameters alone
  expected_ci_high  double precision,
  predicted_ci_low  double precision, -- of what will be: of parameters and chance
  predicted_ci_high double precision,
  n                 bigint           not null,
  unknown           bigint           not null, -- customers outside the estimate
  reason            text,
  primary key (workspace_id, run_id, quantity),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade,
  constraint clv_total_quantity_is_known check (quantity in ('PURCHASES', 'VALUE'))
);

create table clv_tier (
  workspace_id       integer          not null,
  run_id             bigint           not null,
  position           integer          not null, -- 1 = the most valuable
  tier               text             not null,
  n                  bigint           not null,
  expected_purchases double precision not null, -- sums
  value              double precision,
  primary key (workspace_id, run_id, position),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade,
  constraint clv_tier_is_unique unique (workspace_id, run_id, tier)
);

create table clv_holdout ( -- one row a model that was judged
  workspace_id        integer          not null,
  run_id              bigint           not null,
  model               text             not null,
  is_chosen           boolean          not null,
  calibration_until   date             not null,
  holdout_until       date             not null,
  length              double precision not null, -- in units of time
  n                   bigint           not null,
  actual              bigint           not null, -- purchases held out
  expected_purchases  double precision not null,
  expected_ci_low     double precision,
  expected_ci_high    double precision,
  predicted_ci_low    double precision not null,
  predicted_ci_high   double precision not null,
  is_inside           boolean          not null, -- actual within predicted
  mean_absolute_error double precision not null,
  log_predictive      double precision not null,
  primary key (workspace_id, run_id, model),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade
);

create table clv_holdout_bin ( -- customers by their repeat purchases until the calibration's end
  workspace_id  integer          not null,
  run_id        bigint           not null,
  model         text             not null,
  frequency     integer          not null,
  is_open       boolean          not null, -- and more
  n             bigint           not null,
  actual_mean   double precision not null,
  expected_mean double precision not null,
  primary key (workspace_id, run_id, model, frequency),
  foreign key (workspace_id, run_id, model) references clv_holdout (workspace_id, run_id, model) on delete cascade
);

create table clv_tracking ( -- repeat purchases of all customers together since the first, of the model chosen
  workspace_id integer          not null,
  run_id       bigint           not null,
  position     integer          not null,
  time         double precision not null, -- since the calibration's end, in units of time
  actual       bigint           not null,
  expected     double precision not null,
  primary key (workspace_id, run_id, position),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade
);

create table clv_renewal ( -- of contracts: one row a renewal, 0 = the start
  workspace_id   integer          not null,
  run_id         bigint           not null,
  period         integer          not null,
  at_risk        bigint, -- seen before it, and those who made it; null where none was seen
  renewed        bigint,
  retention      double precision,
  retention_low  double precision,
  retention_high double precision,
  survival       double precision not null,
  survival_low   double precision,
  survival_high  double precision,
  primary key (workspace_id, run_id, period),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade
);

-- The customers of one tier, page by page.
create index customer_score_by_tier on customer_score (workspace_id, run_id, tier, position, customer_id) where tier is not null;
-- Which run's value a customer shows.
create index run_fitted_by_kind on run (workspace_id, kind, id) where state = 'SUCCEEDED' and outcome = 'FITTED';

do $$
declare
  workspace_table text;
begin
  foreach workspace_table in array array['model_parameter', 'clv_model', 'clv_total', 'clv_tier', 'clv_holdout', 'clv_holdout_bin', 'clv_tracking', 'clv_renewal'] loop
    execute format('alter table %I enable row level security, force row level security', workspace_table);
    execute format(
      'create policy own_workspace on %I to earshot_app using (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::integer)',
      workspace_table);
    execute format('create policy owner_maintenance on %I to current_user using (true) with check (true)', workspace_table);
    execute format('grant select, insert, update, delete on %I to earshot_app', workspace_table);
  end loop;
end $$;
