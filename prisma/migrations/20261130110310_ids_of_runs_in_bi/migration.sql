-- A run has one id outside: the one of the graph, of earshot runs and of webhooks, base64url of Run:id (schema/globalId.ts). The flat datasets had its uuid, by which nobody could look it up.
-- Undo: create the three views as 20261130087310 and 20261130060020 made them.
-- No function of ours: BI logins may call none.
create or replace view current_run with (security_invoker) as
  select distinct on (s.workspace_id, s.analysis_id)
         s.workspace_id, s.analysis_id, s.analysis, s.kind, s.shown_run_id, result.id as result_run_id, s.run_id, s.data_through,
         result.finished_at as computed_at,
         s.data_versions is null or exists (
           select from jsonb_each_text(s.data_versions) as seen (domain, version)
             left join data_version v on v.workspace_id = s.workspace_id and v.domain = seen.domain
            where coalesce(v.version, 0)::text <> seen.version) as is_stale,
         s.analysis_id = (select st.analysis_id from standing_analysis st where st.workspace_id = s.workspace_id and st.kind = s.kind) as is_standing
    from (
      select distinct on (r.workspace_id, r.analysis_id)
             r.workspace_id, r.analysis_id, a.name as analysis, a.kind, r.id as shown_run_id, coalesce(r.reused_run_id, r.id) as result_run_id,
             translate(rtrim(encode(('Run:' || coalesce(r.reused_run_id, r.id)::text)::bytea, 'base64'), '='), '+/', '-_') as run_id, -- here, once a run and not once a row of it
             r.data_through, r.data_versions
        from run r
        join analysis a on a.workspace_id = r.workspace_id and a.id = r.analysis_id
       where r.state = 'SUCCEEDED' and r.outcome = 'FITTED' and (r.as_of is null or r.id = a.published_run_id)
       order by r.workspace_id, r.analysis_id, (r.id = a.published_run_id) is true desc, r.finished_at desc, r.id desc
    ) s
    join run result on result.workspace_id = s.workspace_id and result.id = s.result_run_id;

create or replace view dataset.runs with (security_invoker) as
  select f.workspace_id,
         translate(rtrim(encode(('Run:' || f.id::text)::bytea, 'base64'), '='), '+/', '-_') as run_id, a.name as analysis, f.kind, c.shown_run_id is not null as is_current, f.trigger, f.state, f.outcome, f.status_code, f.status_detail,
         f.as_of, translate(rtrim(encode(('Run:' || f.reused_run_id::text)::bytea, 'base64'), '='), '+/', '-_') as reused_run_id, f.queued_at, f.started_at, f.finished_at, f.data_through,
         case when f.state = 'SUCCEEDED' then f.data_versions is null or exists (
           select from jsonb_each_text(f.data_versions) as seen (domain, version)
             left join data_version v on v.workspace_id = f.workspace_id and v.domain = seen.domain
            where coalesce(v.version, 0)::text <> seen.version) end as is_stale,
         f.rows_read, f.rows_used, f.seed, f.engine_version, f.warnings, f.timeout_seconds, f.memory_megabytes
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
         f.rows_read, f.rows_used, f.seed, f.engine_version, f.warnings, f.timeout_seconds, f.memory_megabytes
    from run f
    join analysis a on a.workspace_id = f.workspace_id and a.id = f.analysis_id
    left join current_run c on c.workspace_id = f.workspace_id and c.analysis_id = f.analysis_id and c.shown_run_id = f.id;

-- What the columns are, in every view that has them.
do $$
declare
  described record;
begin
  for described in
    select table_name from information_schema.columns where table_schema = 'bi' and column_name = 'run_id'
  loop
    execute format('comment on column bi.%I.run_id is %L', described.table_name,
      case described.table_name when 'runs' then 'Which run, by its id in the graph.' else 'The run that computed it, by its id in the graph.' end);
  end loop;
end $$;
