import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBrowser, kindIn, minutes, settled, signedInTab, tokenIn, type OpenedTab } from './fakeBrowser.ts'
import { problem, type Trouble } from './fakeServer.ts'

type Step =
  | { kind: 'refresh' | 'request' | 'freeze' | 'thaw' | 'wake' | 'touch' | 'reload'; tab: number }
  | { kind: 'pass'; ms: number }
  | { kind: 'sleep'; ms: number }
  | { kind: 'trouble'; trouble: 'silence' | 'lost' | 'never' | '500' }

const tabs = 3
const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constantFrom('refresh', 'request', 'freeze', 'thaw', 'wake', 'touch', 'reload'),
      tab: fc.nat(tabs - 1),
    }),
    fc.record({ kind: fc.constantFrom('pass', 'sleep'), ms: fc.constantFrom(5, 60, 900, 6_000, 21_000, minutes(26)) }),
    fc.record({ kind: fc.constant('trouble'), trouble: fc.constantFrom('silence', 'lost', 'never', '500') }),
  ) as fc.Arbitrary<Step>,
  { minLength: 5, maxLength: 25 },
)

const troubleOf = (name: (Step & { kind: 'trouble' })['trouble']): Trouble =>
  name === '500' ? () => problem(500, 'internal') : name

/** When each token was issued, by the order in which the server made them. */
const madeAs = (token: string | null): number =>
  token === null ? 0 : (JSON.parse(atob(token.split('.')[1] ?? '')) as { jti: number }).jti

interface Play {
  transport: 'cookie' | 'bearer'
  hasLocks: boolean
}

/** Plays the steps; answers what must never have been seen. */
const play = async (script: Step[], { transport, hasLocks }: Play): Promise<string[]> => {
  const browser = createBrowser({ hasLocks })
  const { server, pass, time, tab } = await signedInTab({ transport }, browser)
  const open: OpenedTab[] = [tab]
  const frozen = new Set<number>()
  const wrongs: string[] = []
  while (open.length < tabs) open.push(browser.openTab({ transport }))
  await pass(2_000)
  let newest = open.map((one) => madeAs(tokenIn(one)))
  const look = (step: Step) => {
    const held = open.map((one) => madeAs(tokenIn(one)))
    held.forEach((token, at) => {
      if (token !== 0 && token < (newest[at] ?? 0)) wrongs.push(`tab ${at} went back by ${JSON.stringify(step)}`)
    })
    newest = held.map((token, at) => Math.max(token, newest[at] ?? 0))
    if (open.some((one) => one.signedOut.length > 0)) wrongs.push(`signed out by ${JSON.stringify(step)}`)
  }
  for (const step of script) {
    if (step.kind === 'pass') await pass(step.ms)
    else if (step.kind === 'sleep') time.sleep(step.ms)
    else if (step.kind === 'trouble') server.troubles('POST /v1/auth/refresh', troubleOf(step.trouble))
    else {
      const one = open[step.tab]
      if (one === undefined) continue
      if (step.kind === 'refresh') void one.client.refresh()
      if (step.kind === 'request') void one.client.fetch('https://api.test/orders').catch(() => {})
      if (step.kind === 'touch') one.client.touch()
      if (step.kind === 'wake') one.wake()
      if (step.kind === 'freeze' && frozen.size < tabs - 1) {
        frozen.add(step.tab)
        one.freeze()
      }
      if (step.kind === 'thaw') {
        frozen.delete(step.tab)
        one.thaw()
      }
      if (step.kind === 'reload') {
        one.client.dispose()
        // A page that is left takes its lock along, frozen or not.
        one.thaw()
        frozen.delete(step.tab)
        newest[step.tab] = 0
        open[step.tab] = browser.openTab({ transport })
      }
      await settled()
    }
    look(step)
  }
  server.calm()
  for (const one of open) one.thaw()
  await pass(minutes(3))
  await Promise.all(open.map((one) => browser.until(one.client.token())))
  look({ kind: 'pass', ms: 0 })
  if (server.sessions.get('session-1')?.endedAs !== null) wrongs.push('the session was ended')
  if (open.some((one) => kindIn(one) !== 'signedIn')) wrongs.push(`not signed in: ${open.map(kindIn).join()}`)
  // What counts as lost: the lock of a frozen tab, a lease that a sleeping machine has outlived. And a page that is left takes its lock
  // and its request with it, which a client that is disposed of here cannot.
  const lost: Step['kind'][] = hasLocks ? ['freeze', 'reload'] : ['freeze', 'reload', 'sleep']
  if (server.running.most > 1 && !script.some(({ kind }) => lost.includes(kind)))
    wrongs.push(`${server.running.most} refreshes at once`)
  return wrongs
}

describe('whatever tabs do at once, whatever becomes of answers', () => {
  it.each([
    { transport: 'cookie', hasLocks: true },
    { transport: 'bearer', hasLocks: true },
    { transport: 'bearer', hasLocks: false },
  ] as const)(
    'nobody is signed out, no tab goes back to an older token, and one refreshes at a time: %o',
    async (how) => {
      await fc.assert(
        fc.asyncProperty(steps, async (script) => {
          expect(await play(script, how)).toEqual([])
        }),
        { numRuns: 60 },
      )
    },
    60_000,
  )
})
