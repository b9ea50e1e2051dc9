import type { LogEntry } from '#events/live/rows.ts'

/** A line of the log as the server sends it, with what a test says of it. */
export const logEntry = (more: Partial<LogEntry> = {}): LogEntry => ({
  id: 'e1',
  number: 1,
  position: 'p1',
  at: '2026-11-21T05:00:00.000Z',
  type: 'SessionStarted',
  version: 2,
  success: true,
  actor: { kind: 'user', id: 'u1', name: 'Rosa Delgado' },
  correlationId: 'c1',
  causationId: null,
  context: { ip: '203.0.113.1', userAgent: null, clientId: 'dashboard', device: null, place: null, network: null },
  data: {},
  text: 'Rosa Delgado signed in',
  stream: 'session-t1+s1',
  revision: 0,
  ...more,
})
