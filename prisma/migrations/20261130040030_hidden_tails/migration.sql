-- What fewer than ten customers stand behind is hidden with what would lead back to it. The losses of a curve's hidden tail were those of the curve less
-- its steps, or everybody's steps less those of the other groups; how many joined in a month was shown however few they were.
-- Now the first step that is hidden has ten or more at risk, and while one curve of a grouping is hidden another is, which has as many
-- (schema/analyses/churn/curveEnds.ts is the same rule); joined and joined_and_lost are null where withoutFew hides them (shownChurnRate.ts).
-- Undo: create or replace the views of survival_points as in 20261130010000_hidden_with_complements, those of churn_rates as
--       20261128011000_bi_datasets defines them, and their comments.

do $do$
declare
  points text := $$
         f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, c.position as curve, c.grouping_key as grouping, c.level, c.landmark_days, c.n,
         c.losses, p.day, p.at_risk, p.survival, p.std_err, p.ci_low, p.ci_high
    from current_run f
   cross join lateral (
     -- Who is hidden first, then by reach: once one is hidden, the next is shown as far as those before it reach.
     select t.*, least(t.own_end, case when bool_or(not t.is_shown or t.own_end < 'infinity') over before then max(t.reach) over before end) as shown_until
       from (
     -- Beside none but curves of few the one of the fewest customers comes next, and is hidden whole.
     select o.*, o.is_shown and row_number() over (partition by o.grouping_key, o.landmark_days, o.is_shown order by o.n, o.position) = 1
                 and max(case when not o.is_shown then o.reach end) over (partition by o.grouping_key, o.landmark_days) < 0 as is_fewest
       from (
         select s.workspace_id, s.run_id, s.position, s.grouping_key, s.level, s.landmark_days, s.n, s.losses, s.is_shown, e.own_end,
                case when e.own_end = 'infinity' then e.last_day else e.own_end end as reach
           from (
             select s.workspace_id, s.run_id, s.position, s.grouping_key, s.level, s.landmark_days, s.n, s.losses,
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
  rates text := $$
         f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, r.period, r.starts_at, r.ends_at, r.active, r.lost, r.rate, r.ci_low, r.ci_high,
         case when r.joined = 0 or r.tells_joined then r.joined end as joined,
         case when r.joined = 0 or r.tells_joined then r.joined_and_lost end as joined_and_lost, r.is_complete
    from current_run f
   cross join lateral (
     select s.period, s.starts_at, s.ends_at, s.active, s.lost, s.rate, s.ci_low, s.ci_high, s.joined, s.joined_and_lost, s.is_complete,
            s.joined >= 10 and coalesce(sum(s.joined) over (order by s.joined, s.period rows between unbounded preceding and 1 preceding), 0) not between 1 and 9 as tells_joined
       from churn_rate s where s.workspace_id = f.workspace_id and s.run_id = f.result_run_id) r
   where r.active >= 10 $$;
begin
  execute 'create or replace view dataset.survival_points with (security_invoker) as select f.workspace_id, ' || points;
  execute 'create or replace view bi.survival_points with (security_invoker) as select ' || points;
  execute 'create or replace view dataset.churn_rates with (security_invoker) as select f.workspace_id, ' || rates;
  execute 'create or replace view bi.churn_rates with (security_invoker) as select ' || rates;
end $do$;

comment on view bi.survival_points is 'Share of customers still there by time since the start (Kaplan-Meier), by the current run of each churn analysis: one row a step of a curve. Curves of fewer than 10 customers, and what would lead back to them, are left out, and so are steps with fewer than 10 at risk and the last one before these, which with all losses would tell theirs: a curve ends at its last row.';
comment on column bi.churn_rates.joined is 'Started in it: in neither number above. Null where they are fewer than 10, and where they would lead back to a month of so few.';
comment on column bi.churn_rates.joined_and_lost is 'Of these, lost in it. Null as joined.';
