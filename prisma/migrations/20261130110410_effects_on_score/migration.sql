-- An ordinal model of a score of 0-10 is asked for to tell of promoters and detractors: what each driver does to the probability of either.
-- Undo: drop both views and create them without their last six columns, as dataset.define made them; alter table driver_estimate drop column promoter_effect, …

alter table driver_estimate -- all null: another model or outcome, or a run of an earlier release
  add column promoter_effect          double precision,
  add column promoter_effect_ci_low   double precision,
  add column promoter_effect_ci_high  double precision,
  add column detractor_effect         double precision,
  add column detractor_effect_ci_low  double precision,
  add column detractor_effect_ci_high double precision;

-- The columns come last: a view keeps the order of those that it had.
create or replace view dataset.driver_estimates with (security_invoker) as
  select f.workspace_id, f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, e.position, e.driver_key as driver, e.label, e.unit, e.feature, e.window_days, e.event,
         e.trait, e.level, e.reference_level, e.rank, e.rank_low, e.rank_high, e.top_three_probability, e.lmg, e.lmg_share, e.lmg_sampling_std_err,
         e.share_ci_low, e.share_ci_high, e.relative_weight, e.shapley, e.shapley_share, e.shapley_sampling_std_err, e.estimate, e.std_err,
         e.classical_std_err, e.statistic, e.p_value, e.p_adjusted, e.ci_low, e.ci_high, e.odds_ratio, e.odds_ratio_ci_low, e.odds_ratio_ci_high,
         e.standardized_estimate, e.correlation, e.partial_correlation, e.semipartial_correlation, e.vif, e.mean, e.mean_std_err, e.mean_ci_low,
         e.mean_ci_high, e.top_two_share, e.top_two_ci_low, e.top_two_ci_high, e.n, e.priority, e.reason, e.promoter_effect, e.promoter_effect_ci_low,
         e.promoter_effect_ci_high, e.detractor_effect, e.detractor_effect_ci_low, e.detractor_effect_ci_high
    from current_run f join driver_estimate e on e.workspace_id = f.workspace_id and e.run_id = f.result_run_id;

create or replace view bi.driver_estimates with (security_invoker) as
  select f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, e.position, e.driver_key as driver, e.label, e.unit, e.feature, e.window_days, e.event,
         e.trait, e.level, e.reference_level, e.rank, e.rank_low, e.rank_high, e.top_three_probability, e.lmg, e.lmg_share, e.lmg_sampling_std_err,
         e.share_ci_low, e.share_ci_high, e.relative_weight, e.shapley, e.shapley_share, e.shapley_sampling_std_err, e.estimate, e.std_err,
         e.classical_std_err, e.statistic, e.p_value, e.p_adjusted, e.ci_low, e.ci_high, e.odds_ratio, e.odds_ratio_ci_low, e.odds_ratio_ci_high,
         e.standardized_estimate, e.correlation, e.partial_correlation, e.semipartial_correlation, e.vif, e.mean, e.mean_std_err, e.mean_ci_low,
         e.mean_ci_high, e.top_two_share, e.top_two_ci_low, e.top_two_ci_high, e.n, e.priority, e.reason, e.promoter_effect, e.promoter_effect_ci_low,
         e.promoter_effect_ci_high, e.detractor_effect, e.detractor_effect_ci_low, e.detractor_effect_ci_high
    from current_run f join driver_estimate e on e.workspace_id = f.workspace_id and e.run_id = f.result_run_id;

select dataset.grant_what_it_reads('bi.driver_estimates'::regclass);

comment on column bi.driver_estimates.promoter_effect is
  'By how much the probability of an answer of 9 or 10 changes per point of the driver: 0.03 = 3 points of share. Null but for ORDINAL of 0-10.';
comment on column bi.driver_estimates.promoter_effect_ci_low is 'Lower end of its interval.';
comment on column bi.driver_estimates.promoter_effect_ci_high is 'Upper end of its interval.';
comment on column bi.driver_estimates.detractor_effect is
  'The same of an answer of 0 to 6: below 0 where more of the driver makes fewer detractors.';
comment on column bi.driver_estimates.detractor_effect_ci_low is 'Lower end of its interval.';
comment on column bi.driver_estimates.detractor_effect_ci_high is 'Upper end of its interval.';
