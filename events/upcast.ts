import { catalogue } from './catalogue.ts'
import { liftSessionStartedV1 } from './session/sessionStartedV1.ts'

/** The part of a stored event that has versions; the envelope never changes. */
export interface VersionedEvent {
  type: string
  version: number
  data: unknown
}

/** What an event is named, without what it says. */
export type EventName = Pick<VersionedEvent, 'type' | 'version'>

/**
 * Lifts one version of one type to the name that it gives. Pure and total: every event that was ever valid at that version has an
 * answer.
 */
export interface Upcaster extends EventName {
  lift: (data: unknown) => unknown
}

/** Upcasters by `Type@version`, where version is the one that is lifted. */
export type Upcasters = Readonly<Record<string, Upcaster>>

/** The old schema of each stands in a frozen file that says when and why. */
export const upcasters: Upcasters = { 'SessionStarted@1': liftSessionStartedV1 }

/** Lifts an event as far as the table goes. Types and versions that the table does not know are left as they are. */
export const upcastWith = (table: Upcasters, event: VersionedEvent): VersionedEvent => {
  const upcaster = table[`${event.type}@${event.version}`]
  if (upcaster === undefined) return event
  const { type, version, lift } = upcaster
  return upcastWith(table, { type, version, data: lift(event.data) })
}

export const upcast = (event: VersionedEvent): VersionedEvent => upcastWith(upcasters, event)

/** True for types this release does not know and versions from the future: kept, counted, shown as they are, never folded. */
export const isOpaque = ({ type, version }: EventName): boolean => catalogue.get(type)?.version !== version

/** The name that an event is lifted to, found without reading what it says. */
export const liftedName = (event: EventName): EventName => {
  if (!isOpaque(event)) return event
  const upcaster = upcasters[`${event.type}@${event.version}`]
  return upcaster === undefined ? event : liftedName(upcaster)
}

/**
 * Renames an event whose version is not the current one, so that code that looks at types alone does not take it for the version
 * it knows. `typeInLog` gives the name back, for people.
 */
export const setApart = (event: VersionedEvent): VersionedEvent => {
  const known = catalogue.get(event.type)
  return known === undefined || known.version === event.version
    ? event
    : { ...event, type: `${event.type}@${event.version}` }
}

/** A type as it stands in the log. */
export const typeInLog = (type: string): string => type.replace(/@\d+$/, '')
