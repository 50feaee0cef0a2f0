-- What explains when customers leave, who is likely to leave next, and how such a forecast stood up to what happened.
-- Single customers are in customer_score. Undo: drop table risk_decile, risk_validation, risk_model, hazard_test, hazard_estimate, hazard_model;

create table hazard_model ( -- a Cox model: of all losses, and of losses by one cause
  workspace_id        integer          not null,
  run_id              bigint           not null,
  position            integer          not null,
  cause               text             not null, -- ANY = by whatever cause
  customers           bigint           not null, -- of the run
  sampled_customers   bigint           not null, -- fitted to: fewer where all are too many for one table
  n                   bigint,                    -- rows (start, stop]; null here and below with its reason
  events              bigint,
  clusters            bigint,                    -- customers among the rows
  se_type             text,
  log_likelihood      double precision,
  likelihood_ratio    double precision,
  df                  integer,
  p_value             double precision,
  concordance         double precision,
  concordance_std_err double precision,
  reason              text,
  detail              text,
  primary key (workspace_id, run_id, position),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade,
  constraint hazard_model_is_fitted_or_says_why check ((n is null) = (reason is not null))
);

create table hazard_estimate (
  workspace_id      integer          not null,
  run_id            bigint           not null,
  model_position    integer          not null,
  position          integer          not null,
  term              text             not null, -- a feature, or feature=level
  feature_key       text             not null,
  level             text,                      -- null: a number
  reference         text,                      -- the level compared with
  estimate          double precision not null, -- log hazard ratio of one unit
  std_err           double precision,          -- null with its reason, here and below
  classical_std_err double precision not null,
  statistic         double precision,
  p_value           double precision,
  p_adjusted        double precision,          -- Holm over the terms
  ci_low            double precision,
  ci_high           double precision,
  hazard_ratio      double precision,
  hazard_ratio_low  double precision,
  hazard_ratio_high double precision,
  reason            text,
  primary key (workspace_id, run_id, model_position, position),
  foreign key (workspace_id, run_id, model_position) references hazard_model (workspace_id, run_id, position) on delete cascade
);

create table hazard_test ( -- of proportional hazards
  workspace_id   integer          not null,
  run_id         bigint           not null,
  model_position integer          not null,
  position       integer          not null,
  term           text             not null, -- GLOBAL = of all together
  statistic      double precision,          -- chi-square; null with its reason
  df             integer          not null,
  p_value        double precision,
  rho            double precision,          -- correlation of the effect with time
  reason         text,
  primary key (workspace_id, run_id, model_position, position),
  foreign key (workspace_id, run_id, model_position) references hazard_model (workspace_id, run_id, position) on delete cascade
);

create table risk_model ( -- of who is there as of the run
  workspace_id     integer          not null,
  run_id           bigint           not null,
  method           text             not null,
  horizon_days     integer          not null,
  as_of            timestamptz(3)   not null,
  n                bigint           not null, -- customers scored
  expected_losses  double precision,          -- within the horizon; null here and below with its reason
  mean_risk        double precision,
  shrinkage        double precision,          -- factor of the coefficients; null: of a model that has none
  extrapolated     bigint           not null, -- customers older than any that was observed as long
  confidence_level double precision not null,
  features         text[]           not null,
  reason           text,
  detail           text,
  primary key (workspace_id, run_id),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade,
  constraint risk_model_method_is_known check (method in ('COX', 'LANDMARK_LOGIT'))
);

create table risk_validation ( -- the model of a horizon ago, judged by what came since
  workspace_id         integer        not null,
  run_id               bigint         not null,
  fitted_through       timestamptz(3) not null,
  judged_through       timestamptz(3) not null,
  n                    bigint,                 -- customers scored then; null here and below with its reason
  known                bigint,                 -- of them seen to the loss or to the end
  events               bigint,
  base_rate            double precision,
  mean_risk            double precision,
  concordance          double precision,
  concordance_ci_low   double precision,
  concordance_ci_high  double precision,
  brier                double precision,
  brier_ci_low         double precision,
  brier_ci_high        double precision,
  base_brier           double precision,
  base_brier_ci_low    double precision,
  base_brier_ci_high   double precision,
  difference           double precision,       -- brier less base_brier
  difference_ci_low    double precision,
  difference_ci_high   double precision,
  skill                double precision,
  intercept            double precision,
  intercept_ci_low     double precision,
  intercept_ci_high    double precision,
  slope                double precision,
  slope_ci_low         double precision,
  slope_ci_high        double precision,
  shuffled_concordance double precision,
  shuffled_ci_low      double precision,
  shuffled_ci_high     double precision,
  reason               text,
  detail               text,
  primary key (workspace_id, run_id),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade
);

create table risk_decile (
  workspace_id  integer          not null,
  run_id        bigint           not null,
  decile        integer          not null, -- 1 = the lowest risks
  n             bigint           not null,
  events        bigint           not null,
  mean_risk     double precision not null,
  min_risk      double precision not null,
  max_risk      double precision not null,
  observed_rate double precision,          -- null: nobody of it was seen to the end
  ci_low        double precision,
  ci_high       double precision,
  primary key (workspace_id, run_id, decile),
  foreign key (workspace_id, run_id) references risk_validation (workspace_id, run_id) on delete cascade
);

do $$
declare
  workspace_table text;
begin
  foreach workspace_table in array array['hazard_model', 'hazard_estimate', 'hazard_test', 'risk_model', 'risk_validation', 'risk_decile'] loop
    execute format('alter table %I enable row level security, force row level security', workspace_table);
    execute format(
      'create policy own_workspace on %I to earshot_app using (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::integer)',
      workspace_table);
    execute format('create policy owner_maintenance on %I to current_user using (true) with check (true)', workspace_table);
    execute format('grant select, insert, update, delete on %I to earshot_app', workspace_table);
  end loop;
end $$;
