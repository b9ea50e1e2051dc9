import { catalogue } from './catalogue.ts'

/** The part of a stored event that has a meaning of its own; the envelope never changes. */
export interface VersionedEvent {
  type: string
  version: number
  data: unknown
}

/** Lifts one version of one type. Pure and total: every event that was ever valid at that version has an answer. */
export type Upcaster = (data: unknown) => VersionedEvent

/** By `Type@version`, the version that is lifted. */
export type Upcasters = Readonly<Record<string, Upcaster>>

/** No event has a past yet. The first to get one keeps its old schema in a frozen file that says when and why. */
export const upcasters: Upcasters = {}

/** Lifts an event as far as the table goes. Types and versions that the table does not know are left as they are. */
export const upcastWith = (table: Upcasters, event: VersionedEvent): VersionedEvent => {
  const lift = table[`${event.type}@${event.version}`]
  return lift === undefined ? event : upcastWith(table, lift(event.data))
}

export const upcast = (event: VersionedEvent): VersionedEvent => upcastWith(upcasters, event)

/** True for types this release does not know and versions from the future: kept, counted, shown as they are, never folded. */
export const isOpaque = ({ type, version }: Pick<VersionedEvent, 'type' | 'version'>): boolean =>
  catalogue.get(type)?.version !== version

/**
 * The same event under a name that nobody folds, where its version is from the future: whoever looks at types alone must not take
 * it for the version they know. `typeInLog` gives the name back, for people.
 */
export const setApart = (event: VersionedEvent): VersionedEvent => {
  const known = catalogue.get(event.type)
  return known === undefined || known.version === event.version
    ? event
    : { ...event, type: `${event.type}@${event.version}` }
}

/** A type as it stands in the log. */
export const typeInLog = (type: string): string => type.replace(/@\d+$/, '')
