import { policySections } from '#events/tenant/policy/sections.ts'

interface Bounds {
  least: number
  most: number
}
const boundsOf = ({ minValue, maxValue }: { minValue: number | null; maxValue: number | null }): Bounds => ({
  least: minValue ?? 0,
  most: maxValue ?? Number.MAX_SAFE_INTEGER,
})

const { lifetimes, limits, passwords, secondFactor, reauthentication, retention } = policySections
/** What the server takes, so that a field can say it while one types. */
export const fieldBounds = {
  absoluteSeconds: boundsOf(lifetimes.shape.absoluteSeconds.unwrap()),
  idleSeconds: boundsOf(lifetimes.shape.idleSeconds),
  accessSeconds: boundsOf(lifetimes.shape.accessSeconds),
  graceSeconds: boundsOf(lifetimes.shape.graceSeconds),
  sessions: boundsOf(limits.shape.perPerson.unwrap()),
  minimumLength: boundsOf(passwords.shape.minimumLength),
  trustedDeviceDays: boundsOf(secondFactor.shape.trustedDeviceDays),
  maxAgeSeconds: boundsOf(reauthentication.shape.maxAgeSeconds),
  days: boundsOf(retention.shape.rowsDays.unwrap()),
}

const [minute, hour, day] = [60, 3_600, 86_400]
/** Lengths that people choose often, in seconds. */
export const presetLengths = {
  absolute: [12 * hour, 24 * hour, 7 * day, 30 * day, 90 * day],
  idle: [15 * minute, hour, 24 * hour, 7 * day],
  access: [5 * minute, 15 * minute, 30 * minute, hour],
  grace: [0, 10, 30],
  proof: [minute, 5 * minute, 15 * minute, hour],
}
