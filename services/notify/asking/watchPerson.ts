import type { RollcallEvent } from '#events/catalogue.ts'
import type { Device, Recorded as RecordedEvent } from '#events/envelope.ts'
import { isOneOf } from '#events/isOneOf.ts'
import { type NoticeKind, switchableNotices } from '#events/wordLists.ts'
import type { AskedMail } from '#services/ports/mails.ts'
import { factorChanges } from '../factorChanges.ts'
import type { PersonMemory } from './personMemory.ts'

export const watchedTypes = [
  'SessionStarted',
  'SessionRevoked',
  'CredentialChanged',
  ...factorChanges,
  'EmailChanged',
  'MemberRoleChanged',
  'AnomalyRaised',
  'NoticesChanged',
  'SignInDisowned',
] as const
export const isWatched = isOneOf(...watchedTypes)
export type Watched = RecordedEvent<Extract<RollcallEvent, { type: (typeof watchedTypes)[number] }>>
type Named<Type extends Watched['type']> = Extract<Watched, { type: Type }>

/** A keyed digest of what tells a person's devices apart. */
export type DeviceDigest = (tenantId: string, userId: string, text: string) => string

interface Step {
  memory: PersonMemory
  asked: AskedMail['kind'] | null
}

/** A person's first sign-ins are all new; only after these does a new device mean something. */
const learningSignIns = 3
const remembered = 30

/** Endings that somebody else decided on. */
const forcing: ReadonlySet<string> = new Set(['admin', 'operation', 'anomaly', 'disabled', 'hold', 'block'])

const withoutVersion = (text: string | null): string => (text ?? '').replace(/[\s\d.]+$/, '')

/** The id a browser or app was given; else its family and system, for an update is no new device. Null: nothing is known. */
const deviceText = (device: Device | null): string | null => {
  if (device === null) return null
  if (device.id !== null) return `id ${device.id}`
  const parts = [device.type, withoutVersion(device.browser), withoutVersion(device.os)]
  return parts.slice(1).every((part) => part === '') ? null : parts.join(' / ')
}

const withLast = (known: readonly string[], value: string | null): readonly string[] =>
  value === null ? known : [...known.filter((each) => each !== value), value].slice(-remembered)

const isNew = (known: readonly string[], value: string | null): boolean => value !== null && !known.includes(value)

const signedIn = (memory: PersonMemory, event: Named<'SessionStarted'>, digest: DeviceDigest): Step => {
  const { tenantId, context } = event
  const text = deviceText(context?.device ?? null)
  const device = text === null ? null : digest(tenantId, event.data.userId, text)
  const country = context?.place?.country ?? null
  const isNewHere = isNew(memory.devices, device) || (memory.countries.length > 0 && isNew(memory.countries, country))
  return {
    memory: {
      ...memory,
      signIns: memory.signIns + 1,
      devices: withLast(memory.devices, device),
      countries: withLast(memory.countries, country),
    },
    asked: memory.signIns >= learningSignIns && isNewHere ? 'sign-in' : null,
  }
}

const revoked = (memory: PersonMemory, { data: { cause } }: Named<'SessionRevoked'>): Step => {
  const isOwnDoing = memory.isDisowned && cause === 'hold'
  return { memory, asked: forcing.has(cause) && !isOwnDoing ? 'forced-out' : null }
}

const chosen = (memory: PersonMemory, off: readonly NoticeKind[]): Step => ({
  memory: { ...memory, off },
  asked: off.some((kind) => !memory.off.includes(kind)) ? 'notices-off' : null,
})

const step = (memory: PersonMemory, event: Watched, digest: DeviceDigest): Step => {
  switch (event.type) {
    case 'SessionStarted':
      return signedIn(memory, event, digest)
    case 'SessionRevoked':
      return revoked(memory, event)
    case 'CredentialChanged':
      return {
        memory: { ...memory, hasPassword: true, isDisowned: false },
        asked: memory.hasPassword ? 'password' : null,
      }
    case 'SecondFactorEnrolled':
    case 'SecondFactorsReset':
    case 'RecoveryCodesMade':
    case 'RecoveryCodeUsed':
      return { memory, asked: 'factors' }
    case 'SecondFactorRemoved':
      // With what was disowned goes what was added by whoever did it.
      return { memory, asked: memory.isDisowned ? null : 'factors' }
    case 'EmailChanged':
      return { memory, asked: 'email' }
    case 'MemberRoleChanged':
      return { memory: { ...memory, hasRoles: true }, asked: memory.hasRoles ? 'roles' : null }
    case 'AnomalyRaised':
      return { memory, asked: event.data.rule === 'disowned-sign-in' ? null : 'suspicious' }
    case 'NoticesChanged':
      return chosen(memory, event.data.off)
    case 'SignInDisowned':
      return { memory: { ...memory, isDisowned: true }, asked: null }
  }
}

/**
 * What is remembered of a person after an event, and what they are to be told of it. Pure. An event at or before the remembered
 * position was seen already.
 */
export const watchPerson = (memory: PersonMemory, event: Watched, digest: DeviceDigest): Step => {
  if (event.position <= memory.position) return { memory, asked: null }
  const { memory: after, asked } = step(memory, event, digest)
  const isOff = switchableNotices.some((kind) => kind === asked && memory.off.includes(kind))
  return { memory: { ...after, position: event.position }, asked: isOff ? null : asked }
}
