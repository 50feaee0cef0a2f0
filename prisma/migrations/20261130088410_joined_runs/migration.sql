-- A run that new data have asked for is also the answer to who asks by hand while it waits: from then on no tick of the schedule may replace it.
-- Undo: alter table run drop column joined_at;

alter table run add column joined_at timestamptz(3); -- when somebody first asked for it by hand; null: nobody, or it began so
