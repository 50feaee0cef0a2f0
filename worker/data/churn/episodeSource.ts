import type { CauseColumn, ChurnKind, SilenceDating, StartGroup } from '../churnParameters.ts';

/** What churn means in a run, everything decided: from it alone the same episodes are read again. Days as in ChurnEpisodes. */
export interface EpisodeSource {
  readonly kind: ChurnKind;
  readonly asOf: number;
  readonly followUpEnd: number;
  /** SILENT: N; 0 for CONTRACTUAL. */
  readonly silenceDays: number;
  readonly datedAt: SilenceDating;
  readonly visitsCount: boolean;
  readonly causeColumn: CauseColumn;
  /** CONTRACTUAL: the last one is UNKNOWN. SILENT: SILENT alone. */
  readonly causes: readonly string[];
  readonly groups: readonly SourceGroup[];
}

export interface SourceGroup extends StartGroup {
  readonly key: string;
  /** The last two are `(other)` and `(unknown)`. */
  readonly levels: readonly string[];
}

export function groupKey({ by, trait }: StartGroup): string {
  return by === 'TRAIT' ? `trait:${trait}` : by.toLowerCase();
}
