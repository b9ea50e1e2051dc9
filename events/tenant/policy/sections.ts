import { z } from 'zod'
import { anomalyRules, deviceTypes, placeDetails, roles } from '../../wordLists.ts'
import { anomalyActions, bindings, brokenBindingActions, limitActions, secondFactorMethods } from './words.ts'

const year = 31_536_000
/** How long sessions may last at most, in seconds. Null: until signed out. */
const absoluteSeconds = z.int().min(300).max(year).nullable()
const idleSeconds = z.int().min(300).max(year)
const clientId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
const count = z.int().min(1).max(1_000_000)
const unlimited = count.nullable()
/** A sign-in under such a limit looks at each of the person's sessions. */
const ofOnePerson = z.int().min(1).max(1_000)
const days = (most: number) => z.int().min(1).max(most).nullable()

/** Whom an override is for: everybody with a role, or everybody in an application. */
const whose = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('role'), role: z.enum(roles) }),
  z.strictObject({ kind: z.literal('application'), clientId }),
])
/** A rule of somebody's own; `rules` says what it says in place of the tenant's. */
const override = <Rules extends z.ZodType>(rules: Rules) => z.strictObject({ whose, rules })
const mostOverrides = 50

const lifetimeRules = {
  accessSeconds: z.int().min(60).max(86_400),
  idleSeconds,
  absoluteSeconds,
  /** Of sessions whose person asked to be kept signed in. */
  remembered: z.strictObject({ idleSeconds, absoluteSeconds }),
}
const limitRules = {
  /** Sessions of one person at once. Null: as many as they like. */
  perPerson: ofOnePerson.nullable(),
  whenReached: z.enum(limitActions),
}

/** What may come in. `allowed` null: everything that is not blocked. */
const gate = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({ allowed: z.array(value).max(300).nullable(), blocked: z.array(value).max(300) })

/**
 * The sections of a tenant's policy: a change of one is one event, so a new section needs no new version of another's. Durations
 * are in seconds, retention in days.
 */
export const policySections = {
  lifetimes: z.strictObject({
    ...lifetimeRules,
    /** How long the parent of a refresh token gets the same successor again. */
    graceSeconds: z.int().min(0).max(60),
    overrides: z.array(override(z.strictObject(lifetimeRules).partial())).max(mostOverrides),
  }),
  limits: z.strictObject({
    ...limitRules,
    /** Sessions of one person at once on one type of device. A type that is not named has no limit of its own. */
    perDeviceType: z.partialRecord(z.enum(deviceTypes), ofOnePerson),
    /** Sessions of one person at once in one application. */
    perApplication: z.record(clientId, ofOnePerson),
    /** Live sessions of the whole tenant. Null: no cap. */
    tenantWide: unlimited,
    overrides: z.array(override(z.strictObject(limitRules).partial())).max(mostOverrides),
  }),
  access: z.strictObject({
    /** ISO 3166 alpha-2. */
    countries: gate(z.string().regex(/^[A-Z]{2}$/)),
    /** The operators of networks, as sessions show them. */
    networks: gate(z.string().min(1).max(200)),
    /** CIDR, or single addresses. */
    ranges: gate(z.string().min(2).max(50)),
  }),
  binding: z.strictObject({ to: z.enum(bindings), whenBroken: z.enum(brokenBindingActions) }),
  /** What an anomaly does by itself. A rule that is not named only notes it. */
  anomalies: z.partialRecord(z.enum(anomalyRules), z.enum(anomalyActions)),
  passwords: z.strictObject({
    minimumLength: z.int().min(8).max(64),
    /** Words that no password may consist of, beside those that Rollcall refuses anyway. */
    refusedWords: z.array(z.string().min(3).max(50)).max(100),
  }),
  secondFactor: z.strictObject({
    /** Whoever has one of these roles needs a second factor. */
    requiredFor: z.array(z.enum(roles)).max(roles.length),
    /** What counts as one. Recovery codes always do, once each. */
    methods: z.array(z.enum(secondFactorMethods)).min(1),
    /** How long a device that a person trusts is not asked again. 0: always asked. */
    trustedDeviceDays: z.int().min(0).max(90),
    /** A passkey alone is enough to sign in. */
    passkeySignIn: z.boolean(),
  }),
  reauthentication: z.strictObject({
    /** How long ago the person may have proved to be themselves when they do something sensitive. */
    maxAgeSeconds: z.int().min(30).max(86_400),
  }),
  /** What is kept of where requests come from, as far as the server's setting `PLACE_DETAIL` lets it be known. */
  place: z.strictObject({ detail: z.enum(placeDetails) }),
  retention: z.strictObject({
    /** Rows of ended sessions and of the log leave the views after so many days. Null: never. */
    rowsDays: days(36_500),
    /** Counts and roll-ups leave the views after so many days. Null: never. */
    countsDays: days(36_500),
  }),
  texts: z.strictObject({
    /** What an ended person reads when nobody wrote a message. */
    neutralMessage: z.string().min(1).max(500),
  }),
} as const

export type PolicySection = keyof typeof policySections
const isSection = (name: string): name is PolicySection => Object.hasOwn(policySections, name)
export const policySectionNames: readonly PolicySection[] = Object.keys(policySections).filter(isSection)
/** All rules of a tenant. */
export type Policy = { [Section in PolicySection]: z.infer<(typeof policySections)[Section]> }
export const policySchema = z.strictObject(policySections)
export type Override = Policy['lifetimes' | 'limits']['overrides'][number]['whose']
