-- Whether what a run said of single customers is still kept, as the graph tells it. The column comes last: a view keeps the order of those that it had.
-- Undo: drop both views and create them as 20261130110310_ids_of_runs_in_bi has them.
create or replace view dataset.runs with (security_invoker) as
  select f.workspace_id,
         translate(rtrim(encode(('Run:' || f.id::text)::bytea, 'base64'), '='), '+/', '-_') as run_id, a.name as analysis, f.kind, c.shown_run_id is not null as is_current, f.trigger, f.state, f.outcome, f.status_code, f.status_detail,
         f.as_of, translate(rtrim(encode(('Run:' || f.reused_run_id::text)::bytea, 'base64'), '='), '+/', '-_') as reused_run_id, f.queued_at, f.started_at, f.finished_at, f.data_through,
         case when f.state = 'SUCCEEDED' then f.data_versions is null or exists (
           select from jsonb_each_text(f.data_versions) as seen (domain, version)
             left join data_version v on v.workspace_id = f.workspace_id and v.domain = seen.domain
            where coalesce(v.version, 0)::text <> seen.version) end as is_stale,
         f.rows_read, f.rows_used, f.seed, f.engine_version, f.warnings, f.timeout_seconds, f.memory_megabytes, f.scores_cleared_at
    from run f
    join analysis a on a.workspace_id = f.workspace_id and a.id = f.analysis_id
    left join current_run c on c.workspace_id = f.workspace_id and c.analysis_id = f.analysis_id and c.shown_run_id = f.id;

create or replace view bi.runs with (security_invoker) as
  select translate(rtrim(encode(('Run:' || f.id::text)::bytea, 'base64'), '='), '+/', '-_') as run_id, a.name as analysis, f.kind, c.shown_run_id is not null as is_current, f.trigger, f.state, f.outcome, f.status_code, f.status_detail,
         f.as_of, translate(rtrim(encode(('Run:' || f.reused_run_id::text)::bytea, 'base64'), '='), '+/', '-_') as reused_run_id, f.queued_at, f.started_at, f.finished_at, f.data_through,
         case when f.state = 'SUCCEEDED' then f.data_versions is null or exists (
           select from jsonb_each_text(f.data_versions) as seen (domain, version)
             left join data_version v on v.workspace_id = f.workspace_id and v.domain = seen.domain
            where coalesce(v.version, 0)::text <> seen.version) end as is_stale,
         f.rows_read, f.rows_used, f.seed, f.engine_version, f.warnings, f.timeout_seconds, f.memory_megabytes, f.scores_cleared_at
    from run f
    join analysis a on a.workspace_id = f.workspace_id and a.id = f.analysis_id
    left join current_run c on c.workspace_id = f.workspace_id and c.analysis_id = f.analysis_id and c.shown_run_id = f.id;

select dataset.grant_what_it_reads('bi.runs'::regclass);

comment on column bi.runs.scores_cleared_at is 'Since when what it said of single customers is no longer kept. Null: that is kept.';
