-- Where customers come under observation late, a curve begins with a share of 1 on a later day than 0. The graph said which, these views did not: their first row was read as a loss since the start.
-- Undo: drop both views of survival_points, and create them again as 20261130040030_hidden_tails has them, with their comments and grants.

do $do$
declare
  points text := $$
         f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, c.position as curve, c.grouping_key as grouping, c.level, c.landmark_days, c.n,
         c.losses, p.day, p.at_risk, p.survival, p.std_err, p.ci_low, p.ci_high, c.observed_from_day
    from current_run f
   cross join lateral (
     -- Who is hidden first, then by reach: once one is hidden, the next is shown as far as those before it reach.
     select t.*, least(t.own_end, case when bool_or(not t.is_shown or t.own_end < 'infinity') over before then max(t.reach) over before end) as shown_until
       from (
     -- Beside none but curves of few the one of the fewest customers comes next, and is hidden whole.
     select o.*, o.is_shown and row_number() over (partition by o.grouping_key, o.landmark_days, o.is_shown order by o.n, o.position) = 1
                 and max(case when not o.is_shown then o.reach end) over (partition by o.grouping_key, o.landmark_days) < 0 as is_fewest
       from (
         select s.workspace_id, s.run_id, s.position, s.grouping_key, s.level, s.landmark_days, s.n, s.losses, s.observed_from_day, s.is_shown, e.own_end,
                case when e.own_end = 'infinity' then e.last_day else e.own_end end as reach
           from (
             select s.workspace_id, s.run_id, s.position, s.grouping_key, s.level, s.landmark_days, s.n, s.losses, s.observed_from_day,
                    s.n >= 10 and coalesce(sum(s.n) over (partition by s.grouping_key, s.landmark_days order by s.n, s.position rows between unbounded preceding and 1 preceding), 0) not between 1 and 9 as is_shown
               from survival_curve s where s.workspace_id = f.workspace_id and s.run_id = f.result_run_id) s
           -- Where a curve ends by itself: infinity = nowhere, -1 = before its beginning. One without steps has no row, but for one of few.
           left join lateral (
             select case when bool_and(d.at_risk < 10) then -1
                         when min(d.few_day) is null then 'infinity'
                         else coalesce(max(d.day) filter (where d.at_risk >= 10 and d.next_at_risk >= 10 and d.day < d.few_day), -1) end as own_end,
                    max(d.day) as last_day
               from (
                 select b.day, b.at_risk, b.next_at_risk, min(b.day) filter (where b.at_risk < 10 and b.has_begun) over () as few_day
                   from (
                     select p.day, p.at_risk, lead(p.at_risk) over (order by p.day) as next_at_risk,
                            bool_or(p.at_risk >= 10) over (order by p.day rows unbounded preceding) as has_begun
                       from survival_point p where p.workspace_id = s.workspace_id and p.run_id = s.run_id and p.curve_position = s.position) b) d
              where s.n >= 10
             having count(*) > 0
             union all
             select -1, -1 where s.n < 10) e on true) o
      where o.own_end is not null) t
     window before as (partition by t.grouping_key, t.landmark_days order by t.is_shown, t.is_fewest is not true, t.reach, t.position rows between unbounded preceding and 1 preceding)) c
    join survival_point p on p.workspace_id = c.workspace_id and p.run_id = c.run_id and p.curve_position = c.position
   where c.is_shown and p.at_risk >= 10 and p.day <= c.shown_until $$;
begin
  execute 'create or replace view dataset.survival_points with (security_invoker) as select f.workspace_id, ' || points;
  execute 'create or replace view bi.survival_points with (security_invoker) as select ' || points;
end $do$;
select dataset.grant_what_it_reads('bi.survival_points'::regclass);

comment on column bi.survival_points.observed_from_day is 'The curve begins with a share of 1 on this day, of those who are there then: before it fewer than 10 customers are under observation. 0: known from the start. Null: of an earlier release, which began at 0.';
