import { z } from 'zod'
import type { Upcaster } from '../upcast.ts'

const id = z.uuid()
const instant = z.iso.datetime({ precision: 3 })

/**
 * `SessionStarted` as it was written up to 30 November 2026: every session had an absolute end, and one whose rules named none got a
 * year. Since version 2 there are sessions without. Frozen: this is what stands in logs.
 */
export const sessionStartedV1 = z.strictObject({
  sessionId: id,
  userId: id,
  user: z.strictObject({ email: z.string().max(320), name: z.string().max(200) }),
  clientId: z.string().max(100),
  transport: z.enum(['bearer', 'cookie']),
  methods: z.array(z.string().max(20)).min(1).max(5),
  authTime: instant,
  startedAt: instant.optional(),
  takenOver: z.strictObject({ lastActiveAt: instant }).optional(),
  remembered: z.boolean(),
  idleSeconds: z.int().positive(),
  absoluteSeconds: z.int().positive(),
  salt: z.string().max(64),
  keyId: z.string().max(64),
})

/** What was said of an end still holds. */
export const liftSessionStartedV1: Upcaster = { type: 'SessionStarted', version: 2, lift: (data) => data }
