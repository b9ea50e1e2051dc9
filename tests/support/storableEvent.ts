import { randomUUID } from 'node:crypto'
import type { StorableEvent } from '#services/eventStore/eventStore.ts'

/** An event in its stored form, made up; what a log keeps without looking inside. */
export const storableEvent = (changes: Partial<StorableEvent> = {}): StorableEvent => ({
  id: randomUUID(),
  type: 'SessionRefreshed',
  version: 1,
  tenantId: '0193aaaa-0000-7000-8000-000000000001',
  at: '2026-11-21T08:00:00.000Z',
  payload: JSON.stringify({ data: { note: 'Zoë 🦊 \u0000 "quoted" \\ \ud800' } }),
  subject: null,
  sealed: null,
  ...changes,
})

export const storableEvents = (count: number): StorableEvent[] => Array.from({ length: count }, () => storableEvent())
