-- No row breaks the constraint of the migration before: looked at in a transaction of its own, beside which questions are read and written.
-- Undo: nothing to undo but the migration before.
alter table question validate constraint question_nps_is_from_0_to_10;
