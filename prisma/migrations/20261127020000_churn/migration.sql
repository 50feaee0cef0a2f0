-- What a churn run found: how churn was defined, curves with their tests, losses by reason, cohorts, rates a period, and revenue kept.
-- All hang on churn_model, so that what an earlier attempt wrote goes with one statement. Days are 24-hour days since the start.
-- Undo: drop table revenue_retention, tenure_rate, churn_rate, cohort_cell, incidence_point, churn_cause, curve_test, survival_point,
--         survival_curve, silence_option, churn_model;

create table churn_model (
  workspace_id       integer          not null,
  run_id             bigint           not null,
  kind               text             not null,
  silence_days       integer,                   -- N of silent churn
  is_suggested       boolean,                   -- N comes from the gaps, nobody gave it
  dated_at           text,                      -- silent: the day of the loss
  visits_count       boolean,                   -- silent: whether a visit is an activity
  as_of              timestamptz(3)   not null,
  follow_up_end      timestamptz(3)   not null, -- where every clock stops
  customers          bigint           not null,
  episodes           bigint           not null,
  losses             bigint           not null,
  returns            bigint           not null, -- episodes after a customer's first
  return_share       double precision,          -- of the losses; null without one
  delayed_entries    bigint           not null, -- episodes first observed after their start
  provisional_losses bigint           not null, -- contractual: a return within 30 days could still undo them
  shape              text             not null,
  period_from        timestamptz(3),            -- of the one period
  period_until       timestamptz(3),
  cohort_period      text             not null,
  cohort_customers   bigint           not null, -- observed from their start
  confidence_level   double precision not null,
  revenue_from       text,                      -- periods at whose ends recurring revenue is compared
  revenue_to         text,
  revenue_periods    integer,
  starting_revenue   numeric(18,4),
  gross_retention    double precision,
  net_retention      double precision,
  revenue_reason     text,                      -- why there is none
  primary key (workspace_id, run_id),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade,
  constraint churn_model_kind_is_known check (kind in ('CONTRACTUAL', 'SILENT')),
  constraint churn_model_dated_at_is_known check (dated_at in ('LAST_ACTIVITY', 'SILENCE')),
  constraint churn_model_silence_has_days check ((kind = 'SILENT') = (silence_days is not null)),
  constraint churn_model_shape_is_known check (shape in ('CURVES', 'ONE_PERIOD'))
);

create table silence_option (
  workspace_id integer          not null,
  run_id       bigint           not null,
  position     integer          not null,
  quantile     double precision,          -- of the gaps that ended with a return; null: N was given
  days         integer          not null,
  returns      bigint           not null, -- longer silences that ended with a return
  return_share double precision,          -- of all longer silences; null without one
  is_chosen    boolean          not null,
  primary key (workspace_id, run_id, position),
  foreign key (workspace_id, run_id) references churn_model (workspace_id, run_id) on delete cascade
);

create table survival_curve (
  workspace_id            integer          not null,
  run_id                  bigint           not null,
  position                integer          not null,
  grouping_key            text             not null, -- all, plan, trait:<key>, nps_band …
  level                   text,                      -- null: everybody
  landmark_days           integer,                   -- the curve begins so long after the start, with those still there
  n                       bigint           not null, -- customers
  losses                  bigint           not null,
  expected_losses         double precision,          -- if all groups were lost alike (log-rank)
  last_day                double precision,          -- observation ends here
  median_days             double precision,          -- null: half of them are still there
  median_ci_low           double precision,
  median_ci_high          double precision,
  restricted_mean_horizon double precision,
  restricted_mean         double precision,
  restricted_mean_std_err double precision,
  restricted_mean_ci_low  double precision,
  restricted_mean_ci_high double precision,
  reason                  text,                      -- why there is no curve
  primary key (workspace_id, run_id, position),
  foreign key (workspace_id, run_id) references churn_model (workspace_id, run_id) on delete cascade,
  constraint survival_curve_without_estimate_has_a_reason check ((restricted_mean is null) = (reason is not null))
);

create table survival_point (
  workspace_id   integer          not null,
  run_id         bigint           not null,
  curve_position integer          not null,
  day            double precision not null,
  at_risk        bigint           not null, -- just before
  survival       double precision not null,
  std_err        double precision,          -- null once nobody is left
  ci_low         double precision,
  ci_high        double precision,
  primary key (workspace_id, run_id, curve_position, day),
  foreign key (workspace_id, run_id, curve_position) references survival_curve (workspace_id, run_id, position) on delete cascade,
  constraint survival_point_is_share check (survival between 0 and 1)
);

