-- A function of triggers is called by tables, and by nobody else: no login of a BI tool may so much as try.
-- To undo: grant execute on function rollup_outdated() to public;
revoke all on function rollup_outdated() from public;
