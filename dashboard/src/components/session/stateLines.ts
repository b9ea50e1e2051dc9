import type { Place } from '#events/envelope.ts'
import type { KnownSession } from '#events/session/fold.ts'
import type { Step } from './steps.ts'

/** One line of a session's state; `was` only where the step changed it (null: there was nothing). */
export interface StateLine {
  name: string
  value: string
  was?: string | null
}

export const placeText = (place: Pick<Place, 'city' | 'country'> | null | undefined): string | null => {
  const parts = [place?.city, place?.country].filter((part) => part !== null && part !== undefined)
  return parts.length === 0 ? null : parts.join(', ')
}

const deviceText = ({ last }: KnownSession): string | null => {
  const device = last.context?.device
  const parts = [device?.browser, device?.os].filter((part) => part !== null && part !== undefined)
  return parts.length === 0 ? null : parts.join(' · ')
}

const values = ({ session, risk }: Step, time: (at: string) => string): [string, string | null][] => {
  if (session === null) return []
  const { context } = session.last
  const moment = (at: string | null) => (at === null ? null : time(at))
  return [
    ['status', session.status],
    ['place', placeText(context?.place)],
    ['ip', context?.ip ?? null],
    ['network', context?.network?.name ?? null],
    ['device', deviceText(session)],
    ['app', session.clientId],
    ['generation', String(session.generation)],
    ['risk', String(risk)],
    ['stepUpRequiredSince', moment(session.stepUpRequiredSince)],
    ['lastActiveAt', time(session.lastActiveAt)],
    ['idleExpiresAt', time(session.idleExpiresAt)],
    ['absoluteExpiresAt', moment(session.absoluteExpiresAt)],
    ['endedAt', moment(session.endedAt)],
    ['cause', session.cause],
    ['endedBy', session.endedBy?.kind ?? null],
    ['reason', session.reason],
    ['message', session.message],
  ]
}

/** What is known after a step, and what it was before where the step changed it. Empty lines are left out. */
export const stateLines = (step: Step, before: Step | null, time: (at: string) => string): StateLine[] => {
  const was = before === null ? null : new Map(values(before, time))
  return values(step, time).flatMap(([name, value]) => {
    const old = was?.get(name) ?? null
    if (value === null && old === null) return []
    const shown = { name, value: value ?? 'none' }
    return [was === null || value === old ? shown : { ...shown, was: old }]
  })
}
