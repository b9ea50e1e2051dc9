import { act, type Arrival, type Door, enter, type Fate, type Guest, leave, refresh } from './guests.ts'
import { liveSessions, mayCome, meanStayMinutes, nextAddress, stayMinutes, willSignOut } from './habits.ts'
import type { Person } from './people.ts'
import type { Chance } from './random.ts'
import { suddenVisit } from './visits.ts'

const minuteMs = 60_000
/** Arrivals come at most this many times faster or slower than would keep the number of guests as it is. */
const rush = 5
/** The crowd has at least this many guests of its own, however many sessions an earlier run left behind. */
const leastGuests = 60
/** The share of refreshes among the calls of those who stay; the rest is activity. */
const refreshShare = 0.2
/** The share of calls from another network than the call before: small, because calls come often. */
const moveShare = 0.1
const mistypedShare = 0.04

/** Everybody who is signed in through the simulator. */
export interface Crowd {
  door: Door
  people: readonly Person[]
  chance: Chance
  guests: Set<Guest>
  /** Guests with a call under way. */
  busy: Set<Guest>
  /** People who do not come back, because somebody else used their password or the server refuses it. */
  struck: Set<Person>
  /** Live sessions of all tenants as last counted, including the crowd's. */
  live: number
  nextArrivalAt: number
  /** The crowd makes no calls until then, because the server asked it to wait. */
  quietUntil: number
}

export const crowdOf = (door: Door, people: readonly Person[], chance: Chance): Crowd => ({
  door,
  people,
  chance,
  guests: new Set(),
  busy: new Set(),
  struck: new Set(),
  live: 0,
  nextArrivalAt: 0,
  quietUntil: 0,
})

/** Applies the outcome of a call to the crowd. */
export const settle = (crowd: Crowd, fate: Fate, guest?: Guest): void => {
  if (typeof fate === 'object') crowd.quietUntil = Math.max(crowd.quietUntil, crowd.door.now() + fate.waitMs)
  else if (fate === 'gone' && guest !== undefined) crowd.guests.delete(guest)
}

/** How long somebody who is here at `now` stays, and how they leave. */
export const intentions = (chance: Chance, now: number): Pick<Guest, 'leavesAt' | 'signsOut'> => ({
  leavesAt: now + stayMinutes(chance) * minuteMs,
  signsOut: willSignOut(chance),
})

const newcomer = ({ guests, people, struck, chance }: Crowd): Person | null => {
  const inside = new Set([...guests].map(({ person }) => person))
  const outside = people.filter((person) =>
    mayCome(person, { isInside: inside.has(person), isStruck: struck.has(person) }),
  )
  return outside.length === 0 ? null : chance.pick(outside)
}

const arrivalOf = (person: Person, chance: Chance, now: number): Arrival => {
  const { device, address, roams } = suddenVisit(person, now, 0)
  return { person, device, address, roams, signedInAt: now, ...intentions(chance, now) }
}

/** How many guests the crowd needs so that, with the sessions of an earlier run, as many are live as the demo promises. */
const wantedGuests = ({ live, guests }: Crowd): number =>
  Math.max(leastGuests, liveSessions - Math.max(0, live - guests.size))

/** Arrivals at `wanted / mean stay` keep `wanted` guests (Little's law). They come faster while there are fewer guests. */
const planArrival = (crowd: Crowd, now: number): void => {
  const wanted = wantedGuests(crowd)
  const gapMs = (meanStayMinutes * minuteMs) / wanted
  const crowding = (crowd.guests.size / wanted) ** 4
  crowd.nextArrivalAt = now + crowd.chance.wait(gapMs * Math.min(rush, Math.max(1 / rush, crowding)))
}

const arrive = async (crowd: Crowd, now: number): Promise<void> => {
  const { door, chance } = crowd
  planArrival(crowd, now)
  const person = newcomer(crowd)
  if (person === null) return
  const arrival = arrivalOf(person, chance, now)
  if (chance.happens(mistypedShare)) await enter(door, arrival, `mistyped-${chance.whole(1000, 9999)}`)
  const { guest, fate } = await enter(door, arrival)
  settle(crowd, fate)
  if (guest !== null) crowd.guests.add(guest)
  else if (fate === 'gone') crowd.struck.add(person)
}

const call = ({ door, chance }: Crowd, guest: Guest, now: number): Promise<Fate> => {
  if (now >= guest.leavesAt) return guest.signsOut ? leave(door, guest) : Promise.resolve('gone')
  guest.address = nextAddress(guest, chance, moveShare)
  return chance.happens(refreshShare) ? refresh(door, guest) : act(door, guest)
}

const goOn = async (crowd: Crowd, guest: Guest, now: number): Promise<void> => {
  crowd.busy.add(guest)
  try {
    settle(crowd, await call(crowd, guest, now), guest)
  } finally {
    crowd.busy.delete(guest)
  }
}

/** Does one action: somebody arrives, leaves, or goes on working. */
export const step = async (crowd: Crowd): Promise<void> => {
  const now = crowd.door.now()
  if (now < crowd.quietUntil) return
  if (now >= crowd.nextArrivalAt) return arrive(crowd, now)
  const free = [...crowd.guests].filter((guest) => !crowd.busy.has(guest))
  if (free.length === 0) return
  await goOn(crowd, free.find(({ leavesAt }) => leavesAt <= now) ?? crowd.chance.pick(free), now)
}
