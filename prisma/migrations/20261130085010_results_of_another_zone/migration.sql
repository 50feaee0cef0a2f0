-- Days, months and years of a run begin in the workspace's time zone, and its money is in the workspace's currency. A run's key holds neither, and staleness compares
-- versions of data alone, so that after a change of one of them a run was answered by what had been computed before. A change now counts as one of all data that the
-- workspace has: every result is stale and no key is found again, while those of workspaces that change nothing stay as they are.
-- changed_at stays: no fact has come, and an end that was planned for after the last one is planned still (worker/data/readLastChange.ts).
-- Undo: drop function results_outdated() cascade;

create function results_outdated() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update public.data_version set version = version + 1 where workspace_id = new.id;
  return null;
end $$;
revoke all on function results_outdated() from public; -- called by the table, and by nobody else
create trigger results_outdated after update of time_zone, currency on workspace for each row
  when (old.time_zone <> new.time_zone or old.currency <> new.currency) execute function results_outdated();
