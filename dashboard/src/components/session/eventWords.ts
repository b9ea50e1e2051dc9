import { fold } from '#events/filter/fold.ts'
import { causeTitle, methodTitle } from '#events/filter/shownWords.ts'
import type { LogEntry } from '#events/live/rows.ts'
import { placeText } from './stateLines.ts'
import type { Step } from './steps.ts'

const titles: Record<string, string> = {
  SessionStarted: 'Session started',
  SessionRefreshed: 'Refreshed',
  SessionActivityRecorded: 'Activity recorded',
  SessionContextChanged: 'Context changed',
  SessionReauthenticated: 'Confirmed again',
  DeviceNamed: 'Device named',
  SessionShortened: 'Shortened',
  BindingBroken: 'Left where it was bound',
  StepUpRequired: 'Asked to prove themselves',
  RefreshTokenReused: 'Refresh token reused',
  RefreshRefused: 'Refresh refused',
  ReauthenticationRefused: 'Confirmation refused',
  EndedSessionUsed: 'Used after its end',
  SessionLoggedOut: 'Logged out',
  SessionRevoked: 'Session revoked',
  SessionExpired: 'Expired',
  AnomalyRaised: 'Anomaly found',
}

/** A type this release does not know keeps its own name. */
export const eventTitle = (entry: LogEntry): string => titles[entry.type] ?? entry.type

const tones: Record<string, string> = {
  SessionRefreshed: 's-none',
  SessionActivityRecorded: 's-none',
  SessionContextChanged: 's-sev-3',
  BindingBroken: 's-sev-3',
}

/** Colour of an event's glyph where the glyph brings none. */
export const eventTone = (entry: LogEntry): string => tones[entry.type] ?? ''

const inARow = new Intl.ListFormat('en-GB')

/** How somebody signed in: "Password and passkey". */
export const methodsText = (methods: readonly string[]): string => {
  const words = inARow.format(methods.map(methodTitle))
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Why a session ended, to stand after a dash or in a cell. */
export const causeText = (cause: string | null): string => (cause === null ? '' : causeTitle(cause))

const fromPlace = (entry: LogEntry): string | null => {
  const where = placeText(entry.context?.place)
  return where === null ? null : `from ${where}`
}

const listed = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []

/** Parts that say something, each once, as one sentence. */
const sentence = (...parts: (string | null)[]): string => {
  const said = parts.filter((part): part is string => part !== null && part !== '')
  const once = said.filter((part, index) => said.findIndex((other) => fold(other) === fold(part)) === index)
  const text = once.join(', ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const foldedText = (folded: readonly LogEntry[]): string => {
  const refreshes = folded.filter((entry) => entry.type === 'SessionRefreshed').length
  const rest = folded.length - refreshes
  const refreshed = refreshes === 0 ? null : `${refreshes} ${refreshes === 1 ? 'refresh' : 'refreshes'}`
  const active = rest === 0 ? null : `${rest} ${rest === 1 ? 'note' : 'notes'} of activity`
  return `${[refreshed, active].filter((part) => part !== null).join(' and ')}, folded`
}

/** The line under an event's title. */
export const eventDetail = ({ entry, folded }: Step, before: Step | null): string => {
  if (folded.length > 1) return foldedText(folded)
  const { data } = entry
  switch (entry.type) {
    case 'SessionStarted':
      return data['takenOver'] === undefined
        ? sentence(methodsText(listed(data['methods'])), fromPlace(entry))
        : sentence('Had begun in the app before it was taken over', fromPlace(entry))
    case 'SessionRefreshed':
      return sentence(
        `generation ${String(data['generation'])}`,
        data['active'] === false ? 'by a timer' : null,
        fromPlace(entry),
      )
    case 'SessionReauthenticated':
      return sentence(methodsText(listed(data['methods'])), fromPlace(entry))
    case 'SessionActivityRecorded':
      return sentence(fromPlace(entry) ?? entry.text)
    case 'SessionContextChanged': {
      const was = placeText(before?.session?.last.context?.place)
      const is = placeText(entry.context?.place)
      if (was !== is && was !== null && is !== null) return `From ${was} to ${is}`
      return sentence(`another ${listed(data['changed']).join(' and ').replace('ip', 'address')}`)
    }
    case 'RefreshTokenReused':
      return sentence(`generation ${String(data['presentedGeneration'])} again`, fromPlace(entry))
    case 'SessionLoggedOut':
      return sentence(causeText(String(data['by'])))
    case 'SessionExpired':
      return sentence(causeText(String(data['kind'])))
    case 'SessionRevoked':
      return sentence(causeText(String(data['cause'])), typeof data['reason'] === 'string' ? data['reason'] : null)
    default:
      return entry.text
  }
}
