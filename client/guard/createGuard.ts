import { unknown } from './admission/refusals.ts'
import { pause } from './background/pause.ts'
import { repeat } from './background/repeat.ts'
import type { Guard, GuardOptions } from './guard.ts'
import { type GuardParts, partsOf } from './guardParts.ts'
import { statusOf } from './guardStatus.ts'

/** Rollcall lets its keys be kept for five minutes, and publishes a new one for ten before it uses it. */
const loadKeysMs = 240_000
const loadKeysAgainMs = 2_000
const sendActivityMs = 10_000
const forgetTokensMs = 600_000
const lookAgainMs = 20

/** What goes on until the guard is closed. */
const runBackground = (
  { trouble, known, told, keys, activity, feed, watching }: GuardParts,
  signal: AbortSignal,
): void => {
  const loadKeys = async (): Promise<number> => {
    try {
      await keys.load()
      trouble.say('keys', null)
      return loadKeysMs
    } catch (error) {
      trouble.say('keys', `Signing keys could not be read: ${String(error)}`)
      return loadKeysAgainMs
    }
  }
  const tidy = (): number => {
    told.forgetOutlived()
    watching.expire(told.seconds())
    feed.watch()
    return 1_000
  }
  void repeat(loadKeys, signal)
  void repeat(tidy, signal)
  void repeat(async () => (await activity.send(), sendActivityMs), signal)
  void repeat(() => (known.age(), forgetTokensMs), signal)
}

/**
 * Begins to follow Rollcall at once. Make one per process and tenant, and keep it.
 * @throws TypeError that names an option which is wrong
 */
export const createGuard = (options: GuardOptions): Guard => {
  const closing = new AbortController()
  const { signal } = closing
  const parts = partsOf(options, signal)
  const { settings, told, keys, activity, watching, admit, feed } = parts
  runBackground(parts, signal)
  const isReady = (): boolean => told.isFresh() && keys.size() > 0

  return {
    async verify(token, ...requirements) {
      if (signal.aborted) return { caller: null, refusal: unknown('closed') }
      const verdict = await admit(token)
      const { caller } = verdict
      if (caller === null || requirements.length === 0) return verdict
      const now = told.seconds()
      const refusal = requirements.map((requirement) => requirement(caller, now)).find((one) => one !== null)
      return refusal === undefined ? verdict : { caller: null, refusal }
    },
    watch: (caller, onOver) => watching.add({ caller, onOver }),
    recordActivity({ sessionId }) {
      if (settings.reportActivity === true) activity.record(sessionId, told.now())
    },
    async ready() {
      while (!isReady() && !signal.aborted) await pause(lookAgainMs, signal)
    },
    status: () => statusOf(parts, signal.aborted),
    async close() {
      closing.abort()
      await Promise.all([feed.over, activity.send()])
    },
  }
}
