import type { LoginFailed } from '#events/user/events.ts'
import type { Finding } from '#services/detection/rule.ts'

/** `minute` of one hour; `ip` and `device` as the request told them. */
interface Happened {
  minute: number
  who?: string
  ip?: string | null
  device?: string
}
export type Happening =
  | (Happened & { what: 'refused'; cause?: LoginFailed['data']['cause']; isNobody?: true })
  | (Happened & { what: 'signed-in'; methods?: string[] })

export interface SuccessCase {
  name: string
  happened: Happening[]
  /** The severity of what is found about each of the sign-ins that is found suspicious. */
  found: { severity: Finding['severity']; over: 'person' | 'address'; failures: number; people: number }[]
}

const refused = (count: number, from: number, change: Partial<Extract<Happening, { what: 'refused' }>> = {}) =>
  Array.from({ length: count }, (_, index): Happening => ({ what: 'refused', minute: from + index * 0.1, ...change }))
const signedIn = (minute: number, change: Partial<Extract<Happening, { what: 'signed-in' }>> = {}): Happening => ({
  what: 'signed-in',
  minute,
  ...change,
})
const several = (people: number, from: number, ip: string): Happening[] =>
  Array.from({ length: people }, (_, index) => ({
    what: 'refused',
    minute: from + index * 0.1,
    who: `person ${index}`,
    ip,
  }))

const [home, elsewhere] = ['198.51.100.7', '203.0.113.9']
const high = { severity: 75, over: 'person', failures: 5, people: 1 } as const

