import type { Evidence } from '#events/anomaly/evidence.ts'
import type { Position } from '#events/envelope.ts'
import { countedAs, type FailedSignIn } from './failedSignIn.ts'
import { mostRemembered, type RecentFailures, windowSeconds } from './recentFailures.ts'
import type { EventNamed, Finding } from './rule.ts'
import { deviceText } from './signIn.ts'

/** Fewer are a person who tries to remember. */
const leastFailures = 5
const mostAddresses = 10
const mostEvents = 20
/** Devices of a person that the rule remembers: the last that signed in. */
const mostDevices = 5

/** What the rule remembers of a person. */
export interface PersonsSignIns {
  /** Devices that signed in before, the last used last. */
  devices: readonly string[]
  /** Refusals up to here have been told of in an anomaly. */
  toldUpTo: Position
}

type Found = Pick<Extract<Evidence, { rule: 'success-after-failures' }>, 'over'> & { failures: readonly FailedSignIn[] }

/**
 * What tells a person's devices apart: the id that the device was given, else browser and system together with the address, because
 * anybody may use the same browser. Null: nothing is known.
 */
const deviceOf = ({ context }: EventNamed<'SessionStarted'>): string | null => {
  if (context === null) return null
  if (context.device?.id) return `id ${context.device.id}`
  const [text, address] = [deviceText(context), countedAs(context.ip)]
  return text === null || address === null ? null : `${text} at ${address}`
}

const whoIs = ({ userId, named }: FailedSignIn): string => userId ?? named

/** A passkey or a link is not guessed: what was tried before it tells nothing. */
const isGuessable = ({ data }: EventNamed<'SessionStarted'>): boolean => data.methods.includes('pwd')

const counting = (event: EventNamed<'SessionStarted'>, toldUpTo: Position) => {
  const since = Date.parse(event.at) - windowSeconds * 1000
  return ({ position, at }: FailedSignIn): boolean =>
    position > toldUpTo && position < event.position && Date.parse(at) >= since
}

/** Refusals of the person first: they say more than what else came from the address. */
const look = (recent: RecentFailures, event: EventNamed<'SessionStarted'>, toldUpTo: Position): Found | null => {
  const { tenantId, context, data } = event
  const counts = counting(event, toldUpTo)
  const ofPerson = recent.ofPerson(tenantId, data.userId).filter(counts)
  if (ofPerson.length >= leastFailures) return { over: 'person', failures: ofPerson }
  const address = countedAs(context?.ip)
  const fromThere = address === null ? [] : recent.fromAddress(tenantId, address).filter(counts)
  const people = new Set([...fromThere.map(whoIs), data.userId])
  return fromThere.length >= leastFailures && people.size > 1 ? { over: 'address', failures: fromThere } : null
}

const byAddress = (failures: readonly FailedSignIn[]): { ip: string; failures: number }[] => {
  const counts = new Map<string, number>()
  for (const { address } of failures) if (address !== null) counts.set(address, (counts.get(address) ?? 0) + 1)
  return [...counts]
    .map(([ip, count]) => ({ ip, failures: count }))
    .toSorted((one, other) => other.failures - one.failures || (one.ip < other.ip ? -1 : 1))
}

const evidenceOf = ({ over, failures }: Found, { context }: EventNamed<'SessionStarted'>, isKnownDevice: boolean) => {
  const addresses = byAddress(failures)
  return {
    rule: 'success-after-failures',
    over,
    failures: failures.length,
    andMore: failures.length === mostRemembered,
    people: new Set(failures.map(whoIs)).size,
    addresses: addresses.slice(0, mostAddresses),
    addressCount: addresses.length,
    firstAt: failures[0]!.at,
    lastAt: failures.at(-1)!.at,
    events: failures.slice(-mostEvents).map(({ eventId }) => eventId),
    succeededFrom: {
      ip: context?.ip ?? null,
      city: context?.place?.city ?? null,
      country: context?.place?.country ?? null,
      device: deviceText(context),
    },
    isKnownDevice,
    windowSeconds,
  } as const
}

/**
 * Low where the person had signed in with the device before: it is mostly they who mistyped, or an app of theirs that repeats an old
 * password. High where it was their own password that was tried; else the address tried others', and theirs may have held at once.
 */
const severityOf = ({ failures }: Found, userId: string, isKnownDevice: boolean): Finding['severity'] => {
  if (isKnownDevice) return 25
  return failures.some((failure) => failure.userId === userId) ? 75 : 50
}

const withDevice = (devices: readonly string[], device: string | null): readonly string[] =>
  device === null || devices.at(-1) === device
    ? devices
    : [...devices.filter((each) => each !== device), device].slice(-mostDevices)

/**
 * Finds a sign-in by password right after at least five refused ones in ten minutes: of the same person, from wherever, or from the
 * same address where that is of more than one person. A device counts as known after a sign-in that was not suspicious.
 */
export const successAfterFailures = (
  recent: RecentFailures,
  before: PersonsSignIns,
  event: EventNamed<'SessionStarted'>,
): { after: PersonsSignIns; finding: Finding | null } => {
  const { devices, toldUpTo } = before
  const device = deviceOf(event)
  const found = isGuessable(event) ? look(recent, event, toldUpTo) : null
  const isKnownDevice = device !== null && devices.includes(device)
  if (found === null) return { after: { devices: withDevice(devices, device), toldUpTo }, finding: null }
  const { userId, sessionId } = event.data
  return {
    after: { devices: isKnownDevice ? withDevice(devices, device) : devices, toldUpTo: event.position },
    finding: {
      rule: 'success-after-failures',
      ruleVersion: 1,
      severity: severityOf(found, userId, isKnownDevice),
      userId,
      sessionIds: [sessionId],
      cause: event,
      evidence: evidenceOf(found, event, isKnownDevice),
    },
  }
}
