import { createAlarm } from './alarm.ts'
import type { Clock } from './clock.ts'
import type { SessionClientOptions } from './sessionClient.ts'
import type { Kept } from './storage/kept.ts'

/** Signs out when nobody has used any tab of the application for a while. Counts by this machine's clock. */
export interface Inactivity {
  /** A person did something. */
  touched(): void
  /** Looks whether it is time to warn or to sign out. */
  look(): Promise<void>
  /** Nobody used it for so long that a stored session is not to go on. */
  isAbandoned(): Promise<boolean>
  /** When the person has to be warned of the sign-out: its time in milliseconds since the epoch; null: it is not near. */
  endNear(): number | null
}

interface InactivityNeeds {
  limits: SessionClientOptions['inactivity']
  kept: Kept
  key: string
  clock: Clock
  isSignedIn(): boolean
  onEnd(): void
  /** The end has come near, or is far again. */
  onChange(): void
}

const minuteMs = 60_000
/** The last use is stored no more often than this. */
const storeEveryMs = 5_000

const none: Inactivity = {
  touched: () => {},
  look: async () => {},
  isAbandoned: async () => false,
  endNear: () => null,
}

export const createInactivity = ({ limits, kept, key, clock, ...needs }: InactivityNeeds): Inactivity => {
  if (limits === undefined) return none
  const { now, later } = clock
  const alarm = createAlarm(later)
  const limitMs = limits.minutes * minuteMs
  const noticeMs = Math.min((limits.warnMinutes ?? 1) * minuteMs, limitMs / 2)
  let lastUse = 0
  let storedAt = 0
  let isNear = false

  const endAt = () => lastUse + limitMs
  const become = (near: boolean) => {
    if (near === isNear) return
    isNear = near
    needs.onChange()
  }
  const readLastUse = async (): Promise<number> => {
    const stored = await kept.read<unknown>(key)
    // The machine's clock may have been set back.
    return typeof stored === 'number' ? Math.min(stored, now()) : 0
  }
  const look = async (): Promise<void> => {
    alarm.clear()
    // Another tab may have been used.
    lastUse = Math.max(lastUse, await readLastUse())
    if (!needs.isSignedIn()) return become(false)
    if (lastUse === 0) lastUse = now()
    const leftMs = endAt() - now()
    if (leftMs <= 0) return needs.onEnd()
    become(leftMs <= noticeMs)
    alarm.set(isNear ? leftMs : leftMs - noticeMs, () => void look())
  }
  return {
    touched() {
      // Who comes back to a page that slept past its time finds it signed out.
      if (lastUse > 0 && endAt() <= now() && needs.isSignedIn()) return void look()
      lastUse = now()
      if (lastUse - storedAt >= storeEveryMs) {
        storedAt = lastUse
        void kept.write(key, lastUse)
      }
      if (isNear) void look()
    },
    look,
    async isAbandoned() {
      const stored = await readLastUse()
      return stored > 0 && stored + limitMs <= now()
    },
    endNear: () => (isNear && needs.isSignedIn() ? endAt() : null),
  }
}
