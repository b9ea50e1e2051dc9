import { derivedUuid } from '#services/uuid.ts'
import type { City } from './cities.ts'
import { type DeviceKind, deviceModels } from './deviceModels.ts'
import type { Chance } from './random.ts'

/** What a device says of itself at sign-in. */
export interface SaidDevice {
  id: string
  name: string
  platform: string
  model?: string
  screen: string
  timeZone: string
  languages: string[]
  fingerprint: { version: string; hash: string }
}

/** A device of the demo, the same from one start to the next. */
export interface DemoDevice {
  clientId: string
  userAgent: string
  said: SaidDevice
}

const clients: Readonly<Record<DeviceKind, string>> = {
  desktop: 'web',
  phone: 'mobile',
  tablet: 'portal',
  terminal: 'cli',
  scanner: 'web',
}

const languages: Readonly<Record<string, string>> = {
  DE: 'de-DE',
  AT: 'de-AT',
  CH: 'de-CH',
  FR: 'fr-FR',
  ES: 'es-ES',
  PL: 'pl-PL',
  NL: 'nl-NL',
  SE: 'sv-SE',
  BR: 'pt-BR',
  MX: 'es-MX',
  JP: 'ja-JP',
  KR: 'ko-KR',
  ID: 'id-ID',
  TR: 'tr-TR',
}

const hexDigits = (chance: Chance, length: number): string =>
  Array.from({ length }, () => chance.whole(0, 15).toString(16)).join('')

/** The app a tenant's people use, as its user agents spell it. */
export interface TenantApp {
  app: string
  cli: string
}

/** A device of one owner; `owner` keeps it the same from one start to the next. */
export const makeDevice = (
  kind: DeviceKind,
  owner: string,
  { app, cli }: TenantApp,
  city: City,
  chance: Chance,
): DemoDevice => {
  const model = chance.pick(deviceModels[kind])
  const language = languages[city.country]
  return {
    clientId: clients[kind],
    userAgent: model.userAgent.replace('{app}', app).replace('{cli}', cli),
    said: {
      id: derivedUuid('demo-device', owner, kind, hexDigits(chance, 8)),
      name: kind === 'scanner' ? model.name : `${owner.split(' ')[0]}'s ${model.name}`,
      platform: model.platform,
      ...(model.model === undefined ? {} : { model: model.model }),
      screen: model.screen,
      timeZone: city.timeZone,
      languages: language === undefined ? ['en'] : [language, 'en'],
      fingerprint: { version: 'v3', hash: hexDigits(chance, 32) },
    },
  }
}
