import type { SessionRow } from '#events/live/rows.ts'
import { fingerprintText } from '#events/session/fingerprint.ts'
import type { Http } from '../../api/http.ts'
import { countSessions, type SessionCount } from '../../api/sessions.ts'
import { term } from '../overview/sessionsWith.ts'

/** Sessions whose device contradicts this one's id or fingerprint. */
export interface DeviceFinding {
  filter: string
  /** What sets them apart, after their number. */
  says: string
  sessions: SessionCount
}

/** One device under several ids, or several devices under one. Fingerprints of another version prove neither. */
export const contradictions = ({ id, fingerprint }: SessionRow['device']): Omit<DeviceFinding, 'sessions'>[] => {
  if (id === null || fingerprint === null) return []
  const [sameId, same] = [term('deviceId', id), term('fingerprint', fingerprintText(fingerprint))]
  return [
    { filter: `${same} deviceId:* -${sameId}`, says: 'under another device id' },
    {
      filter: `${sameId} fingerprint:${fingerprint.version}.* -${same}`,
      says: 'of this device id with another',
    },
  ]
}

export const readDeviceFindings = async (
  http: Http,
  device: SessionRow['device'],
  signal: AbortSignal,
): Promise<DeviceFinding[]> => {
  const findings = await Promise.all(
    contradictions(device).map(async (one) => ({ ...one, sessions: await countSessions(http, one.filter, signal) })),
  )
  return findings.filter(({ sessions }) => sessions.kind !== 'below' && sessions.total > 0)
}
