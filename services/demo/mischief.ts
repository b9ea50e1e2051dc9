import { type Crowd, settle } from './crowd.ts'
import type { DeviceKind } from './deviceModels.ts'
import { type Door, enter, type Guest, presentCopy, refresh } from './guests.ts'
import { guessedEmail, guesses, guessesUntilRight, type Intruder, intruderOn, isAtWork } from './intruders.ts'
import type { Atlas } from './networks.ts'
import type { Person } from './people.ts'
import type { Chance } from './random.ts'

/** What the live intruders need. */
export interface Mischief {
  door: Door
  crowd: Crowd
  people: readonly Person[]
  /** Slug of the tenant whose turn it is. */
  tenant: string
  atlas: Atlas
  chance: Chance
  pause: (milliseconds: number) => Promise<void>
}

const minuteMs = 60_000

const intruder = ({ atlas, chance, door }: Mischief, victim: Person, kind: DeviceKind): Intruder | null =>
  intruderOn(victim, kind, { atlas, chance, newDeviceId: () => `unknown ${door.now()}` })

const victimOf = ({ crowd, tenant, chance }: Mischief, suits: (guest: Guest) => boolean): Guest | null => {
  const possible = [...crowd.guests].filter(
    (guest) => guest.person.tenant === tenant && !crowd.struck.has(guest.person) && suits(guest),
  )
  return possible.length === 0 ? null : chance.pick(possible)
}

/** An intruder signs in with somebody's password from another continent while they are at work. False: nobody suits now. */
export const stealPassword = async (mischief: Mischief): Promise<boolean> => {
  const { atlas, crowd, door, chance } = mischief
  const suits = ({ person, signedInAt }: Guest): boolean => isAtWork(person, signedInAt, door.now())
  const victim = atlas.located ? victimOf(mischief, suits) : null
  const from = victim === null ? null : intruder(mischief, victim.person, 'desktop')
  if (victim === null || from === null) return false
  const now = door.now()
  const { guest } = await enter(door, {
    person: victim.person,
    ...from,
    roams: null,
    signedInAt: now,
    leavesAt: now + chance.between(8, 20) * minuteMs,
    signsOut: false,
  })
  if (guest === null) return false
  crowd.struck.add(victim.person)
  crowd.guests.add(guest)
  return true
}

/**
 * An intruder presents a copy of a refresh token that its owner has already exchanged and whose successor has been used. The grace
 * for lost answers has ended with that, so the session ends.
 */
export const stealToken = async (mischief: Mischief): Promise<boolean> => {
  const { door, crowd } = mischief
  const victim = victimOf(mischief, ({ attempt }) => attempt === null)
  const from = victim === null ? null : intruder(mischief, victim.person, 'desktop')
  if (victim === null || from === null) return false
  const copy = victim.refreshToken
  for (const _ of ['exchange', 'use the successor']) {
    const fate = await refresh(door, victim)
    settle(crowd, fate, victim)
    if (fate !== 'stays') return false
  }
  const reply = await presentCopy(door, copy, from)
  return reply.outcome === 'refused' && reply.code === 'refresh-reused'
}

/** One address tries passwords on many people, as fast as the server allows. */
export const guessPasswords = async (mischief: Mischief): Promise<boolean> => {
  const { people, tenant, chance, door, pause } = mischief
  const colleagues = people.filter((person) => person.tenant === tenant)
  const from = intruder(mischief, chance.pick(colleagues), 'scanner')
  if (from === null) return false
  for (let left = guesses(chance); left > 0; left -= 1) {
    const now = door.now()
    const person = chance.pick(colleagues)
    const { email } = guessedEmail(person, chance)
    const arrival = {
      person: { ...person, email },
      ...from,
      roams: null,
      signedInAt: now,
      leavesAt: now,
      signsOut: true,
    }
    const { fate } = await enter(door, arrival, `guess-${chance.whole(100_000, 999_999)}`)
    await pause(typeof fate === 'object' ? fate.waitMs : chance.wait(4_000))
  }
  return true
}

/** Tries wrong passwords on one person, then the right one. False: the server refused to go on. */
export const guessPassword = async (mischief: Mischief): Promise<boolean> => {
  const { people, tenant, chance, crowd, door, pause } = mischief
  const victim = chance.pick(people.filter((person) => person.tenant === tenant))
  const from = crowd.struck.has(victim) ? null : intruder(mischief, victim, 'desktop')
  if (from === null) return false
  const now = door.now()
  const leavesAt = now + chance.between(8, 20) * minuteMs
  const arrival = { person: victim, ...from, roams: null, signedInAt: now, leavesAt, signsOut: false }
  for (let left = guessesUntilRight(chance); left > 0; left -= 1) {
    await enter(door, arrival, `guess-${chance.whole(100_000, 999_999)}`)
    await pause(chance.wait(4_000))
  }
  const { guest } = await enter(door, { ...arrival, signedInAt: door.now() })
  if (guest === null) return false
  crowd.struck.add(victim)
  crowd.guests.add(guest)
  return true
}
