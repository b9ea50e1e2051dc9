import type { DemoDevice } from './devices.ts'
import { addressIn, type Atlas, type Location } from './networks.ts'
import type { Person } from './people.ts'

/** One stay of a person in an application: from a sign-in to its end. */
export interface Visit {
  person: Person
  device: DemoDevice
  address: string
  /** Where else the device's requests come from when it moves; null: it does not move. */
  roams: Location | null
  /** Milliseconds since the epoch. */
  startsAt: number
  minutes: number
  /** Whether the person signs out at the end. Otherwise the tab is closed and the session lapses. */
  signsOut: boolean
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

const isWeekend = (dayStart: number): boolean => [0, 6].includes(new Date(dayStart).getUTCDay())

const at = (dayStart: number, location: Location, localHour: number): number =>
  dayStart + (localHour - location.city.utcOffset) * hourMs

interface Day {
  start: number
  number: number
}
type Plan = (person: Person, day: Day, atlas: Atlas) => Visit[]

const desk = (person: Person, startsAt: number, hours: [number, number], address = person.office): Visit => ({
  person,
  device: person.tool !== null && person.chance.happens(0.25) ? person.tool : person.desk,
  address,
  roams: null,
  startsAt,
  minutes: person.chance.between(...hours) * 60,
  signsOut: person.chance.happens(0.6),
})

const pocket = (person: Person, startsAt: number, location: Location): Visit => ({
  person,
  device: person.pocket,
  address: addressIn(person.chance.pick(location.networks), person.chance),
  roams: location,
  startsAt,
  minutes: person.chance.between(4, 55),
  signsOut: person.chance.happens(0.35),
})

/** A visit that is not part of the person's plan for the day. */
export const suddenVisit = (person: Person, startsAt: number, minutes: number): Visit => {
  const isOut = person.kind === 'mobile' || person.chance.happens(0.4)
  const visit = isOut ? pocket(person, startsAt, person.home) : desk(person, startsAt, [0.2, 1.5])
  return { ...visit, minutes }
}

const officeDay: Plan = (person, day) => {
  const { chance, home } = person
  if (isWeekend(day.start) || !chance.happens(0.42)) return []
  const visits = [desk(person, at(day.start, home, chance.between(7.8, 9.8)), [1.5, 4.5])]
  if (chance.happens(0.4)) visits.push(desk(person, at(day.start, home, chance.between(13, 14.5)), [1, 4]))
  if (chance.happens(0.12))
    visits.push(desk(person, at(day.start, home, chance.between(19.5, 21.5)), [0.3, 1], person.flat))
  return visits
}

const mobileDay: Plan = (person, day) => {
  const { chance, home } = person
  if (!chance.happens(0.4)) return []
  return Array.from({ length: chance.whole(1, 2) }, () =>
    pocket(person, at(day.start, home, chance.between(7, 22.5)), home),
  )
}

const nightDay: Plan = (person, day) => {
  const { chance, home } = person
  return chance.happens(0.5) ? [desk(person, at(day.start, home, chance.between(21.3, 22.4)), [4, 8])] : []
}

/** A traveller goes to a new city every four days; the day of the flight has no visits. */
const travelDay: Plan = (person, day, atlas) => {
  const { chance, home } = person
  const leg = Math.floor(day.number / 4)
  if (day.number % 4 === 0 || !chance.happens(0.6)) return []
  const route = [home, ...atlas.locations]
  const here = leg % 3 === 0 ? home : route[(person.email.length * 7 + leg * 5) % route.length]!
  const hotel = addressIn(here.networks[0]!, chance)
  const visits = [desk(person, at(day.start, here, chance.between(8, 11)), [0.5, 3], hotel)]
  if (chance.happens(0.5)) visits.push(pocket(person, at(day.start, here, chance.between(14, 21)), here))
  return visits
}

const plans: Readonly<Record<Person['kind'], Plan>> = {
  office: officeDay,
  mobile: mobileDay,
  nightShift: nightDay,
  traveller: travelDay,
}

/** Plans everybody's visits on the days (in UTC) from `from` to `until`, in order of time. */
export const planVisits = (people: readonly Person[], atlas: Atlas, from: number, until: number): Visit[] => {
  const visits: Visit[] = []
  for (let start = Math.floor(from / dayMs) * dayMs, number = 0; start < until; start += dayMs, number += 1)
    for (const person of people) visits.push(...plans[person.kind](person, { start, number }, atlas))
  return visits
    .filter(({ startsAt }) => startsAt >= from && startsAt < until)
    .sort((one, other) => one.startsAt - other.startsAt)
}
