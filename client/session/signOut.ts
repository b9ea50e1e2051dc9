import { createAlarm } from './alarm.ts'
import type { AuthCalls } from './authCalls.ts'
import type { Later } from './clock.ts'
import { ApiError } from './problem.ts'
import type { SignOutState } from './sessionClient.ts'
import type { SignOutMark, SignOutMarks } from './signOutMark.ts'
import type { Tabs } from './tabs.ts'

export interface SignOut {
  state(): SignOutState
  /** Tries once with the token that the page is forgetting. Resolves whether answered or not; tries again by itself. */
  start(accessToken: string | null): Promise<void>
  /** Goes on with a sign-out that another tab or an earlier page began. */
  resume(): Promise<void>
  /** One more try, so that a new sign-in does not bury the old session unended. */
  tryBeforeSignIn(): Promise<void>
  /** Takes note that the server confirmed the sign-out, in this tab or another. */
  confirmed(): void
  /** Takes note that somebody signed in. */
  over(): void
}

interface SignOutNeeds {
  calls: Pick<AuthCalls, 'logout'>
  marks: SignOutMarks
  tabs: Tabs
  later: Later
  onChange(): void
}

const pausesMs = [1_000, 2_000, 5_000, 10_000, 30_000, 60_000]

/** A 401 is an answer too: the session is over already. */
const isAnswer = (error: unknown): boolean => error instanceof ApiError && error.status === 401

export const createSignOut = ({ calls, marks, tabs, later, onChange }: SignOutNeeds): SignOut => {
  const alarm = createAlarm(later)
  let state: SignOutState = 'none'
  let tries = 0

  const become = (next: SignOutState) => {
    state = next
    onChange()
  }
  const settle = (next: SignOutState) => {
    alarm.clear()
    tries = 0
    become(next)
  }
  const confirmed = () => settle('confirmed')
  const confirm = async ({ tenant, cause }: SignOutMark) => {
    await marks.leave({ tenant, cause, confirmed: true })
    confirmed()
    tabs.tell({ kind: 'signOutConfirmed' })
  }
  const call = async ({ tenant, cause, refreshToken }: SignOutMark, accessToken: string | null): Promise<boolean> => {
    try {
      await calls.logout({ tenant, cause, refreshToken, accessToken })
      return true
    } catch (error) {
      return isAnswer(error)
    }
  }
  /** Tries once. Answers true when nothing is left to do. */
  const tryOnce = (accessToken: string | null): Promise<boolean> =>
    tabs.exclusively('signOut', async () => {
      const mark = await marks.read()
      if (mark === null || mark.confirmed) return true
      if (!(await call(mark, accessToken))) return false
      // Somebody may have signed in meanwhile, which removed the mark: it must not come back.
      if ((await marks.read()) !== null) await confirm(mark)
      return true
    })
  const go = async (accessToken: string | null): Promise<void> => {
    if (state !== 'unanswered') become('asking')
    const isDone = await tryOnce(accessToken)
    // Somebody signed in meanwhile, so this sign-out has nothing more to show.
    if ((await marks.read()) === null) return
    if (isDone) return confirmed()
    become('unanswered')
    const pause = pausesMs[Math.min(tries, pausesMs.length - 1)] ?? 0
    tries += 1
    alarm.set(pause, () => void go(null))
  }
  return {
    state: () => state,
    start: go,
    async resume() {
      const mark = await marks.read()
      if (mark?.confirmed === true) confirmed()
      else if (mark !== null && state !== 'asking') await go(null)
    },
    async tryBeforeSignIn() {
      if ((await marks.read())?.confirmed === false) await tryOnce(null)
    },
    confirmed,
    over: () => settle('none'),
  }
}
