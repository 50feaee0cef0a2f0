-- A question without a scale, such as an amount or a number of days, beside questions with one is in a unit of its own, as a joined feature is: its mean is neither weak
-- nor strong among theirs, so that it has no priority. Until now all were compared by their means, whatever their units.
-- Undo: delete the runs with such questions, then
--       alter table driver_estimate add constraint driver_estimate_question_has_a_priority check (question_id is null or priority is not null);

alter table driver_estimate drop constraint driver_estimate_question_has_a_priority;

comment on column bi.driver_estimates.priority is
  'FIX_FIRST, KEEP, MONITOR, MAINTAIN or SUPPRESSOR. Null: a joined feature, a trait, or a question without a scale beside others with one: neither much nor little is good.';
comment on column bi.driver_estimates.reference_level is 'The level that it is compared with: that of most customers.';
