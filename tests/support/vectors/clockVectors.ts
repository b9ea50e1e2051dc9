import { current, previous } from './vectorKeys.ts'
import { audience, ids, issuer, now, tokenOf } from './vectorTokens.ts'

export type ClockStep =
  /** A beat comes that was sent when Rollcall's clock showed this. Milliseconds since the epoch, as all times here. */
  | { beat: number }
  /** So many milliseconds pass. */
  | { wait: number }
  /** The machine sleeps for so long: a clock that counts from its start stands still meanwhile. */
  | { sleep: number }
  /** Somebody sets the machine's clock. */
  | { set: number }
  /** Of a token that nobody has ended. */
  | { expect: 'accept' | 'refuse' | 'ask' }

export interface ClockCase {
  id: string
  about: string
  /** What the machine's clock shows when the guard starts. */
  clock: number
  /** Claims of the token, in seconds since the epoch. */
  exp: number
  nbf?: number
  token: string
  steps: ClockStep[]
}

const ms = now * 1000
const hour = 3_600_000
const token = (claims: { exp: number; nbf?: number }): typeof claims & { token: string } => ({
  ...claims,
  token: tokenOf(claims),
})
const until = (exp: number) => token({ exp })
const right = [{ beat: ms }] satisfies ClockStep[]

const cases: Omit<ClockCase, 'id'>[] = [
  { about: 'a second is left', clock: ms, ...until(now + 1), steps: [...right, { expect: 'accept' }] },
  { about: 'expires in this second', clock: ms, ...until(now), steps: [...right, { expect: 'refuse' }] },
  { about: 'expired a second ago', clock: ms, ...until(now - 1), steps: [...right, { expect: 'refuse' }] },
  {
    about: 'expires while it is remembered',
    clock: ms,
    ...until(now + 3),
    steps: [...right, { expect: 'accept' }, { wait: 2_900 }, { expect: 'accept' }, { wait: 100 }, { expect: 'refuse' }],
  },
  {
    about: 'valid only later',
    clock: ms,
    ...token({ exp: now + 600, nbf: now + 2 }),
    steps: [...right, { expect: 'refuse' }, { wait: 2_000 }, { beat: ms + 2_000 }, { expect: 'accept' }],
  },
  {
    about: 'the clock is an hour slow, so the token looks good',
    clock: ms - hour,
    ...until(now - 60),
    steps: [...right, { expect: 'refuse' }],
  },
  {
    about: 'the clock is an hour fast, so the token looks expired',
    clock: ms + hour,
    ...until(now + 600),
    steps: [...right, { expect: 'accept' }],
  },
  {
    about: 'the clock is half a minute slow',
    clock: ms - 30_000,
    ...until(now - 1),
    steps: [...right, { expect: 'refuse' }],
  },
  {
    about: 'nobody has told the time yet: by its own clock',
    clock: ms,
    ...until(now - 1),
    steps: [{ expect: 'refuse' }],
  },
  {
    about: 'the clock is set back an hour',
    clock: ms,
    ...until(now + 600),
    steps: [...right, { set: ms - hour }, { wait: 4_000 }, { expect: 'accept' }, { wait: 1_100 }, { expect: 'ask' }],
  },
  {
    about: 'the clock is set back an hour: knowledge gets old all the same',
    clock: ms,
    ...until(now + 3),
    steps: [...right, { set: ms - hour }, { wait: 3_000 }, { expect: 'refuse' }],
  },
  {
    about: 'the machine slept',
    clock: ms,
    ...until(now + 600),
    steps: [...right, { sleep: 120_000 }, { expect: 'ask' }],
  },
  {
    about: 'the machine slept until the token had expired',
    clock: ms,
    ...until(now + 60),
    steps: [...right, { sleep: 120_000 }, { expect: 'refuse' }],
  },
  {
    about: 'the clock is set an hour ahead, until the next beat',
    clock: ms,
    ...until(now + 600),
    steps: [...right, { set: ms + hour }, { beat: ms + 1_000 }, { expect: 'accept' }],
  },
  {
    about: 'the clock is a year slow',
    clock: ms - 8_760 * hour,
    ...until(now + 60),
    steps: [...right, { expect: 'accept' }, { wait: 4_000 }, { expect: 'accept' }],
  },
]

export const clockVectors = () => ({
  issuer,
  audience,
  tenantId: ids.tenant,
  jwks: { keys: [previous.jwk, current.jwk] },
  cases: cases.map((each, place): ClockCase => ({ id: `clock-${place + 1}`, ...each })),
})
export type ClockVectors = ReturnType<typeof clockVectors>