create table curve_test (
  workspace_id  integer          not null,
  run_id        bigint           not null,
  position      integer          not null,
  grouping_key  text             not null,
  landmark_days integer,
  n             bigint           not null,
  losses        bigint           not null,
  statistic     double precision,          -- chi-square of the log-rank test
  df            integer,
  p_value       double precision,
  reason        text,                      -- why there is none
  detail        text,
  primary key (workspace_id, run_id, position),
  foreign key (workspace_id, run_id) references churn_model (workspace_id, run_id) on delete cascade,
  constraint curve_test_without_statistic_has_a_reason check ((statistic is null) = (reason is not null))
);

create table churn_cause (
  workspace_id integer not null,
  run_id       bigint  not null,
  position     integer not null,
  cause        text    not null,
  n            bigint  not null,
  losses       bigint  not null,
  reason       text,             -- why there is no curve
  primary key (workspace_id, run_id, position),
  foreign key (workspace_id, run_id) references churn_model (workspace_id, run_id) on delete cascade
);

create table incidence_point (
  workspace_id   integer          not null,
  run_id         bigint           not null,
  cause_position integer          not null,
  day            double precision not null,
  at_risk        bigint           not null,
  incidence      double precision not null,
  std_err        double precision not null,
  ci_low         double precision,          -- null while the incidence is 0 or 1
  ci_high        double precision,
  bound_high     double precision,          -- if every loss of unknown reason had been of this one; null for UNKNOWN itself
  primary key (workspace_id, run_id, cause_position, day),
  foreign key (workspace_id, run_id, cause_position) references churn_cause (workspace_id, run_id, position) on delete cascade,
  constraint incidence_point_is_share check (incidence between 0 and 1)
);

create table cohort_cell (
  workspace_id     integer          not null,
  run_id           bigint           not null,
  grouping_key     text             not null, -- start: by the period of the start; else what customers were at the start
  cohort           text             not null,
  age              integer          not null, -- periods since the cohort's own
  size             bigint           not null,
  active           bigint           not null,
  retention        double precision not null,
  ci_low           double precision not null,
  ci_high          double precision not null,
  rolling_active   bigint,                    -- active in this period or a later one
  starting_revenue numeric(18,4),
  revenue          numeric(18,4),
  is_complete      boolean          not null, -- the period was over
  primary key (workspace_id, run_id, grouping_key, cohort, age),
  foreign key (workspace_id, run_id) references churn_model (workspace_id, run_id) on delete cascade,
  constraint cohort_cell_retention_is_share check (retention between 0 and 1)
);

create table churn_rate (
  workspace_id    integer          not null,
  run_id          bigint           not null,
  period          text             not null,
  starts_at       timestamptz(3)   not null,
  ends_at         timestamptz(3)   not null,
  active          bigint           not null, -- at its start
  lost            bigint           not null, -- of these
  rate            double precision,
  ci_low          double precision,
  ci_high         double precision,
  joined          bigint           not null,
  joined_and_lost bigint           not null,
  is_complete     boolean          not null,
  primary key (workspace_id, run_id, period),
  foreign key (workspace_id, run_id) references churn_model (workspace_id, run_id) on delete cascade
);

create table tenure_rate (
  workspace_id integer          not null,
  run_id       bigint           not null,
  position     integer          not null,
  grouping_key text             not null, -- tenure: by months since the start; else what customers were at the start
  level        text,
  from_months  integer,                   -- both null and grouping tenure: who joined within the period
  until_months integer,
  active       bigint           not null,
  lost         bigint           not null,
  rate         double precision,
  ci_low       double precision,
  ci_high      double precision,
  primary key (workspace_id, run_id, position),
  foreign key (workspace_id, run_id) references churn_model (workspace_id, run_id) on delete cascade
);

create table revenue_retention (
  workspace_id     integer       not null,
  run_id           bigint        not null,
  period           text          not null, -- compared with the end of the one before
  starting_revenue numeric(18,4) not null,
  gross            double precision,       -- null where nobody paid before
  net              double precision,
  primary key (workspace_id, run_id, period),
  foreign key (workspace_id, run_id) references churn_model (workspace_id, run_id) on delete cascade
);

do $$
declare
  workspace_table text;
begin
  foreach workspace_table in array array[
    'churn_model', 'silence_option', 'survival_curve', 'survival_point', 'curve_test', 'churn_cause', 'incidence_point', 'cohort_cell',
    'churn_rate', 'tenure_rate', 'revenue_retention'
  ] loop
    execute format('alter table %I enable row level security, force row level security', workspace_table);
    execute format(
      'create policy own_workspace on %I to earshot_app using (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::integer)',
      workspace_table);
    execute format('create policy owner_maintenance on %I to current_user using (true) with check (true)', workspace_table);
    execute format('grant select, insert, update, delete on %I to earshot_app', workspace_table);
  end loop;
end $$;
