import { catalogue } from './catalogue.ts'

/** The part of a stored event that has versions; the envelope never changes. */
export interface VersionedEvent {
  type: string
  version: number
  data: unknown
}

/** Lifts one version of one type. Pure and total: every event that was ever valid at that version has an answer. */
export type Upcaster = (data: unknown) => VersionedEvent

/** Upcasters by `Type@version`, where version is the one that is lifted. */
export type Upcasters = Readonly<Record<string, Upcaster>>

/** Empty, because no event has an old version yet. The first one's old schema goes into a frozen file that says when and why. */
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
