import { type Columns, type KnownColumns, recognise } from '#events/files/columns.ts'
import type { SessionField } from '#events/wordLists.ts'
import { CodedError } from '#services/ports/errors.ts'

/** Names without case and punctuation, most telling first: a table's own key is its reference only where no token is. */
const known: KnownColumns<SessionField> = {
  externalRef: [
    'externalref',
    'sessiontoken',
    'tokenhash',
    'refreshtokenhash',
    'refreshtoken',
    'accesstoken',
    'token',
    'jti',
    'sessionid',
    'sessionkey',
    'sid',
    'id',
  ],
  email: ['email', 'useremail', 'username'],
  user: ['userid', 'useruuid', 'uid', 'accountid', 'memberid', 'user'],
  createdAt: [
    'createdat',
    'startedat',
    'loginat',
    'logintime',
    'loggedinat',
    'created',
    'started',
    'createdon',
    'issuedat',
  ],
  expiresAt: ['expiresat', 'expireat', 'expires', 'expiry', 'expiration', 'expirationtime', 'validuntil', 'expireson'],
  lastActiveAt: [
    'lastactivityat',
    'lastactivity',
    'lastactiveat',
    'lastactive',
    'lastseenat',
    'lastseen',
    'lastusedat',
    'lastused',
    'lastaccessedat',
    'updatedat',
  ],
  ip: ['ipaddress', 'ip', 'clientip', 'remoteaddress', 'remoteaddr', 'remoteip', 'address', 'loginip'],
  userAgent: ['useragent', 'ua', 'agent', 'browser'],
  device: ['deviceinfo', 'device', 'devicename', 'devicedetails', 'client'],
  endedAt: [
    'invalidatedat',
    'revokedat',
    'loggedoutat',
    'logoutat',
    'logouttime',
    'endedat',
    'terminatedat',
    'closedat',
    'deletedat',
  ],
  active: ['isactive', 'active', 'isvalid', 'valid', 'enabled'],
  status: ['status', 'state', 'sessionstatus'],
}

const missing = (what: string) =>
  new CodedError('invalid-request', {
    detail: `No column is known to be ${what}. Name it: column=${what === 'the reference' ? 'externalRef' : 'user'}.`,
    errors: [{ path: 'query.map', code: 'column-missing', message: `No column is known to be ${what}.` }],
  })

/**
 * Which column is which field. A table may have others, which are passed over.
 * @throws CodedError invalid-request for a table without a reference or without its people
 */
export const sessionColumns = (
  names: readonly string[],
  given: ReadonlyMap<string, SessionField>,
): Columns<SessionField> => {
  const unknown = [...given.keys()].find((column) => !names.includes(column))
  if (unknown !== undefined)
    throw new CodedError('invalid-request', {
      detail: `The file has no column ${unknown}.`,
      errors: [{ path: 'query.map', code: 'column-missing', message: `The file has no column ${unknown}.` }],
    })
  const columns = recognise(known, names, given)
  if (columns.externalRef === undefined) throw missing('the reference')
  if (columns.user === undefined && columns.email === undefined) throw missing('the person')
  return columns
}
