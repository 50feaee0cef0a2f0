-- A page of what a run says of single customers is read from the index of that run: its number is a column of the views for the API, and the API
-- asks for it by value. By the name of the analysis alone the planner cannot know that one run stands behind it, and sorted a million rows a page.
-- Undo: drop both views and create them without their last column, as dataset.define made them.
create or replace view dataset.customer_scores with (security_invoker) as
  select f.workspace_id,
         f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, f.kind, s.customer_id, c.external_id as customer_external_id, s.position,
         s.churn_risk, s.churn_risk_ci_low, s.churn_risk_ci_high, s.p_alive, s.expected_purchases, s.expected_purchases_low, s.expected_purchases_high,
         s.value, s.value_expected_low, s.value_expected_high, s.value_predicted_low, s.value_predicted_high, s.percentile, s.tier, f.result_run_id
    from current_run f
    join customer_score s on s.workspace_id = f.workspace_id and s.run_id = f.result_run_id
    left join customer c on c.workspace_id = s.workspace_id and c.id = s.customer_id;

create or replace view dataset.value_loyalty_customers with (security_invoker) as
  select f.workspace_id,
         f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, v.customer_id, c.external_id as customer_external_id, v.loyalty, v.tier, v.position, v.score,
         v.value, v.revenue, v.cost_to_serve, v.net_value, v.churn_risk, v.at_risk as revenue_at_risk, f.result_run_id
    from current_run f
    join value_loyalty_customer v on v.workspace_id = f.workspace_id and v.run_id = f.result_run_id
    left join customer c on c.workspace_id = v.workspace_id and c.id = v.customer_id;
