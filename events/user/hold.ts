import type { UserEvent } from './events.ts'

/** The events that put a person on hold or take them off it. */
export type HoldEvent = Extract<UserEvent, { type: 'UserHeld' | 'UserReleased' | 'CredentialChanged' }>

/** Why a person may not sign in for a while. Both may be so at once. */
export interface Hold {
  /** Held by an analyst or admin until then, ISO 8601; nobody writes that a hold has lapsed. Null: not. */
  heldUntil: string | null
  /** The person said that a sign-in was not theirs, and is held until they choose a new password by a link. */
  heldUntilPassword: boolean
}

export const noHold: Hold = { heldUntil: null, heldUntilPassword: false }

/** Whether a hold with an end is in force. `at`: ISO 8601 in UTC with milliseconds. */
export const isHeldForHours = ({ heldUntil }: Pick<Hold, 'heldUntil'>, at: string): boolean =>
  heldUntil !== null && heldUntil > at

/** Whether any hold is in force. `at`: ISO 8601 in UTC with milliseconds. */
export const isHeld = (hold: Hold, at: string): boolean => hold.heldUntilPassword || isHeldForHours(hold, at)

const later = (one: string | null, other: string): string => (one !== null && one > other ? one : other)

/** How a person is held after the event. A second hold never shortens the first. */
export const holdAfter = ({ heldUntil, heldUntilPassword }: Hold, event: HoldEvent): Hold => {
  switch (event.type) {
    case 'UserReleased':
      return noHold
    case 'CredentialChanged':
      return { heldUntil, heldUntilPassword: false }
    case 'UserHeld':
      return event.data.until === null
        ? { heldUntil, heldUntilPassword: true }
        : { heldUntil: later(heldUntil, event.data.until), heldUntilPassword }
  }
}
