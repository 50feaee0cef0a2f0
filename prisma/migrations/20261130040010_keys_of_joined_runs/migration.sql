-- Who asks for a run while one waits is given that one, and then has to get it again for the same key, also when it has ended. A run keeps
-- the key that it began with; those of the others who were given it stand here.
-- Undo: drop table run_joined_key;

create table run_joined_key (
  workspace_id    integer not null,
  idempotency_key text    not null,
  run_id          bigint  not null,
  primary key (workspace_id, idempotency_key),
  foreign key (workspace_id, run_id) references run (workspace_id, id) on delete cascade
);
create index run_joined_key_by_run on run_joined_key (workspace_id, run_id);

alter table run_joined_key enable row level security, force row level security;
create policy own_workspace on run_joined_key to earshot_app using (workspace_id = nullif(current_setting('app.workspace_id', true), '')::integer);
create policy owner_maintenance on run_joined_key to current_user using (true) with check (true);
grant select, insert, update, delete on run_joined_key to earshot_app;
