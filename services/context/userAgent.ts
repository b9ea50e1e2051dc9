import { parse } from 'bowser'
import type { DeviceType } from '#events/envelope.ts'
import { ownApp, type Agent } from './ownApp.ts'
import { terminalAgent } from './terminalAgent.ts'

const types: Readonly<Record<string, DeviceType>> = {
  desktop: 'desktop',
  mobile: 'mobile',
  tablet: 'tablet',
  tv: 'tv',
}

/** Bowser's names where people say another. */
const shortNames: Readonly<Record<string, string>> = {
  'Microsoft Edge': 'Edge',
  'Internet Explorer': 'Explorer',
  'Samsung Internet for Android': 'Samsung Internet',
}

type Named = { name?: string | undefined; version?: string | undefined }

const browserOf = ({ name, version }: Named): string | null =>
  name === undefined || name === ''
    ? null
    : `${shortNames[name] ?? name} ${version?.split('.')[0] ?? ''}`.trim().slice(0, 100)

/**
 * Browsers have frozen what they say of some systems: every macOS says 10.15, Windows 10 and 11 both say NT 10.0, reduced
 * Android agents say `Android 10; K`. There the family alone is true.
 */
const isFrozen = (userAgent: string): boolean =>
  /Mac OS X 10[._]15/.test(userAgent) || /Windows NT 10\.0/.test(userAgent) || /Android 10; K\)/.test(userAgent)

const windowsNames: Readonly<Record<string, string>> = { 'NT 6.1': '7', 'NT 6.2': '8', 'NT 6.3': '8.1' }

/** From Safari 26 on the agent says iOS 18 for ever, and Safari's version is the system's. */
const firstSafariOfFrozenIos = 26

const osOf = ({ name, version = '' }: Named, userAgent: string): string | null => {
  if (name === undefined || name === '') return null
  if (isFrozen(userAgent)) return name
  const safari = Number(/Version\/(\d+)/.exec(userAgent)?.[1])
  if (name === 'iOS' && safari >= firstSafariOfFrozenIos) return `iOS ${safari}`
  const major = name === 'Windows' ? (windowsNames[version] ?? '') : (version.split('.')[0] ?? '')
  return `${name} ${major}`.trim().slice(0, 100)
}

const typeOf = (platform: string | undefined, os: string | undefined): DeviceType =>
  types[platform ?? ''] ?? (os === 'Chrome OS' || os === 'Linux' ? 'desktop' : 'other')

const browserAgent = (userAgent: string): Agent => {
  const { browser, os, platform } = parse(userAgent)
  return { browser: browserOf(browser), os: osOf(os, userAgent), type: typeOf(platform.type, os.name) }
}

/** Family and major version of browser or application, system, and kind of device. Unknown parts are null; '' is refused. */
export const readUserAgent = (userAgent: string): Agent =>
  ownApp(userAgent) ?? terminalAgent(userAgent) ?? browserAgent(userAgent)
