-- What a run may take, beside the rest that the graph tells of it. The columns come last: a view keeps the order of those that it had.
-- Undo: drop both views and create them without their last two columns, as dataset.define made them.
create or replace view dataset.runs with (security_invoker) as
  select f.workspace_id,
         f.uuid::text as run_id, a.name as analysis, f.kind, c.shown_run_id is not null as is_current, f.trigger, f.state, f.outcome, f.status_code, f.status_detail,
         f.as_of, reused.uuid::text as reused_run_id, f.queued_at, f.started_at, f.finished_at, f.data_through,
         case when f.state = 'SUCCEEDED' then f.data_versions is null or exists (
           select from jsonb_each_text(f.data_versions) as seen (domain, version)
             left join data_version v on v.workspace_id = f.workspace_id and v.domain = seen.domain
            where coalesce(v.version, 0)::text <> seen.version) end as is_stale,
         f.rows_read, f.rows_used, f.seed, f.engine_version, f.warnings, f.timeout_seconds, f.memory_megabytes
    from run f
    join analysis a on a.workspace_id = f.workspace_id and a.id = f.analysis_id
    left join run reused on reused.workspace_id = f.workspace_id and reused.id = f.reused_run_id
    left join current_run c on c.workspace_id = f.workspace_id and c.analysis_id = f.analysis_id and c.shown_run_id = f.id;

create or replace view bi.runs with (security_invoker) as
  select f.uuid::text as run_id, a.name as analysis, f.kind, c.shown_run_id is not null as is_current, f.trigger, f.state, f.outcome, f.status_code, f.status_detail,
         f.as_of, reused.uuid::text as reused_run_id, f.queued_at, f.started_at, f.finished_at, f.data_through,
         case when f.state = 'SUCCEEDED' then f.data_versions is null or exists (
           select from jsonb_each_text(f.data_versions) as seen (domain, version)
             left join data_version v on v.workspace_id = f.workspace_id and v.domain = seen.domain
            where coalesce(v.version, 0)::text <> seen.version) end as is_stale,
         f.rows_read, f.rows_used, f.seed, f.engine_version, f.warnings, f.timeout_seconds, f.memory_megabytes
    from run f
    join analysis a on a.workspace_id = f.workspace_id and a.id = f.analysis_id
    left join run reused on reused.workspace_id = f.workspace_id and reused.id = f.reused_run_id
    left join current_run c on c.workspace_id = f.workspace_id and c.analysis_id = f.analysis_id and c.shown_run_id = f.id;

select dataset.grant_what_it_reads('bi.runs'::regclass);

comment on column bi.runs.timeout_seconds is 'How long an attempt may take, if its worker gives as much. Null: as long as the worker gives.';
comment on column bi.runs.memory_megabytes is 'How much memory it may take, if its worker gives as much. Null: as much as the worker gives.';
