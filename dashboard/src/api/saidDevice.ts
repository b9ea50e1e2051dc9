/** What the browser knows of the device beyond its user agent, as sign-in takes it. */
export interface SaidDevice {
  platform?: string
  model?: string
  screen: string
  timeZone: string
  languages: string[]
  touchPoints: number
}

/** Only Chromium has it, and only over HTTPS (W3C User-Agent Client Hints). */
interface UserAgentData {
  getHighEntropyValues(hints: string[]): Promise<{ platform?: string; platformVersion?: string; model?: string }>
}

/** The hint counts Windows differently: 13 and above is Windows 11, 1 to 10 is Windows 10. */
const windowsVersion = (major: number): string => (major >= 13 ? '11' : major >= 1 ? '10' : '')

const platformOf = (platform = '', version = ''): string => {
  const major = Number.parseInt(version, 10) || 0
  const shown = platform === 'Windows' ? windowsVersion(major) : major > 0 ? String(major) : ''
  return `${platform} ${shown}`.trim()
}

const hintsOf = async (data: UserAgentData | undefined): Promise<Pick<SaidDevice, 'platform' | 'model'>> => {
  const { platform, platformVersion, model } =
    (await data?.getHighEntropyValues(['platformVersion', 'model']).catch(() => undefined)) ?? {}
  const system = platformOf(platform, platformVersion)
  return { ...(system === '' ? {} : { platform: system }), ...(model ? { model } : {}) }
}

/** Describes the device without guessing: what the browser does not tell, the server takes from the user agent. */
export const saidDevice = async (
  {
    languages,
    maxTouchPoints,
    userAgentData,
  }: Pick<Navigator, 'languages' | 'maxTouchPoints'> & {
    userAgentData?: UserAgentData
  },
  screen: Pick<Screen, 'width' | 'height'>,
): Promise<SaidDevice> => ({
  ...(await hintsOf(userAgentData)),
  screen: `${screen.width}x${screen.height}`,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  languages: languages.slice(0, 10),
  touchPoints: Math.min(maxTouchPoints, 100),
})
