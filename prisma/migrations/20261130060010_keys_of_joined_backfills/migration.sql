-- Who asks for a backfill while the same one is under way is given that one, and then has to get it again for the same key, also when it has
-- ended. A backfill keeps the key that it began with; those of the others who were given it stand here, as run_joined_key has those of runs.
-- Undo: drop table backfill_joined_key;

create table backfill_joined_key (
  workspace_id    integer not null,
  idempotency_key text    not null,
  backfill_id     bigint  not null,
  primary key (workspace_id, idempotency_key),
  foreign key (workspace_id, backfill_id) references backfill (workspace_id, id) on delete cascade
);
create index backfill_joined_key_by_backfill on backfill_joined_key (workspace_id, backfill_id);

alter table backfill_joined_key enable row level security, force row level security;
create policy own_workspace on backfill_joined_key to earshot_app using (workspace_id = nullif(current_setting('app.workspace_id', true), '')::integer);
create policy owner_maintenance on backfill_joined_key to current_user using (true) with check (true);
grant select, insert, update, delete on backfill_joined_key to earshot_app;
