-- Drivers of any outcome: a logistic or ordinal model beside the linear one, behaviours after the answer, incomplete rows,
-- clustered errors, the stability of every importance, forces, and groups (segments, touchpoints, brands) held against each other.
-- Undo: delete the runs whose driver_model has another model than LINEAR or another treatment than LISTWISE, then drop table
--       driver_difference, driver_group_estimate, driver_group, driver_force; drop the columns added below; and set not null again
--       what lost it.

alter table driver_model
  add column model               text    not null default 'LINEAR',
  add column customers           bigint,           -- distinct ones; null: a run before they were counted
  add column clusters            bigint,           -- null: each customer answered once
  add column missing             text    not null default 'LISTWISE',
  add column complete_n          bigint,
  add column r_squared_ci_low    double precision, -- from the draws, null without
  add column r_squared_ci_high   double precision,
  add column thresholds          jsonb   not null default '[]', -- of an ordinal model, in place of the intercept
  add column log_likelihood      double precision, -- from here to events: null for a linear model
  add column log_likelihood_null double precision,
  add column mc_fadden           double precision,
  add column nagelkerke          double precision,
  add column auc                 double precision,
  add column lr_statistic        double precision,
  add column lr_p_value          double precision,
  add column events              bigint,
  add column importance_measure  text    not null default 'LMG', -- what rank goes by
  add column agreement           double precision, -- Kendall's W
  add column draws               integer not null default 0,
  add column failed_draws        integer not null default 0,
  add column seed                integer,
  add column observed_until      timestamptz(3),   -- of a behaviour: when observation ended
  alter column df drop not null,                   -- here and below: not defined for incomplete rows
  alter column adjusted_r_squared drop not null,
  alter column condition_number drop not null,
  alter column method drop not null,
  alter column intercept drop not null,
  add constraint driver_model_model_is_known check (model in ('LINEAR', 'LOGISTIC', 'ORDINAL')),
  add constraint driver_model_missing_is_known check (missing in ('LISTWISE', 'AVAILABLE', 'EM')),
  add constraint driver_model_importance_measure_is_known check (importance_measure in ('LMG', 'MCFADDEN')),
  add constraint driver_model_incomplete_rows_are_linear check (missing = 'LISTWISE' or model = 'LINEAR');

alter table driver_estimate
  add column unit                     text,    -- of a feature; null: points of the question's scale
  add column feature                  text,    -- null: a question, or a trait
  add column window_days              integer,
  add column event                    text,
  add column trait                    text,
  add column level                    text,
  add column reference_level          text,
  add column lmg_sampling_std_err     double precision, -- null where lmg is exact
  add column relative_weight          double precision, -- null here and below: a run before it was stored
  add column partial_correlation      double precision,
  add column semipartial_correlation  double precision,
  add column share_ci_low             double precision, -- of lmg_share, from the draws; null without
  add column share_ci_high            double precision,
  add column rank_low                 integer,
  add column rank_high                integer,
  add column top_three_probability    double precision,
  add column shapley                  double precision, -- of McFadden's R squared; null for a linear model
  add column shapley_share            double precision,
  add column shapley_sampling_std_err double precision,
  add column odds_ratio               double precision,
  add column odds_ratio_ci_low        double precision,
  add column odds_ratio_ci_high       double precision,
  alter column classical_std_err drop not null, -- not defined for incomplete rows
  alter column mean drop not null,
  alter column mean_std_err drop not null,
  alter column mean_ci_low drop not null,
  alter column mean_ci_high drop not null,
  add constraint driver_estimate_top_three_probability_is_share check (top_three_probability between 0 and 1),
  add constraint driver_estimate_trait_has_a_level check ((trait is null) = (level is null) and (trait is null) = (reference_level is null));

-- A feature was known by its key alone.
update driver_estimate
   set feature = case when driver_key = 'tenure_days' then 'TENURE_DAYS' else upper(substring(driver_key from '^(.*)_[0-9]+d$')) end,
       window_days = substring(driver_key from '_([0-9]+)d$')::integer
 where question_id is null
   and driver_key ~ '^(tenure_days|(orders|revenue|tickets|complaints|first_response_hours|visits)_[0-9]{1,4}d)$';

