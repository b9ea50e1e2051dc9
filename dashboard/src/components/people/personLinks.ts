import type { RouteLocationRaw } from 'vue-router'
import type { PersonLog } from '#events/wire/people.ts'
import { sessionsWith, term } from '../overview/sessionsWith.ts'

interface Span {
  from: string
  to: string
}

/** The sessions that a person began in a span of time, ended ones too. */
export const sessionsBegun = (userId: string, { from, to }: Span): RouteLocationRaw =>
  sessionsWith(`${term('userId', userId)} started>=${from} started<${to}`, 'all')

/** A part of a person's log, on the person's page. */
export const personLog = (userId: string, of: PersonLog): RouteLocationRaw => ({
  name: 'person',
  params: { userId },
  query: of === 'all' ? {} : { log: of },
  hash: '#log',
})

export const personPage = (userId: string): RouteLocationRaw => ({ name: 'person', params: { userId } })
