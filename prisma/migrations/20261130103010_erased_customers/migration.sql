-- customer.erased_at was shown by graph and views, and nothing wrote it: a company could not honour the wish to be erased. The mutation eraseCustomer does
-- now, and by what its customers were known is kept as keyed hashes, so that a later file does not make them again (worker/imports/erasedNames.ts). Bytes of
-- files that may name them are deleted by workers at once, not when they are old (worker/scheduling/clearUploads.ts).
-- Undo: drop table erased_name, erasure_secret; drop function erased_name_hash(bytea, text, text); drop index customer_erased; create uploads_outdated
--   again as 20261130089020_uploads_kept_for_a_time has it; alter table import drop column clear_asked_at.

create table erasure_secret ( -- what the hashes of a workspace's erased names are keyed with: nobody tells by them whom another database has erased
  workspace_id integer        not null primary key references workspace (id) on delete cascade,
  secret       bytea          not null,
  created_at   timestamptz(3) not null default now(),
  constraint erasure_secret_is_long check (length(secret) = 32)
);

-- Neither the name nor which customer it was of. The day and not the moment, which would lead to customer.erased_at.
create table erased_name (
  workspace_id integer not null references workspace (id) on delete cascade,
  hash         bytea   not null, -- erased_name_hash()
  erased_on    date    not null, -- in the workspace's time zone
  primary key (workspace_id, hash),
  constraint erased_name_hash_is_sha256 check (length(hash) = 32)
);

do $$
declare
  workspace_table text;
begin
  foreach workspace_table in array array['erasure_secret', 'erased_name'] loop
    execute format('alter table %I enable row level security, force row level security', workspace_table);
    execute format(
      'create policy own_workspace on %I to earshot_app using (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::integer)',
      workspace_table);
    execute format('create policy owner_maintenance on %I to current_user using (true) with check (true)', workspace_table);
    execute format('grant select, insert, update, delete on %I to earshot_app', workspace_table);
  end loop;
end $$;

-- Kinds: CRM_ID, EMAIL, VISITOR_ID as in identity; SHARED_VISITOR, a visitor who was an erased customer's and is another's, too.
create function erased_name_hash(secret bytea, kind text, value text) returns bytea language sql stable parallel safe
  return sha256(secret || convert_to(kind || chr(31) || value, 'UTF8'));
revoke all on function erased_name_hash(bytea, text, text) from public;
grant execute on function erased_name_hash(bytea, text, text) to earshot_app;

create index customer_erased on customer (workspace_id, id) where erased_at is not null; -- whose facts no file changes any more

alter table import add column clear_asked_at timestamptz(3); -- since when its bytes are to be deleted once it has ended, whatever its age; null: when they are old
create index import_asked_to_clear on import (clear_asked_at) where clear_asked_at is not null;

create or replace function uploads_outdated(before timestamptz, most integer)
  returns table (workspace_id integer, import_id bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  (select i.workspace_id, i.id from public.import i where i.clear_asked_at is not null and i.finished_at is not null order by i.clear_asked_at limit most)
  union all
  (select i.workspace_id, i.id from public.import i
    where i.cleared_at is null and i.clear_asked_at is null and i.finished_at < before order by i.finished_at limit most)
  union all
  (select i.workspace_id, i.id from public.import i
    where i.state = 'UPLOADING' and i.created_at < before and i.uploaded_at < before order by i.created_at limit most)
  limit most;
end;
