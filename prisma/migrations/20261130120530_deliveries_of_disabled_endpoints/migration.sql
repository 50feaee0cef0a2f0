-- A message written while its endpoint was being disabled was in neither's sight: whoever disables an endpoint ends what waits for it, and this one waited for ever, as PENDING. Now who writes one holds
-- the endpoint (recordEvents), and what is left of before is ended here, as what waited was. And a delivery says why it was given up.
-- Undo: alter table webhook_delivery drop column failed_reason;

alter table webhook_delivery
  add column failed_reason text, -- why it was given up; null: it was not, or by a restore or a release before
  add constraint webhook_delivery_failed_reason_is_known check (failed_reason in ('ATTEMPTS_USED_UP', 'GONE', 'ENDPOINT_DISABLED'));

update webhook_delivery d set state = 'FAILED', finished_at = now(), next_attempt_at = null, failed_reason = 'ENDPOINT_DISABLED'
  from webhook w
 where w.workspace_id = d.workspace_id and w.id = d.webhook_id and w.disabled_at is not null and d.state = 'PENDING';
