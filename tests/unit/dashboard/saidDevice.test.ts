import { describe, expect, it } from 'vitest'
import { saidDevice } from '../../../dashboard/src/api/saidDevice.ts'

const screen = { width: 834, height: 1194 }
const quiet = { languages: ['de-DE', 'en'], maxTouchPoints: 5 }
const telling = (platform: string, platformVersion: string, model = '') => ({
  ...quiet,
  userAgentData: { getHighEntropyValues: async () => ({ platform, platformVersion, model }) },
})

describe('what the dashboard says of its device', () => {
  it('is what the browser tells, and no guess where it tells nothing', async () => {
    expect(await saidDevice(quiet, screen)).toEqual({
      screen: '834x1194',
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      languages: ['de-DE', 'en'],
      touchPoints: 5,
    })
    const refusing = { ...quiet, userAgentData: { getHighEntropyValues: () => Promise.reject(new Error('no')) } }
    expect(await saidDevice(refusing, screen)).not.toHaveProperty('platform')
  })

  it.each([
    ['Windows', '15.0.0', 'Windows 11'],
    ['Windows', '10.0.0', 'Windows 10'],
    ['Windows', '0.3.0', 'Windows'],
    ['macOS', '26.0.1', 'macOS 26'],
    ['Linux', '', 'Linux'],
  ])('names %s %s as people do', async (platform, version, named) => {
    expect(await saidDevice(telling(platform, version), screen)).toMatchObject({ platform: named })
  })

  it('has the model of a phone', async () => {
    expect(await saidDevice(telling('Android', '16.0.0', 'Pixel 9'), screen)).toMatchObject({ model: 'Pixel 9' })
  })
})
