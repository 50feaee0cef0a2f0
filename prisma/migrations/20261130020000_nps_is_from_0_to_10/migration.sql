-- NPS and its bands are of questions from 0 to 10 alone (promoters 9 and 10, detractors 0 to 6). Some readers asked for that scale, others took any question of
-- kind NPS, and a codebook file could declare one from 1 to 5, on which everybody is a detractor. Now there is none to be read.
--
-- What is there already is mended, so that neither an upgrade nor a restore stops at it. A scale that is not said is the one that codebooks mean by it. A
-- question on another scale becomes a NUMBER with its scale, role and answers as they are: no score was made of it, and none is made of a NUMBER (a RATING would
-- become the CSAT of its survey where there is no other). It remains an outcome and a driver; whoever goes by its bands is told that it is of kind NUMBER.
-- Whether these have become numbers by mistake, and have answers from 0 to 10 after all:
--   update question set kind = 'NPS', scale_min = 0, scale_max = 10 where workspace_id = … and id = …;
--
-- The constraint comes first, so that no other row can come in between; rows of before are looked at by the next migration, which stops no writer.
-- Undo: alter table question drop constraint question_nps_is_from_0_to_10;
alter table question add constraint question_nps_is_from_0_to_10
  check (kind <> 'NPS' or (scale_min = 0 and scale_max = 10) is true) not valid;

with unsaid as (
  update question set scale_min = 0, scale_max = 10
   where kind = 'NPS' and coalesce(scale_min, 0) = 0 and coalesce(scale_max, 10) = 10 and (scale_min is null or scale_max is null)
  returning workspace_id),
of_another_scale as (
  update question set kind = 'NUMBER'
   where kind = 'NPS' and not (coalesce(scale_min, 0) = 0 and coalesce(scale_max, 10) = 10)
  returning workspace_id)
insert into data_version (workspace_id, domain, version) -- what was computed of them is stale
select workspace_id, 'feedback', 1 from unsaid union select workspace_id, 'feedback', 1 from of_another_scale
on conflict (workspace_id, domain) do update set version = data_version.version + 1, changed_at = now();