create table driver_force ( -- importance of drivers together: a CX force, or the levels of a trait
  workspace_id             integer          not null,
  run_id                   bigint           not null,
  name                     text             not null,
  position                 integer          not null, -- named ones first, then drivers that are in none, from 1
  drivers                  text[]           not null,
  rank                     integer          not null,
  lmg                      double precision not null, -- grouped Shapley value, in units of R squared
  lmg_share                double precision,
  lmg_sampling_std_err     double precision,
  shapley                  double precision,
  shapley_share            double precision,
  shapley_sampling_std_err double precision,
  share_ci_low             double precision,
  share_ci_high            double precision,
  rank_low                 integer,
  rank_high                integer,
  top_three_probability    double precision,
  primary key (workspace_id, run_id, name),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade
);

create table driver_group ( -- the groups that a run compares
  workspace_id    integer          not null,
  run_id          bigint           not null,
  group_key       text             not null, -- level of the trait, touchpoint or brand
  position        integer          not null, -- the own brand, then by size, from 1
  is_own          boolean          not null,
  n               bigint           not null,
  customers       bigint           not null,
  outcome_mean    double precision,
  outcome_ci_low  double precision,
  outcome_ci_high double precision,
  r_squared       double precision, -- null with status_code, here and below
  quality         text,
  se_type         text,
  status_code     text,             -- why it has no estimates
  status_detail   text,
  primary key (workspace_id, run_id, group_key),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade,
  constraint driver_group_is_fitted_or_says_why check ((r_squared is null) = (status_code is not null)),
  constraint driver_group_quality_is_known check (quality in ('WEAK', 'MODERATE', 'STRONG'))
);

create table driver_group_estimate ( -- a driver within a group, by the linear model
  workspace_id          integer          not null,
  run_id                bigint           not null,
  group_key             text             not null,
  driver_key            text             not null,
  position              integer          not null,
  rank                  integer          not null,
  lmg                   double precision not null,
  lmg_share             double precision,
  estimate              double precision not null,
  std_err               double precision, -- null with its reason, here and below
  p_value               double precision,
  p_adjusted            double precision, -- Holm over the drivers of the group
  ci_low                double precision,
  ci_high               double precision,
  reason                text,
  mean                  double precision,
  mean_std_err          double precision,
  mean_ci_low           double precision,
  mean_ci_high          double precision,
  priority              text,
  share_ci_low          double precision,
  share_ci_high         double precision,
  rank_low              integer,
  rank_high             integer,
  top_three_probability double precision,
  primary key (workspace_id, run_id, group_key, driver_key),
  foreign key (workspace_id, run_id, group_key) references driver_group (workspace_id, run_id, group_key) on delete cascade,
  constraint driver_group_estimate_priority_is_known check (priority in ('FIX_FIRST', 'KEEP', 'MONITOR', 'MAINTAIN', 'SUPPRESSOR'))
);

create table driver_difference ( -- group less reference, by draws of customers
  workspace_id integer          not null,
  run_id       bigint           not null,
  position     integer          not null,
  measure      text             not null, -- LMG: importance in units of R squared; MEAN: performance
  driver_key   text             not null,
  group_key    text             not null,
  reference    text             not null,
  estimate     double precision not null,
  std_err      double precision, -- null where too few draws can be estimated, here and below
  p_value      double precision,
  p_adjusted   double precision, -- Benjamini and Hochberg over all differences of the run
  ci_low       double precision,
  ci_high      double precision,
  primary key (workspace_id, run_id, position),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade,
  constraint driver_difference_measure_is_known check (measure in ('LMG', 'MEAN'))
);

do $$
declare
  workspace_table text;
begin
  foreach workspace_table in array array['driver_force', 'driver_group', 'driver_group_estimate', 'driver_difference'] loop
    execute format('alter table %I enable row level security, force row level security', workspace_table);
    execute format(
      'create policy own_workspace on %I to earshot_app using (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::integer)',
      workspace_table);
    execute format('create policy owner_maintenance on %I to current_user using (true) with check (true)', workspace_table);
    execute format('grant select, insert, update, delete on %I to earshot_app', workspace_table);
  end loop;
end $$;
