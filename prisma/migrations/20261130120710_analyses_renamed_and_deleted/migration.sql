-- Analyses can be given another name, and be deleted. Who asks by a name of before is told the present one. Of a deleted analysis the row is gone at once, and its
-- runs with it from every door: what says something of a run says of which analysis. Their rows (of a million customers a million a run) are deleted bit by bit by the workers
-- (worker/scheduling/clearScores.ts): until then they are runs of no analysis. Messages about them stay those that were sent.
-- Undo: delete from run where analysis_id is null; alter table run alter column analysis_id set not null; delete from webhook_event where run_id is null and type <> 'webhook.test';
-- alter table webhook_event drop its key to run and webhook_event_is_of_a_run, add both again as 20261127070000_webhooks has them;
-- drop table analysis_former_name.

create table analysis_former_name (
  workspace_id integer        not null,
  name         text           not null, -- of no analysis now: whoever takes it takes it from here
  analysis_id  bigint         not null, -- which was the last to have it
  renamed_at   timestamptz(3) not null default now(),
  primary key (workspace_id, name),
  foreign key (workspace_id, analysis_id) references analysis (workspace_id, id) on delete cascade
);
create index analysis_former_name_by_analysis on analysis_former_name (workspace_id, analysis_id);

alter table analysis_former_name enable row level security, force row level security;
create policy own_workspace on analysis_former_name to earshot_app using (workspace_id = nullif(current_setting('app.workspace_id', true), '')::integer);
create policy owner_maintenance on analysis_former_name to current_user using (true) with check (true);
grant select, insert, update, delete on analysis_former_name to earshot_app;

alter table run alter column analysis_id drop not null;

alter table webhook_event
  drop constraint webhook_event_workspace_id_run_id_fkey,
  add foreign key (workspace_id, run_id) references run (workspace_id, id) on delete set null (run_id),
  drop constraint webhook_event_is_of_a_run,
  add constraint webhook_event_is_of_a_run check ((transition_id is null) = (type = 'webhook.test') and (run_id is null or transition_id is not null));
