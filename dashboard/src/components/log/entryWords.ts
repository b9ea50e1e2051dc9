import type { LogEntry } from '#events/live/rows.ts'
import { ruleTitle } from '#events/text/ruleTitles.ts'

const kinds: Record<LogEntry['actor']['kind'], string> = {
  user: 'Somebody',
  admin: 'An admin',
  apiKey: 'An API key',
  policy: 'The policy',
  detector: 'A rule',
  system: 'Rollcall',
}

/** Who did it, as people say it. Whose sign-in is refused has not shown who they are. */
export const actorWords = ({ actor, type }: LogEntry): string => {
  if (type === 'LoginFailed') return 'Unknown'
  return actor.name ?? (actor.kind === 'detector' ? ruleTitle(actor.id) : kinds[actor.kind])
}

/** "Chrome 142 · Windows 11"; empty: nothing is known of a device. */
export const deviceWords = ({ context }: LogEntry): string => {
  const { browser, os, type } = context?.device ?? {}
  const known = [browser, os].filter((part) => part !== null && part !== undefined)
  return known.length > 0 ? known.join(' · ') : (type ?? '')
}

/** What an entry belongs to: each leads to all of the same. */
export interface Belonging {
  what: string
  /** As it is shown. */
  text: string
  /** Of the log. */
  filter: { key: string; value: string }
}

const belonging = (what: string, key: string, value: string | null | undefined, text = value): Belonging[] =>
  value === null || value === undefined ? [] : [{ what, text: text ?? value, filter: { key, value } }]

export const belongings = ({ correlationId, userId, user, sessionId, context, actor }: LogEntry): Belonging[] => [
  ...belonging('Request', 'correlation', correlationId),
  ...belonging('Person', 'userId', userId, user?.email),
  ...belonging('Session', 'session', sessionId),
  ...belonging('Address', 'ip', context?.ip),
  ...belonging('Network', 'network', context?.network?.name),
  ...belonging('Device', 'deviceId', context?.device?.id),
  ...(actor.id === userId || actor.id === '' ? [] : belonging('Done by', 'actor', actor.id, actor.name)),
]
