/** Who may ask: a live credential, or at datasets an address that was signed. Whoever may not is answered here. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DatabaseAway } from '../prisma/databaseAway.ts';
import type { Principal } from '../schema/context.ts';
import { signatureParameter } from '../schema/keys/signedPath.ts';
import { type Credential, csrfHeader, isCsrfSafe, readCredential } from './auth/credential.ts';
import { mayFinish } from './auth/isStillGood.ts';
import { NotAdmitted } from './auth/notAdmitted.ts';
import { admitSignedUrl, type PageAddress, plainAddress } from './auth/signedUrl.ts';
import { handleSignIn } from './auth/signInPage.ts';
import type { Services } from './context.ts';
import { within } from './limits/within.ts';
import { callerAddress, type WrongCredentials } from './limits/wrongCredentials.ts';
import { refuse } from './refuse.ts';

export interface Stranger {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly url: URL;
  readonly services: Pick<Services, 'sql' | 'limits' | 'authenticate'>;
  readonly wrongCredentials: WrongCredentials;
}

export interface Admitted {
  /** Null for a signed address, which is its own. */
  readonly credential: Credential | null;
  readonly principal: Principal;
  /** Of a signed address without its signature. */
  readonly url: URL;
  readonly pageAddress: PageAddress;
  /** Looks again, for what goes on after its beginning. */
  isStillGood(): Promise<boolean>;
}

/** Lets a live credential in; otherwise answers the request itself. Introspection, too, needs one. */
export async function admit(stranger: Stranger): Promise<Admitted | null> {
  const { request, response, requestId, url, services, wrongCredentials } = stranger;
  const address = callerAddress(request, services.limits);
  const credential = readCredential(request.headers);
  const waitSeconds = credential ? await wrongCredentials.waitSeconds(address, credential.secret) : 0;
  if (waitSeconds > 0) return refuseAddress(stranger, waitSeconds);
  let principal: Principal | null;
  try {
    principal = credential && (await soon(services, services.authenticate(credential)));
  } catch (error) {
    if (!(error instanceof NotAdmitted)) throw error;
    if (error.refusal.status === 503) response.setHeader('retry-after', '5');
    refuse(request, response, requestId, error.refusal);
    return null;
  }
  if (!credential || !principal) {
    if (credential) await wrongCredentials.noteWrong(address);
    const message = whatIsNeeded(credential?.kind ?? null);
    response.setHeader('www-authenticate', 'Bearer');
    refuse(request, response, requestId, { status: 401, code: 'UNAUTHENTICATED', message });
    return null;
  }
  wrongCredentials.noteGood(credential.secret);
  if (!isCsrfSafe(credential, request.headers)) {
    const message = `A request that shows a cookie must also carry the header ${csrfHeader}; one that shows a key need not`;
    refuse(request, response, requestId, { status: 403, code: 'FORBIDDEN', message });
    return null;
  }
  return { credential, principal, url, pageAddress: plainAddress, isStillGood: () => mayFinish(services.authenticate, credential) };
}

function whatIsNeeded(shown: Credential['kind'] | null): string {
  if (shown === null)
    return 'A key is needed: Authorization: Bearer ek_… (earshot keys create); in a browser a sign-in link (earshot sign-in --workspace KEY)';
  if (shown === 'SESSION') return 'This session is over, or was never one: earshot sign-in --workspace KEY prints a link for another';
  return 'The credential is unknown, was revoked or has expired'; // a stranger cannot tell which
}

/** A database that says nothing, as behind a broken router, is not waited for longer than a request may take. @throws DatabaseAway */
const soon = <Found>({ limits }: Stranger['services'], found: Promise<Found>): Promise<Found> =>
  within(limits.requestTimeoutSeconds, found, () => new DatabaseAway('whose the credential is was not to be found out in time'));

/** A signed address opens itself alone, whatever credential comes with it. One that was never good counts as a wrong credential. */
export async function admitSigned(stranger: Stranger): Promise<Admitted | null> {
  const { request, response, requestId, url, services, wrongCredentials } = stranger;
  const address = callerAddress(request, services.limits);
  response.setHeader('referrer-policy', 'no-referrer'); // the signature is in the address
  const signature = url.searchParams.get(signatureParameter);
  const waitSeconds = await wrongCredentials.waitSeconds(address, signature);
  if (waitSeconds > 0) return refuseAddress(stranger, waitSeconds);
  const admitted = await soon(services, admitSignedUrl(services.sql, url));
  if (typeof admitted === 'object') {
    if (signature) wrongCredentials.noteGood(signature);
    return { credential: null, ...admitted };
  }
  if (admitted === 'WRONG') await wrongCredentials.noteWrong(address);
  const message =
    'This signed address is no good: it was changed, has expired, or its key has ended. Ask for a new one: createSignedUrl, with allPages for the pages after it';
  refuse(request, response, requestId, { status: 401, code: 'UNAUTHENTICATED', message });
  return null;
}

/** A link that is no good counts as a wrong credential. */
export async function signIn(stranger: Stranger): Promise<void> {
  const { request, response, url, services, wrongCredentials } = stranger;
  const address = callerAddress(request, services.limits);
  const waitSeconds = await wrongCredentials.waitSeconds(address, null);
  if (waitSeconds > 0) return void refuseAddress(stranger, waitSeconds);
  await handleSignIn(request, response, url, services.sql);
  if (response.statusCode === 410) await wrongCredentials.noteWrong(address);
}

function refuseAddress({ request, response, requestId }: Stranger, waitSeconds: number): null {
  response.setHeader('retry-after', String(waitSeconds));
  const message = `Too many wrong credentials came from this address; another is looked at in ${waitSeconds} s`;
  refuse(request, response, requestId, { status: 429, code: 'RATE_LIMITED', message });
  return null;
}
