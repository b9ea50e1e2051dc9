import { type Crowd, intentions } from './crowd.ts'
import type { DemoDevice } from './devices.ts'
import type { Guest } from './guests.ts'
import { meanStayMinutes } from './habits.ts'
import type { Person } from './people.ts'
import type { LeftBehind } from './writeHistory.ts'

const minuteMs = 60_000

const deviceOf = ({ desk, pocket, tool }: Person, deviceId: string): DemoDevice | null =>
  [desk, pocket, tool].find((device) => device?.said.id === deviceId) ?? null

const guestOf = ({ chance, door }: Crowd, person: Person, device: DemoDevice, left: LeftBehind): Guest => ({
  person,
  device,
  address: left.address,
  roams: device === person.pocket ? person.home : null,
  refreshToken: left.refreshToken,
  access: null,
  attempt: null,
  signedInAt: left.signedInAt,
  ...intentions(chance, door.now()),
  // How long somebody stays on does not depend on how long they have been here.
  leavesAt: door.now() + chance.wait(meanStayMinutes) * minuteMs,
})

/** People go on with the sessions that the history left live. Nobody has the intruders' devices, so their sessions lapse. */
export const takeOver = (crowd: Crowd, leftBehind: readonly LeftBehind[]): void => {
  const byEmail = new Map(crowd.people.map((person) => [person.email, person]))
  for (const left of leftBehind) {
    const person = byEmail.get(left.email)
    const device = person === undefined ? null : deviceOf(person, left.deviceId)
    if (person !== undefined && device !== null) crowd.guests.add(guestOf(crowd, person, device, left))
  }
}
