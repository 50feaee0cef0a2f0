-- The probability of silence within a horizon falls as that grows, a hazard's rises: only the latter is carried to a year. The result says which it was.
-- Undo: alter table value_loyalty_model drop column churn_method;

alter table value_loyalty_model
  add column churn_method text, -- null: no churn run, or a result of an earlier release, which carried every risk to a year
  add constraint value_loyalty_model_churn_method_is_known check (churn_method in ('COX', 'LANDMARK_LOGIT'));
