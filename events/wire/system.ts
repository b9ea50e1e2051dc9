import { z } from 'zod'
import { instantShape } from './page.ts'

/** What became of the parked events that were driven again last. */
const retryShape = z.object({
  reader: z.string(),
  askedAt: instantShape,
  asked: z.int(),
  taken: z.int(),
  failed: z.int(),
  /** Not tried yet. */
  waiting: z.int(),
})
/** `rollcall rebuild`, while it runs or as it ended. */
const rebuildShape = z.object({
  views: z.array(z.string()),
  step: z.enum(['fold', 'index', 'catch-up']),
  /** How much of the step is done. Of an index: tables; else positions in the log. */
  done: z.int(),
  total: z.int(),
  beganAt: instantShape,
  endedAt: instantShape.nullable(),
  state: z.enum(['running', 'done', 'failed', 'brokenOff']),
  /** Events that the views could not take; null: it has not succeeded. */
  parked: z.int().nullable(),
  /** Name of the error; null: none. */
  failure: z.string().nullable(),
})
/** What retention has taken from the views of all tenants together; the log keeps it. */
const retentionShape = z.object({
  /** When something last left. */
  lastAt: instantShape,
  /** Whose views have lost rows or counts. */
  tenants: z.int(),
  sessions: z.int(),
  entries: z.int(),
  /** Minutes and quarters of an hour in which something was counted. */
  counts: z.int(),
})
const processShape = z.object({
  id: z.uuid(),
  host: z.string(),
  pid: z.int(),
  version: z.string(),
  roles: z.array(z.string()),
  startedAt: instantShape,
  saidAt: instantShape,
  /** Its clock minus the database's; null: not measured yet. */
  skewMs: z.number().nullable(),
  /** What it is not ready for, in words; empty: it is ready. */
  missing: z.string(),
})

export const systemShape = z.object({
  /** Of the process that answers. */
  version: z.string(),
  roles: z.array(z.string()),
  /** All that run on this database; one that is gone vanishes within 15 s. */
  processes: z.array(processShape),
  /** By how much the log's newest event is later than now. Above 0 only after a process whose clock was fast. */
  logAheadSeconds: z.number(),
  /** When `rollcall backup` last ended here; null: never. */
  lastBackupAt: instantShape.nullable(),
  views: z.array(
    z.object({
      name: z.string(),
      position: z.string(),
      lag: z.object({ events: z.int(), seconds: z.number() }),
      state: z.enum(['live', 'behind', 'rebuilding']),
    }),
  ),
  /** Events that a view could not take, without any tenant's data. */
  parked: z.array(
    z.object({
      view: z.string(),
      type: z.string(),
      reason: z.string(),
      events: z.int(),
      tenants: z.int(),
      keyMissing: z.boolean(),
      since: instantShape,
      /** The command that takes them up; null: `POST /v1/system/parked/{reader}/retry` does. */
      command: z.string().nullable(),
    }),
  ),
  retries: z.array(retryShape),
  /** Null: there was none here. */
  lastRebuild: rebuildShape.nullable(),
  /** Null: nothing has left yet. */
  retention: retentionShape.nullable(),
})

/** One parked event, without anything of whom or what it is about. */
export const parkedEventShape = z.object({
  view: z.string(),
  type: z.string(),
  tenantId: z.uuid(),
  eventId: z.uuid(),
  position: z.string(),
  reason: z.string(),
  keyMissing: z.boolean(),
  parkedAt: instantShape,
  /** How often it was tried again, and when last. */
  tries: z.int(),
  triedAt: instantShape.nullable(),
  /** It was driven again and has not been tried yet. */
  isWaiting: z.boolean(),
})
export const retryAskedShape = z.object({ asked: z.int() })
