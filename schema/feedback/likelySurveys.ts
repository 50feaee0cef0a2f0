/** Workspaces of which it is known which surveys their responses were of lately; those of others are learned anew. */
const mostWorkspaces = 1000;
/** Surveys of one of them. */
const mostSurveys = 8;

const surveysOf = new Map<number, readonly bigint[]>();

/**
 * Surveys of whose responses a page was asked for last, as far as this process knows: their codebooks are read beside the next page and not
 * behind it. A guess and no more: what is read is read as ever, and what was not guessed is read then.
 */
export const likelySurveys = (workspaceId: number): readonly bigint[] => surveysOf.get(workspaceId) ?? [];

export function rememberSurveys(workspaceId: number, surveyIds: readonly bigint[]): void {
  if (surveyIds.length === 0) return; // an empty page tells nothing of the next
  surveysOf.delete(workspaceId);
  surveysOf.set(workspaceId, surveyIds.slice(0, mostSurveys));
  const [oldest] = surveysOf.keys();
  if (surveysOf.size > mostWorkspaces && oldest !== undefined) surveysOf.delete(oldest);
}
