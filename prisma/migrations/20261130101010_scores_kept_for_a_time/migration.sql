-- What runs say of single customers stayed for ever: scored each night, a million customers are a million rows a night, in the database and in every backup. A worker now
-- asks which results nobody needs and deletes those rows alone (worker/scheduling/clearScores.ts); the run, its model, curves, totals and tiers stay.
-- Undo: drop function scores_outdated(timestamptz, integer); drop view unneeded_scores; drop index run_reused; alter table run drop column scores_cleared_at, drop column scores_deleted_at;

alter table run
  add column scores_cleared_at timestamptz(3), -- since when its scores are read no more, also of runs that show its result: some may be deleted already; null: they are kept
  add column scores_deleted_at timestamptz(3), -- when the last of them was deleted
  add constraint run_scores_are_cleared_before_they_are_deleted check (scores_deleted_at is null or scores_cleared_at is not null);
create index run_reused on run (workspace_id, reused_run_id) where reused_run_id is not null;
create index run_cleared on run (workspace_id, scores_cleared_at) where scores_cleared_at is not null; -- what answers of the graph depend on
create index run_scores_to_delete on run (scores_cleared_at) where scores_cleared_at is not null and scores_deleted_at is null; -- without a workspace: scores_outdated() comes without one

-- Results whose scores nobody needs, with the moment that a run last showed them. Needed whatever their age, of each analysis: the three that were shown last (the current one and two
-- to roll back to), the published one and two before it, of those as of a date the last of each month (of a past moment the run that saw most until then
-- tells), and what a result of value and loyalty that is kept was made of.
create view unneeded_scores with (security_invoker) as
  with shown as (
    select workspace_id, analysis_id, coalesce(reused_run_id, id) as run_id, max(finished_at) as at
      from run
     where kind in ('CHURN', 'CLV', 'VALUE_LOYALTY') and state = 'SUCCEEDED' and outcome = 'FITTED' and as_of is null and scores_cleared_at is null
     group by 1, 2, 3
  ), published as (
    select a.workspace_id, a.id as analysis_id, coalesce(r.reused_run_id, r.id) as run_id, r.finished_at as at
      from analysis a join run r on r.workspace_id = a.workspace_id and r.id = a.published_run_id
  ), needed as (
    select workspace_id, run_id
      from (select *, row_number() over (partition by workspace_id, analysis_id order by at desc, run_id desc) as place from shown) s
     where place <= 3
    union all
    select workspace_id, run_id from published
    union all
    select p.workspace_id, before.run_id
      from published p
     cross join lateral (select s.run_id from shown s
                          where s.workspace_id = p.workspace_id and s.analysis_id = p.analysis_id and s.at < p.at order by s.at desc, s.run_id desc limit 2) before
    union all
    select workspace_id, run_id
      from (select distinct on (r.workspace_id, r.analysis_id, date_trunc('month', r.as_of at time zone w.time_zone))
                   r.workspace_id, coalesce(r.reused_run_id, r.id) as run_id
              from run r join workspace w on w.id = r.workspace_id
             where r.kind in ('CHURN', 'CLV', 'VALUE_LOYALTY') and r.state = 'SUCCEEDED' and r.outcome = 'FITTED' and r.as_of is not null and r.scores_cleared_at is null
             order by r.workspace_id, r.analysis_id, date_trunc('month', r.as_of at time zone w.time_zone), r.as_of desc, r.finished_at desc, r.id desc) last_of_month
    union all
    select source.workspace_id, coalesce(source.reused_run_id, source.id)
      from value_loyalty_model m
      join run crossed on crossed.workspace_id = m.workspace_id and crossed.id = m.run_id and crossed.scores_cleared_at is null
      join run source on source.workspace_id = m.workspace_id and source.id in (m.value_run_id, m.churn_run_id)
  )
  select r.workspace_id, r.id as run_id,
         greatest(r.finished_at, (select max(s.finished_at) from run s where s.workspace_id = r.workspace_id and s.reused_run_id = r.id)) as shown_until
    from run r
   where r.kind in ('CHURN', 'CLV', 'VALUE_LOYALTY') and r.state = 'SUCCEEDED' and r.reused_run_id is null and r.scores_cleared_at is null
     and not exists (select from needed n where n.workspace_id = r.workspace_id and n.run_id = r.id)
     and (exists (select from customer_score s where s.workspace_id = r.workspace_id and s.run_id = r.id) -- a run that scored nobody has nothing to lose
          or exists (select from value_loyalty_customer c where c.workspace_id = r.workspace_id and c.run_id = r.id));
grant select on unneeded_scores to earshot_app;

-- Last shown before that moment, or begun with: of all workspaces, as ids and nothing else.
create function scores_outdated(before timestamptz, most integer)
  returns table (workspace_id integer, run_id bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  (select r.workspace_id, r.id from public.run r where r.scores_cleared_at is not null and r.scores_deleted_at is null order by r.scores_cleared_at limit most)
  union all
  (select u.workspace_id, u.run_id from public.unneeded_scores u where u.shown_until < before order by u.shown_until limit most)
  limit most;
end;
revoke all on function scores_outdated(timestamptz, integer) from public;
grant execute on function scores_outdated(timestamptz, integer) to earshot_app;
