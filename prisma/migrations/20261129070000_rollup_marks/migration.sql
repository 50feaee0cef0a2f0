-- Two more ways to change what a roll-up says, each marked like the others. A customer who is deleted takes identities along, and what they said becomes of
-- nobody. And a change of the time zone was seen by comparing zones alone: one that comes while a roll-up is made, or that is taken back after a load in
-- between, left days of two zones in it.
-- To undo: drop trigger rollup_outdated_by_deletion on identity; drop trigger rollup_outdated on workspace;
create trigger rollup_outdated_by_deletion after delete on identity referencing old table as moved for each statement
  execute function rollup_outdated('ANSWER', 'ORDER');
create trigger rollup_outdated after update of time_zone on workspace for each row when (old.time_zone <> new.time_zone)
  execute function rollup_outdated('ANSWER', 'ORDER');
