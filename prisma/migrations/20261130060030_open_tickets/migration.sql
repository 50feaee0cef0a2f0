-- Whether a ticket is open, said once for all who ask: sources without a time of resolution tell its end by its status alone, and such
-- tickets were open for ever. A status closes where its first word means that the ticket is done with; what follows says how (CLOSED_NO_REPLY).
-- The column is computed from the row, so that tickets that are loaded are told anew too, and stays right whoever writes them.
-- Undo: drop the views dataset.tickets and bi.tickets and define them as in 20261128011000_bi_datasets; alter table ticket drop column is_open;
alter table ticket add column is_open boolean not null generated always as (
  resolved_at is null and coalesce(
    status !~* '^(auto[^a-z]*)?(closed|solved|resolved|done|completed?|finished|cancell?ed|rejected|declined|deleted|merged|duplicate|spam|archived)([^a-z]|$)',
    true)
) stored;

create or replace view dataset.tickets with (security_invoker) as
  select f.workspace_id, f.id as ticket_id, f.external_id, i.customer_id, f.order_external_id, f.kind, f.channel, f.category, f.priority, f.touchpoint,
         f.opened_at, f.first_response_at, f.resolved_at, f.status, f.reopens, f.sentiment, f.satisfaction_score, f.is_open
    from ticket f left join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id;
create or replace view bi.tickets with (security_invoker) as
  select f.id as ticket_id, f.external_id, i.customer_id, f.order_external_id, f.kind, f.channel, f.category, f.priority, f.touchpoint,
         f.opened_at, f.first_response_at, f.resolved_at, f.status, f.reopens, f.sentiment, f.satisfaction_score, f.is_open
    from ticket f left join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id;
select dataset.grant_what_it_reads('bi.tickets'::regclass);
comment on column bi.tickets.resolved_at is 'When it was resolved. Null: it is open, or its source says no time.';
comment on column bi.tickets.is_open is 'Whether it is open: it has no time of resolution, and its status does not close it (CLOSED, SOLVED, RESOLVED, DONE, CANCELLED and the like).';
