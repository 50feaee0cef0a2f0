-- How often N is wrong is told of the days for which silences were followed: one that is still open may end yet.
-- Undo: alter table silence_option drop column return_within_days;

alter table silence_option add column return_within_days integer; -- null: too few longer silences, or a result of an earlier release
