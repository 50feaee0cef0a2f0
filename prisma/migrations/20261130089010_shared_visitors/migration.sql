-- A visitor whom one file showed with several customers stayed unknown until the next file, which saw one of them alone: then that customer was given all that the
-- visitor had done without a name, and what was whose depended on how rows were cut into files. Whom visitors were shown with is kept here, where there are several.
-- Undo: drop table shared_visitor, with the release before: its loader knows nothing of it.

create table shared_visitor ( -- a visitor of two or more customers, one row each: no identity, and what was done without a name is nobody's
  workspace_id integer not null,
  visitor_id   text collate "C" not null,
  customer_id  bigint  not null,
  import_id    bigint, -- that showed the two together; null: known before there was this table
  primary key (workspace_id, visitor_id, customer_id),
  foreign key (workspace_id, customer_id) references customer (workspace_id, id) on delete cascade
);
create index shared_visitor_by_customer on shared_visitor (workspace_id, customer_id);
create index shared_visitor_by_import on shared_visitor (workspace_id, import_id);

alter table shared_visitor enable row level security, force row level security;
create policy own_workspace on shared_visitor to earshot_app
  using (workspace_id = nullif(current_setting('app.workspace_id', true), '')::integer);
create policy owner_maintenance on shared_visitor to current_user using (true) with check (true);
grant select, insert, update, delete on shared_visitor to earshot_app;

-- What is loaded already: visits and events that name a customer, and the customers that visitors were given to.
insert into shared_visitor (workspace_id, visitor_id, customer_id)
select workspace_id, visitor_id, customer_id
  from (select workspace_id, visitor_id, customer_id, count(*) over (partition by workspace_id, visitor_id) as customers
          from (select f.workspace_id, f.visitor_id, i.customer_id
                  from visit f join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
                 where f.visitor_id is not null and i.kind <> 'VISITOR_ID'
                 union
                select f.workspace_id, f.visitor_id, i.customer_id
                  from event f join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
                 where f.visitor_id is not null and i.kind <> 'VISITOR_ID'
                 union
                select workspace_id, value, customer_id from identity where kind = 'VISITOR_ID') shown) counted
 where customers > 1;

create temp table mistaken on commit drop as
select i.workspace_id, i.id from identity i
 where i.kind = 'VISITOR_ID' and exists (select from shared_visitor s where s.workspace_id = i.workspace_id and s.visitor_id = i.value);
with freed_visit as (
  update visit f set identity_id = null from mistaken m where f.workspace_id = m.workspace_id and f.identity_id = m.id returning f.workspace_id
), freed_event as (
  update event f set identity_id = null from mistaken m where f.workspace_id = m.workspace_id and f.identity_id = m.id returning f.workspace_id
), freed as (
  select workspace_id from freed_visit union select workspace_id from freed_event
)
insert into data_version (workspace_id, domain, version) -- what was computed of them is stale
select workspace_id, domain, 1 from freed, unnest('{customers,web}'::text[]) domain
on conflict (workspace_id, domain) do update set version = data_version.version + 1, changed_at = now();
delete from identity i using mistaken m where i.workspace_id = m.workspace_id and i.id = m.id;
