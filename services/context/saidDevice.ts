import type { Device, RequestContext } from '#events/envelope.ts'

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

/** User agents freeze the version of some systems; `platform: 'Windows 11'` beside `Windows` tells it. */
const sharper = (os: string | null, platform: string | undefined): string | null =>
  os !== null && platform !== undefined && /^[A-Za-z ]+ \d{1,3}$/.test(platform) && platform.startsWith(`${os} `)
    ? platform
    : os

/** The context with what the client said of its device. A missing id or name keeps what was known. */
export const withSaidDevice = (context: RequestContext, said: SaidDevice): RequestContext => {
  const known: Device = context.device ?? {
    id: null,
    name: null,
    type: 'other',
    browser: null,
    os: null,
    details: null,
  }
  return {
    ...context,
    device: {
      ...known,
      id: said.id ?? known.id,
      name: said.name ?? known.name,
      os: sharper(known.os, said.platform),
      details: present(said) ?? known.details,
    },
  }
}
