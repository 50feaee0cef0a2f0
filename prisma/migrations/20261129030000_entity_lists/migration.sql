-- Lists over the whole workspace find their pages in an index: its responses by moment, whatever the survey (also for flat exports that begin
-- at a moment, `since`), and its runs by age, whatever the analysis.
-- Undo: drop index response_by_moment, run_by_moment;
create index response_by_moment on response (workspace_id, responded_at, id);
create index run_by_moment on run (workspace_id, queued_at desc, id desc);
