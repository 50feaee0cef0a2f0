-- A driver may be a joined feature: orders, tickets, visits in a window before the answer, tenure. Its mean is in a unit of
-- its own and has no side that is good, so it has no place among performances: to call many complaints KEEP would be wrong.
-- Undo: delete the runs whose drivers are features, then
--       alter table driver_estimate drop constraint driver_estimate_question_has_a_priority, alter column priority set not null;
--       alter table driver_model drop constraint driver_model_performance_cut_has_a_unit,
--         alter column performance_cut set not null, alter column performance_unit set not null;

alter table driver_estimate
  alter column priority drop not null, -- null: a feature; driver_key is then its name, such as orders_90d
  add constraint driver_estimate_question_has_a_priority check (question_id is null or priority is not null);

alter table driver_model
  alter column performance_cut drop not null, -- null: every driver is a feature
  alter column performance_unit drop not null,
  add constraint driver_model_performance_cut_has_a_unit check ((performance_cut is null) = (performance_unit is null));
