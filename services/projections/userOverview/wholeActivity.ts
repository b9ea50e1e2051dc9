import { instantOf } from './personActivity.ts'
import type { PersonQuarter } from './personActivityTable.ts'
import type { Quarters } from './quarters.ts'

type Counts = Pick<PersonQuarter, 'signIns' | 'failures' | 'position'>
type ByQuarter = Map<number, Counts>

/** Roughly, with its part of the maps. */
const quarterBytes = 100

const inside = <Key, Value>(outer: Map<Key, Value>, key: Key, make: () => Value): Value => {
  const known = outer.get(key) ?? make()
  outer.set(key, known)
  return known
}

/**
 * Counts the whole log. Its sign-ins may be told in any order of their times, so everything is kept until the end, in a tenth of the
 * memory that rows take.
 */
export const wholeActivity = (): Quarters & { keptBytes: () => number; rows: () => PersonQuarter[] } => {
  const tenants = new Map<string, Map<string, ByQuarter>>()
  let quartersKept = 0
  return {
    see({ tenantId, userId, quarter, counter, position }) {
      const people = inside(tenants, tenantId, () => new Map<string, ByQuarter>())
      const quarters = inside(people, userId, (): ByQuarter => new Map())
      const counts = inside(quarters, quarter, (): Counts => {
        quartersKept += 1
        return { signIns: 0, failures: 0, position: 0 }
      })
      if (counter !== null) counts[counter] += 1
      counts.position = position
    },
    retire(tenantId, before) {
      const beforeMs = Date.parse(before)
      const people = [...(tenants.get(tenantId) ?? [])]
      const gone = people.flatMap(([userId, quarters]) =>
        Array.from(quarters)
          .filter(([quarter]) => quarter < beforeMs)
          .map(([quarter, { signIns, failures }]) => {
            quarters.delete(quarter)
            return { userId, quarter: instantOf(quarter), signIns, failures }
          }),
      )
      quartersKept -= gone.length
      return gone
    },
    keptBytes: () => quartersKept * quarterBytes,
    rows: (): PersonQuarter[] =>
      [...tenants].flatMap(([tenantId, people]) =>
        [...people].flatMap(([userId, quarters]) =>
          Array.from(quarters, ([quarter, counts]) => ({ tenantId, userId, quarter: instantOf(quarter), ...counts })),
        ),
      ),
  }
}
