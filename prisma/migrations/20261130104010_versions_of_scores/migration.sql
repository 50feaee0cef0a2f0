-- A result of VALUE_LOYALTY is made of what runs of CLV and CHURN say, and stayed fresh when another analysis was chosen for what is called value or churn, when a run
-- was published or rolled back, and when a first value came to be. Which runs say what is a domain of its own, which no other run reads.
-- Undo: delete from data_version where domain = 'scores'; and the constraint without it.

alter table data_version
  drop constraint data_version_domain_is_known,
  add constraint data_version_domain_is_known check (domain in ('feedback', 'customers', 'crm', 'web', 'journey', 'scores'));
