import type { Authenticate } from './authenticator.ts';
import type { Credential } from './credential.ts';
import { NotAdmitted } from './notAdmitted.ts';

/** Whether a credential that was let in would be again. */
export async function isStillGood(authenticate: Authenticate, credential: Credential): Promise<boolean> {
  try {
    return (await authenticate(credential)) !== null;
  } catch (error) {
    if (error instanceof NotAdmitted) return false; // whoever comes back is told why not now
    throw error;
  }
}

const lookMilliseconds = 3000;

/** For work that goes on for long: looks at most every three seconds, and says yes in between. */
export function lookingNowAndThen(look: () => Promise<boolean>): () => Promise<boolean> {
  let lookedAt = performance.now();
  return async () => {
    if (performance.now() - lookedAt < lookMilliseconds) return true;
    lookedAt = performance.now();
    return look();
  };
}
