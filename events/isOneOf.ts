import type { EventType } from './catalogue.ts'

/** Makes a type guard for the named event types, so that a switch after it can name every case. */
export const isOneOf = <const Type extends EventType>(
  ...types: readonly Type[]
): (<Event extends { type: string }>(event: Event) => event is Extract<Event, { type: Type }>) => {
  const wanted: ReadonlySet<string> = new Set(types)
  return <Event extends { type: string }>(event: Event): event is Extract<Event, { type: Type }> =>
    wanted.has(event.type)
}
