import { derivedUuid } from '#services/ambient/uuid.ts'
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

export interface Owner {
  /** Keeps the device the same from one start to the next. */
  id: string
  /** The owner's first name, which begins the device's name; null: the device has its model's name alone. */
  firstName: string | null
  app: TenantApp
  city: City
}

export const makeDevice = (kind: DeviceKind, { id, firstName, app, city }: Owner, chance: Chance): DemoDevice => {
  const model = chance.pick(deviceModels[kind])
  const language = languages[city.country]
  return {
    clientId: clients[kind],
    userAgent: model.userAgent.replace('{app}', app.app).replace('{cli}', app.cli),
    said: {
      id: derivedUuid('demo-device', id, kind, hexDigits(chance, 8)),
      name: firstName === null ? model.name : `${firstName}'s ${model.name}`,
      platform: model.platform,
      ...(model.model === undefined ? {} : { model: model.model }),
      screen: model.screen,
      timeZone: city.timeZone,
      languages: language === undefined ? ['en'] : [language, 'en'],
      fingerprint: { version: 'v3', hash: hexDigits(chance, 32) },
    },
  }
}
