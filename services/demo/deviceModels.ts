export type DeviceKind = 'desktop' | 'phone' | 'tablet' | 'terminal' | 'scanner'

interface Model {
  name: string
  platform: string
  model?: string
  screen: string
  /** `{app}` stands for the tenant's own app and its version. */
  userAgent: string
}

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const chrome = (system: string, version: number, rest = '') =>
  `Mozilla/5.0 (${system}) ${webkit} Chrome/${version}.0.0.0 Safari/537.36${rest}`
const windows = 'Windows NT 10.0; Win64; x64'
const mac = 'Macintosh; Intel Mac OS X 10_15_7'
const safari = (system: string, rest: string) =>
  `Mozilla/5.0 (${system}) AppleWebKit/605.1.15 (KHTML, like Gecko) ${rest}`

/** The devices that the demo's people use. */
export const deviceModels: Readonly<Record<DeviceKind, readonly Model[]>> = {
  desktop: [
    { name: 'Windows PC', platform: 'Windows 11', screen: '1920x1080', userAgent: chrome(windows, 142) },
    {
      name: 'Windows laptop',
      platform: 'Windows 11',
      screen: '2560x1440',
      userAgent: chrome(windows, 142, ' Edg/142.0.0.0'),
    },
    { name: 'Windows laptop', platform: 'Windows 11', screen: '1920x1200', userAgent: chrome(windows, 141) },
    {
      name: 'Windows PC',
      platform: 'Windows 10',
      screen: '1920x1080',
      userAgent: `Mozilla/5.0 (${windows}; rv:145.0) Gecko/20100101 Firefox/145.0`,
    },
    {
      name: 'MacBook Pro',
      platform: 'macOS 26',
      screen: '3024x1964',
      userAgent: safari(mac, 'Version/26.1 Safari/605.1.15'),
    },
    { name: 'MacBook Air', platform: 'macOS 15', screen: '2560x1664', userAgent: chrome(mac, 142) },
    { name: 'Mac mini', platform: 'macOS 26', screen: '3840x2160', userAgent: chrome(mac, 142) },
    {
      name: 'Linux workstation',
      platform: 'Linux',
      screen: '3840x2160',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    },
  ],
  phone: [
    {
      name: 'iPhone',
      platform: 'iOS 26',
      model: 'iPhone 17',
      screen: '1206x2622',
      userAgent: '{app} (iPhone; iOS 26.1)',
    },
    {
      name: 'iPhone',
      platform: 'iOS 26',
      model: 'iPhone 16',
      screen: '1179x2556',
      userAgent: '{app} (iPhone; iOS 26.0)',
    },
    {
      name: 'iPhone',
      platform: 'iOS 18',
      model: 'iPhone 13',
      screen: '1170x2532',
      userAgent: '{app} (iPhone; iOS 18.7)',
    },
    {
      name: 'Pixel 10',
      platform: 'Android 16',
      model: 'Pixel 10',
      screen: '1080x2424',
      userAgent: '{app} (Pixel 10; Android 16)',
    },
    {
      name: 'Galaxy S25',
      platform: 'Android 16',
      model: 'SM-S931B',
      screen: '1080x2340',
      userAgent: '{app} (SM-S931B; Android 16)',
    },
    {
      name: 'Android phone',
      platform: 'Android 15',
      model: 'SM-A556B',
      screen: '1080x2340',
      userAgent: chrome('Linux; Android 10; K', 142).replace('Safari', 'Mobile Safari'),
    },
  ],
  tablet: [
    {
      name: 'iPad',
      platform: 'iPadOS 26',
      model: 'iPad Air',
      screen: '2360x1640',
      userAgent: '{app} (iPad; iPadOS 26.1)',
    },
    {
      name: 'iPad',
      platform: 'iOS 18',
      model: 'iPad 10',
      screen: '2360x1640',
      userAgent: safari('iPad; CPU OS 18_7 like Mac OS X', 'Version/18.6 Mobile/15E148 Safari/604.1'),
    },
  ],
  terminal: [
    { name: 'Build server', platform: 'Linux', screen: '0x0', userAgent: '{cli} (linux; x64)' },
    { name: 'Terminal', platform: 'macOS', screen: '0x0', userAgent: '{cli} (macos; arm64)' },
  ],
  scanner: [{ name: 'Script', platform: 'Linux', screen: '0x0', userAgent: 'python-requests/2.32.3' }],
}
