-- The function that told of all rows without a job at once: nobody asks it any more, for workers of another release are stopped while a database is brought to this one.
-- Undo: create it as 20261130105010_ticks_wait_for_runs has it.
drop function work_without_job(integer);
