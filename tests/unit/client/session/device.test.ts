import { describe, expect, it } from 'vitest'
import { deviceIdOf } from '../../../../client/session/device/deviceId.ts'
import { extendedFingerprint } from '../../../../client/session/device/extendedFingerprint.ts'
import { plainFacts } from '../../../../client/session/device/plainFacts.ts'
import { createKept } from '../../../../client/session/storage/kept.ts'
import { mapStorage, signedInTab } from './fakeBrowser.ts'

const screen = { width: 834, height: 1194 }
const quiet = { languages: ['de-DE', 'en'], maxTouchPoints: 5 }
const telling = (platform: string, platformVersion: string, model = '') => ({
  ...quiet,
  userAgentData: { getHighEntropyValues: async () => ({ platform, platformVersion, model }) },
})
const ids = () => {
  let made = 0
  return () => `device-${++made}`
}

describe('what is said of a device', () => {
  it('is what the browser tells, and no guess where it tells nothing', async () => {
    expect(await plainFacts({ navigator: quiet, screen })).toEqual({
      screen: '834x1194',
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      languages: ['de-DE', 'en'],
      touchPoints: 5,
    })
    const refusing = { ...quiet, userAgentData: { getHighEntropyValues: () => Promise.reject(new Error('no')) } }
    expect(await plainFacts({ navigator: refusing })).not.toHaveProperty('platform')
  })

  it('is little on a phone without a page', async () => {
    expect(Object.keys(await plainFacts({}))).toEqual(['timeZone'])
  })

  it.each([
    ['Windows', '15.0.0', 'Windows 11'],
    ['Windows', '10.0.0', 'Windows 10'],
    ['Windows', '0.3.0', 'Windows'],
    ['macOS', '26.0.1', 'macOS 26'],
    ['Linux', '', 'Linux'],
  ])('names %s %s as people do', async (platform, version, named) => {
    expect(await plainFacts({ navigator: telling(platform, version) })).toMatchObject({ platform: named })
  })

  it('has the model of a phone', async () => {
    expect(await plainFacts({ navigator: telling('Android', '16.0.0', 'Pixel 9') })).toMatchObject({ model: 'Pixel 9' })
  })
})

describe('the id a device gives itself', () => {
  it('is made once and kept for every later sign-in', async () => {
    const kept = createKept(mapStorage())
    const randomId = ids()
    const made = [await deviceIdOf(kept, 'deviceId', randomId), await deviceIdOf(kept, 'deviceId', randomId)]
    expect(made).toEqual(['device-1', 'device-1'])
  })

  it('is made anew where what is stored is no name', async () => {
    const kept = createKept(mapStorage(new Map([['deviceId', '{"id":7}']])))
    expect(await deviceIdOf(kept, 'deviceId', ids())).toBe('device-1')
  })
})

describe('an extended fingerprint', () => {
  const drawing = (colours: string[]) => {
    const pen = {
      font: '',
      fillStyle: '',
      textBaseline: '',
      globalCompositeOperation: '',
      fillRect: () => void colours.push(pen.fillStyle),
      fillText: () => {},
      beginPath: () => {},
      arc: () => {},
      fill: () => {},
    }
    return { createElement: () => ({ width: 0, height: 0, getContext: () => pen, toDataURL: () => 'data:drawn' }) }
  }
  const machine = (cores: number) => ({
    crypto,
    document: drawing([]),
    navigator: { hardwareConcurrency: cores },
    screen: { ...screen, colorDepth: 24 },
  })

  it('is the same each time and another on another machine, and says nothing but a hash', async () => {
    const one = await extendedFingerprint(machine(8))
    expect(one).toEqual({ version: '1', hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(await extendedFingerprint(machine(8))).toEqual(one)
    expect(await extendedFingerprint(machine(4))).not.toEqual(one)
  })

  it('does not change when a phone is turned', async () => {
    const turned = { ...machine(8), screen: { width: screen.height, height: screen.width, colorDepth: 24 } }
    expect(await extendedFingerprint(turned)).toEqual(await extendedFingerprint(machine(8)))
  })

  it('is made without sound where there is none to be had', async () => {
    class Mute {
      createOscillator(): never {
        throw new Error('no audio')
      }
    }
    const mute = { ...machine(8), OfflineAudioContext: Mute as never }
    expect(await extendedFingerprint(mute)).toEqual(await extendedFingerprint(machine(8)))
  })

  it('is not made where there is no page or no TLS', async () => {
    expect(await extendedFingerprint({ crypto })).toBeNull()
    expect(await extendedFingerprint({ document: drawing([]) })).toBeNull()
  })

  it('goes with a sign-in where it was asked for, and not otherwise', async () => {
    const plain = await signedInTab()
    expect(plain.server.requests('login')[0]?.body['device']).not.toHaveProperty('fingerprint')
    const fingerprint = { version: '1', hash: 'ab' }
    const { server } = await signedInTab({ fingerprint: async () => fingerprint })
    expect(server.requests('login')[0]?.body['device']).toMatchObject({ fingerprint })
  })
})
