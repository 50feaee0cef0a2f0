-- Which traits are personal was told by the loader alone, so that those that were loaded before it knew a name stayed as they were until their file came again.
-- The rule stands here now: the loader asks it (worker/imports/customers.ts), and what is there is marked by it. Another rule is another migration that
-- replaces the function and marks again. Nothing is unmarked: whoever set a mark by hand meant it.
-- Undo: drop function is_personal_trait(text, text); drop function is_email_address(text); with the release before, whose loader asks neither.

-- The first look is cheap: a file may have millions.
create function is_email_address(word text) returns boolean language sql immutable parallel safe
  return word like '%@%' and word ~ '^[^[:space:]@]+@[^[:space:]@]+[.][^[:space:]@]+$';

-- By names that say who somebody is (first_name, First name, firstName), or a value that is an e-mail address.
create function is_personal_trait(key text, value text) returns boolean language sql immutable parallel safe
  return coalesce(
    key ~* '^((mobile|tele)?phone|mobile|((first|last|full)[\s_-]*)?name|e[\s_-]*mail|address|street|birth[\s_-]*date|date[\s_-]*of[\s_-]*birth|birthday)$'
      or is_email_address(value), false);

revoke all on function is_email_address(text), is_personal_trait(text, text) from public; -- a BI login has no use for them
grant execute on function is_email_address(text), is_personal_trait(text, text) to earshot_app;

with marked as (
  update customer_trait set is_personal = true where not is_personal and is_personal_trait(key, value_text) returning workspace_id)
insert into data_version (workspace_id, domain, version) -- what was computed by one of them is stale
select distinct workspace_id, 'customers', 1 from marked
on conflict (workspace_id, domain) do update set version = data_version.version + 1, changed_at = now();
