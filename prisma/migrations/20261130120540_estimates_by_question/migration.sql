-- A question that goes (a workspace is deleted, an import undone) is taken out of the estimates of drivers that name it; for each question all estimates of all workspaces were read.
-- Undo: drop index driver_estimate_by_question;

create index driver_estimate_by_question on driver_estimate (workspace_id, question_id) where question_id is not null;
