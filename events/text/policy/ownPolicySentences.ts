import type { OwnPolicy } from '../../wire/ownPolicy.ts'
import { deviceTypes } from '../../wordLists.ts'
import { countOf, listOf } from '../words.ts'
import { lengthOfTime } from './lengthOfTime.ts'
import { devicesOfType } from './limitLines.ts'

/** Rules as a person reads them who is subject to them. */
interface OwnRules {
  title: string
  sentences: string[]
}

const lasting = ({ idleSeconds, absoluteSeconds }: Omit<OwnPolicy['lifetimes'], 'remembered'>): string =>
  absoluteSeconds === null
    ? `${lengthOfTime(idleSeconds)} without use`
    : `${lengthOfTime(idleSeconds)} without use, and ${lengthOfTime(absoluteSeconds)} after you signed in at the latest`

const lifetimes = ({ lifetimes }: OwnPolicy): string[] => {
  const { remembered, ...usual } = lifetimes
  const isSame = remembered.idleSeconds === usual.idleSeconds && remembered.absoluteSeconds === usual.absoluteSeconds
  return [
    `You are signed out after ${lasting(usual)}.`,
    ...(isSame ? [] : [`With “Keep me signed in” it is after ${lasting(remembered)}.`]),
  ]
}

const above = {
  refuse: 'Above that you choose which one ends.',
  'end-oldest': 'Another sign-in ends the oldest.',
  'end-least-recent': 'Another sign-in ends the one that you have not used longest.',
} as const

const limits = ({ limits: { sessions, whenReached, perDeviceType, inThisApplication } }: OwnPolicy): string[] => {
  const kinds = deviceTypes.flatMap((type) => {
    const most = perDeviceType[type]
    return most === undefined ? [] : [`${most} on ${devicesOfType[type]}`]
  })
  const parts = [
    ...(sessions === null ? [] : [`on ${countOf(sessions, 'device')}`]),
    ...(inThisApplication === null ? [] : [`${countOf(inThisApplication, 'time')} in this app`]),
    ...kinds,
  ]
  return parts.length === 0
    ? ['You can be signed in on as many devices as you like.']
    : [`You can be signed in at most ${listOf(parts)} at once.`, above[whenReached]]
}

const methodWords = { totp: 'a code of an authenticator app', webauthn: 'a passkey' } as const

const proof = ({ secondFactor, passwords, reauthentication }: OwnPolicy): string[] => {
  const { isNeeded, methods, trustedDeviceDays, passkeySignIn } = secondFactor
  const ways = methods.map((method) => methodWords[method]).join(' or ')
  return [
    isNeeded ? `At sign-in you need a second factor: ${ways}.` : `A second factor is up to you: ${ways}.`,
    ...(trustedDeviceDays > 0
      ? [`A device that you trust is not asked for ${countOf(trustedDeviceDays, 'day')}.`]
      : []),
    ...(passkeySignIn ? ['A passkey alone signs you in, without a password.'] : []),
    `A new password has ${countOf(passwords.minimumLength, 'character')} or more.`,
    `Before you change your account you prove again who you are, unless you did so in the last ${lengthOfTime(reauthentication.maxAgeSeconds)}.`,
  ]
}

const leaving = {
  note: 'it is noted',
  'step-up': 'you prove again who you are',
  end: 'it ends',
} as const

const watched = ({ restricted, binding, place }: OwnPolicy): string[] => {
  const where = [
    ...(restricted.countries ? ['countries'] : []),
    ...(restricted.networks ? ['networks'] : []),
    ...(restricted.addresses ? ['addresses'] : []),
  ]
  const places = { off: [], country: ['country'], city: ['country', 'city'] }[place.detail]
  return [
    `Of each session ${listOf(['device', 'address', ...places])} are kept. You see all of it under Sessions.`,
    ...(where.length === 0 ? [] : [`Sign-ins are not taken from all ${listOf(where)}.`]),
    ...(binding.to === 'none'
      ? []
      : [`When a session is used from another ${binding.to}, ${leaving[binding.whenBroken]}.`]),
    'Unusual activity is looked at, and may end a session.',
  ]
}

const kept = ({ retention: { rowsDays, countsDays } }: OwnPolicy): string[] => [
  rowsDays === null
    ? 'Sessions that ended and what was logged stay listed.'
    : `Sessions that ended and what was logged are listed for ${countOf(rowsDays, 'day')}.`,
  countsDays === null ? 'Counts without names stay.' : `Counts without names stay for ${countOf(countsDays, 'day')}.`,
]

/** The rules of a tenant for one person, in groups. */
export const ownPolicySentences = (policy: OwnPolicy): OwnRules[] => [
  { title: 'How long you stay signed in', sentences: lifetimes(policy) },
  { title: 'On how many devices', sentences: limits(policy) },
  { title: 'How you prove who you are', sentences: proof(policy) },
  { title: 'What is watched', sentences: watched(policy) },
  { title: 'How long records are kept', sentences: kept(policy) },
]
