import type { Caller, Refusal, Requirement, Verdict } from './admission/verdict.ts'

export interface GuardOptions {
  /** Where Rollcall answers: `https://sessions.example.com`. */
  baseUrl: string
  /** The claim `iss` of its tokens; left out: `baseUrl`. Needed where the API reaches Rollcall by another address than people do. */
  issuer?: string
  /** What your application was registered with. Several: tokens of any of them are let in. */
  audience: string | readonly string[]
  /** An API key with the scope `guard`. Its tenant is the guard's. */
  apiKey: string
  /**
   * What this process is called on the page *Connections*: letters, digits and `. _ : @ / -`, at most 64. Each process needs a name of
   * its own; left out: the machine's name and the process id.
   */
  name?: string
  /** Of your API, for the same page: at most 32 letters, digits and `. _ + -`. */
  version?: string
  /** What to do while nothing was heard for `staleAfterSeconds`: `ask` Rollcall for each token, or `refuse` everybody. Default: `ask`. */
  whenStale?: 'ask' | 'refuse'
  /** Default: 5. */
  staleAfterSeconds?: number
  /**
   * Tells Rollcall which sessions are used, in batches. The key then needs the scope `sessions` too. Off by default: requests that a page
   * makes by itself would keep people signed in who have gone.
   */
  reportActivity?: boolean
  /** Lets in who signed in with a one-time password and has not changed it yet. Default: false. */
  admitBeforePasswordChange?: boolean
  /** Verified tokens in memory, some 1 kB each. Default: 50,000. */
  mostRemembered?: number
  /** Told what went wrong in the background: a cut stream, an unreadable key. Never a token or a key. */
  onTrouble?: (trouble: string) => void
  fetch?: typeof fetch
  clock?: GuardClock
}

export interface GuardClock {
  /** Milliseconds since the epoch. */
  now: () => number
  /** Milliseconds since any moment; never goes back. */
  monotonic: () => number
}

export interface GuardStatus {
  /** `live`: everything is known up to a moment ago. `behind`: not, so it asks or refuses. */
  feed: 'live' | 'behind' | 'closed'
  /** What `verify` goes by now. */
  decidesBy: 'memory' | 'asking' | 'refusing'
  /** Milliseconds since everything was known; null: it never was. */
  behindMs: number | null
  tenantId: string | null
  /** The place in the log up to which endings are applied; null: none yet. */
  position: string | null
  /** The one that Rollcall was told of. */
  confirmed: string | null
  /** Sessions that are over and whose tokens could be unexpired. */
  ended: number
  /** Rules that make older tokens of a person, an application or the tenant bad. */
  notBefore: number
  /** Verified tokens in memory. */
  remembered: number
  /** Signing keys of Rollcall. */
  keys: number
  /** Connections made after the first. */
  reconnects: number
  /** Rollcall's clock less this machine's, in milliseconds; null: not known yet. Tokens are judged by Rollcall's. */
  clockOffsetMs: number | null
  /** `refused`: the API key lacks the scope `sessions`. */
  activity: 'off' | 'reporting' | 'refused'
  /** What went wrong last, and is still wrong; null: nothing. */
  trouble: string | null
}

/** Decides who may use an API, by signed access tokens and by what Rollcall says has ended. One guard is of one tenant. */
export interface Guard {
  /** Never rejects: what is wrong with a token is in the verdict. */
  verify: (token: string | null | undefined, ...requirements: Requirement[]) => Promise<Verdict>
  /**
   * Calls once when a session that `verify` let in is over, or its token is outdated or has expired: for what outlives a request, a socket say.
   * Answers how to stop.
   */
  watch: (caller: Caller, onOver: (refusal: Refusal) => void) => () => void
  /** The person has done something now. Middleware calls it. Nothing happens without `reportActivity`. */
  recordActivity: (caller: Caller) => void
  /** Resolves when signing keys and endings are known. Requests may come before. */
  ready: () => Promise<void>
  status: () => GuardStatus
  /** Leaves Rollcall. From then on everybody is refused. */
  close: () => Promise<void>
}
