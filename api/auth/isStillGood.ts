import { decodeJwt } from 'jose';
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

/** Whether what was let in may finish what it has begun. A token lives for minutes, which a long export outlives: that its time is over ends nothing that began within it. */
export async function mayFinish(authenticate: Authenticate, credential: Credential): Promise<boolean> {
  if (await isStillGood(authenticate, credential)) return true;
  return credential.kind === 'TOKEN' && (decodeJwt(credential.secret).exp ?? 0) * 1000 <= Date.now();
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
