import { parse } from 'bowser'
import type { DeviceType } from '#events/envelope.ts'
import { appAgent } from './appAgent.ts'
import { builtOnAnother } from './browserNames.ts'
import { ownApp, type Agent } from './ownApp.ts'
import { robotAgent } from './robotAgent.ts'
import { systemOf } from './systems.ts'
import { terminalAgent } from './terminalAgent.ts'

/**
 * The version of this parser, stored with each device; events without it come from version 1. To be raised whenever some agent is
 * read differently. A stored device is never parsed again, so a rebuild cannot change it.
 */
export const parserVersion = 2

const types: Readonly<Record<string, DeviceType>> = {
  desktop: 'desktop',
  mobile: 'mobile',
  tablet: 'tablet',
  tv: 'tv',
  bot: 'robot',
}

/** The names that people use, by the names that Bowser gives. */
const shortNames: Readonly<Record<string, string>> = {
  'Microsoft Edge': 'Edge',
  'Internet Explorer': 'Explorer',
}

type Named = { name?: string | undefined; version?: string | undefined }

const browserOf = ({ name, version }: Named): string | null =>
  name === undefined || name === ''
    ? null
    : `${shortNames[name] ?? name} ${version?.split('.')[0] ?? ''}`.trim().slice(0, 100)

/**
 * Browsers have frozen the version of some systems in their agents: every macOS says 10.15, Windows 10 and 11 both say NT 10.0,
 * reduced Android agents say `Android 10; K`. For these only the name of the system can be trusted.
 */
const isFrozen = (userAgent: string): boolean =>
  /Mac OS X 10[._]15/.test(userAgent) || /Windows NT 10\.0/.test(userAgent) || /Android 10; K\)/.test(userAgent)

const windowsNames: Readonly<Record<string, string>> = { 'NT 6.1': '7', 'NT 6.2': '8', 'NT 6.3': '8.1' }

/** From Safari 26 on the agent always says iOS 18, but Safari's version equals the system's. */
const firstSafariOfFrozenIos = 26

/** The version of iOS: as Facebook's applications say it, which is not frozen, or else Safari's version. */
const iosVersion = (userAgent: string): number | null => {
  const told = Number(/\bFBSV\/(\d+)/.exec(userAgent)?.[1] ?? /\bVersion\/(\d+)/.exec(userAgent)?.[1])
  return told >= firstSafariOfFrozenIos ? told : null
}

const osOf = ({ name, version = '' }: Named, userAgent: string): string | null => {
  if (name === undefined || name === '') return null
  if (isFrozen(userAgent)) return name
  const ios = name === 'iOS' ? iosVersion(userAgent) : null
  if (ios !== null) return `iOS ${ios}`
  const major = name === 'Windows' ? (windowsNames[version] ?? '') : (version.split('.')[0] ?? '')
  return `${name} ${major}`.trim().slice(0, 100)
}

const typeOf = (platform: string | undefined, os: string | undefined): DeviceType =>
  types[platform ?? ''] ?? (os === 'Chrome OS' || os === 'Linux' ? 'desktop' : 'other')

const harmonyTypes: Readonly<Record<string, DeviceType>> = {
  Phone: 'mobile',
  Tablet: 'tablet',
  PC: 'desktop',
  '2in1': 'desktop',
  TV: 'tv',
}

/** `Mozilla/5.0 (Tablet; OpenHarmony 5.0)`. Older agents say `Linux; Android 10; HarmonyOS`: only their system's name changes. */
const onHarmony = (userAgent: string): Pick<Agent, 'os'> & Partial<Pick<Agent, 'type'>> => {
  const os = systemOf(userAgent)
  const type = harmonyTypes[/\((\w+); OpenHarmony/.exec(userAgent)?.[1] ?? '']
  return { os, ...(type === undefined ? {} : { type }) }
}

const browserAgent = (userAgent: string): Agent => {
  const { browser, os, platform } = parse(userAgent)
  const read = {
    browser: builtOnAnother(userAgent) ?? browserOf(browser),
    os: osOf(os, userAgent),
    type: typeOf(platform.type, os.name),
  }
  return /\b(?:Open)?Harmony(?:OS)?\b/.test(userAgent) ? { ...read, ...onHarmony(userAgent) } : read
}

/** Asked in this order before the browser parser: agents of programs may look like a browser's but hold a mark of their own. */
const readers = [robotAgent, terminalAgent, appAgent, ownApp]

/** Family and major version of browser or application, system, and kind of device. Unknown parts are null; '' is refused. */
export const readUserAgent = (userAgent: string): Agent => {
  for (const read of readers) {
    const agent = read(userAgent)
    if (agent !== null) return agent
  }
  return browserAgent(userAgent)
}
