-- Of several analyses that say how likely customers leave, or what they are worth, one is called churn, or value, wherever no analysis is named: the
-- one that was chosen, else the one created first, so that a trial beside it changes nothing. A mark on the analysis and no key of the workspace:
-- tables must not refer to each other in a circle, and of an analysis that is gone nothing is left to point nowhere.
-- Undo: drop view dataset.customer_scores, bi.customer_scores; create current_run and both views without is_standing, as 20261128010000 and
-- 20261129031000 made them; drop view standing_analysis; drop the column.
alter table analysis
  add column is_chosen boolean not null default false,
  add constraint analysis_chosen_scores_customers check (not is_chosen or kind in ('CHURN', 'CLV'));
create unique index analysis_chosen_is_one on analysis (workspace_id, kind) where is_chosen;

-- Which analysis of each kind is meant where none is named. Whoever asks by kind asks here.
create view standing_analysis with (security_invoker) as
  select distinct on (workspace_id, kind) workspace_id, kind, id as analysis_id, is_chosen
    from analysis order by workspace_id, kind, is_chosen desc, id;
grant select on standing_analysis to earshot_app;

create or replace view current_run with (security_invoker) as
  select distinct on (s.workspace_id, s.analysis_id)
         s.workspace_id, s.analysis_id, s.analysis, s.kind, s.shown_run_id, result.id as result_run_id, result.uuid::text as run_id, s.data_through,
         result.finished_at as computed_at,
         s.data_versions is null or exists (
           select from jsonb_each_text(s.data_versions) as seen (domain, version)
             left join data_version v on v.workspace_id = s.workspace_id and v.domain = seen.domain
            where coalesce(v.version, 0)::text <> seen.version) as is_stale,
         s.analysis_id = (select st.analysis_id from standing_analysis st where st.workspace_id = s.workspace_id and st.kind = s.kind) as is_standing
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

-- A view keeps the order of the columns that it had: here the number of the run came last, which is no column of the dataset.
drop view dataset.customer_scores;
create view dataset.customer_scores with (security_invoker) as
  select f.workspace_id,
         f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, f.kind, s.customer_id, c.external_id as customer_external_id, s.position,
         s.churn_risk, s.churn_risk_ci_low, s.churn_risk_ci_high, s.p_alive, s.expected_purchases, s.expected_purchases_low, s.expected_purchases_high,
         s.value, s.value_expected_low, s.value_expected_high, s.value_predicted_low, s.value_predicted_high, s.percentile, s.tier, f.is_standing,
         f.result_run_id
    from current_run f
    join customer_score s on s.workspace_id = f.workspace_id and s.run_id = f.result_run_id
    left join customer c on c.workspace_id = s.workspace_id and c.id = s.customer_id;
grant select on dataset.customer_scores to earshot_app;

create or replace view bi.customer_scores with (security_invoker) as
  select f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, f.kind, s.customer_id, c.external_id as customer_external_id, s.position,
         s.churn_risk, s.churn_risk_ci_low, s.churn_risk_ci_high, s.p_alive, s.expected_purchases, s.expected_purchases_low, s.expected_purchases_high,
         s.value, s.value_expected_low, s.value_expected_high, s.value_predicted_low, s.value_predicted_high, s.percentile, s.tier, f.is_standing
    from current_run f
    join customer_score s on s.workspace_id = f.workspace_id and s.run_id = f.result_run_id
    left join customer c on c.workspace_id = s.workspace_id and c.id = s.customer_id;
select dataset.grant_what_it_reads('bi.customer_scores'::regclass);

comment on column bi.customer_scores.is_standing is 'Whether its analysis is the one whose number the workspace calls churn, or value: of each kind one is.';
