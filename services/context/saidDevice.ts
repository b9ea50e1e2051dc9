import type { Device, RequestContext } from '#events/envelope.ts'
import { withDetails } from '#events/session/saidDevice.ts'
import { parserVersion } from './userAgent.ts'

type Details = NonNullable<Device['details']>

/** What a client says of its device at sign-in, beyond its user agent. */
export type SaidDevice = { id?: string | undefined; name?: string | undefined } & {
  [Key in keyof Details]?: Details[Key] | undefined
}

const present = (said: SaidDevice): Details | null => {
  const { id: _id, name: _name, ...rest } = said
  const details = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as Details
  return Object.keys(details).length === 0 ? null : details
}

/** The device of a sign-in whose request had no user agent. */
const unknownDevice: Device = {
  id: null,
  name: null,
  type: 'unknown',
  browser: null,
  os: null,
  details: null,
  parser: parserVersion,
}

/** Adds to the context what the client said of its device. A missing id or name keeps the known one. */
export const withSaidDevice = (context: RequestContext, said: SaidDevice): RequestContext => {
  const known = context.device ?? unknownDevice
  const details = present(said) ?? known.details
  return {
    ...context,
    device: {
      ...known,
      id: said.id ?? known.id,
      name: said.name ?? known.name,
      ...withDetails(known, details, context.userAgent),
      details,
    },
  }
}
