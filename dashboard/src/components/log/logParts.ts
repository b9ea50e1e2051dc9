import { addTerm } from '#events/filter/edits.ts'
import { byTheRules } from './byTheRules.ts'

/** A part of the log: what it adds to the filter. */
export interface LogPart {
  /** Its name in the page's address; empty: everything. */
  name: string
  title: string
  /** A term, or several in brackets; empty: none. */
  term: string
}

export const logParts: readonly LogPart[] = [
  { name: '', title: 'All', term: '' },
  {
    name: 'in-and-out',
    title: 'In and out',
    term: 'type:SessionStarted,SessionLoggedOut,SessionExpired,SessionRevoked,SessionsInvalidated',
  },
  { name: 'refused', title: 'Refused', term: 'success:false' },
  { name: 'by-admins', title: 'By an admin', term: 'actor:admin' },
  { name: 'rules', title: byTheRules.title, term: byTheRules.filter },
  { name: 'anomalies', title: 'Anomalies', term: 'type:AnomalyRaised,AnomalyAnswered' },
]

/** How far back the log is shown. */
export interface LogRange {
  name: string
  title: string
  term: string
}

export const logRanges: readonly LogRange[] = [
  { name: '', title: 'Any time', term: '' },
  { name: '15m', title: 'Last 15 minutes', term: 'at>-15m' },
  { name: '1h', title: 'Last hour', term: 'at>-1h' },
  { name: '24h', title: 'Last 24 hours', term: 'at>-24h' },
  { name: '7d', title: 'Last 7 days', term: 'at>-7d' },
  { name: '30d', title: 'Last 30 days', term: 'at>-30d' },
]

/** The filter that the server is asked with. */
export const askedOfLog = (filter: string, ...terms: readonly string[]): string =>
  terms.reduce((asked, term) => (term === '' ? asked : addTerm(asked, term)), filter)
