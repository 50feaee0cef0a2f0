-- From which answer on a scale one counts as satisfied: the top two boxes, of two or three boxes the top one. Each reader said `scale_max - 1`, so that a question of yes and
-- no satisfied everybody, and one of three boxes whoever was in the middle. Now all of them ask this function (and worker/stats/descriptive/topBoxes.ts).
--
-- What was computed by the old rule is stale: roll-ups are made anew, and versions rise, by which runs and pages of metrics know their data.
-- Undo: drop function top_box_from(real, real);
create function top_box_from(scale_min real, scale_max real) returns real language sql immutable parallel safe
  return case when scale_max - scale_min >= 3 then scale_max - 1 else scale_max end;
revoke all on function top_box_from(real, real) from public; -- a BI login has no use for it
grant execute on function top_box_from(real, real) to earshot_app;
comment on column bi.driver_estimates.top_two_share is 'Share of the top two boxes, of two or three boxes of the top one. Null without a scale.';

with of_few_boxes as (
  select distinct workspace_id from question where kind in ('CSAT', 'RATING') and scale_max - scale_min < 3),
made_anew as (
  update rollup_state set is_current = false, changes = changes + 1, queued_at = null
   where source = 'ANSWER' and workspace_id in (select workspace_id from of_few_boxes))
insert into data_version (workspace_id, domain, version)
select workspace_id, 'feedback', 1 from of_few_boxes
on conflict (workspace_id, domain) do update set version = data_version.version + 1, changed_at = now();
