-- `delete from workspace` took its keys and left its customers' orders, answers and visits: most tables name their workspace without a foreign key to it.
-- Now it is refused as long as any table has a row of the workspace, and the command that deletes all of them is named.
-- Undo: drop trigger workspace_is_deleted_empty on workspace; drop function workspace_is_deleted_empty();

create function workspace_is_deleted_empty() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  workspace_table text;
  has_rows boolean;
begin
  for workspace_table in
    select format('%I.%I', n.nspname, c.relname)
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
     where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relpersistence <> 't' and not c.relispartition
     order by c.relname
  loop
    execute format('select exists (select from %s where workspace_id = $1)', workspace_table) into has_rows using old.id;
    if has_rows then
      raise exception 'workspace % still has rows in %', old.key, workspace_table
        using errcode = 'restrict_violation', hint = format('earshot workspaces delete %s deletes all that it holds', old.key);
    end if;
  end loop;
  return old;
end;
$$;
revoke all on function workspace_is_deleted_empty() from public;
create trigger workspace_is_deleted_empty before delete on workspace for each row execute function workspace_is_deleted_empty();
