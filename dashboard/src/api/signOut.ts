import { shallowRef, type ShallowRef } from 'vue'
import type { AccessDependencies } from './access.ts'
import { createAlarm } from './alarm.ts'
import { ApiError } from './problem.ts'
import type { SignOutMarks } from './signOutMark.ts'

/** `unanswered`: this browser is signed out, the session may still be open at the server. */
export type SignOutState = 'none' | 'asking' | 'unanswered' | 'confirmed'

export interface SignOut {
  readonly state: Readonly<ShallowRef<SignOutState>>
  /** Tries once with the token that the page is forgetting. Resolves whether answered or not; tries again by itself. */
  start(accessToken: string): Promise<void>
  /** Goes on with a sign-out that another tab or an earlier page began. */
  resume(): void
  /** One more try, so that a new sign-in does not bury the old session unended. */
  tryBeforeSignIn(): Promise<void>
  /** Takes note that the server confirmed the sign-out, in this tab or another. */
  confirmed(): void
  /** Takes note that somebody signed in. */
  over(): void
}

const lock = 'rollcall.signOut'
const answerWithinMs = 5_000
const pausesMs = [1_000, 2_000, 5_000, 10_000, 30_000, 60_000]

/** A 401 is an answer too: the session is over already. */
const isAnswer = (error: unknown): boolean => error instanceof ApiError && error.status === 401

export const createSignOut = (dependencies: AccessDependencies, marks: SignOutMarks): SignOut => {
  const { calls, tabs, later } = dependencies
  const state = shallowRef<SignOutState>('none')
  const alarm = createAlarm(later)
  let tries = 0

  const settle = (next: SignOutState) => {
    alarm.clear()
    tries = 0
    state.value = next
  }
  const confirmed = () => settle('confirmed')
  const confirm = (tenant: string) => {
    marks.leave({ tenant, confirmed: true })
    confirmed()
    tabs.tell({ kind: 'signOutConfirmed' })
  }
  const call = async (tenant: string, accessToken: string | null): Promise<boolean> => {
    try {
      await calls.logout({ tenant, accessToken, signal: AbortSignal.timeout(answerWithinMs) })
      return true
    } catch (error) {
      return isAnswer(error)
    }
  }
  /** Tries once. Answers true when nothing is left to do. */
  const tryOnce = (accessToken: string | null): Promise<boolean> =>
    tabs.exclusively(lock, async () => {
      const mark = marks.read()
      if (mark === null || mark.confirmed) return true
      if (!(await call(mark.tenant, accessToken))) return false
      // Somebody may have signed in meanwhile, which removed the mark: it must not come back.
      if (marks.read() !== null) confirm(mark.tenant)
      return true
    })
  /** Somebody signed in meanwhile, so this sign-out has nothing more to show. */
  const isOver = () => marks.read() === null
  const go = async (accessToken: string | null): Promise<void> => {
    if (state.value !== 'unanswered') state.value = 'asking'
    const isDone = await tryOnce(accessToken)
    if (isOver()) return
    if (isDone) return confirmed()
    state.value = 'unanswered'
    const pause = pausesMs[Math.min(tries, pausesMs.length - 1)] ?? 1_000
    tries += 1
    alarm.set(pause, () => void go(null))
  }
  return {
    state,
    start: (accessToken) => go(accessToken),
    resume() {
      const mark = marks.read()
      if (mark?.confirmed === true) confirmed()
      else if (mark !== null && state.value !== 'asking') void go(null)
    },
    async tryBeforeSignIn() {
      if (marks.read()?.confirmed === false) await tryOnce(null)
    },
    confirmed,
    over: () => settle('none'),
  }
}
