-- On whose processors a part is read: more readers than these have room for only take them from one another, so no further worker of that machine helps.
-- Undo: alter table run_part drop column machine;
alter table run_part add column machine text; -- null: of a release that did not say
