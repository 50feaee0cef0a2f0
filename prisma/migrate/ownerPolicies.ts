/**
 * Row-level security is forced on the owner, too, who sees every workspace by the policy `owner_maintenance` of each table. It names a role: one
 * that came after it (REASSIGN OWNED), or that merely reads everything (pg_read_all_data), is shown no row, and told nothing.
 */
import type { Queryable } from '../sql.ts';
import { StartError } from '../startError.ts';

/** Tables in which row-level security hides rows from this login. @param tables only these; else all that have the policy `own_workspace` */
export async function tablesHiddenFrom(
  sql: Queryable,
  tables: readonly string[] | null = null,
): Promise<{ login: string; tables: string[] }> {
  const [row] = await sql<{ login: string; tables: string[] }[]>`
    select current_user as login, coalesce(array_agg(c.relname::text order by c.relname), '{}') as tables
      from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and row_security_active(c.oid)
       and ${
         tables === null
           ? sql`exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'own_workspace')`
           : sql`c.relname = any(${tables as string[]}::text[])`
       }
       and not exists (
         select from pg_policy p cross join unnest(p.polroles) as of_policy (role)
          where p.polrelid = c.oid and p.polname = 'owner_maintenance'
            and (of_policy.role = 0 or pg_has_role(of_policy.role, 'USAGE')))`;
  return row ?? { login: '', tables: [] };
}

/** In one statement, for every table of ours; only the owner of the tables may. */
const letOwnerIn =
  "do $$ declare ours regclass; begin for ours in select polrelid from pg_policy where polname = 'own_workspace' and polrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace) " +
  "loop execute format('drop policy if exists owner_maintenance on %1$s; create policy owner_maintenance on %1$s to current_user using (true) with check (true)', ours); end loop; end $$;";

export function hiddenRows(login: string, tables: readonly string[]): StartError {
  const more = tables.length > 3 ? ` and ${tables.length - 3} tables more` : '';
  return new StartError(
    `row-level security hides rows of ${tables.slice(0, 3).join(', ')}${more} from the login ${login} of DATABASE_ADMIN_URL`,
    `set DATABASE_ADMIN_URL to the login that ran \`earshot migrate\`; or, if ${login} owns the tables now, let it run: ${letOwnerIn}`,
  );
}

export async function assertNothingHidden(sql: Queryable, of: readonly string[] | null = null): Promise<void> {
  const { login, tables } = await tablesHiddenFrom(sql, of);
  if (tables.length > 0) throw hiddenRows(login, tables);
}
