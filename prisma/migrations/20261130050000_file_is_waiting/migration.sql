-- A roll-up that is being made gives its thread to a large file that waits for one, whosever it is: a worker asks, and is told yes or no.
-- For ten minutes: a file that no worker takes must not keep roll-ups from being made.
-- Undo: drop function file_is_waiting(bigint, double precision);

create function file_is_waiting(bytes bigint, seconds double precision)
  returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select exists (select from public.import i
                  where i.state = 'QUEUED' and i.uploaded_bytes >= bytes
                    and i.queued_at between clock_timestamp() - interval '10 minutes' and clock_timestamp() - make_interval(secs => seconds));
end;

revoke all on function file_is_waiting(bigint, double precision) from public;
grant execute on function file_is_waiting(bigint, double precision) to earshot_app;
