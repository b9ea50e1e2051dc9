import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { type Memory, personKey, type PersonKey } from './detectorState.ts'
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

/** Applies all rules to events in log order. `memory` is updated; `changed` are the people whose memory changed. */
export const watch = (
  memory: Memory,
  events: readonly Recorded<RollcallEvent>[],
): { findings: Finding[]; changed: (PersonKey & Remembered)[] } => {
  const findings: Finding[] = []
  const changed = new Map<string, PersonKey & Remembered>()
  for (const event of events) {
    if (!isObserved(event)) continue
    const person = { tenantId: event.tenantId, userId: event.data.userId }
    const key = personKey(person)
    const before = memory.get(key) ?? null
    const { remembered, findings: found } = observe(before, event)
    findings.push(...found)
    if (remembered === null || remembered === before) continue
    memory.set(key, remembered)
    changed.set(key, { ...person, ...remembered })
  }
  return { findings, changed: [...changed.values()] }
}