export const successCases: SuccessCase[] = [
  { name: 'five refusals and a sign-in', happened: [...refused(5, 10), signedIn(11)], found: [high] },
  {
    name: 'five refused second factors and a sign-in',
    happened: [...refused(5, 10, { cause: 'wrong-second-factor' }), signedIn(11, { methods: ['pwd', 'totp'] })],
    found: [high],
  },
  {
    name: 'three wrong passwords, then two wrong codes and a right one',
    happened: [
      ...refused(3, 10),
      ...refused(2, 11, { cause: 'wrong-second-factor' }),
      signedIn(12, { methods: ['pwd', 'totp'] }),
    ],
    found: [high],
  },
  { name: 'four refusals and a sign-in', happened: [...refused(4, 10), signedIn(11)], found: [] },
  { name: 'five refusals and no sign-in', happened: refused(5, 10), found: [] },
  { name: 'refusals after the sign-in', happened: [signedIn(9), ...refused(5, 10)], found: [] },
  {
    name: 'the first of five refusals ten minutes before',
    happened: [...refused(1, 10), ...refused(4, 15), signedIn(20)],
    found: [high],
  },
  {
    name: 'the first of five refusals more than ten minutes before',
    happened: [...refused(1, 10), ...refused(4, 15), signedIn(20.1)],
    found: [],
  },
  {
    name: 'refusals from five addresses and a sign-in from a sixth',
    happened: [...[1, 2, 3, 4, 5].flatMap((n) => refused(1, 10 + n, { ip: `203.0.113.${n}` })), signedIn(17)],
    found: [high],
  },
  {
    name: 'a person who repeats an old password on their own device',
    happened: [
      signedIn(1, { device: 'laptop' }),
      ...refused(6, 10, { device: 'laptop' }),
      signedIn(12, { device: 'laptop' }),
    ],
    found: [{ ...high, severity: 25, failures: 6 }],
  },
  {
    name: 'the same without an id of the device, at the same address',
    happened: [signedIn(1), ...refused(5, 10), signedIn(12)],
    found: [{ ...high, severity: 25 }],
  },
  {
    name: 'the same browser and system at another address',
    happened: [signedIn(1), ...refused(5, 10, { ip: elsewhere }), signedIn(12, { ip: elsewhere })],
    found: [high],
  },
  {
    name: 'an attack from elsewhere, and then the person on their own device',
    happened: [
      signedIn(1, { device: 'laptop' }),
      ...refused(9, 10, { ip: elsewhere }),
      signedIn(12, { device: 'laptop' }),
    ],
    found: [{ ...high, severity: 25, failures: 9 }],
  },
  {
    name: 'a device that was suspicious the first time, tried again',
    happened: [
      ...refused(5, 10, { device: 'theirs' }),
      signedIn(11, { device: 'theirs' }),
      ...refused(5, 20, { device: 'theirs' }),
      signedIn(21, { device: 'theirs' }),
    ],
    found: [high, high],
  },
  {
    name: 'a second sign-in after the same refusals',
    happened: [...refused(5, 10), signedIn(11), signedIn(12, { ip: elsewhere })],
    found: [high],
  },
  {
    name: 'refusals before and after a sign-in that was not suspicious',
    happened: [
      ...refused(3, 10),
      signedIn(11, { device: 'laptop' }),
      ...refused(2, 12),
      signedIn(13, { ip: elsewhere }),
    ],
    found: [high],
  },
  {
    name: 'one address that tries five people and gets in as one of them',
    happened: [...several(5, 10, elsewhere), signedIn(11, { who: 'person 3', ip: elsewhere })],
    found: [{ severity: 75, over: 'address', failures: 5, people: 5 }],
  },
  {
    name: 'one address that tries five people and gets in as a sixth at once',
    happened: [...several(5, 10, elsewhere), signedIn(11, { who: 'another', ip: elsewhere })],
    found: [{ severity: 50, over: 'address', failures: 5, people: 5 }],
  },
  {
    name: 'one address that tries names that nobody has',
    happened: [
      ...several(6, 10, elsewhere).map((one) => ({ ...one, isNobody: true }) as Happening),
      signedIn(11, { ip: elsewhere }),
    ],
    found: [{ severity: 50, over: 'address', failures: 6, people: 6 }],
  },
  {
    name: 'an office behind one address, and somebody on their own device',
    happened: [
      signedIn(1, { who: 'person 9', ip: home, device: 'laptop' }),
      ...several(6, 10, home),
      signedIn(12, { who: 'person 9', ip: home, device: 'laptop' }),
    ],
    found: [{ severity: 25, over: 'address', failures: 6, people: 6 }],
  },
  {
    name: 'one address that tries several people, and a sign-in from another',
    happened: [...several(6, 10, elsewhere), signedIn(11, { who: 'another', ip: home })],
    found: [],
  },
  {
    name: 'addresses of one /64',
    happened: [
      ...[1, 2, 3, 4, 5].flatMap((n) => refused(1, 10, { who: `person ${n}`, ip: `2001:db8:1:1::${n}` })),
      signedIn(11, { who: 'another', ip: '2001:db8:1:1:ffff::1' }),
    ],
    found: [{ severity: 50, over: 'address', failures: 5, people: 5 }],
  },
  {
    name: 'addresses of five /64',
    happened: [
      ...[1, 2, 3, 4, 5].flatMap((n) => refused(1, 10, { who: `person ${n}`, ip: `2001:db8:1:${n}::1` })),
      signedIn(11, { who: 'another', ip: '2001:db8:1:1::2' }),
    ],
    found: [],
  },
  {
    name: 'refusals without an address, of one person',
    happened: [...refused(5, 10, { ip: null }), signedIn(11, { ip: null })],
    found: [high],
  },
  {
    name: 'refusals that say nothing of the password',
    happened: [
      ...(
        [
          'quota-reached',
          'suspended',
          'rate-limited',
          'blocked',
          'held',
          'disabled',
          'password-expired',
          'not-allowed',
        ] as const
      ).flatMap((cause) => refused(2, 10, { cause })),
      signedIn(11),
    ],
    found: [],
  },
  {
    name: 'refusals of a password and a sign-in by passkey',
    happened: [...refused(8, 10), signedIn(11, { methods: ['webauthn'] })],
    found: [],
  },
  {
    name: 'more refusals than are remembered',
    happened: [
      ...Array.from({ length: 250 }, (_, n): Happening => ({ what: 'refused', minute: 10 + n / 100 })),
      signedIn(13),
    ],
    found: [{ ...high, failures: 200 }],
  },
]
