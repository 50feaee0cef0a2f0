-- The lines of the quadrants of importance and performance may be asked for: at the mean, at the median, or at numbers of one's own. What a result has is stored with it.
-- Undo: alter table driver_model drop column importance_cut_at, drop column performance_cut_at.
alter table driver_model
  add column importance_cut_at  text not null default 'MEAN',
  add column performance_cut_at text not null default 'MEAN', -- where there is no performance_cut, what was asked for
  add constraint driver_model_importance_cut_at_is_known check (importance_cut_at in ('MEAN', 'MEDIAN', 'GIVEN')),
  add constraint driver_model_performance_cut_at_is_known check (performance_cut_at in ('MEAN', 'MEDIAN', 'GIVEN'));
