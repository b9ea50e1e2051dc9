import type { DeviceFacts } from './deviceFacts.ts'

/** Only Chromium has it, and only over HTTPS (W3C User-Agent Client Hints). */
interface UserAgentData {
  getHighEntropyValues(hints: string[]): Promise<{ platform?: string; platformVersion?: string; model?: string }>
}

/** What a platform may tell; outside of browsers little or nothing is there. */
export interface Platform {
  navigator?: { languages?: readonly string[]; maxTouchPoints?: number; userAgentData?: UserAgentData }
  screen?: { width: number; height: number }
}

/** The hint counts Windows differently: 13 and above is Windows 11, 1 to 10 is Windows 10. */
const windowsVersion = (major: number): string => (major >= 13 ? '11' : major >= 1 ? '10' : '')

const platformOf = (platform = '', version = ''): string => {
  const major = Number.parseInt(version, 10) || 0
  const shown = platform === 'Windows' ? windowsVersion(major) : major > 0 ? String(major) : ''
  return `${platform} ${shown}`.trim()
}

const hintsOf = async (data: UserAgentData | undefined): Promise<DeviceFacts> => {
  const { platform, platformVersion, model } =
    (await data?.getHighEntropyValues(['platformVersion', 'model']).catch(() => undefined)) ?? {}
  const system = platformOf(platform, platformVersion)
  return { ...(system === '' ? {} : { platform: system }), ...(model ? { model } : {}) }
}

/** Describes the device without guessing: what the platform does not tell, the server takes from the user agent. */
export const plainFacts = async (platform = globalThis as Platform): Promise<DeviceFacts> => {
  const { navigator: { languages, maxTouchPoints, userAgentData } = {}, screen } = platform
  return {
    ...(await hintsOf(userAgentData)),
    ...(screen === undefined ? {} : { screen: `${screen.width}x${screen.height}` }),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(languages === undefined ? {} : { languages: languages.slice(0, 10) }),
    ...(maxTouchPoints === undefined ? {} : { touchPoints: Math.min(maxTouchPoints, 100) }),
  }
}
