import type { AnomalyRow, SessionRow } from '#events/live/rows.ts'
import type { Blocked } from '../../api/containment.ts'
import { addressesOf } from '../session/evidenceLines.ts'

export interface Containable {
  users: { id: string; name: string }[]
  ways: Blocked[]
}

/** More are no offer but a list to read. */
const mostOffered = 3

const distinct = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] => [
  ...new Map(items.map((item) => [keyOf(item), item])).values(),
]
const few = <Item>(items: Item[]): Item[] => (items.length > mostOffered ? [] : items)

/** Who could be held and which ways in could be blocked after these sessions were ended. Nothing of a kind where it would be many. */
export const containableIn = (sessions: readonly SessionRow[]): Containable => {
  const users = sessions.map(({ userId, user }) => ({ id: userId, name: user.name || user.email }))
  const addresses = sessions.flatMap(({ last: { ip: value } }) =>
    value === null ? [] : [{ kind: 'address' as const, value }],
  )
  const devices = sessions.flatMap(({ device: { id: value } }) =>
    value === null ? [] : [{ kind: 'device' as const, value }],
  )
  return {
    users: few(distinct(users, ({ id }) => id)),
    ways: [...few(distinct(addresses, ({ value }) => value)), ...few(distinct(devices, ({ value }) => value))],
  }
}

/** The same of what a rule saw. Nobody where the person is forgotten. */
export const containableOf = ({ user, userId, evidence }: AnomalyRow): Containable => ({
  users: user === null ? [] : [{ id: userId, name: user.name || user.email }],
  ways: addressesOf(evidence).map((value) => ({ kind: 'address', value })),
})
