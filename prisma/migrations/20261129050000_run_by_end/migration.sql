-- The cache of answers asks with every request when the last run of a workspace ended: one look into this index.
-- To undo: drop index run_by_end;
create index run_by_end on run (workspace_id, finished_at desc nulls last);
