/**
 * What a process can do. api: HTTP routes and pages. realtime: sockets. projector: views. detector: rules. relay: copies the log
 * to a broker where one is the feed. sweeper: expiry, wide endings carried into each session, mails,
 * housekeeping.
 */
export const processRoles = ['api', 'projector', 'detector', 'realtime', 'relay', 'sweeper'] as const
export type ProcessRole = (typeof processRoles)[number]
export type ProcessRoles = ReadonlySet<ProcessRole>

export const everyRole: ProcessRoles = new Set(processRoles)

const isRole = (name: string): name is ProcessRole => processRoles.some((role) => role === name)

/** @throws Error naming what is no role */
export const parseProcessRoles = (text: string): ProcessRoles => {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const unknown = names.filter((name) => !isRole(name))
  if (unknown.length > 0 || names.length === 0)
    throw new Error(
      `--roles takes one or more of ${processRoles.join(', ')}, separated by commas` +
        (unknown.length > 0 ? `; ${unknown.join(', ')} is none of them.` : '.'),
    )
  return new Set(names.filter(isRole))
}

/** Whether one of the roles needs to know which sessions are ended. Such a process follows the log to stay up to date. */
export const knowsSessions = (roles: ProcessRoles): boolean =>
  roles.has('api') || roles.has('realtime') || roles.has('sweeper')

/** Whether people and their programs send requests to one of the roles. */
export const facesPeople = (roles: ProcessRoles): boolean => roles.has('api') || roles.has('realtime')
