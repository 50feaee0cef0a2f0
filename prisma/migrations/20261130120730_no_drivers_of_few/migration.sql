-- What drives an outcome is told of no fewer than ten customers. Runs of before that stored estimates of fewer end as they would today: NOT_ENOUGH_DATA, without estimates, at
-- every door and in every backup from now on. Runs from before customers were counted are judged by all that have answered their survey; an answer of nobody known counts as one.
-- Whose result was published is so no more. Asked for again on the same data, they say the same.
-- Undo: nothing brings the estimates back; a run forced by the release of before computes them anew.
with few as materialized (
  select m.workspace_id, m.run_id, m.n
    from driver_model m join run r on r.workspace_id = m.workspace_id and r.id = m.run_id
   where coalesce(m.customers, (
           select count(distinct i.customer_id) + count(*) filter (where i.customer_id is null)
             from analysis a
             join response p on p.workspace_id = a.workspace_id and p.survey_id = a.survey_id
             left join identity i on i.workspace_id = p.workspace_id and i.id = p.identity_id
            where a.workspace_id = r.workspace_id and a.id = r.analysis_id)) < 10
), told as (
  update run r
     set outcome = 'NOT_ESTIMABLE', status_code = 'NOT_ENOUGH_DATA', status_detail = 'the ' || few.n || ' complete rows are of fewer than 10 customers', warnings = '[]'
    from few
   where r.workspace_id = few.workspace_id and (r.id = few.run_id or r.reused_run_id = few.run_id)
  returning r.workspace_id, r.analysis_id, r.id, r.attempt
), noted as (
  insert into run_log (workspace_id, run_id, attempt, level, message)
  select workspace_id, id, attempt, 'WARN', 'its estimates were of fewer than 10 customers, and are no longer kept' from told
), changed as (
  update analysis a
     set updated_at = now(), -- by which who keeps its dataset hears of it
         published_run_id = case when is_published then null else published_run_id end,
         published_by = case when is_published then null else published_by end,
         published_at = case when is_published then null else published_at end
    from (select t.workspace_id, t.analysis_id, bool_or(t.id = own.published_run_id) as is_published
            from told t join analysis own on own.workspace_id = t.workspace_id and own.id = t.analysis_id group by 1, 2) t
   where a.workspace_id = t.workspace_id and a.id = t.analysis_id
), differences as (
  delete from driver_difference d using few where d.workspace_id = few.workspace_id and d.run_id = few.run_id
), group_estimates as (
  delete from driver_group_estimate d using few where d.workspace_id = few.workspace_id and d.run_id = few.run_id
), compared as (
  delete from driver_group d using few where d.workspace_id = few.workspace_id and d.run_id = few.run_id
), together as (
  delete from driver_force d using few where d.workspace_id = few.workspace_id and d.run_id = few.run_id
), estimates as (
  delete from driver_estimate d using few where d.workspace_id = few.workspace_id and d.run_id = few.run_id
)
delete from driver_model d using few where d.workspace_id = few.workspace_id and d.run_id = few.run_id;
