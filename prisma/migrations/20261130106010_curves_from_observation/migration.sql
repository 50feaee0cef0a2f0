-- Where customers come under observation late, a curve cannot speak of the days before ten of them were: it begins then, with those who are there.
-- Undo: alter table survival_curve drop column observed_from_day; alter table churn_cause drop column observed_from_day;

alter table survival_curve add column observed_from_day double precision; -- null: no curve, or one of an earlier release, drawn from day 0
alter table churn_cause add column observed_from_day double precision;
