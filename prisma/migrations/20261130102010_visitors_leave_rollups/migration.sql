-- Answers and orders bear the identity of a customer, never that of a visitor, whom only visits and events are known by. So a visitor who turns out to be shared,
-- whose identity goes, changes nothing of a roll-up: one such row of a file of visits had both of them thrown away.
-- To undo: the function as in 20261129020000_rollups.
create or replace function rollup_outdated() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_table_name = 'identity' then
    if not exists (select from moved where kind <> 'VISITOR_ID') then return null; end if;
  end if;
  if coalesce(current_setting('app.rollup_kept', true), '') is distinct from tg_table_name then
    update public.rollup_state set is_current = false, changes = changes + 1, queued_at = null
     where source = any (tg_argv)
       and workspace_id = coalesce(nullif(current_setting('app.workspace_id', true), '')::integer, workspace_id);
  end if;
  return null;
end $$;
