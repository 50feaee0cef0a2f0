-- What fewer than ten customers stand behind is hidden with what would lead back to it. Levels of a grouping, and cohorts of one age, are parts of a
-- whole that is told elsewhere: by everybody's curve, or by a grouping whose levels are all shown. One hidden part was the whole less the others.
-- Now what is hidden of a whole is ten customers or more: the next smallest part goes, too. schema/analyses/withoutFew.ts is the same rule.
-- Undo: create or replace the four views with the conditions of 20261128011000_bi_datasets (c.n >= 10, c.size >= 10), and their comments.

create or replace view dataset.survival_points with (security_invoker) as
  select f.workspace_id,
         f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, c.position as curve, c.grouping_key as grouping, c.level, c.landmark_days, c.n,
         c.losses, p.day, p.at_risk, p.survival, p.std_err, p.ci_low, p.ci_high
    from current_run f
   cross join lateral (
     select s.workspace_id, s.run_id, s.position, s.grouping_key, s.level, s.landmark_days, s.n, s.losses,
            coalesce(sum(s.n) over (partition by s.grouping_key, s.landmark_days order by s.n, s.position rows between unbounded preceding and 1 preceding), 0) as smaller
       from survival_curve s where s.workspace_id = f.workspace_id and s.run_id = f.result_run_id) c
    join survival_point p on p.workspace_id = c.workspace_id and p.run_id = c.run_id and p.curve_position = c.position
   where c.n >= 10 and (c.smaller = 0 or c.smaller >= 10) and p.at_risk >= 10;

create or replace view bi.survival_points with (security_invoker) as
  select f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, c.position as curve, c.grouping_key as grouping, c.level, c.landmark_days, c.n,
         c.losses, p.day, p.at_risk, p.survival, p.std_err, p.ci_low, p.ci_high
    from current_run f
   cross join lateral (
     select s.workspace_id, s.run_id, s.position, s.grouping_key, s.level, s.landmark_days, s.n, s.losses,
            coalesce(sum(s.n) over (partition by s.grouping_key, s.landmark_days order by s.n, s.position rows between unbounded preceding and 1 preceding), 0) as smaller
       from survival_curve s where s.workspace_id = f.workspace_id and s.run_id = f.result_run_id) c
    join survival_point p on p.workspace_id = c.workspace_id and p.run_id = c.run_id and p.curve_position = c.position
   where c.n >= 10 and (c.smaller = 0 or c.smaller >= 10) and p.at_risk >= 10;

create or replace view dataset.cohort_cells with (security_invoker) as
  select f.workspace_id,
         f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, c.grouping_key as grouping, c.cohort, c.age, c.size, c.active, c.retention, c.ci_low,
         c.ci_high, c.rolling_active, c.starting_revenue, (case when c.active not between 1 and 9 then c.revenue end)::numeric(18,4) as revenue, c.is_complete
    from current_run f
   cross join lateral (
     select s.grouping_key, s.cohort, s.age, s.size, s.active, s.retention, s.ci_low, s.ci_high, s.rolling_active, s.starting_revenue, s.revenue, s.is_complete,
            coalesce(sum(s.size) over (partition by s.grouping_key, s.age order by s.size, s.cohort rows between unbounded preceding and 1 preceding), 0) as smaller
       from cohort_cell s where s.workspace_id = f.workspace_id and s.run_id = f.result_run_id) c
   where c.size >= 10 and (c.smaller = 0 or c.smaller >= 10);

create or replace view bi.cohort_cells with (security_invoker) as
  select f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, c.grouping_key as grouping, c.cohort, c.age, c.size, c.active, c.retention, c.ci_low,
         c.ci_high, c.rolling_active, c.starting_revenue, (case when c.active not between 1 and 9 then c.revenue end)::numeric(18,4) as revenue, c.is_complete
    from current_run f
   cross join lateral (
     select s.grouping_key, s.cohort, s.age, s.size, s.active, s.retention, s.ci_low, s.ci_high, s.rolling_active, s.starting_revenue, s.revenue, s.is_complete,
            coalesce(sum(s.size) over (partition by s.grouping_key, s.age order by s.size, s.cohort rows between unbounded preceding and 1 preceding), 0) as smaller
       from cohort_cell s where s.workspace_id = f.workspace_id and s.run_id = f.result_run_id) c
   where c.size >= 10 and (c.smaller = 0 or c.smaller >= 10);

comment on view bi.survival_points is 'Share of customers still there by time since the start (Kaplan-Meier), by the current run of each churn analysis: one row a step of a curve. Curves of fewer than 10 customers, and what would lead back to them, and steps with fewer than 10 at risk are left out: a curve ends at its last row.';
comment on view bi.cohort_cells is 'Retention of cohorts by age, by the current run of each churn analysis: one row a cohort and age. Cells of fewer than 10 customers are left out, and what would lead back to them.';
