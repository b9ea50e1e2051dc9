import { z } from 'zod'
import { instantShape } from './page.ts'

/** How a guard names itself: several processes may share a key, and each has a name of its own. */
const guardName = z.string().regex(/^[\w.:@/-]{1,64}$/, 'Letters, digits and . _ : @ / - only, at most 64')
const guardVersion = z.string().regex(/^[\w.+-]{1,32}$/, 'Letters, digits and . _ + - only, at most 32')
const self = { guard: guardName.optional(), version: guardVersion.optional() }

export const revocationsQuery = z.strictObject({ since: z.string().min(1).max(64).optional(), ...self })

export const confirmBody = z.strictObject({ position: z.string().min(1).max(64), ...self })

/** `reset`: the whole current set follows, up to the next beat. Until then a guard knows too little to decide by itself. */
export interface ResetSignal {
  tenantId: string
}

/** `ended`: one session is over. */
export interface EndedSignal {
  sessionId: string
  /** Seconds since the epoch: from then on none of its access tokens is unexpired, and it may be forgotten. */
  exp: number
}

/** `not-before`: access tokens that were issued earlier are not good any more. */
export interface NotBeforeSignal {
  scope: 'tenant' | 'user' | 'client'
  id: string
  /** Only tokens of this application; null: of every one. */
  client: string | null
  /** Sessions whose tokens stay good. */
  except: readonly string[]
  /** True: the sessions are over. False: they go on, and a refresh brings a good token. */
  ends: boolean
  /** ISO 8601, a whole second: for who compares it with `iat`. */
  at: string
  /** Tokens whose claim `gen` (`<tenant>.<user>`) has a lower number in its place are meant. More exact than `at`. */
  gen: number
  exp: number
}

/** `beat`: everything up to the position has been sent. */
export interface BeatSignal {
  position: string
  at: string
}

/** One guard of a tenant, over all processes. */
export const guardShape = z
  .object({
    name: z.string(),
    key: z.object({ id: z.string(), name: z.string() }),
    /** The application that the key belongs to; null: it belongs to a person. */
    applicationId: z.string().nullable(),
    version: z.string().nullable(),
    /** Streams open now; 0: it is away. */
    streams: z.int(),
    address: z.string().nullable(),
    /** Since when it is connected, or when it was last seen. */
    since: instantShape,
    /** When it last said how far it is; null: never. */
    confirmedAt: instantShape.nullable(),
    /** Endings that it has not confirmed; null: it never confirmed anything. */
    behind: z.int().nullable(),
    /** When the first of these happened; null: there is none. */
    behindSince: instantShape.nullable(),
  })
  .meta({ id: 'Guard' })
export type GuardRow = z.infer<typeof guardShape>

export const connectionsShape = z.object({
  guards: z.array(guardShape),
  /** Open connections of people, over all processes, some seconds ago. */
  people: z
    .object({
      /** Pages of those who watch. */
      pages: z.int(),
      /** Sockets by which people follow their own sessions. */
      sockets: z.int(),
      /** Streams of Server-Sent Events by which they do. */
      streams: z.int(),
    })
    .meta({ id: 'OpenConnections' }),
})
export type ConnectionRows = z.infer<typeof connectionsShape>
