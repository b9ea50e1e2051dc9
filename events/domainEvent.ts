import { z } from 'zod'
import type { DomainEvent } from './envelope.ts'

/** One event type in its current version: its data's schema and whose key seals its personal fields. */
export interface EventDefinition<
  Type extends string = string,
  Version extends number = number,
  Data extends z.ZodObject = z.ZodObject,
> {
  type: Type
  version: Version
  data: Data
  /** The person the event is about, whose key seals it; null: the tenant's key seals it. */
  subject: (data: z.infer<Data>) => string | null
}

export const defineEvent = <const Type extends string, const Version extends number, Data extends z.ZodObject>(
  type: Type,
  version: Version,
  data: Data,
  subject: (data: z.infer<Data>) => string | null,
): EventDefinition<Type, Version, Data> => ({ type, version, data, subject })

/** The event type a definition describes. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Version, infer Data>
    ? DomainEvent<Type, Version, z.infer<Data>>
    : never
