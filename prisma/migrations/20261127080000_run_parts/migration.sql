-- The parts into which the reading of a large run is divided: any worker on any host takes one, the worker that holds the run puts
-- them together. They live from the opening of a run's reading to its end, and only the current attempt's count.
-- No key to their run: a restore replaces runs and knows nothing of parts. Dead ones are swept when the next run opens its own.
-- Unlogged: whoever restarts the database loses them, and the attempt with them; the next one begins with fresh parts.
-- Undo: drop table run_part_chunk, run_part;

create unlogged table run_part (
  workspace_id  integer not null,
  run_id        bigint  not null,
  attempt       integer not null, -- of the run: parts of an earlier one are dead
  part          integer not null, -- from 0
  parts         integer not null, -- how many there are, by the size of the data alone
  snapshot      text    not null, -- exported by the run's own transaction: all parts are read from one state of the data
  state         text    not null default 'WAITING',
  holder        uuid,             -- who computes it; a result from anyone else is discarded
  claimed_until timestamptz(3),   -- the holder's heartbeat; past it the part is anyone's again
  rows_done     bigint  not null default 0,
  primary key (workspace_id, run_id, attempt, part),
  constraint run_part_state_is_known check (state in ('WAITING', 'TAKEN', 'DONE')),
  constraint run_part_is_one_of_its_parts check (part between 0 and parts - 1),
  constraint run_part_is_held_once_taken check ((state = 'WAITING') = (holder is null))
);

create unlogged table run_part_chunk ( -- what a part holds, as bytes of V8's structured serialization, for the worker that merges
  workspace_id integer not null,
  run_id       bigint  not null,
  attempt      integer not null,
  part         integer not null,
  chunk        integer not null, -- from 0
  bytes        bytea   not null,
  primary key (workspace_id, run_id, attempt, part, chunk),
  foreign key (workspace_id, run_id, attempt, part) references run_part (workspace_id, run_id, attempt, part) on delete cascade
);
alter table run_part_chunk alter column bytes set storage external; -- numbers hardly compress, and are read once

do $$
declare
  workspace_table text;
begin
  foreach workspace_table in array array['run_part', 'run_part_chunk'] loop
    execute format('alter table %I enable row level security, force row level security', workspace_table);
    execute format(
      'create policy own_workspace on %I to earshot_app using (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::integer)',
      workspace_table);
    execute format('create policy owner_maintenance on %I to current_user using (true) with check (true)', workspace_table);
    execute format('grant select, insert, update, delete on %I to earshot_app', workspace_table);
  end loop;
end $$;
