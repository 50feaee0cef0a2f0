-- Revenue retention with the number of customers behind it and its doubt: without the number nobody could tell what fewer than ten customers
-- stand behind. Rows of earlier runs have none, and are not shown; a run of the same data is no longer answered by such a run, but computed.
-- Undo: alter table churn_model drop column revenue_customers, drop column revenue_stayed, drop column gross_std_err, drop column gross_ci_low,
--         drop column gross_ci_high, drop column net_std_err, drop column net_ci_low, drop column net_ci_high;
--       alter table revenue_retention drop column n, drop column stayed, drop column gross_std_err, drop column gross_ci_low,
--         drop column gross_ci_high, drop column net_std_err, drop column net_ci_low, drop column net_ci_high;

alter table churn_model
  add column revenue_customers bigint, -- paid at the beginning of the year; null of earlier releases, too
  add column revenue_stayed    bigint, -- of these, paid at its end, too
  add column gross_std_err     double precision,
  add column gross_ci_low      double precision,
  add column gross_ci_high     double precision,
  add column net_std_err       double precision,
  add column net_ci_low        double precision,
  add column net_ci_high       double precision;

alter table revenue_retention
  add column n             bigint, -- customers who paid at the earlier end; null of earlier releases
  add column stayed        bigint, -- of these, paid at the later end, too
  add column gross_std_err double precision,
  add column gross_ci_low  double precision,
  add column gross_ci_high double precision,
  add column net_std_err   double precision,
  add column net_ci_low    double precision,
  add column net_ci_high   double precision;

update run set run_key = null
 where kind = 'CHURN'
   and exists (select from revenue_retention r where r.workspace_id = run.workspace_id and r.run_id = run.id);
