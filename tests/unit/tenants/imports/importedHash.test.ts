import { pbkdf2Sync, scryptSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { allowedHash, HashNotTaken } from '#services/tenants/passwords/imported/importedHash.ts'
import { readHash, readNamedHash } from '#services/tenants/passwords/imported/readHash.ts'
import { verifyImported } from '#services/tenants/passwords/imported/verifyImported.ts'

const plain = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
const salt = Buffer.from('a salt of 16 b..')
const pbkdf2 = (digest: string) => pbkdf2Sync('correct horse', salt, 1_000, 32, digest)

/** Hashes of "correct horse", but where a system publishes an example of its own. */
const hashes = {
  // OpenBSD's own test vectors of bcrypt.
  bcrypt: ['$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i', 'abc'],
  'bcrypt of PHP': ['$2y$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i', 'abc'],
  // The command-line tool of the reference implementation, in its README.
  argon2i: ['$argon2i$v=19$m=65536,t=2,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b+dWRWJTmaaJObG', 'password'],
  'PBKDF2 of passlib': [
    `$pbkdf2-sha256$1000$${plain(salt).replaceAll('+', '.')}$${plain(pbkdf2('sha256')).replaceAll('+', '.')}`,
    'correct horse',
  ],
  'PBKDF2 in PHC form': [`$pbkdf2-sha512$i=1000$${plain(salt)}$${plain(pbkdf2('sha512'))}`, 'correct horse'],
  'PBKDF2 of Django': [`pbkdf2_sha256$1000$${salt.toString()}$${pbkdf2('sha256').toString('base64')}`, 'correct horse'],
  scrypt: [
    `$scrypt$ln=10,r=8,p=1$${plain(salt)}$${plain(scryptSync('correct horse', salt, 32, { N: 1_024, r: 8, p: 1 }))}`,
    'correct horse',
  ],
} as const

describe.each(Object.entries(hashes))('a hash of %s', (_name, [text, password]) => {
  it('is of its password and of no other', async () => {
    const hash = readHash(text)
    expect(await verifyImported(hash, password)).toBe(true)
    expect(await verifyImported(hash, `${password} `)).toBe(false)
  })
})

describe('a digest that Clerk exports', () => {
  it('of scrypt as Firebase has it is of its password', async () => {
    // The example of https://github.com/firebase/scrypt
    const key = 'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=='
    const hash = 'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=='
    const read = readNamedHash(`${hash}$42xEC+ixf3L2lw==$${key}$Bw==$8$14`, 'scrypt_firebase')
    expect(await verifyImported(read, 'user1password')).toBe(true)
    expect(await verifyImported(read, 'user2password')).toBe(false)
  })

  it('of PBKDF2 has salt and hash in base64', async () => {
    const text = `pbkdf2_sha256$1000$${salt.toString('base64')}$${pbkdf2('sha256').toString('base64')}`
    expect(await verifyImported(readNamedHash(text, 'pbkdf2_sha256'), 'correct horse')).toBe(true)
  })

  it('of PBKDF2 by SHA-1 has the hash in hex', async () => {
    const text = `pbkdf2_sha1$1000$${salt.toString()}$${pbkdf2('sha1').toString('hex')}`
    expect(await verifyImported(readNamedHash(text, 'pbkdf2_sha1'), 'correct horse')).toBe(true)
  })
})

describe('a hash that would keep a core busy', () => {
  it.each([
    '$2b$15$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i',
    '$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b2dWRWJTmaaJObG',
    '$argon2id$v=19$m=65536,t=1000,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b2dWRWJTmaaJObG',
    '$pbkdf2-sha256$900000000$c29tZXNhbHQ$RdescudvJCsgt3ub+b2dWRWJTmaaJObG',
    '$scrypt$ln=24,r=8,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b2dWRWJTmaaJObG',
    '$scrypt$ln=4,r=1000,p=1000$c29tZXNhbHQ$RdescudvJCsgt3ub+b2dWRWJTmaaJObG',
  ])('is not taken: %s', (text) => expect(() => readHash(text)).toThrow('would take seconds'))
})

describe('what is no hash', () => {
  it.each([
    '',
    'hunter2',
    '5f4dcc3b5aa765d61d8327deb882cf99',
    '$2b$10$short',
    '$argon2id$',
    `$2b$10$${'x'.repeat(9_999)}`,
    'sha1$a$b',
  ])('is not taken, and is not repeated: %s', (text) => {
    expect(() => readHash(text)).toThrow(HashNotTaken)
    expect(() => readHash(text)).toThrow('has a form that is not known here')
  })

  it('is not taken where the numbers are none', () => {
    expect(() =>
      allowedHash({ kind: 'pbkdf2', digest: 'sha256', iterations: Number.NaN, salt: 'YQ==', hash: 'a'.repeat(32) }),
    ).toThrow(HashNotTaken)
    expect(() => allowedHash({ kind: 'scrypt', N: 1_000, r: 8, p: 1, salt: 'YQ==', hash: 'a'.repeat(32) })).toThrow(
      HashNotTaken,
    )
  })
})
