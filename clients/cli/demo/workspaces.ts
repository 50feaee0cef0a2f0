/** The companies of the demo: one workspace and one key each. */
export interface DemoWorkspace {
  readonly key: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
}

export const workspaces = {
  sfo: { key: 'sfo', name: 'San Francisco International Airport', currency: 'USD', timeZone: 'America/Los_Angeles' },
  lumen: { key: 'lumen', name: 'Lumen (simulated)', currency: 'EUR', timeZone: 'Europe/Berlin' },
  cdnow: { key: 'cdnow', name: 'CDNOW 1997-98', currency: 'USD', timeZone: 'America/New_York' },
  telco: { key: 'telco', name: 'Telephone company (IBM sample)', currency: 'USD', timeZone: 'UTC' },
} as const satisfies Readonly<Record<string, DemoWorkspace>>;

export type WorkspaceKey = keyof typeof workspaces;
export const workspaceKeys = Object.keys(workspaces) as WorkspaceKey[];
