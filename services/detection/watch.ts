import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { type FailedSignIn, failedSignIn } from './failedSignIn.ts'
import { type Memory, personKey, type PersonKey } from './memory.ts'
import { isObserved, observe, type Remembered } from './observe.ts'
import type { Finding } from './rule.ts'

/** The people whom the events are about, each once. */
export const peopleIn = (events: readonly Recorded<RollcallEvent>[]): PersonKey[] => {
  const people = new Map<string, PersonKey>()
  for (const event of events) {
    if (!isObserved(event)) continue
    const person = { tenantId: event.tenantId, userId: event.data.userId }
    people.set(personKey(person), person)
  }
  return [...people.values()]
}

/** What is to be remembered after some events. */
export interface Watched {
  findings: Finding[]
  /** The people whose memory changed. */
  changed: (PersonKey & Remembered)[]
  failed: FailedSignIn[]
}

/** Applies all rules to events in log order. `memory` is updated. */
export const watch = ({ people, failures }: Memory, events: readonly Recorded<RollcallEvent>[]): Watched => {
  const findings: Finding[] = []
  const changed = new Map<string, PersonKey & Remembered>()
  const failed: FailedSignIn[] = []
  const fail = (failure: FailedSignIn | null): void => {
    if (failure === null) return
    failures.add(failure)
    failed.push(failure)
  }
  for (const event of events) {
    if (event.type === 'LoginFailed') fail(failedSignIn(event))
    if (!isObserved(event)) continue
    const person = { tenantId: event.tenantId, userId: event.data.userId }
    const key = personKey(person)
    const before = people.get(key) ?? null
    const { remembered, findings: found } = observe(failures, before, event)
    findings.push(...found)
    if (remembered === null || remembered === before) continue
    people.set(key, remembered)
    changed.set(key, { ...person, ...remembered })
  }
  return { findings, changed: [...changed.values()], failed }
}
